"""Immersions, trainings, pairs and projects: of both teams, and followed by something."""

import pytest

from alignment.library.models import ContentRequest
from alignment.people.choices import TeamKind
from alignment.programme import learning, selectors
from alignment.programme.models import Immersion
from alignment.rituals.models import Action
from alignment.web.business_days import DAY, today
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(maya, sam):
    return learning.plan_immersion(by=maya, host=sam, on=today())


def test_one_goes_along_with_the_other_team_only(maya):
    colleague = factories.person("Nina", TeamKind.MARKETING)
    with pytest.raises(Incomplete):
        learning.plan_immersion(by=maya, host=colleague, on=today())


def test_a_report_becomes_an_action_and_a_request(visit, maya):
    row = learning.report(
        visit, by=maya, learned="Le délai décide", to_change="Parler du délai d’abord",
        content_idea="Fiche délais",
    )  # fmt: skip
    assert row.actions == 2
    assert Action.objects.get().title == "Parler du délai d’abord"
    assert Action.objects.get().owner == maya
    assert ContentRequest.objects.get().title == "Fiche délais"


def test_a_report_says_what_changes_or_that_nothing_does(visit, maya):
    with pytest.raises(Incomplete) as refused:
        learning.report(visit, by=maya, learned="Tout va bien")
    assert "to_change" in refused.value.fields
    row = learning.report(visit, by=maya, learned="Tout va bien", nothing=True)
    assert row.actions == 0 and not Action.objects.exists()
    with pytest.raises(Conflict):
        learning.report(visit, by=maya, learned="Encore", nothing=True)


def test_only_the_guest_reports(visit, sam):
    with pytest.raises(NotAllowed):
        learning.report(visit, by=sam, learned="Vu", nothing=True)


def test_coverage_counts_people_of_the_quarter_once(visit, maya, sam):
    factories.person("Nina", TeamKind.MARKETING)
    learning.report(visit, by=maya, learned="Vu", nothing=True)
    again = learning.plan_immersion(by=maya, host=sam, on=today())
    learning.report(again, by=maya, learned="Revu", nothing=True)
    long_ago = learning.plan_immersion(by=sam, host=maya, on=today())
    Immersion.objects.filter(pk=long_ago.pk).update(
        state="done", planned_on=selectors.quarter_of(today()) - DAY
    )
    marketing, sales = selectors.coverage(today())
    assert (marketing.done, marketing.people) == (1, 2)
    assert (sales.done, sales.people) == (0, 1)


def test_a_pair_is_of_two_teams_and_wants_a_next_date(maya, sam, stranger, dana):
    row = learning.make_pair(
        by=dana, first=maya, second=sam, starts_on=today(), ends_on=today() + 90 * DAY
    )
    assert selectors.needs_a_date(row, today())
    with pytest.raises(Incomplete):
        learning.meet_again(row, by=maya, next_on=today() - DAY)
    learning.meet_again(row, by=maya, next_on=today() + DAY)
    assert not selectors.needs_a_date(row, today())
    with pytest.raises(Incomplete):
        learning.make_pair(
            by=dana, first=maya, second=stranger, starts_on=today(), ends_on=today() + DAY
        )


def test_a_project_has_a_lead_of_each_team(maya, sam):
    with pytest.raises(Incomplete) as refused:
        learning.start_project(
            by=maya, title="Salon", kind="event", goal="25", marketing_lead=sam, sales_lead=maya
        )
    assert set(refused.value.fields) == {"marketing_lead", "sales_lead"}


def test_meetings_of_the_other_team_are_proposed_and_joined(page, maya, sam):
    lead = factories.accepted(sam)
    starts = learning.timezone.now() + 2 * DAY
    task = sam.tasks.create(title="Visite", kind="meeting", lead=lead, starts_at=starts)
    html = page(maya).get("/programme/").content.decode()
    assert lead.company.name in html
    assert lead.company.name not in page(sam).get("/programme/").content.decode()
    page(maya).post("/programme/immersions/join/", {"meeting": str(task.public_id)})
    row = Immersion.objects.get()
    assert (row.guest, row.host, row.meeting) == (maya, sam, task.public_id)
    assert page(maya).post("/programme/immersions/join/", {"meeting": "x"}).status_code == 400
