from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from alignment.notifications.choices import Way


class Preference(models.Model):
    """What a person wants unlike the default of the topic (alignment/notifications/topics.py)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preferences"
    )
    topic = models.CharField(_("topic"), max_length=40)
    way = models.CharField(_("way"), max_length=8, choices=Way)
    is_on = models.BooleanField(_("on"))

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        ordering = ["user", "topic", "way"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "topic", "way"], name="notifications_one_preference"
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.way}"
