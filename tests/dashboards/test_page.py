"""The shared dashboard: one screen of stored figures, each one click from its rows."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
import time_machine
from django.core.cache import cache

from alignment.people.choices import TeamKind
from dashboards import page as dashboard_page
from dashboards import services
from dashboards.models import Measure
from leads.models import Lead
from tests import factories
from tests.lasting import as_in_a_test, kept_for_the_file

pytestmark = pytest.mark.django_db
PAGE = "/dashboard/"
DAY, NIGHT = date(2026, 11, 20), "2026-11-21 03:40 +0000"


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    with kept_for_the_file(django_db_blocker):
        with as_in_a_test():
            tell()
        yield


@pytest.fixture
def measured(told, db):
    """A little history in November 2026, on the night after it was measured."""
    with time_machine.travel(NIGHT, tick=False) as clock:
        yield clock


def tell():
    """Sam's history, measured on the evening of the 20th."""
    sam = factories.person("Sam", TeamKind.SALES)
    with time_machine.travel("2026-11-10 09:00 +0000", tick=False) as clock:
        for _number in range(3):
            factories.lead()
        factories.handed_over(to=sam)
        factories.rejected(sam)
        factories.accepted(sam)
        factories.won(sam)
        clock.move_to(NIGHT)
        services.measure_day(DAY)


def opened(browser, html: str) -> dict[str, int]:
    """Every address of rows on the page, with how many rows it lists."""
    addresses = {unescape(url) for url in re.findall(r'href="(/dashboard/\w+/rows/[^"]+)"', html)}
    found = {}
    for address in addresses:
        answer = browser.get(address)
        assert answer.status_code == 200, address
        found[address] = answer.content.decode().count("data-open")
    return found


def test_each_figure_opens_rows(page, dana, measured):
    browser = page(dana)
    found = opened(browser, browser.get(PAGE).content.decode())
    assert len(found) >= 12
    assert all(found.values()), found


def test_the_bars_of_the_funnel_open_as_many_leads_as_they_say(page, dana, measured):
    browser = page(dana)
    html = browser.get(PAGE, {"period": "month"}).content.decode()
    found = opened(browser, html)
    counts = Measure.objects.get(
        kpi="stage_conversion", variant="captured_won_ever", period="month", segment=""
    ).extra["funnel"]
    for name, count in counts.items():
        rows = [
            n for url, n in found.items() if "captured_won_ever" in url and f"part={name}&" in url
        ]
        assert rows == ([count] if count else []), name


def test_a_segment_shows_its_part_only(page, dana, measured):
    Lead.objects.filter(stage="new").update(source="event")
    services.measure_day(DAY)
    html = page(dana).get(PAGE, {"period": "month", "segment": "source:event"}).content.decode()
    assert re.search(r"Captured</span>.*?<b>3</b>", html, re.S)


def test_a_grade_is_called_a_grade(page, dana, measured):
    Lead.objects.filter(stage="new").update(fit_grade="B")
    services.measure_day(DAY)
    html = page(dana).get(PAGE, {"period": "month"}).content.decode()
    assert re.search(r'value="grade:B"[^>]*>Grade B</option>', html)


@pytest.mark.parametrize(
    "query",
    [
        {"period": "century"},
        {"period": "day"},
        {"start": "yesterday"},
        {"segment": "person:1"},
        {"segment": ":x"},
    ],
)
def test_a_period_or_part_that_cannot_be_is_not_found(page, dana, query):
    assert page(dana).get(PAGE, query).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/dashboard/nonsense/rows/",
        "/dashboard/lvr/rows/?variant=nonsense",
        "/dashboard/lvr/rows/?part=nonsense",
        "/dashboard/lvr/rows/?period=nonsense",
    ],
)
def test_rows_of_what_is_not_measured_are_not_found(page, dana, address):
    assert page(dana).get(address).status_code == 404


def test_everybody_in_a_team_reads_the_same_figures(page, maya, sam, dana, measured):
    def figures(person):
        html = page(person).get(PAGE).content.decode()
        return re.findall(r'<span class="kpi-value".*?</span>\n', html, re.S)

    assert figures(maya) == figures(sam) == figures(dana)
    assert len(figures(maya)) == 19


