import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alignment.people.choices import TeamKind
from alignment.vision.models.signing import CoSigned, CoSignedQuerySet, one_of_each
from alignment.web.errors import Incomplete
from alignment.web.ids import new_id

SIGNED_FIELDS = ("figure", "segment", "segment_value", "first", "last", "target", "direction")


class GoalFigure(models.TextChoices):
    """What an objective counts; `dashboards.goals.sources` says where each is read."""

    MQLS = "mqls", _("MQLs")
    ACCEPTED = "accepted", _("Accepted leads")
    SQLS = "sqls", _("SQLs")
    OPPORTUNITIES = "opportunities", _("Opportunities created")
    REVENUE = "revenue", _("Revenue won")
    PIPELINE = "pipeline", _("Pipeline value")
    ACCEPTANCE = "acceptance", _("Sales acceptance rate")
    WIN_RATE = "win_rate", _("Win rate")
    CONVERSION = "conversion", _("MQL to won")
    UNTOUCHED = "untouched", _("Never contacted")
    DECISION = "decision", _("Time to decide")


class GoalPeriod(models.TextChoices):
    MONTH = "month", pgettext_lazy("period", "Month")
    QUARTER = "quarter", pgettext_lazy("period", "Quarter")
    YEAR = "year", pgettext_lazy("period", "Year")
    CUSTOM = "custom", _("Other dates")


class Direction(models.TextChoices):
    UP = "up", _("at least")
    DOWN = "down", _("at most")


class ObjectiveQuerySet(CoSignedQuerySet):
    def shown(self):
        """All but what another version took the place of, or what was stopped."""
        return self.exclude(status="superseded")

    def with_owners(self):
        return self.select_related("marketing_owner", "sales_owner")


class Objective(CoSigned):
    """One version of a goal that both teams answer for; `line` ties the versions of one goal.

    `target` is a count, euros, working days, or a share between 0 and 1. `first` and `last` are
    local days, both included.
    """

    KIND = "objective"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    line = models.UUIDField(default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(_("version"), default=1)
    figure = models.CharField(_("figure"), max_length=15, choices=GoalFigure)
    segment = models.CharField(_("part of the company"), max_length=8, blank=True)
    segment_value = models.CharField(max_length=60, blank=True)
    period = models.CharField(_("period"), max_length=7, choices=GoalPeriod)
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    target = models.DecimalField(_("target"), max_digits=14, decimal_places=4)
    direction = models.CharField(
        _("direction"), max_length=4, choices=Direction, default=Direction.UP
    )
    marketing_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    sales_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ObjectiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        ordering = ["last", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["line", "number"], name="vision_objective_number"),
            models.CheckConstraint(
                condition=models.Q(last__gte=models.F("first")), name="vision_objective_days"
            ),
            *one_of_each("vision_one_objective", "line"),
        ]

    def __str__(self) -> str:
        return str(self.get_figure_display())

    def get_absolute_url(self) -> str:
        return reverse("dashboards:goal", args=[self.public_id])

    def series(self) -> CoSignedQuerySet:
        return Objective.objects.filter(line=self.line)

    def content(self) -> dict[str, Any]:
        """What is promised for which days, and who answers for it."""
        return {
            "number": self.number,
            **self._said(),
            "marketing": self.marketing_owner_id,
            "sales": self.sales_owner_id,
        }

    def check_proposal(self, before: "Objective | None") -> None:
        """Raise Incomplete without an owner of each team, or beside another goal of the same."""
        wrong = {}
        for side in (TeamKind.MARKETING, TeamKind.SALES):
            owner = getattr(self, f"{side.value}_owner")
            if owner is None or side not in owner.kinds:
                text = _("Somebody of {team} answers for it too.")
                wrong[f"{side.value}_owner"] = text.format(team=side.label)
        if wrong:
            raise Incomplete(fields=wrong)
        if before and before.content() | {"number": 0} == self.content() | {"number": 0}:
            raise Incomplete(_("Nothing differs from the objective in force."))
        same = {name: getattr(self, name) for name in SIGNED_FIELDS[:5]}
        others = Objective.objects.exclude(line=self.line).filter(**same)
        if others.in_force().exists():
            raise Incomplete(_("Both teams have this objective for these days already: change it."))

    def _said(self) -> dict[str, Any]:
        # Of the database or just typed, 40 and 40.0000 are the same promise.
        said = {name: str(getattr(self, name)) for name in SIGNED_FIELDS}
        return said | {"target": format(self.target.normalize(), "f")}
