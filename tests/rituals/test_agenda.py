"""The agenda of the week: what every app brings to it, on one page both teams read."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from alignment.rituals import agenda, services
from alignment.rituals.agenda import SHOWN, Row, Section
from leads import transitions
from sla.choices import ClockResult, Promise
from sla.models import Clock
from tests import factories
from tests.sla.rows import clock, version

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
URL = "/agenda/"


@pytest.fixture(autouse=True)
def tuesday(time_machine_at):
    time_machine_at(NOW)


def section(key):
    return next(part for part in agenda.sections(timezone.now()) if part.key == key)


def labels(key):
    return [row.label for row in section(key).rows]


def test_an_empty_week_says_so_section_by_section(page, sam):
    answer = page(sam).get(URL)
    assert answer.status_code == 200
    for part in agenda.sections(timezone.now()):
        assert (part.rows, part.total) == ([], 0)
        assert str(part.empty) in answer.content.decode()


def test_actions_of_this_week_and_of_the_past_are_on_it_not_later_ones(sam, maya):
    for title, days in (("Now", 2), ("Later", 9)):
        day = NOW.date() + timedelta(days=days)
        services.start(by=maya, title=title, owner=sam, due_on=day)
    assert labels("actions") == ["Now"]
    assert section("actions").rows[0].ball == "sales"


def test_hand_overs_to_decide_come_by_due_time_and_say_how_many_more(page, sam):
    leads = [factories.handed_over(to=sam, tier="P2") for _n in range(SHOWN + 2)]
    found = section("decide")
    assert (len(found.rows), found.total, found.more) == (SHOWN, SHOWN + 2, 2)
    assert found.rows[0].url in {lead.get_absolute_url() for lead in leads}
    assert found.url in page(sam).get(URL).content.decode()


def test_returned_and_rejected_wait_for_marketing_and_a_contest_for_direction(sam, maya):
    back, no = (factories.handed_over(to=sam, by=maya, tier="P2") for _n in range(2))
    transitions.return_(back, by=sam, missing=["budget"], question="Combien ?")
    transitions.reject(no, by=sam, reason="out_of_icp", answer="Trop petit")
    assert {row.ball for row in section("answer").rows} == {"marketing"}
    assert section("answer").total == 2
    no.refresh_from_db()
    transitions.contest(no, by=maya, argument="Dans la cible")
    assert section("answer").total == 1
    assert labels("contests") == [str(no)]
    assert section("contests").rows[0].ball == "direction"


def test_a_lead_nobody_tried_in_time_is_one_point_whatever_its_clocks(sam):
    version(date(2026, 11, 1), (Promise.FIRST_ATTEMPT, "P1", {"minutes": 60}))
    lead = factories.handed_over(to=sam, tier="P1")
    Clock.objects.filter(lead=lead).delete()
    for promise in (Promise.DECISION, Promise.FIRST_ATTEMPT):
        clock(
            None, promise, "P1", date(2026, 11, 23), lead=lead, owner=sam, stopped_at=None,
            result="",
        )  # fmt: skip
    clock(None, Promise.DECISION, "P2", date(2026, 11, 23), stopped_at=None, result="")
    assert labels("late") == [str(lead)]
    assert section("late").total == 1


def test_a_line_never_met_for_three_months_is_on_it(sam):
    under = version(
        date(2026, 1, 1), (Promise.DECISION, "P2", {"minutes": 450, "share": Decimal("0.9")})
    )
    for month in (8, 9, 10, 11):
        day = date(2026, month, 10)
        clock(under, Promise.DECISION, "P2", day, result=ClockResult.LATE)
    (row,) = section("contract").rows
    assert "P2" in row.label
    assert row.detail == "Never met for three months: renegotiate it"


def a_section(now):
    return Section("own", "Own", 3, "Nothing", [Row("A point", url="/leads/")], 1)


def test_the_sections_are_those_of_the_settings_in_their_order(page, sam, settings):
    settings.AGENDA_SECTIONS = [f"{__name__}.a_section", *settings.AGENDA_SECTIONS[:1]]
    assert [part.key for part in agenda.sections(timezone.now())] == ["own", "actions"]
    assert "A point" in page(sam).get(URL).content.decode()


def test_the_page_asks_as_much_for_one_lead_as_for_many(
    page, sam, maya, django_assert_max_num_queries
):
    def grow(count):
        for _n in range(count):
            factories.handed_over(to=sam, by=maya, tier="P1")
            back = factories.handed_over(to=sam, by=maya, tier="P2")
            transitions.return_(back, by=sam, missing=["budget"], question="Combien ?")

    browser = page(sam)
    grow(1)
    browser.get(URL)
    with django_assert_max_num_queries(60) as first:
        browser.get(URL)
    grow(4)
    with django_assert_max_num_queries(len(first)):
        browser.get(URL)
