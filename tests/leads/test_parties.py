"""Several people on a lead, each with the part they play."""

import pytest

from alignment.journal.models import Event
from alignment.web.errors import Incomplete, NotAllowed
from leads import parties, transitions
from leads.models import Contact, Party
from leads.selectors.contacts import file_of
from tests import factories


def test_a_person_joins_changes_part_and_leaves(sam):
    lead = factories.accepted(sam)
    other = factories.contact(lead.company)
    party = parties.add_party(lead, by=sam, contact=other, role="buyer")
    parties.change_party(party, by=sam, role="decider")
    assert Party.objects.get().role == "decider"
    assert [part.lead for part in file_of(other).parts] == [lead]
    parties.remove_party(party, by=sam)
    assert not Party.objects.exists()
    verbs = Event.objects.about(lead).filter(verb__startswith="party.").order_by("id")
    assert [row.verb for row in verbs] == ["party.added", "party.changed", "party.removed"]
    assert other.last_name not in str(list(verbs.values("facts")))


def test_nobody_is_on_a_lead_twice(sam):
    lead = factories.accepted(sam)
    other = factories.contact(lead.company)
    parties.add_party(lead, by=sam, contact=other)
    for person in (lead.contact, other):
        with pytest.raises(Incomplete):
            parties.add_party(lead, by=sam, contact=person)


def test_a_part_is_one_of_the_roles_and_strangers_give_none(sam, stranger):
    lead = factories.accepted(sam)
    other = factories.contact(lead.company)
    with pytest.raises(Incomplete):
        parties.add_party(lead, by=sam, contact=other, role="king")
    with pytest.raises(NotAllowed):
        parties.add_party(lead, by=stranger, contact=other)


def test_it_stands_in_no_undos_way(sam):
    lead = transitions.accept(factories.handed_over(to=sam), by=sam)
    parties.add_party(lead, by=sam, contact=factories.contact(lead.company))
    transitions.undo(lead, by=sam)
    assert lead.stage == "handed_over"


def test_somebody_new_is_recorded_with_the_company(page, sam):
    lead = factories.accepted(sam)
    path = f"/leads/{lead.public_id}/people/"
    assert page(sam).get(path).status_code == 200
    sent = {
        "first_name": "Paul",
        "last_name": "Vasseur",
        "email": "paul@acme.example",
        "role": "user",
    }
    assert page(sam).post(path, sent).status_code == 302
    new = Contact.objects.get(last_name="Vasseur")
    assert new.company == lead.company and Party.objects.get().contact == new
    assert "Paul Vasseur" in page(sam).get(lead.get_absolute_url()).content.decode()
    assert page(sam).post(path, {"role": "user"}).status_code == 400
    assert page(sam).post(path, {"email": "nonsense"}).status_code == 400
    assert Contact.objects.filter(company=lead.company).count() == 2


def test_a_person_of_another_company_cannot_be_slipped_in(page, sam):
    lead, stranger = factories.accepted(sam), factories.contact(factories.company())
    sent = {"contact": stranger.public_id}
    assert page(sam).post(f"/leads/{lead.public_id}/people/", sent).status_code == 400
