"""Untouched leads: handed over for five working days or more, and nobody has tried."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from alignment.web.business_days import DAY, add_working_days
from dashboards.facts import (
    Facts,
    Row,
    first_known,
    group,
    instants,
    known,
    not_known,
    of_segment,
    reach,
    working_days,
)
from dashboards.figures import COHORT, Figure
from dashboards.histories import HANDOVERS, grouped
from dashboards.statistics import rate, wilson
from dashboards.windows import Window
from leads.choices import Verdict
from leads.models import Handover

KEY = "untouched_rate"
VERSION = 1
VIEW = COHORT
LABEL = _("Leads never contacted")
DESCRIPTION = _(
    "Of the leads handed over at least five working days ago, the share without any attempt of "
    "ours; and how many wait untouched on the day, by age."
)
VARIANTS = {"rate": _("Share never contacted"), "stock": _("Waiting untouched")}
UNITS = {"rate": "share", "stock": "count"}
FACTS = {name: name for name in VARIANTS}
PARTS = ("numerator", "denominator", "n")
TRAILING = 90
OLD_ENOUGH = 5
# Working days since the hand-over, from and to (both included).
AGES = {"0_1": (0, 1), "2_4": (2, 4), "5_9": (5, 9), "10_more": (10, None)}
GIVEN_UP = (Verdict.REJECTED, Verdict.OVERTURNED, Verdict.EXPIRED)


def default() -> str:
    """The article's measure of waste."""
    return "rate"


def facts(name: str, windows: Sequence[Window]) -> Facts:
    """Hand-overs by day and day of the first attempt; for the stock, those waiting each evening."""
    if name == "rate":
        between = reach(windows)
        return Facts(grouped(HANDOVERS, "handed_over_on", "first_attempt_on", between=between))
    stock: list[Row] = []
    for evening in instants(windows):
        stock += [
            (evening, *row) for row in group(_waiting(evening), "handed_over_on", lead="lead__")
        ]
    return Facts(stock=stock)


def measure(variant: str, facts: Facts, window: Window) -> Figure:
    """Share without an attempt of those old enough, or the number waiting with their ages (K9)."""
    if variant == "stock":
        return _measure_stock(facts, window)
    oldest = _old_enough(window.as_of)
    untouched = aged = young = 0
    for row in facts.within(window.first, window.last):
        day, tried, n = row[0], row[1], row[-1]
        if day > oldest:
            young += n
            continue
        aged += n
        untouched += 0 if first_known(window.as_of, tried) else n
    interval = wilson(untouched, aged)
    return Figure(
        value=rate(untouched, aged),
        numerator=untouched,
        denominator=aged,
        n=aged,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        extra={"too_young": young},
        seen=aged + young,
    )


def rows(
    variant: str, window: Window, part: str, segment: str = "", segment_value: str = ""
) -> QuerySet:
    """The hand-overs old enough, those of them untouched, or those waiting on the day."""
    wanted = of_segment(segment, segment_value, "lead__")
    if variant == "stock":
        return _waiting(window.last).filter(wanted)
    last = min(window.last, _old_enough(window.as_of))
    found = Handover.objects.countable().filter(wanted, handed_over_on__range=(window.first, last))
    if part == "numerator":
        return found.filter(not_known("first_attempt_on", window.as_of))
    return found


def _measure_stock(facts: Facts, window: Window) -> Figure:
    ages: Counter[str] = Counter()
    for row in facts.on(window.last):
        ages[_band(working_days(row[1], window.last))] += row[-1]
    total = ages.total()
    return Figure(
        value=total,
        numerator=total,
        denominator=total,
        n=total,
        extra={"ages": {band: ages[band] for band in AGES}},
        seen=total,
    )


def _band(days: int) -> str:
    return next(
        name for name, (low, high) in AGES.items() if low <= days and (high is None or days <= high)
    )


def _waiting(evening: date) -> QuerySet:
    """Hand-overs that nobody had tried by the evening, of cycles still open then."""
    given_up = Q(verdict__in=GIVEN_UP) & known("decided_on", evening)
    return Handover.objects.countable().filter(
        known("handed_over_on", evening),
        not_known("first_attempt_on", evening),
        not_known("lead__closed_on", evening),
        ~(Q(decided_on__isnull=False) & given_up),
    )


def _old_enough(as_of: date) -> date:
    """The last day from which five working days have passed by the evening."""
    day = add_working_days(as_of + DAY, -OLD_ENOUGH)
    while working_days(day, as_of) < OLD_ENOUGH:
        day -= DAY
    return day
