import pytest
from django.forms.models import model_to_dict

from alignment.journal.models import Event
from alignment.web.errors import Conflict
from leads import activities, importing
from leads.choices import Stage
from leads.models import Campaign, Company, Contact, Lead, Opportunity
from tests import factories

pytestmark = pytest.mark.django_db
WITH_PEOPLE = """
    provenance = "Ancien CRM"
    [[files]]
    [files.columns]
    external_id = "id"
    company = "company"
    email = "email"
    campaign = "campaign"
    captured = "day"
    won = "won"
    amount = "amount"
"""
HEADER = "id,company,email,campaign,day,won,amount\n"


def lead(external_id):
    return Lead.objects.get(external_id=external_id)


def standing(row):
    events = Event.objects.about(row).standing().order_by("id")
    return [(event.verb, event.occurred_at, event.facts["inferred"]) for event in events]


def test_an_import_taken_back_leaves_nothing_that_counts(file, mapping):
    path = file("x.csv", HEADER + "1,Acier,a@acier.example,Salon,01/03/2024,14/05/2024,10")
    batch, _report = importing.run([path], mapping(WITH_PEOPLE))
    done = importing.revert(batch)
    assert (done.removed, done.kept) == (1, 0)
    for model in (Lead, Opportunity, Company, Contact, Campaign):
        assert not model.objects.exists()
    assert not Event.objects.filter(target_kind="leads.lead").standing().exists()
    batch.refresh_from_db()
    assert batch.status == "reverted"


def test_what_people_worked_on_stays(funnel, mapping, maya):
    batch, _report = importing.run(funnel, mapping())
    activities.log_activity(lead("a2"), by=maya, kind="note", text="À rappeler")
    done = importing.revert(batch)
    assert (done.removed, done.kept) == (3, 1)
    assert Lead.objects.get().external_id == "a2"


def test_a_restated_lead_returns_to_what_it_was(funnel, file, mapping):
    importing.run(funnel, mapping())
    before, told = model_to_dict(lead("a1")), standing(lead("a1"))
    deals = [model_to_dict(row) for row in lead("a1").opportunities.all()]
    later = file(
        "later.csv", "ref,won_on,amount\na1,25-06-2024,9\na3,20-06-2024,5\na4,03-08-2024 08:00,"
    )
    batch, _report = importing.run([funnel[0], later], mapping())
    done = importing.revert(batch)
    assert (done.restored, done.removed, Lead.objects.count()) == (2, 0, 4)
    assert model_to_dict(lead("a1"), exclude=["version"]) == {
        name: value for name, value in before.items() if name != "version"
    }
    assert [model_to_dict(row) for row in lead("a1").opportunities.all()] == deals
    assert lead("a1").opportunities.get().revisions.get().value == deals[0]["value"]
    assert standing(lead("a1")) == told
    assert (lead("a3").stage, lead("a3").opportunities.count()) == (Stage.MQL, 0)


def test_what_was_there_before_stays_and_is_restored(file, mapping):
    known = factories.company("Acier", is_customer=False)
    path = file("x.csv", HEADER + "1,Acier,a@acier.example,,01/03/2024,14/05/2024,10")
    batch, _report = importing.run([path], mapping(WITH_PEOPLE))
    known.refresh_from_db()
    assert known.is_customer
    importing.revert(batch)
    known.refresh_from_db()
    assert not known.is_customer


def test_an_import_that_another_builds_on_waits(funnel, file, mapping):
    first, _report = importing.run(funnel, mapping())
    later = file("later.csv", "ref,won_on,amount\na1,25-06-2024,9\na4,03-08-2024 08:00,")
    second, _report = importing.run([funnel[0], later], mapping())
    with pytest.raises(Conflict, match=str(second.pk)):
        importing.revert(first)
    importing.revert(second)
    importing.revert(first)
    assert not Lead.objects.exists()


def test_an_import_is_taken_back_once(funnel, mapping):
    batch, _report = importing.run(funnel, mapping())
    importing.revert(batch)
    with pytest.raises(Conflict):
        importing.revert(batch)


def test_after_taking_back_the_files_come_in_again(funnel, mapping):
    batch, _report = importing.run(funnel, mapping())
    importing.revert(batch)
    assert importing.run(funnel, mapping())[1].created == 4
