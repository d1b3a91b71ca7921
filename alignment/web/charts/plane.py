"""The plane that charts are drawn on: frames, scales and paths.

Coordinates leave as text, so that templates never localise them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

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


def nice_ticks(low: float, high: float, count: int = 5, *, whole: bool = False) -> list[float]:
    """Round values (1, 2, 2.5, 5 times a power of ten) that enclose the range.

    `whole` keeps the steps at one or more.
    """
    if high <= low:
        high = low + 1
    rough = (high - low) / max(count - 1, 1)
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * 0.999)
    if whole and step < 1:
        step = 1
    elif whole and step == 2.5:
        step = 5
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(step * index, 10) for index in range(first, last + 1)]


def runs(values: Sequence[Value]) -> list[list[tuple[int, float]]]:
    """Consecutive known values: a gap in the figures is a gap in the line."""
    found: list[list[tuple[int, float]]] = [[]]
    for index, value in enumerate(values):
        if value is None:
            found.append([])
        else:
            found[-1].append((index, float(value)))
    return [run for run in found if run]


def path(values: Sequence[Value], scale: Scale) -> str:
    return " ".join(
        "M" + " L".join(point(scale.x(index), scale.y(value)) for index, value in run)
        for run in runs(values)
    )


def area(values: Sequence[Value], scale: Scale) -> str:
    floor = scale.frame.height
    return " ".join(
        f"M{point(scale.x(run[0][0]), floor)} L"
        + " L".join(point(scale.x(index), scale.y(value)) for index, value in run)
        + f" L{point(scale.x(run[-1][0]), floor)} Z"
        for run in runs(values)
    )


def point(x: float, y: float) -> str:
    return f"{coordinate(x)} {coordinate(y)}"


def coordinate(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
