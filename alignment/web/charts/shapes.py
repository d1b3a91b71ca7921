"""Small charts: sparkline, funnel, share of a whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from alignment.web.charts.plane import Frame, Scale, Value, area, coordinate, path
from alignment.web.figures import UNKNOWN, figure, percent, rate


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
        "line": path(values, scale),
        "area": area(values, scale),
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
                "x": coordinate(start * 100),
                "width": coordinate(width * 100),
                "value": str(figure(part.value, part.unit)),
                "percent": percent(width, 0) if total else UNKNOWN,
            }
        )
        start += width
    told = ", ".join(f"{part['label']} {part['percent']}" for part in drawn)
    return {"title": title, "parts": drawn, "summary": told, "empty": not total}


def _step_note(step: Step) -> str:
    if step.passed is None:
        return ""
    return _("{rate} go on").format(rate=rate(step.passed, step.of, 0))


def _teams(steps: Sequence[Step]) -> list[str]:
    present = [step.team for step in steps]
    return [team for team in ("marketing", "shared", "sales") if team in present]


def _share_text(value: int, widest: int) -> str:
    # A step with somebody in it is never drawn as nothing.
    return coordinate(max(value / widest * 100, 0.8)) if widest and value else "0"
