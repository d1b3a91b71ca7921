"""Before and now: the company against its own beginnings, with intervals, promising nothing."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.db.models import Min
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alignment.web.business_days import DAY
from alignment.web.figures import Figure as Shown
from alignment.web.statistics import Z95
from dashboards import kpis, tiles
from dashboards.choices import Period
from dashboards.facts import calendar_days
from dashboards.figures import Figure
from dashboards.selectors import latest_start
from dashboards.windows import Window
from leads.models import Handover
from sla.choices import AgreementStatus
from sla.models import Agreement

DAYS = 90
# With fewer cases on either side nothing is concluded.
ENOUGH = 10
# Variants whose own name says what is measured.
NAMED = ("mql_won", "full", "within_target")
KEPT_SECONDS = 6 * 3600
# KPI, variant, whether more is better.
LINES = (
    ("sales_cycle", "full", False),
    ("stage_conversion", "mql_won", True),
    ("first_contact", "within_target", True),
    ("acceptance_rate", "decided", True),
)
UNKNOWN, BETTER, WORSE, SAME = "unknown", "better", "worse", "same"
VERDICTS: dict[str, str | Promise] = {
    UNKNOWN: _("Too few to conclude"),
    BETTER: _("Better than at the start"),
    WORSE: _("Worse than at the start"),
    SAME: _("No clear difference"),
}


@dataclass(frozen=True)
class Side:
    """One figure over 90 days, in words."""

    shown: Shown
    low: Shown | None
    high: Shown | None
    n: int


@dataclass(frozen=True)
class Line:
    """A number before and now, and what may be concluded."""

    label: str | Promise
    description: str | Promise
    before: Side
    now: Side
    verdict: str
    follow_up: int = 0

    @property
    def conclusion(self) -> str | Promise:
        return VERDICTS[self.verdict]


@dataclass(frozen=True)
class Comparison:
    """The two stretches and their lines; `is_contract` when the baseline ends with a contract."""

    before: tuple[date, date]
    now: tuple[date, date]
    is_contract: bool
    lines: list[Line]


def comparison() -> Comparison | None:
    """Now against the baseline; None before the first night or hand-over. Kept for six hours."""
    last = latest_start(Period.DAY)
    baseline = baseline_of(last) if last else None
    if last is None or baseline is None:
        return None
    first, end, is_contract = baseline
    spans = (_window(first, end, last), _window(last - (DAYS - 1) * DAY, last, last))
    key = f"benefits:{first}:{end}:{last}"
    figures = cache.get(key)
    if figures is None:
        figures = [_measured(kpi, variant, spans) for kpi, variant, _up in LINES]
        cache.set(key, figures, KEPT_SECONDS)
    lines = [_line(*place, *pair) for place, pair in zip(LINES, figures, strict=True)]
    return Comparison((first, end), (spans[1].first, last), is_contract, lines)


def baseline_of(last: date) -> tuple[date, date, bool] | None:
    """The 90 days before the first contract, else the first 90 days with hand-overs.

    None while these are not over, or when they would be the same days as now.
    """
    began = Handover.objects.countable().aggregate(first=Min("handed_over_on"))["first"]
    if began is None:
        return None
    agreed = Agreement.objects.exclude(
        status__in=(AgreementStatus.DRAFT, AgreementStatus.PROPOSED, AgreementStatus.CANCELLED)
    ).aggregate(first=Min("effective_on"))["first"]
    first, end, is_contract = began, began + (DAYS - 1) * DAY, False
    if agreed and began <= agreed - 30 * DAY:
        first, end, is_contract = max(began, agreed - DAYS * DAY), agreed - DAY, True
    return (first, end, is_contract) if end < last - (DAYS - 1) * DAY else None


def verdict_of(before: Figure, now: Figure, more_is_better: bool) -> str:
    """Better or worse where the two intervals lie apart; nothing is concluded from few cases."""
    if min(before.n, now.n) < ENOUGH or None in (before.low, before.high, now.low, now.high):
        return UNKNOWN
    assert before.low is not None and before.high is not None
    assert now.low is not None and now.high is not None
    if now.low > before.high:
        return BETTER if more_is_better else WORSE
    if now.high < before.low:
        return WORSE if more_is_better else BETTER
    return SAME


def _window(first: date, last: date, as_of: date) -> Window:
    """The start is read as it is known now, or what ended later would be missing from it."""
    return Window(Period.DAY, last, first, last, as_of)


def _measured(kpi: str, variant: str, spans: tuple[Window, Window]) -> tuple[Figure, Figure]:
    module = kpis.KPIS[kpi]
    before, now = (_figure(module, variant, span) for span in spans)
    return before, now


def _figure(module: Any, variant: str, span: Window) -> Figure:
    facts = module.facts(module.FACTS[variant], [span])
    found = module.measure(variant, facts, span)
    if (days := found.extra.get("window_days")) and span.last == span.as_of:
        # The leads of now have not had the time: those that had it are some days older.
        span = _window(span.first - days * DAY, span.last - days * DAY, span.as_of)
        facts = module.facts(module.FACTS[variant], [span])
        return module.measure(variant, facts, span)
    if module.KEY != "sales_cycle":
        return found
    lasted = [
        calendar_days(row[1], row[0])
        for row in facts.within(span.first, span.last)
        for _deal in range(row[-1])
    ]
    low, high = median_interval(lasted)
    return replace(found, low=low, high=high)


def median_interval(values: Sequence[float]) -> tuple[float | None, float | None]:
    """Where the median lies nineteen times out of twenty, by ranks; (None, None) under six."""
    n = len(values)
    half = Z95 * math.sqrt(n) / 2
    low, high = math.floor(n / 2 - half), math.ceil(n / 2 + 1 + half)
    if low < 1 or high > n:
        return None, None
    ordered = sorted(values)
    return ordered[low - 1], ordered[high - 1]


def _line(kpi: str, variant: str, more_is_better: bool, before: Figure, now: Figure) -> Line:
    module: Any = kpis.KPIS[kpi]
    unit = module.UNITS[variant]
    return Line(
        module.VARIANTS[variant] if variant in NAMED else module.LABEL,
        module.DESCRIPTION,
        _side(before, unit),
        _side(now, unit),
        verdict_of(before, now, more_is_better),
        now.extra.get("window_days") or 0,
    )


def _side(figure: Figure, unit: str) -> Side:
    return Side(_worded(figure.value, unit), _bound(figure.low, unit), _bound(figure.high, unit),
                figure.n)  # fmt: skip


def _bound(value: float | None, unit: str) -> Shown | None:
    return None if value is None else _worded(value, unit)


def _worded(value: float | None, unit: str) -> Shown:
    if value is None:
        return Shown("—")
    return tiles.worded(Decimal(str(value)), unit)
