"""Wins of both teams: who was thanked and whether it was posted. The story is read, not kept."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.people.choices import TeamKind
from alignment.web.ids import new_id


class Win(models.Model):
    """A won deal that somebody posted or gave thanks for; `deal` is its public id."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    deal = models.UUIDField(unique=True)
    posted_at = models.DateTimeField(null=True, blank=True)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("shared win")
        verbose_name_plural = _("shared wins")

    def __str__(self) -> str:
        return str(self.deal)


class Thanks(models.Model):
    """A word of thanks to the other team, never to one's own."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    win = models.ForeignKey(Win, on_delete=models.CASCADE, related_name="thanks")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="thanks"
    )
    team = models.CharField(_("team"), max_length=12, choices=TeamKind)
    text = models.CharField(_("thanks"), max_length=160)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("thanks")
        verbose_name_plural = _("thanks")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["win", "by", "team"], name="programme_thanks_once")
        ]

    def __str__(self) -> str:
        return self.text
