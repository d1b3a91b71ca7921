"""What people decide about being contacted is kept, and obeyed at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alignment.journal.models import Event
from alignment.web.errors import Conflict, Incomplete
from leads import suppression, transitions
from leads.choices import Stage
from leads.consents import may_reach, record_consent
from leads.models import Consent, Contact, Lead
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_refusal_closes_its_channel_alone(sam):
    contact = factories.contact()
    said = record_consent(contact, channel="email", state="refused", via="Par téléphone", by=sam)
    assert (said.channel, said.by, said.via) == ("email", sam, "Par téléphone")
    assert not may_reach(contact, "email")
    assert may_reach(contact, "phone") and contact.opted_out_at is None
    assert suppression.is_suppressed("email", contact.email)
    assert not suppression.is_suppressed("phone", contact.phone)


def test_the_query_words_agree_with_the_rule(sam):
    open_, closed = factories.contact(), factories.contact()
    record_consent(closed, channel="phone", state="refused", by=sam)
    quiet = factories.contact(factories.company(is_confidential=True))
    for channel in ("email", "phone", "post"):
        found = set(Contact.objects.reachable_by(channel))
        assert found == {row for row in (open_, closed, quiet) if may_reach(row, channel)}
    assert open_ in Contact.objects.reachable_by("phone")
    assert closed not in Contact.objects.reachable_by("phone")


def test_people_of_a_company_that_objects_to_publication_are_left_alone_until_they_speak():
    contact = factories.contact(factories.company(is_confidential=True))
    assert not may_reach(contact, "email")
    contact.last_prospect_contact_at = timezone.now()
    assert may_reach(contact, "email")


def test_refusing_every_channel_ends_the_open_cycles_as_an_objection(sam):
    first = factories.handed_over(to=sam)
    second = factories.lead(contact=first.contact, company=first.company)
    record_consent(first.contact, channel="", state="refused", via="Lien", by=None)
    for lead in Lead.objects.filter(pk__in=[first.pk, second.pk]):
        assert (lead.stage, lead.close_reason) == (Stage.DISQUALIFIED, "opt_out")
    assert Consent.objects.filter(contact=first.contact).count() == 1


def test_refusing_the_last_channel_is_refusing_all(sam):
    lead = factories.lead()
    for channel in ("email", "phone", "post"):
        record_consent(lead.contact, channel=channel, state="refused", by=sam)
    lead.refresh_from_db()
    assert lead.contact.opted_out_at and lead.stage == Stage.DISQUALIFIED


def test_an_objection_noted_on_a_lead_is_one_of_the_person(sam, maya):
    lead = factories.handed_over(to=sam)
    other = factories.lead(contact=lead.contact, company=lead.company)
    transitions.opt_out(lead, by=sam, channel="Par téléphone")
    lead.contact.refresh_from_db()
    assert not any(may_reach(lead.contact, channel) for channel in ("email", "phone", "post"))
    assert Consent.objects.get().via == "Par téléphone"
    assert suppression.is_suppressed("email", lead.contact.email)
    other.refresh_from_db()
    assert other.stage == Stage.DISQUALIFIED


def test_an_objection_taken_back_leaves_nothing_on_the_list(sam):
    lead = factories.handed_over(to=sam)
    transitions.opt_out(lead, by=sam, channel="Erreur")
    transitions.undo(lead, by=sam)
    contact = Contact.objects.get(pk=lead.contact_id)
    assert may_reach(contact, "email") and not suppression.is_suppressed("email", contact.email)
    assert not Consent.objects.exists()


def test_an_agreement_opens_the_channel_again_and_counts_as_a_sign_of_life(sam):
    contact = factories.contact()
    record_consent(contact, channel="email", state="refused", by=sam)
    record_consent(contact, channel="email", state="given", legal_basis="consent", by=sam)
    assert may_reach(contact, "email") and contact.last_prospect_contact_at
    assert contact.legal_basis == "consent"
    assert not suppression.is_suppressed("email", contact.email)
    assert [row.state for row in contact.consents.all()] == ["given", "refused"]


def test_information_dates_the_contact_once(sam):
    contact = factories.contact()
    day = timezone.now() - timedelta(days=3)
    record_consent(contact, channel="", state="informed", at=day, by=sam)
    record_consent(contact, channel="", state="informed", by=sam)
    assert contact.informed_on == timezone.localdate(day)


def test_every_word_is_told_in_the_journal(sam):
    contact = factories.contact()
    record_consent(contact, channel="post", state="refused", via="Courrier", by=sam)
    event = Event.objects.about(contact).get(verb="contact.consent")
    assert event.facts == {"channel": "post", "state": "refused", "how": "Courrier"}


def test_what_is_wrong_is_named_and_nothing_is_written(sam):
    contact = factories.contact()
    tomorrow = timezone.now() + timedelta(days=1)
    with pytest.raises(Incomplete) as refused:
        record_consent(contact, channel="fax", state="maybe", at=tomorrow, by=sam)
    assert set(refused.value.fields) == {"channel", "state", "at"}
    assert not Consent.objects.exists()


def test_nothing_is_kept_of_somebody_erased(sam):
    contact = factories.contact(erased_at=timezone.now())
    with pytest.raises(Conflict):
        record_consent(contact, channel="email", state="given", by=sam)
