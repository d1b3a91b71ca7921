"""What fields said before, in sentences, and one old value put back."""

from decimal import Decimal

import pytest

from alignment.journal.models import Event
from alignment.web.current import working
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from leads import deals, services, transitions
from leads.choices import Record
from leads.history import changes_of, restore
from leads.merging import merge_records
from tests import factories

pytestmark = pytest.mark.django_db


def said(record, row, reader):
    """Label, before, after and whether it may come back, with plain spaces."""
    return [
        (str(c.label), c.was.replace("\xa0", " "), c.now.replace("\xa0", " "), c.may_restore)
        for c in changes_of(record, row, reader=reader)
    ]


def last_event():
    return Event.objects.latest("pk").public_id


def test_a_change_says_what_it_was_and_is(maya):
    person = factories.contact(factories.company(), phone="+33199000001", role="")
    services.save_contact(person, by=maya, phone="01 99 00 00 02", role="decider")
    person.refresh_from_db()
    assert sorted(said(Record.CONTACT, person, maya)) == [
        ("phone", "01 99 00 00 01", "01 99 00 00 02", True),
        ("role", "", "Decision maker", True),
    ]


@pytest.mark.parametrize(
    ("record", "field", "old", "new"),
    [
        (Record.COMPANY, "city", "Lyon", "Nantes"),
        (Record.CONTACT, "job_title", "Directrice des achats", ""),
        (Record.LEAD, "need", "Remplacer la découpe laser", "Autre"),
    ],
)
def test_an_old_value_comes_back_through_the_service(maya, sam, record, field, old, new):
    lead = factories.lead(maya)
    row = {Record.COMPANY: lead.company, Record.CONTACT: lead.contact, Record.LEAD: lead}[record]
    save = {
        Record.COMPANY: services.save_company,
        Record.CONTACT: services.save_contact,
        Record.LEAD: services.edit_lead,
    }[record]
    save(row, by=maya, **{field: new})
    restore(record, row, by=sam, event_id=last_event(), name=field)
    row.refresh_from_db()
    assert getattr(row, field) == old
    shown = changes_of(record, row, reader=sam)
    assert [change.may_restore for change in shown] == [True, False], "it says the older one now"


def test_a_person_is_put_back_by_name(maya, sam):
    company = factories.company(owner=sam)
    services.save_company(company, by=maya, owner=None)
    restore(Record.COMPANY, company, by=maya, event_id=last_event(), name="owner")
    company.refresh_from_db()
    assert company.owner == sam


def test_what_is_not_valid_any_more_is_refused(maya):
    company = factories.company(siren="732829320")
    services.save_company(company, by=maya, siren="")
    event = last_event()
    factories.company(siren="732829320")
    with pytest.raises(Incomplete):
        restore(Record.COMPANY, company, by=maya, event_id=event, name="siren")


def test_a_name_that_nobody_bears_is_refused(maya, sam):
    company = factories.company(owner=sam)
    services.save_company(company, by=maya, owner=None)
    sam.is_active = False
    sam.save()
    with pytest.raises(Incomplete):
        restore(Record.COMPANY, company, by=maya, event_id=last_event(), name="owner")


def test_amounts_of_opportunities_stand_in_the_history_of_the_lead(sam, maya):
    lead = factories.opportunity(sam)
    deal = lead.opportunities.get()
    deals.change_deal(deal, by=sam, amount=Decimal("9000"))
    (change,) = changes_of(Record.LEAD, lead, reader=sam)
    assert (change.name, "12" in change.was, "9" in change.now) == ("amount", True, True)
    with pytest.raises(NotAllowed):
        restore(Record.LEAD, lead, by=maya, event_id=last_event(), name="amount")
    restore(Record.LEAD, lead, by=sam, event_id=last_event(), name="amount")
    deal.refresh_from_db()
    assert deal.amount == Decimal("12000")


def test_erased_people_have_no_history(maya, admin):
    lead = factories.lead(maya)
    services.save_contact(lead.contact, by=maya, job_title="Gérante")
    event = last_event()
    transitions.erase(lead, by=admin)
    lead.contact.refresh_from_db()
    assert changes_of(Record.CONTACT, lead.contact, reader=maya) == []
    with pytest.raises(Conflict):
        restore(Record.CONTACT, lead.contact, by=maya, event_id=event, name="job_title")


