from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.vision.choices import (
    MessageKind,
)
from alignment.web.ids import new_id


class MessageQuerySet(models.QuerySet["Message"]):
    def active(self):
        return self.filter(is_active=True)


class Message(models.Model):
    """What both teams say to prospects, one promise each; or an objection they meet."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=MessageKind)
    text = models.CharField(_("in one sentence"), max_length=160)
    answer = models.CharField(_("how we answer"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("in use"), default=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["kind", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "text"], name="vision_message_once")]

    def __str__(self) -> str:
        return self.text
