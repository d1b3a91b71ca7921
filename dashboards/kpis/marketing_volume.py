"""Marketing volume: useful leads handed over, against what the contract promises."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from alignment.web.business_days import days_between, is_working_day, working_days_in_month
from dashboards.facts import Facts, first_known, known, of_segment, reach
from dashboards.figures import PERIOD, Figure
from dashboards.histories import HANDOVERS, grouped
from dashboards.windows import Window
from leads.choices import Verdict
from leads.models import Handover
from leads.reasons import Fault
from sla.choices import Promise
from sla.models import Agreement

KEY = "marketing_volume"
VERSION = 1
VIEW = PERIOD
LABEL = _("Marketing volume")
DESCRIPTION = _(
    "Leads handed over in the period, less those that sales rejected for a reason on marketing's "
    "side; and what that is of the volume promised in the contract, spread over working days."
)
VARIANTS = {"net": _("Net volume"), "delivered": _("Of the promised volume")}
UNITS = {"net": "count", "delivered": "share"}
FACTS = dict.fromkeys(VARIANTS, "handovers")
PARTS = ("numerator", "n", "rejected")
TRAILING = 30


def default() -> str:
    """The number itself; what it is of the promise stands beside it."""
    return "net"


def facts(name: str, windows: Sequence[Window]) -> Facts:
    """Hand-overs by day, decision and fault; the promised volume up to each day in the notes."""
    first, last = reach(windows)
    columns = ("handed_over_on", "decided_on", "verdict", "fault")
    rows = grouped(HANDOVERS, *columns, between=(first, last))
    return Facts(rows, notes=promised_by(first, last))


def measure(variant: str, facts: Facts, window: Window) -> Figure:
    """Net volume, or its share of the promise (K11); for a segment, what it brings of the whole."""
    handed = rejected = 0
    last = min(window.last, window.as_of)
    told = facts.told(
        KEY, window.as_of, lambda row: _is_marketings(row[1], row[2], row[3], window.as_of)
    )
    for _day, refused, n in told.within(window.first, last):
        handed += n
        rejected += n * refused
    net = handed - rejected
    promised = _promised(facts, window.first, last)
    share = net / promised if promised else None
    return Figure(
        value=float(net) if variant == "net" else share,
        numerator=net,
        denominator=None if variant == "net" else promised or None,
        n=handed,
        extra={"rejected": rejected, "promised": round(promised, 2)},
        seen=handed,
    )


def rows(
    variant: str, window: Window, part: str, segment: str = "", segment_value: str = ""
) -> QuerySet:
    """The hand-overs of the window, the net ones, or those rejected on marketing's side."""
    found = Handover.objects.countable().filter(
        of_segment(segment, segment_value, "lead__"),
        known("handed_over_on", window.as_of),
        handed_over_on__range=(window.first, window.last),
    )
    refused = Q(verdict=Verdict.REJECTED, fault=Fault.MARKETING) & known("decided_on", window.as_of)
    if part == "rejected":
        return found.filter(refused)
    return found.exclude(pk__in=found.filter(refused)) if part == "numerator" else found


def promised_by(first: date, last: date) -> dict[str, list]:
    """Days with a promise, and what was promised from the first day up to each of them."""
    versions = Agreement.objects.ever_in_force().filter(commitments__promise=Promise.VOLUME)
    lines = [
        (start, end or last, number)
        for start, end, number in versions.values_list(
            "effective_on", "ends_on", "commitments__number"
        )
        if start and number
    ]
    days: list[date] = []
    sums: list[float] = [0.0]
    for day in days_between(first, last):
        each = sum(number for start, end, number in lines if start <= day <= end)
        if each and is_working_day(day):
            days.append(day)
            sums.append(sums[-1] + each / working_days_in_month(day))
    return {"days": days, "sums": sums}


def _promised(facts: Facts, first: date, last: date) -> float:
    days, sums = facts.notes["days"], facts.notes["sums"]
    return sums[bisect_right(days, last)] - sums[bisect_left(days, first)] if days else 0.0


def _is_marketings(decided: date | None, verdict: str, fault: str, as_of: date) -> bool:
    """Rejected by then for something marketing could have known."""
    refused = verdict == Verdict.REJECTED and fault == Fault.MARKETING
    return refused and first_known(as_of, decided) is not None
