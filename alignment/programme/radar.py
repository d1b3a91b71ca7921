"""The dimensions of the diagnostic as the shapes of a radar chart."""

from collections.abc import Sequence

from alignment.people.choices import TeamKind
from alignment.programme.results import TEAMS, Line
from alignment.web.charts import Axis, Shape, radar_chart

MOST = 5


def radar(dimensions: Sequence[Line]) -> dict | None:
    """The context of charts/radar.html: one shape a team; the company's when no team is shown."""
    shapes = [
        Shape(
            str(TeamKind(kind).label), team_class(kind), [_value(line, kind) for line in dimensions]
        )
        for kind in TEAMS
        if any(kind in line.scores for line in dimensions)
    ]
    if not shapes and any(line.company for line in dimensions):
        shapes = [Shape("", "shared", [_value(line, "") for line in dimensions])]
    axes = [Axis(str(line.label)) for line in dimensions]
    return radar_chart(axes, shapes, most=MOST) if shapes else None


def team_class(kind: str) -> str:
    """The colour of a team; direction has that of both."""
    return kind if kind in (TeamKind.SALES, TeamKind.MARKETING) else "shared"


def _value(line: Line, kind: str) -> float | None:
    score = line.scores.get(kind)
    return score.mean if score else None
