"""What the dashboard's templates are given: tiles, funnel, curves, shares, and lists of rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alignment.library.models import Content, Remake
from alignment.rituals.models import Action, Meeting
from alignment.web.business_days import today
from alignment.web.charts import Curve, Mark, Part, Step
from alignment.web.figures import number
from dashboards import definitions, kpis, selectors, tiles
from dashboards.choices import Period
from dashboards.definitions import marks_of
from dashboards.figures import COHORT, Kpi
from dashboards.models import Measure
from dashboards.selectors import Cut, Key
from dashboards.tiles import Tile
from dashboards.windows import Window, end_of, window
from leads.choices import Origin, Stage
from leads.models import Handover, Lead, Opportunity
from sla.models import Clock, Feedback

TREND = "acceptance_rate", "decided"
DURATION = "stage_duration", "handover_decision"
FUNNEL = "stage_conversion", "captured_won_ever"
CONTRIBUTION = "marketing_sourced", "revenue"
ACCEPTANCE_TARGET = 0.8
MOST_COUNTED = 10_000
FUNNEL_STEPS = (
    ("captured", Stage.NEW, "marketing"),
    ("mql", Stage.MQL, "marketing"),
    ("handed_over", Stage.HANDED_OVER, "shared"),
    ("accepted", Stage.ACCEPTED, "shared"),
    ("sql", Stage.SQL, "sales"),
    ("opportunity", Stage.OPPORTUNITY, "sales"),
    ("won", Stage.WON, "sales"),
)
ORIGIN_TEAMS = {Origin.MARKETING: "marketing", Origin.SALES: "sales"}


@dataclass(frozen=True)
class Rows:
    """How a kind of row is listed."""

    kind: str
    order: str
    related: tuple[str, ...]


ROWS: dict[type, Rows] = {
    Lead: Rows("lead", "-captured_at", ("company", "contact", "owner")),
    Handover: Rows("handover", "-handed_over_at", ("lead__company", "lead__contact", "assignee")),
    Opportunity: Rows("deal", "-opened_at", ("lead__company", "lead__contact", "owner")),
    Clock: Rows("clock", "-started_at", ("lead__company", "lead__contact", "owner")),
    Feedback: Rows("feedback", "-asked_at", ("lead__company", "lead__contact", "asked_of")),
    Content: Rows("content", "title", ("owner",)),
    Remake: Rows("remake", "-at", ("content", "by")),
    Meeting: Rows("meeting", "-planned_at", ("ritual", "facilitator")),
    Action: Rows("action", "-due_on", ("owner",)),
}


def frame(cut: Cut) -> dict[str, Any]:
    """What stands around the figures: the period, its neighbours, and the parts to choose from."""
    return {
        "cut": cut,
        "periods": period_links(cut),
        "period_label": period_label(cut.period, cut.start),
        "previous": link(cut, start=cut.before),
        "next": link(cut, start=cut.after) if cut.after <= today() else "",
        "segments": selectors.segments_of(cut),
        "chosen_segment": f"{cut.segment}:{cut.segment_value}" if cut.segment else "",
    }


def figures(cut: Cut) -> dict[str, Any]:
    """Every figure of the page, from stored measures, in five statements."""
    keys = [key_of(tile) for tile in tiles.TILES]
    now, before = selectors.measures_of(cut)
    starts, series = selectors.series_of([*keys, TREND, DURATION], cut)
    changed = definitions.changes(starts[0], starts[-1])
    return {
        "cut": cut,
        "computed_at": selectors.computed_at(list(now.values())),
        "is_measured": bool(now),
        "strips": [
            (_("Shared goals"), _cells(tiles.GOALS, cut, now, before, series)),
            (_("Hand-over"), _cells(tiles.THERMOMETER, cut, now, before, series)),
        ],
        "promises": [
            (heading, side, _cells(_promised(chosen, now), cut, now, before, series))
            for heading, side, chosen in (
                (_("Marketing keeps"), "marketing", tiles.MARKETING_KEEPS),
                (_("Sales keeps"), "sales", tiles.SALES_KEEP),
            )
        ],
        "contents": _cells(tiles.CONTENTS, cut, now, before, series),
        "untouched": untouched_now(cut, now),
        "recycled": cell(tiles.RECYCLED, cut, now, before, series),
        "funnel": funnel_of(cut, now.get(FUNNEL)),
        "acceptance": acceptance_curve(starts, series[TREND], marks_of(changed, TREND[0])),
        "duration": duration_curve(starts, series[DURATION], marks_of(changed, DURATION[0])),
        "contribution": contribution_of(now.get(CONTRIBUTION)),
    }


def key_of(tile: Tile) -> Key:
    """Where the tile's measure is found; an unnamed variant is the KPI's default."""
    kpi = kpis.KPIS[tile.kpi]
    return tile.kpi, tile.variant or kpi.default()


def _cells(
    chosen: Sequence[Tile],
    cut: Cut,
    now: dict[Key, Measure],
    before: dict[Key, Measure],
    series: dict[Key, list[Measure | None]],
) -> list[dict[str, Any]]:
    return [cell(tile, cut, now, before, series) for tile in chosen]


def _promised(chosen: Sequence[Tile], now: dict[Key, Measure]) -> list[Tile]:
    """The tiles that say something; what no contract promises is not shown as empty."""
    told = [tile for tile in chosen if (found := now.get(key_of(tile))) and found.n]
    return told or list(chosen[:1])


def cell(
    tile: Tile,
    cut: Cut,
    now: dict[Key, Measure],
    before: dict[Key, Measure],
    series: dict[Key, list[Measure | None]],
) -> dict[str, Any]:
    """One cell of a strip: figure, change, sample, sparkline and the way to its rows."""
    key = key_of(tile)
    kpi = kpis.KPIS[tile.kpi]
    unit = kpi.UNITS[key[1]]
    measure, earlier = now.get(key), before.get(key)
    return {
        "label": tile.label,
        "definition": kpi.DESCRIPTION,
        "version": measure.definition_version if measure else kpi.VERSION,
        "figure": tiles.shown(measure, unit),
        "change": tiles.change(measure, earlier, unit),
        "trend": tiles.trend(measure, earlier, tile.better),
        "note": note_of(measure, kpi, unit),
        "hint": interval_of(measure, unit),
        "restated": restated(measure, unit),
        "url": _opens(cut, tile, key[1], measure),
        "values": tiles.values_of(series[key], unit),
        "team": tile.team,
    }


def _opens(cut: Cut, tile: Tile, variant: str, measure: Measure | None) -> str:
    """The address of the tile's rows; those that still wait while nothing is decided."""
    if measure is None:
        return ""
    if measure.n:
        return rows_url(cut, tile.kpi, variant, tile.part)
    return rows_url(cut, tile.kpi, variant, "pending") if measure.extra.get("pending") else ""


