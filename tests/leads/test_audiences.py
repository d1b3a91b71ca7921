"""Whom a campaign is meant for, and answers that no browser saw."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alignment.journal.models import Event
from alignment.web.errors import Incomplete, NotAllowed
from leads import audiences
from leads.models import Campaign, Contact, Member, Touch
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def sirha():
    return Campaign.objects.create(name="Sirha", channel="event")


def test_people_join_once_and_those_who_objected_never(sirha, maya):
    willing, other, gone = (factories.contact(factories.company()) for _each in range(3))
    Contact.objects.filter(pk=gone.pk).update(opted_out_at=timezone.now())
    assert audiences.add_members(sirha, [willing, gone], by=maya) == 1
    assert audiences.add_members(sirha, Contact.objects.all(), by=None) == 1
    assert {row.contact for row in sirha.members.all()} == {willing, other}
    assert Event.objects.filter(verb="campaign.members_added").count() == 2


def test_an_answer_at_a_fair_counts_like_a_click(sirha, sam, maya):
    lead = factories.lead(maya)
    before = lead.engagement_points
    touch = audiences.log_answer(sirha, lead.contact, by=sam, kind="event", answer="Veut un devis")
    lead.refresh_from_db()
    assert (touch.lead, touch.campaign, touch.source) == (lead, sirha, "event")
    assert lead.engagement_points > before
    member = Member.objects.get()
    assert (member.state, member.answer, member.touch) == ("answered", "Veut un devis", touch)
    assert Contact.objects.get(pk=lead.contact.pk).last_prospect_contact_at == touch.occurred_at


def test_the_same_answer_sent_twice_is_one(sirha, sam):
    contact = factories.contact(factories.company())
    for _each in range(2):
        audiences.log_answer(sirha, contact, by=sam, answer="Oui")
    assert Touch.objects.count() == Member.objects.count() == 1
    audiences.log_answer(sirha, contact, by=sam, answer="Rappeler en mars")
    assert Touch.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "visit"}, "kind"),
        ({"answer": "x" * 301}, "answer"),
        ({"at": timezone.now() + timedelta(days=1)}, "at"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_kept(sirha, sam, wrong, field):
    contact = factories.contact(factories.company())
    with pytest.raises(Incomplete) as refused:
        audiences.log_answer(sirha, contact, by=sam, **{"answer": "Oui", **wrong})
    assert field in refused.value.fields
    assert not Touch.objects.exists() and not Member.objects.exists()


def test_an_answer_is_no_state_that_can_be_ticked(sirha, maya, stranger):
    contact = factories.contact(factories.company())
    audiences.add_members(sirha, [contact], by=maya)
    member = Member.objects.get()
    assert audiences.set_state(member, by=maya, state="reached").state == "reached"
    with pytest.raises(Incomplete):
        audiences.set_state(member, by=maya, state="answered")
    with pytest.raises(NotAllowed):
        audiences.add_members(sirha, [contact], by=stranger)
