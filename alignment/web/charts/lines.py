"""Line charts: one highlighted line, and what it is compared with.

A narrow place gets its own drawing, because text in a shrunken drawing cannot be read; the
stylesheet shows the one that fits its container.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from alignment.web.charts.plane import (
    Frame,
    Scale,
    Value,
    coordinate,
    nice_ticks,
    path,
    point,
    runs,
)
from alignment.web.figures import figure
from alignment.web.moments import month_label, written

# Units whose ticks are whole numbers: nobody counts 0.3 of a day on an axis.
WHOLE_UNITS = frozenset({"count", "days", "minutes", "money"})
WIDE = Frame("wide", 1160, 320)
MIDDLE = Frame("middle", 620, 262)
NARROW = Frame("narrow", 340, 220, left=40, right=56, labels=6)


@dataclass(frozen=True)
class Mark:
    """A vertical line where a definition changed."""

    day: date
    label: str


@dataclass(frozen=True)
class Curve:
    """What a line chart shows: one highlighted line and, if known, what it is compared with."""

    days: Sequence[date]
    values: Sequence[Value]
    unit: str = "count"
    label: str = ""
    before: Sequence[Value] = ()
    before_label: str = ""
    target: Value = None
    target_label: str = ""
    low: Sequence[Value] = ()
    high: Sequence[Value] = ()
    marks: Sequence[Mark] = ()
    team: str = "shared"
    by_month: bool = False


def line_chart(curve: Curve, *, title: str) -> dict:
    """The context of charts/line.html: three drawings, a sentence and the table of figures."""
    bottom, top, ticks = _bounds(curve)
    tips = _tips(curve)
    return {
        "title": title,
        "summary": _summary(curve, title),
        "team": curve.team,
        "empty": not any(value is not None for value in curve.values),
        "drawings": [
            _drawing(curve, Scale(frame, len(curve.days), bottom, top), ticks, tips)
            for frame in (WIDE, MIDDLE, NARROW)
        ],
        "columns": _columns(curve),
        "rows": _rows(curve),
    }


@dataclass
class Drawing:
    """One SVG: everything in it is text, ready to print."""

    frame: Frame
    grid: list[dict] = field(default_factory=list)
    labels: list[dict] = field(default_factory=list)
    line: str = ""
    before: str = ""
    band: str = ""
    points: list[dict] = field(default_factory=list)
    end: dict | None = None
    before_end: dict | None = None
    target: dict | None = None
    marks: list[dict] = field(default_factory=list)

    @property
    def right_edge(self) -> str:
        return str(self.frame.width - self.frame.right)

    @property
    def tick_x(self) -> str:
        return str(self.frame.left - 8)

    @property
    def label_y(self) -> str:
        return str(self.frame.height - 6)

    @property
    def floor(self) -> str:
        return str(self.frame.height - self.frame.bottom)

    @property
    def depth(self) -> str:
        return str(self.frame.height - self.frame.bottom - self.frame.top)


def _drawing(curve: Curve, scale: Scale, ticks: Sequence[float], tips: Sequence[str]) -> Drawing:
    end = _end(curve, scale)
    return Drawing(
        frame=scale.frame,
        grid=[_tick(value, curve.unit, scale) for value in ticks],
        labels=_day_labels(curve, scale),
        line=path(curve.values, scale),
        before=path(curve.before, scale),
        band=_band(curve, scale),
        points=_points(curve, scale, tips),
        end=end,
        before_end=_before_end(curve, scale, end),
        target=_target(curve, scale),
        marks=_marks(curve, scale),
    )


def _bounds(curve: Curve) -> tuple[float, float, list[float]]:
    series = [*curve.values, *curve.before, *curve.low, *curve.high, curve.target]
    known = [float(value) for value in series if value is not None] or [0.0, 1.0]
    low, high = min(known), max(known)
    # Counts, money and durations start at zero; a rate far from zero may be shown closer.
    if low > 0 and not (curve.unit == "percent" and low > 0.3):
        low = 0.0
    if curve.unit == "percent":
        high = min(high, 1.0) if high <= 1 else high
    ticks = nice_ticks(low, high, whole=curve.unit in WHOLE_UNITS)
    if len(ticks) == 2 and curve.unit in WHOLE_UNITS:
        # One step alone would press a steady line against the edge.
        ticks.append(ticks[1] + (ticks[1] - ticks[0]))
    return ticks[0], ticks[-1], ticks


def _tick(value: float, unit: str, scale: Scale) -> dict:
    return {"y": coordinate(scale.y(value)), "text": axis_text(value, unit)}


def axis_text(value: float, unit: str) -> str:
    """A tick: short, without the unit where the title says it."""
    return str(figure(Decimal(str(value)), unit))


def _day_labels(curve: Curve, scale: Scale) -> list[dict]:
    starts = [
        index
        for index, day in enumerate(curve.days)
        if not index or (day.year, day.month) != _month_of(curve.days[index - 1])
    ]
    # A first month that began before the chart would touch the next label.
    if len(starts) > 1 and scale.x(starts[1]) - scale.x(0) < 28:
        starts = starts[1:]
    step = math.ceil(len(starts) / scale.frame.labels) or 1
    chosen = starts[::-1][::step][::-1] if curve.by_month else starts[::step]
    return [
        {"x": coordinate(scale.x(index)), "text": month_label(curve.days[index])}
        for index in chosen
    ]


def _month_of(day: date) -> tuple[int, int]:
    return day.year, day.month


def _band(curve: Curve, scale: Scale) -> str:
    pairs = list(zip(curve.low, curve.high, strict=True))
    both = [low if low is not None and high is not None else None for low, high in pairs]
    paths = []
    for run in runs(both):
        indexes = [index for index, _value in run]
        above = [point(scale.x(i), scale.y(curve.high[i])) for i in indexes]
        below = [point(scale.x(i), scale.y(curve.low[i])) for i in reversed(indexes)]
        paths.append("M" + " L".join([*above, *below]) + " Z")
    return " ".join(paths)


def _tips(curve: Curve) -> list[str]:
    """The day and figure of each point, the same in every drawing."""
    return [
        f"{_day_name(curve, day)} : {figure(value, curve.unit)}"
        for day, value in zip(curve.days, curve.values, strict=True)
    ]


def _points(curve: Curve, scale: Scale, tips: Sequence[str]) -> list[dict]:
    """Invisible columns over the chart: each tells its day and figure under the pointer."""
    gap = scale.x(1) - scale.x(0) if len(curve.days) > 1 else 20.0
    return [
        {
            "x": coordinate(scale.x(index) - gap / 2),
            "width": coordinate(gap),
            "text": tips[index],
        }
        for index, value in enumerate(curve.values)
        if value is not None
    ]


def _end(curve: Curve, scale: Scale) -> dict | None:
    last = _last(curve.values)
    if last is None:
        return None
    index, value = last
    return {
        "x": coordinate(scale.x(index)),
        "y": coordinate(scale.y(value)),
        "text_x": coordinate(scale.x(index) + 9),
        "text": str(figure(value, curve.unit)),
        "exact_y": scale.y(value),
    }


def _before_end(curve: Curve, scale: Scale, end: dict | None) -> dict | None:
    last = _last(curve.before)
    if last is None or not curve.before_label:
        return None
    y = scale.y(last[1])
    if end and abs(y - end["exact_y"]) < 14:
        y = end["exact_y"] + (14 if y >= end["exact_y"] else -14)
    return {
        "x": coordinate(scale.x(last[0]) + 9),
        "y": coordinate(y),
        "text": curve.before_label,
    }


def _target(curve: Curve, scale: Scale) -> dict | None:
    if curve.target is None:
        return None
    return {
        "y": coordinate(scale.y(curve.target)),
        "text": f"{curve.target_label or _('target')} {figure(curve.target, curve.unit)}",
    }


def _marks(curve: Curve, scale: Scale) -> list[dict]:
    marks = []
    for mark in curve.marks:
        later = [index for index, day in enumerate(curve.days) if day >= mark.day]
        if later and curve.days[0] <= mark.day:
            marks.append({"x": coordinate(scale.x(later[0])), "text": mark.label})
    return marks


def _last(values: Sequence[Value]) -> tuple[int, float] | None:
    known = runs(values)
    return known[-1][-1] if known else None


def _summary(curve: Curve, title: str) -> str:
    known = [(i, value) for i, value in enumerate(curve.values) if value is not None]
    if not known:
        return _("{title}: no figures yet.").format(title=title)
    (first, start), (last, end) = known[0], known[-1]
    text = _("{title}: {start} in {first}, {end} in {last}.").format(
        title=title,
        start=figure(start, curve.unit),
        end=figure(end, curve.unit),
        first=_day_name(curve, curve.days[first]),
        last=_day_name(curve, curve.days[last]),
    )
    if curve.target is None:
        return text
    target = _("Target: {target}.").format(target=figure(curve.target, curve.unit))
    return f"{text} {target}"


def _day_name(curve: Curve, day: date) -> str:
    return date_format(day, "F Y") if curve.by_month else written(day)


def _columns(curve: Curve) -> list[str]:
    columns = [_("Month") if curve.by_month else _("Day"), curve.label or _("Value")]
    if curve.before:
        columns.append(curve.before_label or _("Before"))
    if curve.low and curve.high:
        columns += [_("At least"), _("At most")]
    return columns


def _rows(curve: Curve) -> list[list[str]]:
    series: list[Sequence[Value]] = [curve.values]
    series += [curve.before] if curve.before else []
    series += [curve.low, curve.high] if curve.low and curve.high else []
    return [
        [_day_name(curve, day), *[_cell(values, i, curve.unit) for values in series]]
        for i, day in enumerate(curve.days)
    ]


def _cell(values: Sequence[Value], index: int, unit: str) -> str:
    return str(figure(values[index] if index < len(values) else None, unit))