def note_of(measure: Measure | None, kpi: Kpi, unit: str) -> str:
    """The sample, in a word; what is still pending makes a rate provisional."""
    if measure is None:
        return ""
    told = _("n = {n}").format(n=number(measure.n))
    pending = measure.extra.get("pending")
    if kpi.VIEW == COHORT and unit == "share" and pending:
        told += " · " + _("{n} pending").format(n=number(pending))
    return told


def interval_of(measure: Measure | None, unit: str) -> str:
    """The 95 % interval in words, for the title of a figure."""
    if measure is None or measure.low is None or measure.high is None:
        return ""
    low, high = tiles.worded(measure.low, unit), tiles.worded(measure.high, unit)
    return _("95 % interval: {low} to {high}").format(low=low, high=high)


def restated(measure: Measure | None, unit: str) -> str:
    """What the month's close had said, where the live figure has moved since."""
    if measure is None or measure.closed_at is None or measure.closed_value == measure.value:
        return ""
    if measure.closed_value is None:
        return ""
    return _("closed at {value}").format(value=tiles.worded(measure.closed_value, unit))


def untouched_now(cut: Cut, now: dict[Key, Measure]) -> dict[str, Any] | None:
    """The stock of leads that nobody contacted, for the banner; None when there is none."""
    stock = now.get(("untouched_rate", "stock"))
    if stock is None or not stock.n:
        return None
    return {"n": stock.n, "url": rows_url(cut, "untouched_rate", "stock", "n")}


