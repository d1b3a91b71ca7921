from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.web.ids import new_id


class OneTimeLink(models.Model):
    """One act that one person may do once by a link in a message; only a hash of it is kept.

    With `needs_login` the link alone is not enough: it stood where others read too.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=40)
    target = models.UUIDField()
    needs_login = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")

    def __str__(self) -> str:
        return f"{self.purpose} {self.target}"
