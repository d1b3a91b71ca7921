"""Segments: their numbers beside a slow count of every lead, and changing and retiring them."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alignment.journal.models import Event
from alignment.vision import houses
from alignment.vision.models import Segment
from dashboards import segments
from leads import conditions, transitions
from leads.choices import DealStatus
from leads.models import Lead
from tests import factories

pytestmark = pytest.mark.django_db
FAIR = {"source": ["event"]}


@pytest.fixture
def fair(maya):
    return houses.add_segment(by=maya, name="Salon", rule=FAIR)


@pytest.fixture
def company(maya, sam):
    """Leads of fairs and others, at every place of the path; the clock two days later."""
    for source in ("event", "event", "partner"):
        factories.lead(maya, source=source)
        factories.rejected(by=sam, source=source)
        factories.opportunity(by=sam, source=source)
        factories.won(by=sam, source=source)
    transitions.disqualify(factories.lead(maya, source="event"), by=maya, reason="bad_data")
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        yield


def slowly(rule) -> tuple[int, int, int, int]:
    """Open leads, accepted, decided and won, one lead after the other."""
    found = [lead for lead in Lead.objects.all() if conditions.matches(lead, rule)]
    handovers = [each for lead in found for each in lead.handovers.all()]
    deals = [deal for lead in found for deal in lead.opportunities.all()]
    yes = sum(each.verdict == "accepted" for each in handovers)
    no = sum(each.verdict == "rejected" for each in handovers)
    won = sum(deal.status == DealStatus.WON for deal in deals)
    return sum(lead.is_open for lead in found), yes, yes + no, won


def test_the_numbers_of_a_segment_are_those_of_its_leads(company, fair):
    (line,) = segments.lines()
    assert (line.open, line.accepted, line.decided, line.won) == slowly(FAIR)
    assert line.won == 2 and line.decided > line.accepted > line.won
    for part in segments.PARTS:
        assert segments.rows_of(fair, part).count() == getattr(line, part)


def test_segments_without_leads_and_with_a_rule_that_is_gone_are_told_apart(maya, fair, page):
    broken = houses.add_segment(by=maya, name="Ancien", rule=FAIR)
    Segment.objects.filter(pk=broken.pk).update(query={"gone": ["1"]})
    empty, gone = segments.lines()
    assert (empty.is_broken, empty.open, empty.interval) == (False, 0, None)
    assert gone.is_broken
    text = page(maya).get("/segments/").content.decode()
    assert "draw it anew" in text and "Ancien" in text
    assert page(maya).get(f"/segments/{broken.public_id}/?part=won").status_code == 200
    assert page(maya).get(f"/segments/{broken.public_id}/?part=x").status_code == 404


def test_ten_segments_cost_as_many_statements_as_one(company, maya, fair, page):
    browser, cost = page(maya), []
    for more in (0, 9):
        for n in range(more):
            houses.add_segment(by=maya, name=f"Salon {n}", rule=FAIR)
        browser.get("/segments/")
        with CaptureQueriesContext(connection) as asked:
            browser.get("/segments/")
        cost.append(len(asked))
    assert cost[0] == cost[1]


def test_a_segment_is_named_anew_and_drawn_elsewhere(page, maya, sam, fair):
    address = f"/message/segments/{fair.public_id}/"
    assert page(sam).get(address).status_code == 403
    shown = page(maya).get(address).content.decode()
    assert "source=event" in shown
    refused = page(maya).post(address, {"name": "", "rule": "/leads/"})
    assert refused.status_code == 400
    answer = page(maya).post(address, {"name": "Partenaires", "rule": "/leads/?source=partner"})
    assert (answer.status_code, answer.url) == (302, "/segments/")
    fair.refresh_from_db()
    assert (fair.name, fair.query) == ("Partenaires", {"source": "partner"})
    event = Event.objects.about(fair).get(verb="segment.changed")
    assert event.facts["rule"] == {"source": "partner"}


def test_the_name_of_another_is_refused(page, maya, fair):
    other = houses.add_segment(by=maya, name="Partenaires", rule={"source": ["partner"]})
    answer = page(maya).post(
        f"/message/segments/{other.public_id}/", {"name": "salon", "rule": "?source=partner"}
    )
    assert answer.status_code == 400 and "already" in answer.content.decode()
    other.refresh_from_db()
    assert other.name == "Partenaires"


def test_a_retired_segment_is_gone_from_pages_and_its_name_is_free(page, api, maya, fair):
    address = f"/message/segments/{fair.public_id}/"
    assert page(maya).get(f"{address}retire/").status_code == 405
    assert page(maya).post(f"{address}retire/").status_code == 302
    assert page(maya).post(f"{address}retire/").status_code == 404
    assert segments.lines() == []
    assert "Salon" not in page(maya).get("/message/").content.decode()
    assert api(maya).get("/api/v1/segments/").json()["results"] == []
    houses.add_segment(by=maya, name="Salon", rule=FAIR)


def test_other_software_changes_and_retires_a_segment_and_reads_what_it_brings(
    company, api, maya, sam, fair
):
    address = f"/api/v1/segments/{fair.public_id}/"
    assert api(sam).patch(address, {"name": "X"}, format="json").status_code == 403
    changed = api(maya).patch(address, {"name": "Salons"}, format="json").json()
    assert (changed["name"], changed["rule"]) == ("Salons", FAIR)
    (told,) = api(sam).get("/api/v1/segment-results/").json()
    (line,) = segments.lines()
    assert (told["name"], told["open"], told["won"]) == ("Salons", line.open, line.won)
    assert told["interval"]["low"] < told["accepted"] / told["decided"] < told["interval"]["high"]
    assert api(maya).post(f"{address}retire/").status_code == 200
    assert api(maya).post(f"{address}retire/").status_code == 404
