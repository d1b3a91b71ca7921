"""Sales acceptance rate: of what marketing handed over and sales decided, the share accepted."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from dashboards.facts import Facts, Row, group, known, not_known, of_segment, reach
from dashboards.figures import COHORT, Figure
from dashboards.statistics import (
    contract_verdict,
    inference_verdict,
    pending_bounds,
    rate,
    wilson,
)
from dashboards.windows import Window
from leads.choices import Verdict
from leads.models import Handover
from leads.reasons import RULES

KEY = "acceptance_rate"
VERSION = 1
VIEW = COHORT
LABEL = _("Sales acceptance rate")
DESCRIPTION = _(
    "Accepted out of accepted and rejected, among the hand-overs of the period. Pending, returned "
    "and contested ones wait; duplicates and deals in progress do not count; silence is not a no."
)
VARIANTS = {
    "decided": _("Accepted of decided"),
    "throughput": _("Accepted of all handed over"),
}
UNITS = dict.fromkeys(VARIANTS, "share")
FACTS = dict.fromkeys(VARIANTS, "handovers")
PARTS = ("numerator", "denominator", "pending", "expired", "not_counted", "handed_over")
TRAILING = 90
TARGET = 0.8
NEUTRAL = [reason for reason, rule in RULES.items() if not rule.counts]


def default() -> str:
    """Quality first; throughput stands beside it."""
    return "decided"


def facts(name: str, windows: Sequence[Window]) -> Facts:
    """Hand-overs by their day, verdict, reason and the days of decision, contest and ruling."""
    found = _handovers().filter(handed_over_on__range=reach(windows))
    columns = ("handed_over_on", "verdict", "reason", "decided_on", "contested_on", "settled_on")
    return Facts(group(found, *columns, lead="lead__"))


def measure(variant: str, facts: Facts, window: Window) -> Figure:
    """Share accepted with its Wilson interval, bounds of the pending and both verdicts (K5)."""
    counts: Counter[str] = Counter()
    told = facts.told(KEY, window.as_of, lambda row: _outcome_of(row, window.as_of))
    for _day, outcome, n in told.within(window.first, window.last):
        counts[outcome] += n
    yes, no, pending = counts["accepted"], counts["rejected"], counts["pending"]
    n = yes + no if variant == "decided" else yes + no + pending + counts["expired"]
    interval = wilson(yes, n)
    return Figure(
        value=rate(yes, n),
        numerator=yes,
        denominator=n,
        n=n,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        extra=_extra(variant, counts, rate(yes, n)),
        seen=counts.total(),
    )


def rows(
    variant: str, window: Window, part: str, segment: str = "", segment_value: str = ""
) -> QuerySet:
    """The hand-overs of the window behind one part."""
    found = _handovers().filter(
        of_segment(segment, segment_value, "lead__"),
        handed_over_on__range=(window.first, window.last),
    )
    outcomes = _outcomes(window.as_of)
    wanted = {
        "numerator": outcomes["accepted"],
        "denominator": outcomes["accepted"] | outcomes["rejected"],
        "handed_over": Q(),
    }.get(part) or outcomes.get(part, Q())
    if part == "denominator" and variant == "throughput":
        return found.exclude(outcomes["not_counted"])
    return found.filter(wanted)


def _handovers() -> QuerySet:
    # A contest that nobody ruled ends with the cycle: the rejection stands.
    return Handover.objects.countable().annotate(settled_on=Coalesce("ruled_on", "lead__closed_on"))


def _outcome_of(row: Row, as_of: date) -> str:
    _day, verdict, reason, decided, contested, settled = row[:6]
    return outcome(verdict, reason, decided, contested, settled, as_of)


def outcome(
    verdict: str,
    reason: str,
    decided: date | None,
    contested: date | None,
    settled: date | None,
    as_of: date,
) -> str:
    """What sales had said by the evening of the day. See also: _outcomes, the same in SQL."""
    if decided is None or decided > as_of:
        return "pending"
    if verdict in (Verdict.ACCEPTED, Verdict.EXPIRED):
        return str(verdict)
    if contested is not None and contested <= as_of:
        if settled is None or settled > as_of:
            return "pending"
        if verdict == Verdict.OVERTURNED:
            return "accepted"
    return "not_counted" if reason in NEUTRAL else "rejected"


def _outcomes(as_of: date) -> dict[str, Q]:
    decided, refused = known("decided_on", as_of), Q(verdict__in=_REFUSED)
    in_contest = known("contested_on", as_of) & not_known("settled_on", as_of)
    overturned = Q(verdict=Verdict.OVERTURNED) & known("contested_on", as_of)
    overturned &= known("settled_on", as_of)
    standing = decided & refused & ~(_present(in_contest)) & ~(_present(overturned))
    return {
        "accepted": decided & (Q(verdict=Verdict.ACCEPTED) | overturned),
        "expired": decided & Q(verdict=Verdict.EXPIRED),
        "pending": not_known("decided_on", as_of) | (decided & refused & in_contest),
        "not_counted": standing & Q(reason__in=NEUTRAL),
        "rejected": standing & ~Q(reason__in=NEUTRAL),
    }


_REFUSED = (Verdict.REJECTED, Verdict.OVERTURNED)


def _present(condition: Q) -> Q:
    """Safe to negate: without a contest the comparison of days would be unknown, not false."""
    return Q(contested_on__isnull=False) & condition


def _extra(variant: str, counts: Counter[str], value: float | None) -> dict:
    yes, no, pending = counts["accepted"], counts["rejected"], counts["pending"]
    bounds = pending_bounds(yes, no, pending)
    extra: dict = {
        "pending": pending,
        "expired": counts["expired"],
        "not_counted": counts["not_counted"],
        "handed_over": counts.total(),
        "lower": bounds.low if bounds else None,
        "upper": bounds.high if bounds else None,
    }
    if variant == "decided":
        extra["target"] = TARGET
        extra["contract"] = contract_verdict(value, TARGET).value
        extra["inference"] = inference_verdict(wilson(yes, yes + no), TARGET).value
    return extra
