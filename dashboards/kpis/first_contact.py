"""Time to first contact: from the hand-over to the first human attempt, in working hours."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from alignment.web.business_days import day_bounds
from dashboards.facts import (
    Facts,
    first_known,
    known,
    not_known,
    of_segment,
    reach,
    working_days,
)
from dashboards.figures import COHORT, Figure
from dashboards.histories import HANDOVERS, grouped
from dashboards.statistics import (
    kaplan_meier,
    median_of,
    rate,
    survival_quantile,
    wilson,
)
from dashboards.windows import Window
from leads.choices import Tier, Verdict
from leads.models import Handover
from sla.calendars import calendar_of

KEY = "first_contact"
# 2: minutes of working time instead of calendar hours, and by priority.
VERSION = 2
VIEW = COHORT
LABEL = _("Time to first contact")
DESCRIPTION = _(
    "The working hours by which half of the leads handed over had a first call, message or "
    "meeting of ours, and the share tried in time. Automatic replies do not count."
)
MEDIANS = {"median": "", "median_p1": Tier.P1, "median_p2": Tier.P2, "median_p3": Tier.P3}
VARIANTS = {
    "median": _("Median, in working hours"),
    "median_p1": _("Median of P1, in working hours"),
    "median_p2": _("Median of P2, in working hours"),
    "median_p3": _("Median of P3, in working hours"),
    "within_target": _("Tried in time"),
}
UNITS = dict.fromkeys(MEDIANS, "working_hours") | {"within_target": "share"}
FACTS = dict.fromkeys(MEDIANS, "median") | {"within_target": "within_target"}
PARTS = ("numerator", "denominator", "n")
TRAILING = 90
REFUSED = (Verdict.REJECTED, Verdict.OVERTURNED)
Wait = tuple[float, bool]


def default() -> str:
    """How long it takes; whether a promise was kept stands beside it."""
    return "median"


def facts(name: str, windows: Sequence[Window]) -> Facts:
    """Hand-overs by day, with what became of the first attempt."""
    columns = {
        "median": ("first_attempt_on", "decided_on", "attempt_minutes", "tier"),
        "within_target": (
            "first_attempt_on", "decided_on", "verdict", "attempt_on_time", "attempt_by_on",
            "returned_at", "resubmitted_at",
        ),
    }  # fmt: skip
    rows = grouped(HANDOVERS, "handed_over_on", *columns[name], between=reach(windows))
    return Facts(rows, notes={"day": calendar_of().day_minutes / 60})


def measure(variant: str, facts: Facts, window: Window) -> Figure:
    """Kaplan-Meier median in working hours, or the share tried in time of those due (K8)."""
    as_of, day = window.as_of, facts.notes["day"]
    if variant not in MEDIANS:
        told = facts.told(variant, as_of, lambda row: _outcome(row, as_of))
        return _measure_in_time(_counted(told, window))
    tier = MEDIANS[variant]
    mine = (row for row in facts.rows if tier in ("", row[4]))
    told = facts.told(variant, as_of, lambda row: _wait(row, as_of, day), among=mine)
    return _measure_median(_counted(told, window))


def _counted(told: Facts, window: Window) -> Counter[Any]:
    counts: Counter[Any] = Counter()
    for _day, outcome, n in told.within(window.first, window.last):
        counts[outcome] += n
    return counts


def _measure_in_time(counts: Counter[str]) -> Figure:
    due = counts["on_time"] + counts["late"] + counts["overdue"]
    interval = wilson(counts["on_time"], due)
    return Figure(
        value=rate(counts["on_time"], due),
        numerator=counts["on_time"],
        denominator=due,
        n=due,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        extra={name: counts[name] for name in ("late", "overdue", "not_due")},
        seen=counts.total(),
    )


def rows(
    variant: str, window: Window, part: str, segment: str = "", segment_value: str = ""
) -> QuerySet:
    """The hand-overs of the window: tried, tried in time, or due."""
    found = Handover.objects.countable().filter(
        of_segment(segment, segment_value, "lead__"),
        handed_over_on__range=(window.first, window.last),
    )
    tried = known("first_attempt_on", window.as_of)
    if variant in MEDIANS:
        if tier := MEDIANS[variant]:
            found = found.filter(tier=tier)
        return found.filter(tried) if part == "numerator" else found
    on_time = tried & Q(attempt_on_time=True)
    late = tried & Q(attempt_on_time=False)
    overdue = not_known("first_attempt_on", window.as_of) & _due(window.as_of)
    return found.filter(on_time if part == "numerator" else on_time | late | overdue)


def _measure_median(waits: Counter[Wait]) -> Figure:
    observations = [(hours, end, n) for (hours, end), n in waits.items()]
    steps = kaplan_meier(observations)
    median = median_of(steps, observations)
    extra = {
        "events": median.events,
        "too_few": not median.is_solid,
        "p90": survival_quantile(steps, 0.9),
    }
    if median.beyond is not None:
        extra["beyond"] = median.beyond
    return Figure(
        value=median.value,
        numerator=median.events,
        denominator=median.n,
        n=median.n,
        extra=extra,
        seen=median.n,
    )


def _wait(row: tuple, as_of: date, hours_a_day: float) -> Wait:
    """Working hours until the evening at the latest, and whether they ended with an attempt."""
    day, tried, decided, minutes = row[:4]
    if tried is not None and tried <= as_of:
        return minutes / 60, True
    # Nobody calls any more after a refusal: the wait ends there without a contact.
    until = first_known(as_of, decided) or as_of
    return working_days(day, max(until, day)) * hours_a_day, False


def _outcome(row: tuple, as_of: date) -> str:
    """See also: _due, the same in SQL."""
    _day, tried, decided, verdict, on_time, due_on, returned, resubmitted, *_rest = row
    if first_known(as_of, tried):
        return "on_time" if on_time else "late"
    excused = verdict in REFUSED and decided <= min(due_on, as_of)
    if due_on > as_of or excused or _paused(returned, resubmitted, as_of):
        return "not_due"
    return "overdue"


def _paused(returned: datetime | None, resubmitted: datetime | None, as_of: date) -> bool:
    """Back with marketing on that evening: the clock of sales stands."""
    evening = day_bounds(as_of)[1]
    return bool(returned and returned < evening and (not resubmitted or resubmitted >= evening))


def _due(as_of: date) -> Q:
    evening = day_bounds(as_of)[1]
    paused = Q(returned_at__isnull=False, returned_at__lt=evening) & (
        Q(resubmitted_at__isnull=True) | Q(resubmitted_at__gte=evening)
    )
    excused = Q(verdict__in=REFUSED, decided_on__lte=as_of) & Q(decided_on__lte=F("attempt_by_on"))
    return known("attempt_by_on", as_of) & ~excused & ~paused
