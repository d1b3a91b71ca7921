"""A radar: a few dimensions around a point, one closed line for each who is compared."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from alignment.web.charts.plane import Value, coordinate, point
from alignment.web.figures import UNKNOWN, number

WIDTH, HEIGHT, RADIUS = 460, 300, 120
CENTRE_X, CENTRE_Y = WIDTH / 2, 160
OUTSIDE = 18
UPRIGHT = 0.3


@dataclass(frozen=True)
class Axis:
    """One dimension."""

    label: str


@dataclass(frozen=True)
class Shape:
    """One line: a value for each axis, None where it may not be shown."""

    label: str
    team: str
    values: Sequence[Value]


def radar_chart(axes: Sequence[Axis], shapes: Sequence[Shape], *, most: int) -> dict:
    """The context of charts/radar.html; needs three axes or more."""
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "summary": _summary(axes, shapes),
        "rings": [_ring(len(axes), step / most) for step in range(1, most + 1)],
        "spokes": [_spoke(index, axis, len(axes)) for index, axis in enumerate(axes)],
        "shapes": [_drawn(shape, len(axes), most) for shape in shapes],
        "columns": [shape.label or _("Company") for shape in shapes],
        "rows": [
            [axis.label, *(_text(shape.values[index]) for shape in shapes)]
            for index, axis in enumerate(axes)
        ],
    }


def _place(index: int, count: int, share: float) -> tuple[float, float]:
    angle = 2 * math.pi * index / count - math.pi / 2
    return (
        CENTRE_X + RADIUS * share * math.cos(angle),
        CENTRE_Y + RADIUS * share * math.sin(angle),
    )


def _ring(count: int, share: float) -> str:
    return " ".join(point(*_place(index, count, share)) for index in range(count))


def _spoke(index: int, axis: Axis, count: int) -> dict:
    x, y = _place(index, count, 1.0)
    text_x, text_y = _place(index, count, 1 + OUTSIDE / RADIUS)
    side = (x - CENTRE_X) / RADIUS
    anchor = "middle" if abs(side) < UPRIGHT else "start" if side > 0 else "end"
    return {
        "x": coordinate(x),
        "y": coordinate(y),
        "text_x": coordinate(text_x),
        "text_y": coordinate(text_y),
        "anchor": anchor,
        "label": axis.label,
    }


def _drawn(shape: Shape, count: int, most: int) -> dict:
    """The closed line, or loose points where a value is missing."""
    places = [
        _place(index, count, float(value) / most)
        for index, value in enumerate(shape.values)
        if value is not None
    ]
    whole = len(places) == count
    return {
        "team": shape.team,
        "label": shape.label or _("Company"),
        "points": " ".join(point(*place) for place in places) if whole else "",
        "dots": [{"x": coordinate(x), "y": coordinate(y)} for x, y in places],
    }


def _summary(axes: Sequence[Axis], shapes: Sequence[Shape]) -> str:
    told = []
    for shape in shapes:
        values = ", ".join(
            f"{axis.label} {_text(value)}" for axis, value in zip(axes, shape.values, strict=True)
        )
        told.append(f"{shape.label or _('Company')} : {values}")
    return ". ".join(told)


def _text(value: Value) -> str:
    return UNKNOWN if value is None else number(value, 1)
