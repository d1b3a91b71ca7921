"""Delays kept: of the clocks that settled, the share that was met, for each timed promise."""

from collections import Counter
from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from dashboards.facts import Facts, Row, group, known, of_segment, reach
from dashboards.figures import PERIOD, Figure
from dashboards.statistics import rate, wilson
from dashboards.windows import Window
from leads.choices import Tier
from sla.choices import ClockResult, Promise
from sla.models import Clock

KEY = "promise_delay"
VERSION = 1
VIEW = PERIOD
LABEL = _("Delays kept")
DESCRIPTION = _(
    "Of the promises whose time was up or that were settled, the share kept in time, in minutes of "
    "working time. What still runs does not count; exempt leads are left out."
)
TIERED = {
    f"{promise}_{tier.lower()}": (promise, tier)
    for promise in (Promise.DECISION, Promise.FIRST_ATTEMPT)
    for tier in Tier.values
}
WHOLE = {
    str(promise): (promise, "")
    for promise in (
        Promise.DECISION,
        Promise.FIRST_ATTEMPT,
        Promise.ANSWER_RETURNS,
        Promise.ANSWER_REFUSALS,
    )
}
CLOCKS = WHOLE | TIERED
VARIANTS = {name: Promise(promise).label for name, (promise, _tier) in WHOLE.items()} | {
    "decision_p1": _("Decision, P1"),
    "decision_p2": _("Decision, P2"),
    "decision_p3": _("Decision, P3"),
    "first_attempt_p1": _("First attempt, P1"),
    "first_attempt_p2": _("First attempt, P2"),
    "first_attempt_p3": _("First attempt, P3"),
}
UNITS = dict.fromkeys(VARIANTS, "share")
FACTS = dict.fromkeys(VARIANTS, "clocks")
PARTS = ("numerator", "denominator", "late")
TRAILING = 90


def default() -> str:
    """What the prospect feels first."""
    return str(Promise.FIRST_ATTEMPT)


def facts(name: str, windows: Sequence[Window]) -> Facts:
    """Settled clocks by the day that counts, promise, priority and what became of them."""
    found = _clocks().filter(counted_on__range=reach(windows))
    return Facts(group(found, "counted_on", "promise", "tier", "result", lead="lead__"))


def measure(variant: str, facts: Facts, window: Window) -> Figure:
    """Kept out of kept and late (K12); the day that counts never moves once it has come."""
    promise, tier = CLOCKS[variant]
    counts: Counter[bool] = Counter()
    last = min(window.last, window.as_of)
    # The same for every variant, so that ten of them read the facts once.
    told = facts.told(KEY, window.as_of, _outcome)
    for _day, (row_promise, row_tier, met), n in told.within(window.first, last):
        if row_promise == promise and tier in ("", row_tier):
            counts[met] += n
    met, settled = counts[True], counts.total()
    interval = wilson(met, settled)
    return Figure(
        value=rate(met, settled),
        numerator=met,
        denominator=settled,
        n=settled,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        extra={"late": counts[False]},
        seen=settled,
    )


def rows(
    variant: str, window: Window, part: str, segment: str = "", segment_value: str = ""
) -> QuerySet:
    """The clocks settled in the window, those met, or those late."""
    promise, tier = CLOCKS[variant]
    found = _clocks().filter(
        of_segment(segment, segment_value, "lead__"),
        known("counted_on", window.as_of),
        counted_on__range=(window.first, window.last),
        promise=promise,
    )
    if tier:
        found = found.filter(tier=tier)
    met = Q(result=ClockResult.MET)
    return found.filter({"numerator": met, "late": ~met}.get(part, Q()))


def _outcome(row: Row) -> tuple[str, str, bool]:
    """Promise, priority, and whether it was met."""
    return row[1], row[2], row[3] == ClockResult.MET


def _clocks() -> QuerySet:
    # A running clock has the day of its due time: on that evening it is late.
    return Clock.objects.countable().filter(exemption="").exclude(result=ClockResult.VOID)
