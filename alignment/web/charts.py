"""Charts as data for SVG templates: pure functions, no request, no database.

Coordinates leave as text, so that templates never localise them. A phone gets its own drawing
in the size of its screen, because text in a shrunken drawing cannot be read.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from alignment.web.figures import UNKNOWN, figure, percent, rate
from alignment.web.moments import month_label

Value = int | float | Decimal | None


@dataclass(frozen=True)
class Frame:
    """The size of a drawing and the room that its labels take."""

    name: str
    width: int
    height: int
    left: int = 44
    right: int = 64
    top: int = 14
    bottom: int = 26
    labels: int = 12


WIDE = Frame("wide", 760, 264)
NARROW = Frame("narrow", 340, 220, left=40, right=56, labels=5)


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


@dataclass(frozen=True)
class Scale:
    """From days and values to coordinates of one frame."""

    frame: Frame
    count: int
    bottom: float
    top: float

    def x(self, index: float) -> float:
        span = self.frame.width - self.frame.left - self.frame.right
        return self.frame.left + (span * index / (self.count - 1) if self.count > 1 else span / 2)

    def y(self, value: Value) -> float:
        span = self.frame.height - self.frame.top - self.frame.bottom
        share = (float(value or 0) - self.bottom) / (self.top - self.bottom)
        return self.frame.top + span * (1 - share)


def line_chart(curve: Curve, *, title: str) -> dict:
    """The context of charts/line.html: two drawings, a sentence and the table of figures."""
    bottom, top, ticks = _bounds(curve)
    return {
        "title": title,
        "summary": _summary(curve, title),
        "team": curve.team,
        "empty": not any(value is not None for value in curve.values),
        "drawings": [_drawing(curve, frame, bottom, top, ticks) for frame in (WIDE, NARROW)],
        "columns": _columns(curve),
        "rows": _rows(curve),
    }


def sparkline(values: Sequence[Value], *, title: str = "", team: str = "shared") -> dict:
    """The context of charts/spark.html: a small line without axes, told in one sentence."""
    known = [float(value) for value in values if value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    if low == high:
        low, high = low - 1, high + 1
    frame = Frame("spark", 144, 28, left=1, right=1, top=2, bottom=2)
    scale = Scale(frame, len(values), low, high)
    return {
        "title": title,
        "team": team,
        "empty": len(known) < 2,
        "line": _path(values, scale),
        "area": _area(values, scale),
    }


@dataclass(frozen=True)
class Step:
    """One bar of a funnel; `passed` and `of` are the counts behind its rate, if it has one."""

    label: str
    value: int
    team: str = "shared"
    href: str = ""
    note: str = ""
    passed: int | None = None
    of: int = 0


def funnel(steps: Sequence[Step], *, title: str = "") -> dict:
    """The context of charts/funnel.html: bars in proportion to the widest step."""
    widest = max((step.value for step in steps), default=0)
    bars = [
        {
            "label": step.label,
            "value": figure(step.value, "count").text,
            "width": _share_text(step.value, widest),
            "team": step.team,
            "href": step.href,
            "note": step.note or _step_note(step),
        }
        for step in steps
    ]
    return {"title": title, "bars": bars, "teams": _teams(steps)}


@dataclass(frozen=True)
class Part:
    """One share of a whole."""

    label: str
    value: Value
    team: str = "shared"
    unit: str = "count"
    href: str = ""


def share_bar(parts: Sequence[Part], *, title: str = "") -> dict:
    """The context of charts/share.html: parts of a whole on one bar, named below with figures."""
    total = sum(float(part.value or 0) for part in parts)
    drawn, start = [], 0.0
    for part in parts:
        width = float(part.value or 0) / total if total else 0.0
        drawn.append(
            {
                "label": part.label,
                "team": part.team,
                "href": part.href,
                "x": _coordinate(start * 100),
                "width": _coordinate(width * 100),
                "value": str(figure(part.value, part.unit)),
                "percent": percent(width, 0) if total else UNKNOWN,
            }
        )
        start += width
    told = ", ".join(f"{part['label']} {part['percent']}" for part in drawn)
    return {"title": title, "parts": drawn, "summary": told, "empty": not total}


def nice_ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Round values (1, 2, 2.5, 5 times a power of ten) that enclose the range."""
    if high <= low:
        high = low + 1
    rough = (high - low) / max(count - 1, 1)
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(step * index, 10) for index in range(first, last + 1)]


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


def _drawing(
    curve: Curve, frame: Frame, bottom: float, top: float, ticks: Sequence[float]
) -> Drawing:
    scale = Scale(frame, len(curve.days), bottom, top)
    end = _end(curve, scale)
    return Drawing(
        frame=frame,
        grid=[_tick(value, curve.unit, scale) for value in ticks],
        labels=_day_labels(curve, scale),
        line=_path(curve.values, scale),
        before=_path(curve.before, scale),
        band=_band(curve, scale),
        points=_points(curve, scale),
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
    ticks = nice_ticks(low, high)
    return ticks[0], ticks[-1], ticks


def _tick(value: float, unit: str, scale: Scale) -> dict:
    return {"y": _coordinate(scale.y(value)), "text": axis_text(value, unit)}


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
        {"x": _coordinate(scale.x(index)), "text": month_label(curve.days[index])}
        for index in chosen
    ]


