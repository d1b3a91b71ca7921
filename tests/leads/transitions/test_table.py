"""The table itself: every action obeys it, whoever comes through whichever door."""

import pytest

from alignment.web.errors import Conflict, Incomplete, NotAllowed, Refused
from leads import transitions
from leads.choices import Stage
from leads.models import Lead
from leads.transitions.doors import VERBS
from leads.transitions.table import ACTIONS
from tests import factories

pytestmark = pytest.mark.django_db


def test_every_action_of_the_table_has_a_verb_but_the_system_s_own():
    assert set(ACTIONS) - set(VERBS) == {"expire"}


@pytest.mark.parametrize("name", sorted(VERBS))
@pytest.mark.parametrize("stage", sorted(Stage))
def test_an_action_from_a_wrong_stage_is_a_conflict_and_changes_nothing(name, stage, dana, admin):
    if stage in ACTIONS[name].sources:
        return
    lead = factories.lead()
    Lead.objects.filter(pk=lead.pk).update(stage=stage)
    before = Lead.objects.filter(pk=lead.pk).values().get()
    with pytest.raises(Conflict):
        transitions.perform(lead, name, by=dana, data={})
    assert Lead.objects.filter(pk=lead.pk).values().get() == before


@pytest.mark.parametrize("name", sorted(VERBS))
def test_a_stranger_may_do_nothing(name, stranger):
    lead = factories.lead()
    Lead.objects.filter(pk=lead.pk).update(stage=sorted(ACTIONS[name].sources)[0])
    with pytest.raises(NotAllowed):
        transitions.perform(lead, name, by=stranger, data={})


@pytest.mark.parametrize(
    ("name", "stage", "who"),
    [
        ("qualify", "new", "sam"),
        ("accept", "handed_over", "maya"),
        ("reject", "handed_over", "maya"),
        ("return", "handed_over", "maya"),
        ("resubmit", "returned", "sam"),
        ("contest", "rejected", "sam"),
        ("rule", "contested", "maya"),
        ("rule", "contested", "sam"),
        ("recycle", "rejected", "sam"),
        ("recycle", "accepted", "maya"),
        ("win", "opportunity", "maya"),
        ("lose", "opportunity", "maya"),
        ("back_to_sql", "opportunity", "maya"),
        ("reassign", "new", "maya"),
        ("reassign", "new", "sam"),
        ("erase", "new", "maya"),
    ],
)
def test_the_other_side_may_not_do_it(name, stage, who, request):
    person = request.getfixturevalue(who)
    lead = factories.lead()
    Lead.objects.filter(pk=lead.pk).update(stage=stage)
    with pytest.raises(NotAllowed):
        transitions.perform(lead, name, by=person, data={})


def test_a_rep_may_not_decide_for_another(sam):
    other = factories.person("Chloé")
    lead = factories.handed_over(to=sam)
    with pytest.raises(NotAllowed):
        transitions.accept(lead, by=other)


def test_a_manager_of_sales_decides_for_an_absent_rep(sam, manager):
    lead = factories.handed_over(to=sam)
    assert transitions.accept(lead, by=manager).stage == Stage.ACCEPTED


@pytest.mark.parametrize(
    ("make", "name", "missing"),
    [
        (factories.handed_over, "reject", {"reason"}),
        (factories.handed_over, "return", {"missing"}),
        (factories.mql, "hand_over", {"assignee"}),
        (factories.mql, "prequalify", {"owner", "due_on"}),
        (factories.rejected, "recycle", {"wake_up_on"}),
        (factories.rejected, "contest", {"argument"}),
        (factories.accepted, "qualify_sql", {"role", "next_action", "next_action_on"}),
        (factories.sql, "open_opportunity", {"expected_close_on"}),
        (factories.opportunity, "win", {"reason", "signed_on"}),
        (factories.opportunity, "lose", {"reason"}),
        (factories.won, "reopen", {"trigger"}),
    ],
)
def test_what_must_be_carried_is_named_when_it_is_missing(make, name, missing, dana):
    lead = make()
    before = Lead.objects.filter(pk=lead.pk).values().get()
    with pytest.raises(Incomplete) as refused:
        transitions.perform(lead, name, by=dana, data={})
    assert set(refused.value.fields) == missing
    assert Lead.objects.filter(pk=lead.pk).values().get() == before


def test_an_unknown_choice_is_named(sam):
    lead = factories.handed_over(to=sam)
    with pytest.raises(Incomplete) as refused:
        transitions.perform(lead, "reject", by=sam, data={"reason": "<b>", "answer": "x"})
    assert set(refused.value.fields) == {"reason"}


def test_an_unknown_action_is_refused(sam):
    with pytest.raises(Refused):
        transitions.perform(factories.lead(), "accept__all", by=sam, data={})


def test_a_form_cannot_write_what_the_action_does_not_carry(sam):
    lead = factories.handed_over(to=sam)
    transitions.perform(lead, "accept", by=sam, data={"stage": "won", "source": "x"})
    lead.refresh_from_db()
    assert (lead.stage, lead.source) == (Stage.ACCEPTED, "website")
