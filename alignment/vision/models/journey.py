from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alignment.web.ids import new_id


class Milestone(models.TextChoices):
    """Where a step of the buyer begins for us, in the words of the pipeline."""

    CAPTURED = "captured", _("Captured")
    MQL = "mql", _("MQL")
    HANDED_OVER = "handed_over", _("Handed over")
    ACCEPTED = "accepted", _("Accepted")
    SQL = "sql", _("SQL")
    OPPORTUNITY = "opportunity", _("Opportunity")
    WON = "won", _("Won")


class Actor(models.TextChoices):
    """Who acts in a step."""

    MARKETING = "marketing", _("Marketing")
    SALES = "sales", _("Sales")
    BOTH = "both", pgettext_lazy("journey", "Both teams")


class PointKind(models.TextChoices):
    MOMENT = "moment", pgettext_lazy("journey", "Key moment")
    FRICTION = "friction", pgettext_lazy("journey", "What slows down")
    ACCELERATOR = "accelerator", pgettext_lazy("journey", "What speeds up")


class JourneyStage(models.Model):
    """One step of the buyer's path, in the buyer's own words."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(pgettext_lazy("journey", "in the buyer's words"), max_length=80)
    question = models.CharField(_("what the buyer wonders"), max_length=200, blank=True)
    milestone = models.CharField(_("begins with"), max_length=12, choices=Milestone, blank=True)
    actor = models.CharField(_("who acts"), max_length=9, choices=Actor, default=Actor.BOTH)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = pgettext_lazy("journey", "step of the path")
        verbose_name_plural = pgettext_lazy("journey", "steps of the path")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return "/journey/"


class JourneyPoint(models.Model):
    """A key moment of a step, what slows the buyer down there, or what speeds things up."""

    stage = models.ForeignKey(JourneyStage, on_delete=models.CASCADE, related_name="points")
    kind = models.CharField(_("kind"), max_length=11, choices=PointKind)
    text = models.CharField(_("in one sentence"), max_length=160)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = pgettext_lazy("journey", "point of a step")
        verbose_name_plural = pgettext_lazy("journey", "points of a step")
        ordering = ["kind", "position", "pk"]

    def __str__(self) -> str:
        return self.text
