"""Lead velocity rate: how many more qualified leads than the period before."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from alignment.web.business_days import working_days_in
from dashboards.choices import Period
from dashboards.facts import Facts, counted, known, of_segment
from dashboards.figures import PERIOD, Figure
from dashboards.histories import LEADS, grouped
from dashboards.statistics import growth, per_step
from dashboards.windows import Window, previous
from leads.models import Lead

KEY = "lvr"
VERSION = 1
VIEW = PERIOD
LABEL = _("Growth of qualified leads")
DESCRIPTION = _(
    "How many more qualified leads than in the period before, in per cent (lead velocity rate). "
    "An unfinished period is compared with as many working days of the one before."
)
VARIANTS = {"mql": _("MQL"), "sal": _("Accepted by sales (SAL)"), "sql": _("SQL")}
UNITS = dict.fromkeys(VARIANTS, "growth")
FACTS = {name: name for name in VARIANTS}
PARTS = ("n", "denominator")
TRAILING = 90
MONTHS = {Period.DAY: 3, Period.QUARTER: 3, Period.YEAR: 12}
MILESTONE = {"mql": "mql_on", "sal": "accepted_on", "sql": "sql_on"}


def default() -> str:
    """The base that the company chose (LVR_BASE)."""
    return settings.LVR_BASE


def facts(name: str, windows: Sequence[Window]) -> Facts:
    """Leads by the day they reached the milestone, inferred or not."""
    first = min(previous(span).first for span in windows)
    last = max(span.last for span in windows)
    day = MILESTONE[name]
    return Facts(grouped(LEADS, day, between=(first, last), where=_where(name)))


def measure(variant: str, facts: Facts, window: Window) -> Figure:
    """Relative change of the count (0.15 is +15 %), its interval, and both counts (K1)."""
    before = previous(window)
    now = _count(facts, window.first, window.last)
    then = _count(facts, before.first, before.last)
    change = growth(then, now)
    interval = change.interval if change else None
    return Figure(
        value=change.value if change else None,
        numerator=now - then,
        denominator=then,
        n=now,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        extra=_extra(window, before, now, then, change.value if change else None),
        seen=now + then,
    )


def rows(
    variant: str, window: Window, part: str, segment: str = "", segment_value: str = ""
) -> QuerySet:
    """The leads counted now (`n`) or before (`denominator`)."""
    span = previous(window) if part == "denominator" else window
    day = MILESTONE[variant]
    return Lead.objects.filter(counted(), **_where(variant)).filter(
        known(day, span.last),
        Q(**{f"{day}__gte": span.first}),
        of_segment(segment, segment_value),
    )


def _where(variant: str) -> dict[str, bool]:
    return {"mql_repeat": False} if variant == "mql" else {}


def _count(facts: Facts, first: date, last: date) -> int:
    return sum(row[-1] for row in facts.within(first, last))


def _extra(window: Window, before: Window, now: int, then: int, value: float | None) -> dict:
    days, days_before = (
        working_days_in(span.first, span.last) if span.last >= span.first else 0
        for span in (window, before)
    )
    extra: dict = {"working_days": days, "working_days_before": days_before}
    if days and days_before and then:
        extra["per_working_day"] = (now / days) / (then / days_before) - 1
    if value is not None and window.period in MONTHS:
        extra["per_month"] = per_step(value, MONTHS[Period(window.period)])
    return extra