def funnel_of(cut: Cut, measure: Measure | None) -> list[Step]:
    """How far the leads captured in the period have come, each bar opening its rows."""
    counts = (measure.extra.get("funnel") if measure else None) or {}
    steps, last = [], None
    for name, stage, team in FUNNEL_STEPS:
        count = counts.get(name, 0)
        steps.append(
            Step(
                label=step_label(name, stage),
                value=count, team=team, passed=None if last is None else count, of=last or 0,
                href=rows_url(cut, "stage_conversion", FUNNEL[1], name) if count else "",
            )
        )  # fmt: skip
        last = count
    return steps if counts else []


def acceptance_curve(
    starts: Sequence[date], found: Sequence[Measure | None], marks: Sequence[Mark] = ()
) -> Curve:
    """Acceptance month by month with its interval, against the 80 % line."""
    return Curve(
        days=starts, values=[m.value if m and m.n else None for m in found], unit="percent",
        label=_("Acceptance"), target=ACCEPTANCE_TARGET, target_label=_("target"),
        low=[m.low if m and m.n else None for m in found],
        high=[m.high if m and m.n else None for m in found], by_month=True, marks=marks,
    )  # fmt: skip


def duration_curve(
    starts: Sequence[date], found: Sequence[Measure | None], marks: Sequence[Mark] = ()
) -> Curve:
    """Working days until half of the hand-overs are decided, and nine in ten, month by month."""
    return Curve(
        days=starts, values=[m.value if m else None for m in found], unit="days",
        label=_("Half decided"), by_month=True, marks=marks,
        before=[m.extra.get("p90") if m else None for m in found],
        before_label=_("9 in 10"),
    )  # fmt: skip


def contribution_of(measure: Measure | None) -> list[Part]:
    """Revenue won by who started it; unknown is shown, never spread."""
    split = (measure.extra.get("origins") if measure else None) or {}
    return [
        Part(
            str(origin.label), split[origin.value]["value"],
            ORIGIN_TEAMS.get(origin, "shared" if origin != Origin.UNKNOWN else "unknown"), "money",
        )
        for origin in Origin
        if split.get(origin.value, {}).get("value")
    ]  # fmt: skip


def rows(kpi: Kpi, variant: str, part: str, cut: Cut, measure: Measure | None) -> dict[str, Any]:
    """The context of the page of rows: which figure, which period, which part."""
    unit = kpi.UNITS[variant]
    return {
        "kpi": kpi,
        "variant_label": kpi.VARIANTS[variant] if len(kpi.VARIANTS) > 1 else "",
        "measure": measure,
        "figure": tiles.shown(measure, unit),
        "hint": interval_of(measure, unit),
        "period_label": period_label(cut.period, cut.start),
        "segment_label": (
            selectors.segment_label(cut.segment, cut.segment_value) if cut.segment else ""
        ),
        "parts": [
            {
                "label": part_label(name),
                "url": rows_url(cut, kpi.KEY, variant, name),
                "current": name == part,
            }
            for name in parts_of(kpi, variant)
        ],
        "back": link(cut) if cut.period != Period.DAY else reverse("dashboards:dashboard"),
    }


