import re
from datetime import date
from decimal import Decimal

import pytest
from django.template import engines
from django.utils.translation import override

from alignment.web.charts import Curve, Mark, Part, Step, funnel, line_chart, share_bar, sparkline
from alignment.web.charts.plane import nice_ticks

MONTHS = [date(2026, month, 1) for month in range(1, 7)]


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def render(tag: str, **context) -> str:
    return engines["django"].from_string(f"{{% {tag} %}}").render(context)


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 100, [0, 25, 50, 75, 100]),
        (0.5, 0.9, [0.5, 0.6, 0.7, 0.8, 0.9]),
        (0, 7, [0, 2, 4, 6, 8]),
        (3, 3, [3, 3.25, 3.5, 3.75, 4]),
        (-5, 5, [-5, -2.5, 0, 2.5, 5]),
    ],
)
def test_ticks_are_round_and_enclose_the_figures(low, high, ticks):
    assert nice_ticks(low, high) == ticks


def test_a_missing_month_is_a_gap_in_the_line():
    chart = line_chart(Curve(MONTHS, [1, 2, None, 4, 5, 6], by_month=True), title="Leads")
    assert all(drawing.line.count("M") == 2 for drawing in chart["drawings"])


def test_higher_values_are_drawn_higher_and_within_the_frame():
    chart = line_chart(Curve(MONTHS, [0, 20, 40, 60, 80, 100]), title="Leads")
    for drawing in chart["drawings"]:
        heights = [float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", drawing.line)]
        assert heights == sorted(heights, reverse=True)
        assert heights[-1] == drawing.frame.top
        assert heights[0] == drawing.frame.height - drawing.frame.bottom


def test_counts_start_at_zero_and_high_rates_may_be_shown_closer():
    counts = line_chart(Curve(MONTHS, [90, 91, 92, 93, 94, 95]), title="Leads")
    rates = line_chart(Curve(MONTHS, [0.8] * 5 + [0.9], unit="percent"), title="Rate")
    assert counts["drawings"][0].grid[0]["text"] == "0"
    assert rates["drawings"][0].grid[0]["text"] == "80%"


def test_the_sentence_tells_start_end_and_target():
    curve = Curve(
        MONTHS, [0.6, 0.65, 0.7, 0.7, 0.75, 0.84], unit="percent", target=0.8, by_month=True
    )
    summary = line_chart(curve, title="Accepted")["summary"]
    assert summary == "Accepted: 60% in January 2026, 84% in June 2026. Target: 80%."


def test_the_table_holds_every_figure_that_is_drawn():
    curve = Curve(
        MONTHS, [1, 2, 3, None, 5, 6], before=[1, 1, 1, 1, 1, 1], before_label="2025",
        low=[0] * 6, high=[9] * 6, label="Leads", by_month=True,
    )  # fmt: skip
    chart = line_chart(curve, title="Leads")
    assert chart["columns"] == ["Month", "Leads", "2025", "At least", "At most"]
    assert chart["rows"][3] == ["April 2026", "—", "1", "0", "9"]
    assert len(chart["rows"]) == 6


def test_a_change_of_definition_outside_the_chart_is_not_drawn():
    marks = [
        Mark(date(2026, 3, 15), "v2"),
        Mark(date(2025, 3, 1), "v1"),
        Mark(date(2027, 1, 1), "v3"),
    ]
    chart = line_chart(Curve(MONTHS, [1] * 6, marks=marks), title="Leads")
    assert [mark["text"] for mark in chart["drawings"][0].marks] == ["v2"]


def test_a_chart_without_figures_says_so():
    html = render("line_chart curve 'Leads'", curve=Curve(MONTHS, [None] * 6))
    assert "Leads: no figures yet." in html
    assert "<svg" not in html


def test_a_single_day_can_be_drawn():
    assert "<svg" in render("line_chart curve 'Leads'", curve=Curve([MONTHS[0]], [4]))


def test_a_drawn_chart_is_an_image_with_words_and_no_inline_style():
    html = render("line_chart curve 'Leads'", curve=Curve(MONTHS, [1000, 2000, 3000, 4, 5, 6]))
    assert html.count('role="img"') == 3
    assert "<desc>" in html
    assert "style=" not in html
    with override("fr"):
        assert "," not in "".join(re.findall(r' d="([^"]*)"', html))


def test_the_previous_year_s_label_keeps_clear_of_the_last_value():
    curve = Curve(MONTHS, [5, 5, 5, 5, 5, 5], before=[5, 5, 5, 5, 5, 4.9], before_label="2025")
    drawing = line_chart(curve, title="Leads")["drawings"][0]
    assert abs(float(drawing.before_end["y"]) - float(drawing.end["y"])) >= 14


def test_bars_are_in_proportion_and_nobody_is_drawn_as_nothing():
    steps = [
        Step("Captured", 2000, "marketing"),
        Step("MQL", 500, passed=500, of=2000),
        Step("Won", 1),
    ]
    bars = funnel(steps)["bars"]
    assert [bar["width"] for bar in bars] == ["100", "25", "0.8"]
    assert bars[1]["note"] == "25% go on"
    assert funnel([Step("Won", 0)])["bars"][0]["width"] == "0"


def test_a_bar_leads_to_its_rows_when_it_has_an_address():
    html = render("funnel steps", steps=[Step("MQL", 5, href="/leads/?stage=mql"), Step("SAL", 2)])
    assert html.count("<a href=") == 1


def test_shares_add_up_to_the_whole_bar():
    parts = [
        Part("Marketing", Decimal(70), "marketing"),
        Part("Sales", Decimal(90)),
        Part("?", None),
    ]
    drawn = share_bar(parts)["parts"]
    assert sum(float(part["width"]) for part in drawn) == pytest.approx(100, abs=0.1)
    assert float(drawn[1]["x"]) == float(drawn[0]["width"])


def test_a_share_of_nothing_is_unknown():
    chart = share_bar([Part("Marketing", 0)])
    assert chart["empty"]
    assert chart["parts"][0]["percent"] == "—"


def test_a_sparkline_needs_two_points():
    assert sparkline([1])["empty"]
    assert not sparkline([3, 3])["empty"]
    assert "<svg" not in render("sparkline values", values=[None, 2])


def test_a_steady_line_keeps_its_distance_from_the_edge():
    chart = line_chart(Curve(MONTHS, [1] * 6, unit="days"), title="Delay")
    drawing = chart["drawings"][0]
    assert [tick["text"] for tick in drawing.grid][-1].startswith("2")
    assert float(drawing.end["y"]) > drawing.frame.top + 20
