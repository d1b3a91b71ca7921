"""What the pages of shared goals are given: value, pace and state of each, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from alignment.vision.choices import VersionStatus
from alignment.vision.models.goals import Direction, GoalPeriod, Objective
from alignment.web import figures
from alignment.web.business_days import today, working_days_in
from alignment.web.charts import Curve
from alignment.web.figures import SMALL_SAMPLE, Figure
from dashboards import definitions, page, selectors, tiles
from dashboards.goals.measuring import SUNDAY, history
from dashboards.goals.pace import Pace, Standing, State, expected_volume, pace_of
from dashboards.goals.sources import SOURCES, Kind, Source
from dashboards.models import Progress

WORDS = {
    State.TO_COME: pgettext_lazy("goal", "Not begun"),
    State.UNKNOWN: pgettext_lazy("goal", "Nothing to count yet"),
    State.TOO_EARLY: pgettext_lazy("goal", "Too early to tell"),
    State.REACHED: pgettext_lazy("goal", "Reached"),
    State.ON_TRACK: pgettext_lazy("goal", "On track"),
    State.UNCERTAIN: pgettext_lazy("goal", "Within reach, not certain"),
    State.BEHIND: pgettext_lazy("goal", "Behind"),
    State.MET_NOW: pgettext_lazy("goal", "Reached as of today"),
    State.NOT_YET: pgettext_lazy("goal", "Not reached yet"),
    State.MISSED: pgettext_lazy("goal", "Missed"),
}
LOOKS = {
    State.REACHED: "ok",
    State.ON_TRACK: "ok",
    State.MET_NOW: "ok",
    State.UNCERTAIN: "warn",
    State.BEHIND: "bad",
    State.MISSED: "bad",
}
CHART_UNITS = {"share": "percent", "money": "money", "working_days": "days"}


@dataclass(frozen=True)
class Card:
    """One goal as it stands on the evening of its last progress."""

    goal: Objective
    source: Source
    progress: Progress | None
    points: Sequence[Progress]
    pace: Pace
    done: int
    total: int

    @property
    def now(self) -> Figure:
        """The value to date; "4 of 5" of a few."""
        found = self.progress
        if found is None or found.value is None:
            return Figure(figures.UNKNOWN)
        if self.source.kind is Kind.RATE and found.n < SMALL_SAMPLE:
            return Figure(figures.rate(int(found.numerator or 0), int(found.denominator or 0)))
        return self.worded(found.value)

    @property
    def target(self) -> Figure:
        return self.worded(self.goal.target)

    @property
    def state(self) -> str:
        return str(WORDS[self.pace.state])

    @property
    def look(self) -> str:
        return LOOKS.get(self.pace.state, "")

    @property
    def part(self) -> float | None:
        """How much of a volume is there, between 0 and 1."""
        if self.source.kind is not Kind.VOLUME or not self.progress or self.progress.value is None:
            return None
        return min(1.0, float(self.progress.value / self.goal.target))

    @property
    def filled(self) -> int | None:
        """The bar of a volume, in percent."""
        return None if self.part is None else round(self.part * 100)

    @property
    def mark(self) -> int | None:
        """Where the bar should be by now."""
        found = self.pace.expected
        return None if found is None else round(min(1.0, found / float(self.goal.target)) * 100)

    @property
    def meter(self) -> str:
        return {"warn": "at_risk", "bad": "missed"}.get(self.look, "")

    @property
    def expected(self) -> Figure | None:
        """What a volume should have brought by now."""
        if self.source.kind is not Kind.VOLUME or self.pace.expected is None:
            return None
        return self.worded(Decimal(str(self.pace.expected)).quantize(Decimal(1)))

    @property
    def landing(self) -> str:
        """Where it ends at this pace, as an interval; empty where that is not said."""
        if self.pace.landing is None:
            return ""
        low, high = (self.worded(self._rounded(end)) for end in self.pace.landing)
        return (
            str(low) if str(low) == str(high) else _("{low} to {high}").format(low=low, high=high)
        )

    @property
    def rest(self) -> str:
        """What the decisions to come must reach for a rate to be on target."""
        need = self.pace.rest
        if need is None or self.goal.direction == Direction.DOWN:
            return ""
        if need > 1:
            return _("Even if all the rest succeeds, the target is out of reach.")
        if need <= 0:
            return _("It is reached whatever the rest brings.")
        return _("The rest must reach {rate}.").format(rate=figures.percent(need))

    @property
    def sample(self) -> str:
        return _("n = {n}").format(n=figures.number(self.progress.n)) if self.progress else ""

    @property
    def values(self) -> list[Decimal | None]:
        return [point.value for point in self.points]

    @property
    def rows_url(self) -> str:
        found = self.progress
        has_rows = found is not None and (found.n or found.value)
        return reverse("dashboards:goal_rows", args=[self.goal.public_id]) if has_rows else ""

    @property
    def days(self) -> str:
        return period_of(self.goal)

    @property
    def company_part(self) -> str:
        return part_of(self.goal)

    def worded(self, value: Decimal) -> Figure:
        """A value in the unit of the goal."""
        return tiles.worded(value, self.source.unit)

    def _rounded(self, value: float) -> Decimal:
        """No cents and no tenths of a lead in a projection."""
        digits = Decimal("0.001") if self.source.unit == "share" else Decimal(1)
        return Decimal(str(value)).quantize(digits)


def cards(goals: Iterable[Objective]) -> list[Card]:
    """Each goal with its pace; one statement for all of their evenings."""
    listed = list(goals)
    told = history(listed)
    return [card(goal, told[goal.pk]) for goal in listed]


def card(goal: Objective, told: Sequence[Progress]) -> Card:
    """A goal with its pace on the evening last measured."""
    source, last = SOURCES[goal.figure], told[-1] if told else None
    total = working_days_in(goal.first, goal.last)
    done = working_days_in(goal.first, last.as_of) if last else 0
    points = [each for each in told if each.as_of.weekday() == SUNDAY or each is last]
    return Card(goal, source, last, points, _pace(goal, source, last, done, total), done, total)


def _pace(goal: Objective, source: Source, last: Progress | None, done: int, total: int) -> Pace:
    if last is None:
        return Pace(State.TO_COME if goal.first >= today() else State.UNKNOWN)
    standing = Standing(
        None if last.value is None else float(last.value),
        k=float(last.numerator or 0),
        n=last.n,
        squares=last.squares,
    )
    low = goal.direction == Direction.DOWN
    return pace_of(
        source.kind, standing, target=float(goal.target), done=done, total=total, low_is_better=low
    )


def overview() -> dict[str, Any]:
    """The page of every goal: what runs, what waits, what is written, what is over."""
    found = cards(Objective.objects.shown().with_owners())
    day = today()
    running = [
        each for each in found if each.goal.status == VersionStatus.ACTIVE and each.goal.last >= day
    ]
    return {
        "running": running,
        "waiting": [each for each in found if each.goal.status in ("proposed", "signed")],
        "drafts": [each for each in found if each.goal.status == VersionStatus.DRAFT],
        "over": [
            each
            for each in found
            if each.goal.status == VersionStatus.ACTIVE and each.goal.last < day
        ][::-1],
        "sentence": sentence_of(running),
    }


def current(day: date | None = None) -> list[Card]:
    """The goals that run on a day (today unless said), for the dashboard and the contract."""
    now = day or today()
    return cards(Objective.objects.in_force().with_owners().filter(first__lte=now, last__gte=now))


def sentence_of(running: Sequence[Card]) -> str:
    """Where things stand, in one sentence."""
    if not running:
        return _("What both teams want to reach together")
    well = sum(each.look == "ok" for each in running)
    bad = sum(each.look == "bad" for each in running)
    text = _("{n} objectives · {well} reached or on track · {bad} behind")
    return text.format(n=len(running), well=well, bad=bad)


def period_of(goal: Objective) -> str:
    """Its days in words."""
    if goal.period != GoalPeriod.CUSTOM:
        return page.period_label(goal.period, goal.first)
    first, last = (date_format(day, "SHORT_DATE_FORMAT") for day in (goal.first, goal.last))
    return _("{first} to {last}").format(first=first, last=last)


def part_of(goal: Objective) -> str:
    """The part of the company that it is about; empty for the whole."""
    if not goal.segment:
        return ""
    return selectors.segment_label(goal.segment, goal.segment_value)


def curve_of(found: Card) -> Curve:
    """The value week by week with the line of the target, and the pace a volume should keep."""
    goal, days = found.goal, [point.as_of for point in found.points]
    before: list[float | None] = []
    if found.source.kind is Kind.VOLUME:
        target = float(goal.target)
        before = [
            expected_volume(target, working_days_in(goal.first, day), found.total) for day in days
        ]
    changed = definitions.changes(days[0], days[-1])
    return Curve(
        days=days,
        values=found.values,
        marks=definitions.marks_of(changed, found.source.kpi, by_month=False),
        unit=CHART_UNITS.get(found.source.unit, "count"),
        label=str(goal),
        before=before,
        before_label=pgettext("goal", "expected") if before else "",
        target=goal.target,
        target_label=_("target"),
    )
