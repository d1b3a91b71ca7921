"""Charts as data for SVG templates: pure functions, no request, no database."""

from alignment.web.charts.lines import Curve, Mark, line_chart
from alignment.web.charts.radar import Axis, Shape, radar_chart
from alignment.web.charts.shapes import Part, Step, funnel, share_bar, sparkline

__all__ = [
    "Axis",
    "Curve",
    "Mark",
    "Part",
    "Shape",
    "Step",
    "funnel",
    "line_chart",
    "radar_chart",
    "share_bar",
    "sparkline",
]