PART_LABELS = {
    "numerator": gettext_lazy("Counted"),
    "denominator": gettext_lazy("Out of"),
    "n": gettext_lazy("All"),
    "pending": gettext_lazy("Pending"),
    "expired": gettext_lazy("Expired"),
    "not_counted": gettext_lazy("Not counted"),
    "handed_over": gettext_lazy("Handed over"),
    "events": gettext_lazy("Gone on"),
    "waiting": gettext_lazy("Waiting"),
    "entered": gettext_lazy("Entered"),
    "reached": gettext_lazy("Reached"),
    "anomalies": gettext_lazy("Odd dates"),
    "won": gettext_lazy("Won"),
    "lost": gettext_lazy("Lost"),
    "closed": gettext_lazy("Closed"),
    "without_amount": gettext_lazy("Without an amount"),
    "dormant": gettext_lazy("Dormant"),
    "marketing": gettext_lazy("Started by marketing"),
    "influenced": gettext_lazy("Influenced by marketing"),
    "attributed": gettext_lazy("With a touch of marketing"),
    "unattributed": gettext_lazy("Not attributed"),
    "asleep": gettext_lazy("Asleep"),
    "with_content": gettext_lazy("With a content shown"),
    "with_content_won": gettext_lazy("Won with a content shown"),
    "without_content": gettext_lazy("Without"),
    "without_content_won": gettext_lazy("Won without"),
}


def parts_of(kpi: Kpi, variant: str) -> tuple[str, ...]:
    """The parts of a figure whose rows can be opened; the funnel's are its milestones."""
    if (kpi.KEY, variant) == FUNNEL:
        return tuple(name for name, _label, _team in FUNNEL_STEPS)
    return kpi.PARTS


def part_label(part: str) -> str:
    """What people call one part of a figure."""
    milestones = {name: step_label(name, stage) for name, stage, _team in FUNNEL_STEPS}
    return str(PART_LABELS.get(part) or milestones.get(part, part))


def step_label(name: str, stage: Stage) -> str:
    """What a bar of the funnel is called."""
    return _("Captured") if name == "captured" else str(stage.label)


def window_of(kpi: Kpi, cut: Cut, measure: Measure | None, today: date) -> Window:
    """The days behind a figure, as known on the evening that it was computed for."""
    as_of = measure.as_of if measure else min(end_of(cut.period, cut.start), today)
    return window(cut.period, cut.start, as_of, trailing=kpi.TRAILING)


def counted(found: QuerySet) -> str:
    """How many rows, exactly up to ten thousand."""
    count = found[: MOST_COUNTED + 1].count()
    return f"{number(MOST_COUNTED)}+" if count > MOST_COUNTED else number(count)


def period_label(period: str, start: date) -> str:
    """The period in words: November 2026, quarter 4 of 2026, 2026."""
    if period == Period.MONTH:
        return capfirst(date_format(start, "F Y"))
    if period == Period.QUARTER:
        return _("Q{quarter} {year}").format(quarter=(start.month + 2) // 3, year=start.year)
    if period == Period.YEAR:
        return str(start.year)
    return date_format(start, "SHORT_DATE_FORMAT")


def period_links(cut: Cut) -> list[tuple[str, str, bool]]:
    """(label, address, chosen) of the three lengths of period."""
    return [
        (str(Period(period).label), link(cut, period=period, start=None), cut.period == period)
        for period in (Period.MONTH, Period.QUARTER, Period.YEAR)
    ]


def link(cut: Cut, **changes: Any) -> str:
    """The dashboard's address for a cut with some of it changed; a start of None is the latest."""
    return f"{reverse('dashboards:dashboard')}?{query(cut, **changes)}"


def rows_url(cut: Cut, kpi: str, variant: str, part: str) -> str:
    """The address of the rows behind a figure."""
    asked = {"variant": variant, "part": part}
    return f"{reverse('dashboards:rows', args=[kpi])}?{urlencode(asked)}&{query(cut)}"


def query(cut: Cut, **changes: Any) -> str:
    """Period, start and segment as they stand in an address."""
    start = changes.get("start", cut.start)
    asked = {"period": str(changes.get("period", cut.period))}
    if start:
        asked["start"] = start.isoformat()
    if cut.segment:
        asked["segment"] = f"{cut.segment}:{cut.segment_value}"
    return urlencode(asked)
