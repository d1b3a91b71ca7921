"""The page of late promises, the chip of the menu, and both over REST."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads import activities, transitions
from sla import ladder
from sla.models import Breach, Clock
from tests import factories

PARIS = ZoneInfo("Europe/Paris")
pytestmark = pytest.mark.django_db
PAGE = "/contract/late/"
HTMX = {"headers": {"hx-request": "true"}}


def paris(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=PARIS)


@pytest.fixture
def late(time_machine_at, maya, sam):
    """One hot lead whose two promises ran out on Thursday at 10:00."""
    time_machine_at(paris(19, 9))
    lead = factories.handed_over(to=sam, by=maya, tier="P1", source="event")
    time_machine_at(paris(19, 10, 30))
    ladder.note_breaches(paris(19, 10, 30))
    return lead


def test_the_page_lists_what_came_late_with_its_source_and_hour(page, dana, late):
    html = page(dana).get(PAGE).content.decode()
    assert late.company.name in html
    assert "Trade fair or event" in html and "10 h" in html
    assert "Not explained yet" in html


def test_a_cause_is_one_tap_and_can_be_corrected(page, sam, late):
    breach = Breach.objects.first()
    for cause in ("overloaded", "bad_data"):
        answer = page(sam).post(f"{PAGE}{breach.public_id}/", {"cause": cause}, **HTMX)
        assert answer.status_code == 200
    breach.refresh_from_db()
    assert (breach.cause, breach.cause_by) == ("bad_data", sam)


def test_an_unknown_cause_changes_nothing(page, sam, late):
    breach = Breach.objects.first()
    answer = page(sam).post(f"{PAGE}{breach.public_id}/", {"cause": "sam"}, **HTMX)
    assert answer.status_code == 400
    breach.refresh_from_db()
    assert breach.cause == ""


def test_the_other_team_does_not_explain_for_sales(page, maya, late):
    breach = Breach.objects.first()
    assert page(maya).post(f"{PAGE}{breach.public_id}/", {"cause": "absent"}).status_code == 403
    breach.refresh_from_db()
    assert breach.cause == ""


def test_filters_narrow_the_rows(page, dana, late):
    Breach.objects.update(cause="absent")
    browser = page(dana)
    name = late.company.name
    for query, found in (
        ("cause=absent", True), ("cause=none", False), ("hour=10", True), ("hour=11", False),
        ("source=event", True), ("source=none", False), ("side=marketing", False),
        ("month=2026-10", False),
    ):  # fmt: skip
        html = browser.get(f"{PAGE}?{query}").content.decode()
        assert (name in html) == found, query


def test_no_person_is_named_in_the_counts(page, dana, late):
    html = page(dana).get(PAGE).content.decode()
    assert "Sam" not in html


def test_an_empty_month_says_so(page, dana):
    assert "Nothing came late." in page(dana).get(PAGE).content.decode()


def test_the_chip_says_how_many_until_when_and_how_many_late(time_machine_at, page, maya, sam):
    time_machine_at(paris(19, 9))
    old = factories.handed_over(to=sam, by=maya, tier="P1")
    time_machine_at(paris(19, 10, 30))
    transitions.accept(factories.handed_over(to=sam, by=maya, tier="P1"), by=sam)
    html = page(sam).get("/contract/late/mine/").content.decode()
    assert "1 before 11:30" in html and "2 late" in html
    activities.log_activity(old, by=sam, kind="call", outcome="no_answer")
    assert "1 late" in page(sam).get("/contract/late/mine/").content.decode()


def test_nothing_due_shows_no_chip(page, sam):
    assert page(sam).get("/contract/late/mine/").content.decode().strip() == ""


def test_clocks_over_rest_are_late_before_any_timer(api, time_machine_at, maya, sam):
    time_machine_at(paris(19, 9))
    lead = factories.handed_over(to=sam, by=maya, tier="P1")
    time_machine_at(paris(19, 10, 30))
    rows = api(maya).get("/api/v1/clocks/", {"state": "late"}).json()["results"]
    assert {row["promise"] for row in rows} == {"decision", "first_attempt"}
    assert {row["state"] for row in rows} == {"late"}
    assert rows[0]["lead"]["id"] == str(lead.public_id)
    assert not api(maya).get("/api/v1/clocks/", {"state": "running"}).json()["results"]


def test_a_breach_is_explained_over_rest(api, sam, maya, late):
    breach = Breach.objects.first()
    url = f"/api/v1/breaches/{breach.public_id}/explain/"
    assert api(maya).post(url, {"cause": "absent"}).status_code == 403
    answer = api(sam).post(url, {"cause": "absent", "note": "Salon"})
    assert (answer.status_code, answer.json()["cause"]) == (200, "absent")
    assert api(sam).post(url, {"cause": "nobody"}).status_code == 400


def test_withdrawn_breaches_are_listed_nowhere(api, page, sam, dana, late):
    activities.log_activity(late, by=sam, kind="call", occurred_at=paris(19, 9, 30))
    assert Clock.objects.get(lead=late, promise="first_attempt").result == "met"
    rows = api(dana).get("/api/v1/breaches/").json()["results"]
    assert [row["clock"]["promise"] for row in rows] == ["decision"]
    assert "First attempt" not in page(dana).get(PAGE).content.decode()


def test_the_page_costs_the_same_for_many(page, dana, late, maya, sam):
    browser = page(dana)
    browser.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        browser.get(PAGE)
    for _number in range(5):
        factories.handed_over(to=sam, by=maya, tier="P1")
    Clock.objects.update(due_at=paris(19, 10))
    ladder.note_breaches(paris(19, 10, 30))
    with CaptureQueriesContext(connection) as many:
        browser.get(PAGE)
    assert len(many) == len(few)