def test_changes_of_a_record_that_was_merged_are_kept(maya):
    of = factories.company()
    kept, gone = factories.contact(of), factories.contact(of)
    services.save_contact(gone, by=maya, job_title="Gérante")
    merge_records(Record.CONTACT, kept, gone, by=maya)
    kept.refresh_from_db()
    assert "Gérante" in {change.now for change in changes_of(Record.CONTACT, kept, reader=maya)}


def test_what_no_hand_did_is_marked(maya):
    company = factories.company()
    services.save_company(company, by=maya, city="Nantes")
    with working(via_door="job"):
        services.save_company(company, by=maya, city="Lille")
    marks = [change.is_machine for change in changes_of(Record.COMPANY, company, reader=maya)]
    assert marks == [True, False]


@pytest.mark.parametrize("name", ["name_key", "public_id", "stage", "extra", "nowhere", ""])
def test_only_fields_that_people_write_come_back(maya, name):
    company = factories.company()
    services.save_company(company, by=maya, city="Nantes")
    with pytest.raises(Conflict):
        restore(Record.COMPANY, company, by=maya, event_id=last_event(), name=name)


def test_the_panel_restores_and_says_why_not(page, maya):
    company, client = factories.company(siren="732829320", city="Lyon"), page(maya)
    services.save_company(company, by=maya, city="Nantes", siren="")
    path = f"/history/company/{company.public_id}/"
    html = client.get(path, headers={"HX-Request": "true"}).content.decode()
    assert "changed" in html and "Nantes" in html and "<html" not in html
    body = {"event": str(last_event()), "field": "city"}
    assert client.post(f"{path}restore/", body).status_code == 302
    company.refresh_from_db()
    assert company.city == "Lyon"
    factories.company(siren="732829320")
    event = Event.objects.filter(verb="company.edited").order_by("pk").first().public_id
    refused = client.post(f"{path}restore/", {"event": str(event), "field": "siren"})
    assert refused.status_code == 400
    assert "already has this SIREN" in refused.content.decode()


def test_the_pages_ask_for_the_panel(page, sam, maya):
    lead = factories.lead(maya)
    for row in (lead, lead.company, lead.contact):
        kind = row._meta.model_name
        html = page(sam).get(row.get_absolute_url()).content.decode()
        assert f"/history/{kind}/{row.public_id}/" in html


@pytest.mark.parametrize(
    ("path", "record", "field", "old", "new"),
    [
        ("companies", Record.COMPANY, "city", "Lyon", "Nantes"),
        ("contacts", Record.CONTACT, "job_title", "Acheteur", "Gérante"),
        ("leads", Record.LEAD, "need", "Un four", "Deux fours"),
    ],
)
def test_the_same_over_rest(api, maya, sam, path, record, field, old, new):
    make = {"companies": factories.company, "contacts": factories.contact, "leads": factories.lead}
    save = {
        "companies": services.save_company,
        "contacts": services.save_contact,
        "leads": services.edit_lead,
    }[path]
    row = make[path](**{field: old})
    save(row, by=maya, **{field: new})
    client, address = api(sam), f"/api/v1/{path}/{row.public_id}/history/"
    [told] = client.get(address).json()
    assert (told["field"], told["was"], told["now"]) == (field, old, new)
    assert (told["who"], told["may_restore"]) == (str(maya), True)
    said = {"event": told["event"], "field": field}
    answer = client.post(f"{address}restore/", said, format="json")
    assert answer.status_code == 200 and answer.json()[field] == old
    row.refresh_from_db()
    assert getattr(row, field) == old
    shown = [change.may_restore for change in changes_of(record, row, reader=sam)]
    assert [one["may_restore"] for one in client.get(address).json()] == shown
    wrong = client.post(f"{address}restore/", said | {"field": "naf"}, format="json")
    assert wrong.status_code == 409
    assert api(sam, "read").post(f"{address}restore/", said, format="json").status_code == 403