def test_a_stranger_finds_no_dashboard(page, stranger):
    assert page(stranger).get(PAGE).status_code == 404
    assert page(stranger).get("/dashboard/lvr/rows/").status_code == 404


def test_it_reads_stored_measures_in_few_statements(
    page, dana, measured, django_assert_max_num_queries
):
    browser = page(dana)
    browser.get(PAGE)
    with django_assert_max_num_queries(13):
        browser.get(PAGE)


def test_a_restated_month_shows_what_its_close_had_said(page, dana, measured):
    month = Measure.objects.filter(
        kpi="acceptance_rate", variant="decided", period="month", segment=""
    )
    now = measured.move_to("2026-12-20 03:40 +0000")
    assert now is None
    month.update(closed_value="0.9", closed_n=10, closed_at="2026-12-08T03:40Z")
    html = page(dana).get(PAGE, {"period": "month", "start": "2026-11-01"}).content.decode()
    assert "closed at 90" in html


def test_periods_are_named_as_people_say_them():
    assert dashboard_page.period_label("quarter", date(2026, 10, 1)) in ("Q4 2026", "T4 2026")
    assert dashboard_page.period_label("year", date(2026, 1, 1)) == "2026"


def test_a_figure_of_few_cases_is_told_in_cases(page, dana, measured):
    html = page(dana).get(PAGE, {"period": "month"}).content.decode()
    # Two accepted of three decided.
    assert "2 of 3" in html


def test_a_late_day_does_not_move_the_page(measured):
    before = list(Measure.objects.order_by("pk").values("kpi", "period", "start", "value"))
    services.measure_day(DAY - timedelta(days=2))
    after = list(
        Measure.objects.exclude(period="day")
        .order_by("pk")
        .values("kpi", "period", "start", "value")
    )
    assert [row for row in before if row["period"] != "day"] == after


def test_it_says_that_figures_come_each_night_and_when_they_last_did(page, dana, measured):
    html = page(dana).get(PAGE, {"period": "month"}).content.decode()
    assert re.search(r"computed each night, last on [^<·]*2026", html)


def test_the_period_under_way_has_no_later_one(page, dana, measured):
    now = page(dana).get(PAGE, {"period": "month"}).content.decode()
    before = page(dana).get(PAGE, {"period": "month", "start": "2026-10-01"}).content.decode()
    assert 'rel="next"' not in now
    assert 'aria-disabled="true"' in now
    assert "start=2026-11-01" in re.search(r'<a [^>]*rel="next"', before)[0]


def test_the_time_to_decide_shows_nine_in_ten_as_well(page, dana, measured):
    html = page(dana).get(PAGE, {"period": "month"}).content.decode()
    assert re.search(r"<th[^>]*>9 in 10</th>", html)


def figures_of(browser, **asked):
    html = browser.get(PAGE, {"period": "month", **asked}).content.decode()
    return re.findall(r'<section class="panel.*?</section>', html, re.S)


def test_figures_are_drawn_once_a_measuring(
    page, maya, sam, measured, django_assert_max_num_queries
):
    browser = page(sam)
    first = figures_of(page(maya))
    with django_assert_max_num_queries(12):
        assert figures_of(browser) == first
    with time_machine.travel("2026-11-15 09:00 +0000"):
        factories.accepted(sam)
    assert figures_of(browser) == first
    services.measure_day(DAY)
    assert figures_of(browser) != first


def test_a_drawing_is_of_its_language_period_and_part(page, sam, measured):
    browser = page(sam)
    shown = [
        figures_of(browser),
        figures_of(browser, start="2026-10-01"),
        figures_of(browser, segment="grade:"),
    ]
    sam.language = "en" if sam.language == "fr" else "fr"
    sam.save()
    shown.append(figures_of(browser))
    assert len({"".join(found) for found in shown}) == len(shown)


def test_nothing_is_kept_of_a_part_that_nobody_measured(page, dana, measured, monkeypatch):
    kept = []
    browser = page(dana)
    monkeypatch.setattr(cache, "set", lambda key, *said: kept.append(key.split(":")[0]))
    browser.get(PAGE, {"segment": "source:<b>"})
    assert "dashboard" not in kept
    browser.get(PAGE)
    assert "dashboard" in kept
