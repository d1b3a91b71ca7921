"""One story on the pages of a lead, a person and a company."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leads import activities, parties, todo
from leads.models import Activity, Contact, Lead, Touch
from leads.selectors.timeline import story_of
from sla.models import Feedback
from tests import factories


def said(record, **options):
    return [entry.said for entry in story_of(record, **options).entries if entry.said]


def test_a_persons_story_holds_all_their_cycles_and_what_belongs_to_none(sam, maya):
    first = factories.lead(maya)
    second = factories.lead(maya, company=first.company, contact=first.contact)
    activities.log_activity(first, by=sam, kind="call", text="Premier")
    activities.log_activity(second, by=sam, kind="note", text="Second")
    activities.log_about(by=sam, contact=first.contact, alone=True, kind="note", text="Seul")
    factories.lead(maya, need="Autre")
    assert said(first.contact) == ["Seul", "Second", "Premier"]
    assert {e.about for e in story_of(first.contact).entries if e.said == "Second"} == {str(second)}


def test_a_companys_story_holds_that_of_its_people(sam, maya):
    lead = factories.lead(maya)
    colleague = factories.contact(lead.company)
    activities.log_activity(lead, by=sam, kind="call", text="Sur le lead")
    activities.log_about(by=sam, contact=colleague, kind="note", text="Collègue")
    activities.log_about(by=sam, company=lead.company, alone=True, kind="note", text="Standard")
    Touch.objects.create(contact=colleague, kind="content", detail="Livre blanc")
    assert set(said(lead.company)) == {"Sur le lead", "Collègue", "Standard", "Livre blanc"}


def test_a_leads_story_holds_what_its_people_did_since_they_joined(sam, maya):
    lead = factories.accepted(sam)
    colleague = factories.contact(lead.company)
    long_ago = timezone.now() - timedelta(days=1)
    Activity.objects.create(
        contact=colleague, kind="note", text="Avant", by=sam, occurred_at=long_ago
    )
    parties.add_party(lead, by=sam, contact=colleague, role="buyer")
    Activity.objects.create(contact=colleague, kind="note", text="Après", by=sam)
    other = factories.lead(maya, company=lead.company, contact=colleague)
    activities.log_activity(other, by=sam, kind="note", text="Son propre lead")
    assert "Après" in said(lead)
    assert {"Avant", "Son propre lead"}.isdisjoint(said(lead))
    joined = f"Sam added {colleague.full_name} to the lead"
    assert joined in [entry.text for entry in story_of(lead).entries]


def test_it_can_be_narrowed_by_kind_and_by_person(sam, maya):
    lead = factories.accepted(sam)
    activities.log_activity(lead, by=maya, kind="email", text="Le mail de Maya")
    Touch.objects.create(lead=lead, kind="content", detail="Livre blanc")
    todo.finish(todo.plan_task(by=sam, title="Devis", lead=lead), by=sam)
    assert said(lead, kind="email") == ["Le mail de Maya"]
    assert said(lead, kind="answers") == ["Livre blanc"]
    assert {e.text for e in story_of(lead, kind="tasks").entries} == {"Sam did a task: Devis"}
    steps = {entry.text for entry in story_of(lead, kind="steps").entries}
    assert "Sam accepted" in steps and "Sam did a task: Devis" not in steps
    assert said(lead, by=maya, kind="call") == []
    assert "Le mail de Maya" in said(lead, by=maya)


def test_feedback_is_told_in_the_words_of_the_contract(sam, page):
    lead = factories.rejected(sam)
    assert Feedback.objects.filter(lead=lead).exists()
    assert page(sam).get(f"{lead.get_absolute_url()}?kind=feedback").status_code == 200


@pytest.mark.parametrize("asked", ["kind=zzz", "by=nobody", "before=%E2%80%BD", "view=%22"])
def test_what_the_address_cannot_mean_is_everything(page, sam, asked):
    lead = factories.accepted(sam)
    for record in (lead, lead.contact, lead.company):
        answer = page(sam).get(f"{record.get_absolute_url()}?{asked}")
        assert answer.status_code == 200
        assert "Sam accepted" in answer.content.decode()


def test_the_story_alone_is_sent_when_it_alone_is_asked_for(page, sam):
    lead = factories.accepted(sam)
    htmx = {"HX-Request": "true", "HX-Target": "story"}
    for record in (lead, lead.contact, lead.company):
        part = page(sam).get(record.get_absolute_url(), headers=htmx).content.decode()
        assert "Sam accepted" in part and "<h1" not in part


def test_five_thousand_entries_are_read_page_by_page(sam, django_assert_max_num_queries):
    lead, now = factories.accepted(sam), timezone.now()
    Activity.objects.bulk_create(
        Activity(
            lead=lead, contact=lead.contact, kind="note", text=str(n), by=sam,
            occurred_at=now - timedelta(minutes=n),
        )
        for n in range(300)
    )  # fmt: skip
    contact = Contact.objects.get(pk=lead.contact_id)
    for record in (Lead.objects.get(pk=lead.pk), contact, lead.company):
        with django_assert_max_num_queries(8):
            story = story_of(record)
        assert len(story.entries) == 30
        assert len(story_of(record, before=story.older).entries) == 30
