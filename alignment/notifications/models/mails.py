from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.web.ids import new_id


class KeptMail(models.Model):
    """An e-mail that was kept instead of sent, because no mail server is configured."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    key = models.CharField(max_length=200, blank=True)
    sender = models.CharField(_("from"), max_length=320)
    to = models.CharField(_("to"), max_length=1000)
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(blank=True)
    calendar = models.TextField(_("invitation"), blank=True)
    kept_at = models.DateTimeField(_("kept"), default=timezone.now)

    class Meta:
        verbose_name = _("kept e-mail")
        verbose_name_plural = _("kept e-mails")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.subject
