"""Who of ours did what is known for two years; then their team is, and no number moves."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from alignment.journal.models import Event
from dashboards import services as measures
from dashboards.models import Measure
from leads import activities, todo, transitions
from leads.models import Activity, Handover, Lead
from leads.privacy import staff
from sla.selectors.kept import Days, cycles_given_up
from tests import factories

pytestmark = pytest.mark.django_db
LATER = timedelta(days=731)


@pytest.fixture
def lead(maya, sam):
    """Called and accepted by Sam."""
    lead = factories.handed_over(to=sam, by=maya)
    activities.log_activity(lead, by=sam, kind="call", outcome="reached")
    return transitions.accept(lead, by=sam)


def test_after_two_years_only_the_team_is_told(lead, page, maya, sam):
    told = page(maya).get(lead.get_absolute_url()).content.decode()
    assert "Sam" in told
    later = timezone.now() + LATER
    assert staff.forget_names(timezone.now()) == 0
    assert staff.forget_names(later) > 3 and staff.forget_names(later) == 0
    assert not Event.objects.filter(actor__isnull=False).exists()
    assert not Event.objects.exclude(actor_label="").exists()
    assert set(Event.objects.values_list("actor_team", flat=True)) == {"marketing", "sales"}
    call = Activity.objects.get()
    assert (call.by, call.team_kind, call.who) == (None, "sales", "The Sales team")
    accepted = Event.objects.about(lead).get(verb="lead.accepted")
    assert (accepted.who, accepted.is_of_system) == ("The Sales team", False)


def test_the_page_still_reads_and_filters_by_team(lead, page, maya):
    staff.forget_names(timezone.now() + LATER)
    browser = page(maya)
    told = browser.get(lead.get_absolute_url()).content.decode()
    assert "The Sales team" in told and "Tandem accepted" not in told
    for team, calls in (("sales", 1), ("marketing", 0)):
        story = browser.get(lead.get_absolute_url(), {"view": team, "kind": "call"})
        assert story.status_code == 200
        assert story.content.decode().count("The Sales team called") == calls


def test_numbers_do_not_move(lead):
    day = timezone.localdate() + timedelta(days=1)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        measures.measure_day(day)
        before = figures()
        staff.forget_names(timezone.now() + LATER)
        measures.measure_day(day)
    assert before and figures() == before


def figures():
    told = ("kpi", "variant", "start", "segment_value", "value", "numerator", "denominator", "n")
    return sorted(map(str, Measure.objects.values_list(*told)))


def test_attempts_of_the_contract_stay_attempts(maya, sam):
    lead = factories.handed_over(to=sam, by=maya)
    for kind in ("call", "email", "call", "email", "call", "email"):
        activities.log_activity(lead, by=sam, kind=kind, outcome="no_answer")
    transitions.accept(Lead.objects.get(pk=lead.pk), by=sam)
    gone = Lead.objects.get(pk=lead.pk)
    transitions.disqualify(gone, by=sam, reason="unreachable")
    days = Days(timezone.localdate(), timezone.localdate())
    before = cycles_given_up(days)
    staff.forget_names(timezone.now() + LATER)
    assert [cycle.attempts for cycle in before] == [6] and cycles_given_up(days) == before


def test_who_holds_or_decided_stays(lead, sam):
    staff.forget_names(timezone.now() + LATER)
    assert Lead.objects.get().owner == sam
    assert Handover.objects.get().assignee == sam


def test_what_is_recent_stays(lead, sam):
    assert staff.forget_names(timezone.now() + timedelta(days=729)) == 0
    assert Activity.objects.get().by == sam


def test_a_done_task_is_of_somebody(lead, sam):
    task = todo.plan_task(by=sam, title="Rappeler", due_on=timezone.localdate(), lead=lead)
    todo.finish(task, by=sam)
    staff.forget_names(timezone.now() + LATER)
    task.refresh_from_db()
    assert task.done_at and task.done_by is None