def _month_of(day: date) -> tuple[int, int]:
    return day.year, day.month


def _runs(values: Sequence[Value]) -> list[list[tuple[int, float]]]:
    """Consecutive known values: a gap in the figures is a gap in the line."""
    runs: list[list[tuple[int, float]]] = [[]]
    for index, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((index, float(value)))
    return [run for run in runs if run]


def _path(values: Sequence[Value], scale: Scale) -> str:
    return " ".join(
        "M" + " L".join(_point(scale.x(index), scale.y(value)) for index, value in run)
        for run in _runs(values)
    )


def _area(values: Sequence[Value], scale: Scale) -> str:
    floor = scale.frame.height
    return " ".join(
        f"M{_point(scale.x(run[0][0]), floor)} L"
        + " L".join(_point(scale.x(index), scale.y(value)) for index, value in run)
        + f" L{_point(scale.x(run[-1][0]), floor)} Z"
        for run in _runs(values)
    )


def _band(curve: Curve, scale: Scale) -> str:
    pairs = list(zip(curve.low, curve.high, strict=True))
    both = [low if low is not None and high is not None else None for low, high in pairs]
    paths = []
    for run in _runs(both):
        indexes = [index for index, _value in run]
        above = [_point(scale.x(i), scale.y(curve.high[i])) for i in indexes]
        below = [_point(scale.x(i), scale.y(curve.low[i])) for i in reversed(indexes)]
        paths.append("M" + " L".join([*above, *below]) + " Z")
    return " ".join(paths)


def _points(curve: Curve, scale: Scale) -> list[dict]:
    """Invisible columns over the chart: each tells its day and figure under the pointer."""
    gap = scale.x(1) - scale.x(0) if len(curve.days) > 1 else 20.0
    return [
        {
            "x": _coordinate(scale.x(index) - gap / 2),
            "width": _coordinate(gap),
            "text": f"{_day_name(curve, day)} : {figure(value, curve.unit)}",
        }
        for index, (day, value) in enumerate(zip(curve.days, curve.values, strict=True))
        if value is not None
    ]


def _end(curve: Curve, scale: Scale) -> dict | None:
    last = _last(curve.values)
    if last is None:
        return None
    index, value = last
    return {
        "x": _coordinate(scale.x(index)),
        "y": _coordinate(scale.y(value)),
        "text_x": _coordinate(scale.x(index) + 9),
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
        "x": _coordinate(scale.x(last[0]) + 9),
        "y": _coordinate(y),
        "text": curve.before_label,
    }


def _target(curve: Curve, scale: Scale) -> dict | None:
    if curve.target is None:
        return None
    return {
        "y": _coordinate(scale.y(curve.target)),
        "text": f"{curve.target_label or _('target')} {figure(curve.target, curve.unit)}",
    }


def _marks(curve: Curve, scale: Scale) -> list[dict]:
    marks = []
    for mark in curve.marks:
        later = [index for index, day in enumerate(curve.days) if day >= mark.day]
        if later and curve.days[0] <= mark.day:
            marks.append({"x": _coordinate(scale.x(later[0])), "text": mark.label})
    return marks


def _last(values: Sequence[Value]) -> tuple[int, float] | None:
    runs = _runs(values)
    return runs[-1][-1] if runs else None


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
    return f"{text} {_('Target: {target}.').format(target=figure(curve.target, curve.unit))}"


def _day_name(curve: Curve, day: date) -> str:
    return date_format(day, "F Y") if curve.by_month else date_format(day, "j F Y")


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
    texts: Callable[[Value], str] = lambda value: str(figure(value, curve.unit))  # noqa: E731
    return [
        [
            _day_name(curve, day),
            *[texts(values[i] if i < len(values) else None) for values in series],
        ]
        for i, day in enumerate(curve.days)
    ]


def _step_note(step: Step) -> str:
    if step.passed is None:
        return ""
    return _("{rate} go on").format(rate=rate(step.passed, step.of, 0))


def _teams(steps: Sequence[Step]) -> list[str]:
    present = [step.team for step in steps]
    return [team for team in ("marketing", "shared", "sales") if team in present]


def _share_text(value: int, widest: int) -> str:
    # A step with somebody in it is never drawn as nothing.
    return _coordinate(max(value / widest * 100, 0.8)) if widest and value else "0"


def _point(x: float, y: float) -> str:
    return f"{_coordinate(x)} {_coordinate(y)}"


def _coordinate(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
