"""What the shared dashboard shows, in which order, and how each figure is worded."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from alignment.web import figures
from alignment.web.figures import NBSP, SMALL_SAMPLE, Figure
from dashboards.models import Measure
from sla.calendars import calendar_of

UP, DOWN, NEITHER = "up", "down", ""
# Below this many cases a change gets no colour: it may be chance.
ENOUGH_FOR_A_TREND = 20
SHARES = frozenset({"share", "growth"})


@dataclass(frozen=True)
class Tile:
    """One cell: a variant of a KPI, which way is better, and the part whose rows it opens."""

    kpi: str
    variant: str = ""
    label: str | Promise = ""
    better: str = UP
    part: str = "denominator"
    team: str = "shared"


GOALS = (
    Tile("lvr", label=pgettext_lazy("tile", "Growth of qualified leads"), part="n"),
    Tile("stage_conversion", "mql_won", gettext_lazy("MQL to won"), team="marketing"),
    Tile("pipeline_value", "total", gettext_lazy("Pipeline value"), part="n", team="sales"),
    Tile("pipeline_velocity", "", gettext_lazy("Pipeline velocity"), part="n", team="sales"),
    Tile("win_rate", "count", gettext_lazy("Win rate"), part="won", team="sales"),
    Tile(
        "marketing_sourced",
        "revenue",
        gettext_lazy("Started by marketing"),
        part="marketing",
        team="marketing",
    ),
)
THERMOMETER = (
    Tile("acceptance_rate", "decided", gettext_lazy("Sales acceptance")),
    Tile("stage_duration", "handover_decision", gettext_lazy("Time to decide"), DOWN, "n"),
    Tile("first_contact", "median", gettext_lazy("Time to first contact"), DOWN, "n"),
    Tile("wasted_cost", "spent", gettext_lazy("Cost of wasted leads"), DOWN, "n"),
    Tile("untouched_rate", "rate", gettext_lazy("Never contacted"), DOWN, "numerator"),
    Tile("sales_cycle", "full", gettext_lazy("From first touch to won"), DOWN, "n"),
)
# What each team promised, side by side.
MARKETING_KEEPS = (
    Tile(
        "marketing_volume",
        "delivered",
        gettext_lazy("Promised volume"),
        part="numerator",
        team="marketing",
    ),
    Tile(
        "promise_delay",
        "answer_returns",
        gettext_lazy("Returned leads answered"),
        part="late",
        team="marketing",
    ),
    Tile(
        "promise_delay",
        "answer_refusals",
        gettext_lazy("Rejections answered"),
        part="late",
        team="marketing",
    ),
)
SALES_KEEP = (
    Tile("promise_delay", "decision", gettext_lazy("Decided in time"), part="late", team="sales"),
    Tile(
        "promise_delay",
        "first_attempt",
        gettext_lazy("First attempt in time"),
        part="late",
        team="sales",
    ),
    Tile("feedback_completeness", "strict", gettext_lazy("Feedback complete"), team="sales"),
)
# Row 4, beside the contribution: what sales makes of what marketing makes.
CONTENTS = (
    Tile("content_use", label=gettext_lazy("Contents used"), team="shared"),
    Tile(
        "content_influence",
        label=gettext_lazy("Win rate associated with contents"),
        better=NEITHER,
        part="n",
        team="shared",
    ),
)
# Below the funnel: what became of those that were not ready.
RECYCLED = Tile(
    "recycle_yield", "yield", gettext_lazy("Recycled, back as MQL within a year"), team="marketing"
)
TILES = GOALS + THERMOMETER + MARKETING_KEEPS + SALES_KEEP + CONTENTS + (RECYCLED,)


def shown(measure: Measure | None, unit: str) -> Figure:
    """The figure as people read it: "—" of nothing, "4 of 5" of a few, else value and unit.

    While a whole cohort is too young, what is reached so far is its lower bound: "≥ 1,2 %".
    """
    if measure is None:
        return Figure(figures.UNKNOWN)
    if measure.value is None:
        lower = measure.extra.get("lower")
        if unit != "share" or not lower:
            return Figure(figures.UNKNOWN)
        found = figures.figure(lower, "percent")
        return Figure(found.text, found.unit, found.gap, "≥" + NBSP)
    if unit == "share" and _is_small(measure):
        return Figure(figures.rate(int(measure.numerator or 0), int(measure.denominator or 0)))
    return worded(measure.value, unit)


def worded(value: Decimal, unit: str) -> Figure:
    """A value in its unit."""
    match unit:
        case "share":
            return figures.figure(value, "percent")
        case "growth":
            plus = "+" if value > 0 else ""
            found = figures.figure(value, "percent")
            return Figure(plus + found.before + found.text, found.unit, found.gap)
        case "working_days":
            return Figure(figures.number(value, 1 if value % 1 else 0), _("wd"), NBSP)
        case "days":
            return Figure(figures.number(value, 1 if value % 1 else 0), _("d"), NBSP)
        case "working_hours":
            return _working_time(value)
        case "money_per_day":
            found = figures.figure(value, "money")
            return Figure(
                found.before + found.text, _("{unit} a day").format(unit=found.unit), NBSP
            )
        case "money":
            return figures.figure(value, "money")
        case "times":
            return figures.figure(value, "times")
    return figures.figure(value, "count")


def _working_time(hours: Decimal) -> Figure:
    """Hours as long as it is less than two working days, then working days."""
    day = Decimal(calendar_of().day_minutes) / 60
    if hours < 2 * day:
        return figures.figure(hours * 60, "minutes")
    return Figure(figures.number(hours / day, 1), _("wd"), NBSP)


def change(now: Measure | None, before: Measure | None, unit: str) -> str:
    """The difference with the previous period, in points where the figure is a share."""
    if now is None or before is None or now.value is None or before.value is None:
        return ""
    if _is_small(now) or _is_small(before):
        return ""
    difference = now.value - before.value
    if not difference:
        return ""
    match unit:
        case "share" | "growth":
            return figures.signed(difference * 100, 1, _("pts"))
        case "money" | "money_per_day":
            sign = "+" if difference > 0 else ""
            return sign + figures.money(difference, compact=True)
        case "working_hours":
            found = _working_time(abs(difference))
            return (
                "+" if difference > 0 else figures.MINUS
            ) + f"{found.text}{found.gap}{found.unit}"
    digits = 1 if difference % 1 else 0
    if unit in ("days", "working_days"):
        return figures.signed(difference, digits, worded(difference, unit).unit)
    return figures.signed(difference, digits)


def trend(now: Measure | None, before: Measure | None, better: str) -> str:
    """`better` or `worse` for the colour of a change; empty under twenty cases or unmoved."""
    if not better or now is None or before is None or now.value is None or before.value is None:
        return ""
    if min(now.n, before.n) < ENOUGH_FOR_A_TREND or now.value == before.value:
        return ""
    return "better" if (now.value > before.value) == (better == UP) else "worse"


def values_of(measures: Sequence[Measure | None], unit: str) -> list[Decimal | None]:
    """The values of a series; shares of a few cases are left out rather than jump about."""
    return [None if m is None or (unit in SHARES and not m.n) else m.value for m in measures]


def _is_small(measure: Measure) -> bool:
    """A few counted cases; the parts of a sum of euros are not cases."""
    return measure.n < SMALL_SAMPLE and (measure.denominator or 0) < SMALL_SAMPLE
