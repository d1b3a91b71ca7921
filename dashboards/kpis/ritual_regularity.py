"""Regular meetings: whether both teams meet as they planned, and do what they said."""

from collections.abc import Sequence
from datetime import date

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from alignment.rituals.choices import State
from alignment.rituals.models import Action, Meeting
from alignment.web.business_days import day_bounds, local_date
from dashboards.facts import Facts, reach
from dashboards.figures import PERIOD, Figure
from dashboards.statistics import rate, wilson
from dashboards.windows import Window

KEY = "ritual_regularity"
VERSION = 1
VIEW = PERIOD
LABEL = _("Regular meetings")
DESCRIPTION = _(
    "The share of planned meetings of both teams that took place, and of the actions due that "
    "were done by their day. Meetings of a ritual that rests are not planned."
)
VARIANTS = {"held": _("Meetings held"), "actions": _("Actions done on time")}
UNITS = dict.fromkeys(VARIANTS, "share")
FACTS = {name: name for name in VARIANTS}
PARTS = ("numerator", "denominator", "n")
TRAILING = 90
# Meetings stand behind no lead: neither source, team nor grade.
NOWHERE = ("", None, "")
OVER = (State.HELD, State.SKIPPED, State.CANCELLED)


def default() -> str:
    """That they meet at all comes first."""
    return "held"


def facts(name: str, windows: Sequence[Window]) -> Facts:
    """Meetings by the day they were planned for, actions by the day they were due."""
    first, last = reach(windows)
    if name == "held":
        meetings = _meetings(first, last).values_list("planned_at", "state")
        told = [(local_date(at), state == State.HELD) for at, state in meetings]
    else:
        actions = _actions(first, last).values_list("due_on", "done_at")
        told = [(due, at is not None and local_date(at) <= due) for due, at in actions]
    return Facts(sorted((day, kept, *NOWHERE, 1) for day, kept in told))


def measure(variant: str, facts: Facts, window: Window) -> Figure:
    """Held of planned, or done in time of due, with Wilson's interval (K24)."""
    rows = facts.within(window.first, window.last)
    n, kept = sum(row[-1] for row in rows), sum(row[-1] for row in rows if row[1])
    interval = wilson(kept, n)
    return Figure(
        value=rate(kept, n),
        numerator=kept,
        denominator=n,
        n=n,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        seen=0,
    )


def rows(
    variant: str, window: Window, part: str, segment: str = "", segment_value: str = ""
) -> QuerySet:
    """The meetings or actions of the window: all, or those kept (`numerator`)."""
    kept = part == "numerator"
    if variant == "held":
        found: QuerySet = _meetings(window.first, window.last)
        wanted = Q(state=State.HELD)
    else:
        found = _actions(window.first, window.last)
        wanted = Q(done_at__date__lte=F("due_on"))
    if segment:
        return found.none()
    return found.filter(wanted) if kept else found


def _meetings(first: date, last: date) -> QuerySet[Meeting]:
    start, end = day_bounds(first)[0], day_bounds(last)[1]
    return Meeting.objects.filter(state__in=OVER, planned_at__gte=start, planned_at__lt=end)


def _actions(first: date, last: date) -> QuerySet[Action]:
    return Action.objects.filter(due_on__range=(first, last))
