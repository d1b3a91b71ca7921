"""The buyer's path: five steps to begin with, changed by both teams, with what was measured."""

from datetime import date

import pytest

from alignment.journal.models import Event
from alignment.vision import journey
from alignment.vision.models import JourneyStage
from alignment.web.errors import Conflict, Incomplete
from dashboards.buyer_path import path
from dashboards.services import last_complete_day, measure_day
from leads.choices import Verdict
from tests import factories
from tests.dashboards.rows import handover, lead

pytestmark = pytest.mark.django_db


@pytest.fixture
def stages(maya):
    return journey.begin(by=maya)


def names():
    return list(JourneyStage.objects.values_list("name", flat=True))


def test_it_begins_once_with_five_steps_tied_to_the_pipeline(stages, maya):
    assert [each.milestone for each in stages] == ["captured", "mql", "accepted", "sql", "won"]
    with pytest.raises(Conflict):
        journey.begin(by=maya)


def test_both_teams_change_a_step_and_the_history_keeps_what_it_was(stages, sam):
    journey.save_stage(stages[1], by=sam, frictions="Pas de prix\n\n Pas  de prix \nTrop long")
    found = journey.told(stages[1])
    assert found["frictions"] == ["Pas de prix", "Trop long"]
    event = Event.objects.get(verb="journey.changed")
    assert (event.facts["was"], event.facts["now"]["frictions"]) == (
        {"frictions": []}, ["Pas de prix", "Trop long"],
    )  # fmt: skip
    journey.save_stage(stages[1], by=sam, frictions="Pas de prix\nTrop long")
    assert Event.objects.filter(verb="journey.changed").count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"actor": "boss"}, "actor"),
        ({"milestone": "captured"}, "milestone"),
        ({"moments": "\n".join(map(str, range(9)))}, "moments"),
        ({"frictions": "x" * 161}, "frictions"),
    ],
)
def test_what_cannot_be_is_refused(stages, sam, wrong, field):
    with pytest.raises(Incomplete) as refused:
        journey.save_stage(stages[1], by=sam, **wrong)
    assert set(refused.value.fields) == {field}


def test_a_path_is_eight_steps_at_most(stages, sam):
    for number in range(3):
        journey.save_stage(None, by=sam, name=f"Étape {number}")
    with pytest.raises(Incomplete):
        journey.save_stage(None, by=sam, name="Encore")


def test_steps_are_moved_and_taken_out(page, stages, sam):
    first, second = names()[:2]
    address = f"/journey/{stages[1].public_id}/"
    assert page(sam).post(address + "move/", {"to": "start"}).status_code == 302
    assert names()[:2] == [second, first]
    assert page(sam).post(address + "move/", {"to": "start"}).status_code == 400
    assert page(sam).post(address + "remove/").status_code == 302
    assert second not in names()
    assert Event.objects.get(verb="journey.removed").facts["was"]["name"] == second


def test_each_arrow_bears_what_was_measured_between_its_steps(stages):
    day = date.fromordinal(last_complete_day().toordinal() - 60)
    for _number in range(4):
        lead(day, mql=day)
    handover(day, Verdict.ACCEPTED)
    measure_day(last_complete_day())
    steps = path()
    assert [each.label for each in steps[0].conversions] == ["Captured to MQL"]
    assert [each.n for each in steps[0].conversions] == [5]
    # Between MQL and accepted lie two steps of the funnel; only what has cases is shown.
    assert [each.label for each in steps[1].conversions] == [
        "MQL to handed over", "Handed over to accepted",
    ]  # fmt: skip
    assert steps[-1].conversions == steps[-1].stays == []


def test_feedback_tells_what_slows_down_where_the_buyer_stood(page, stages, sam):
    factories.rejected(sam)
    found = path()[1].frictions
    assert [(share.count, share.n) for share in found] == [(1, 1)]
    answer = page(sam).get(found[0].url)
    assert answer.status_code == 200
    assert "subject=rejected" in found[0].url


def test_the_page_asks_no_more_for_more_steps(page, stages, sam, django_assert_max_num_queries):
    html = page(sam).get("/journey/").content.decode()
    assert html.count("path-step") == 5
    browser = page(sam)
    browser.get("/journey/")
    with django_assert_max_num_queries(14):
        browser.get("/journey/")


def test_an_empty_path_proposes_a_start(page, sam, stranger):
    assert "/journey/begin/" in page(sam).get("/journey/").content.decode()
    assert page(stranger).get("/journey/").status_code == 404
    assert page(sam).post("/journey/begin/").status_code == 302
    assert page(sam).post("/journey/begin/").status_code == 409


def test_the_api_reads_and_writes_the_path(api, stages, sam):
    found = api(sam).get("/api/v1/journey/").json()
    assert [each["milestone"] for each in found][:2] == ["captured", "mql"]
    said = {"moments": ["Le salon"]}
    answer = api(sam).patch(f"/api/v1/journey/{found[0]['id']}/", said, format="json")
    assert (answer.status_code, answer.json()["moments"]) == (200, ["Le salon"])
    assert api(sam).post("/api/v1/journey/", {"name": ""}).status_code == 400
    assert api(sam).post("/api/v1/journey/", {"name": "Après"}).status_code == 201
    assert api(sam, scope="read").post("/api/v1/journey/", {"name": "Non"}).status_code == 403
