"""Names of colleagues in a file: guessed where one only fits, said by people, remembered."""

import pytest
from django.urls import reverse

from alignment.journal.models import Event
from alignment.journal.tasks import fan_out
from alignment.people.choices import TeamKind
from leads.importing import choosing, runs, staff, uploads
from leads.importing.staff import Staff
from leads.models import Import, ImportMapping, Lead
from tests import factories
from tests.leads.importing.test_pages import CHOICES, address, columns, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uploads_apart")]
FILE = """E-mail;Société;Commercial
a@acier.example;Acier;S. Renaud
b@bois.example;Bois;S. Renaud
c@cuir.example;Cuir;Lea R
d@drap.example;Drap;Vieux Renard
""".encode()
API = "/api/v1/imports/"


@pytest.fixture
def rep(db):
    return factories.person("Sam", TeamKind.SALES, last_name="Renaud", email="sam.r@house.example")


@pytest.fixture
def lea(db):
    return factories.person("Léa", TeamKind.SALES, last_name="Roux", email="lea@house.example")


@pytest.mark.parametrize(
    "text",
    [
        "sam.r@house.example", "SAM.R@House.example", "Sam Renaud", "RENAUD Sam", "renaud, sam",
        "S. Renaud", "Renaud S", "Sam R.", "sam", "Renaud", "sam.r", "SR", "Sre",
    ],
)  # fmt: skip
def test_one_who_fits_is_found(rep, lea, text):
    assert Staff([rep, lea]).find(text) == rep


@pytest.mark.parametrize("text", ["", "R", "ghost@house.example", "Sam Martin", "Renaud Roux"])
def test_nobody_else_is(rep, lea, text):
    assert Staff([rep, lea]).find(text) is None


def test_what_fits_two_fits_nobody_until_it_is_said(rep):
    twin = factories.person("Sophie", TeamKind.SALES, last_name="Renaud")
    known = Staff([rep, twin])
    assert known.find("S. Renaud") is None and not known.is_settled("S. Renaud")
    assert known.find("Sophie Renaud") == twin
    said = Staff([rep, twin], {"s renaud": str(twin.public_id), "renaud": ""})
    assert said.find("S. Renaud") == twin
    assert said.find("Renaud") is None and said.is_settled("Renaud")


def test_names_are_settled_in_the_browser_and_kept_for_the_next_file(page, maya, rep, lea):
    browser = page(maya)
    batch = send(browser, FILE)
    columns(browser, batch)
    batch.refresh_from_db()
    assert [(one.name, one.lines, one.person) for one in staff.named_in(batch)] == [
        ("Vieux Renard", 1, None), ("S. Renaud", 2, rep), ("Lea R", 1, lea),
    ]  # fmt: skip
    shown = browser.get(address("import_choices", batch)).content.decode()
    assert "Vieux Renard" in shown and f'value="{rep.public_id}" selected' in shown
    said = {f"person-{n}": str(who.public_id) for n, who in enumerate([lea, rep, rep])}
    ImportMapping.objects.create(
        name="Ancien CRM",
        headers_key=uploads.headers_key(batch.reading["header"]),
        mapping={"fields": batch.mapping["fields"]},
        by=maya,
    )
    answer = browser.post(address("import_choices", batch), CHOICES | said)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    batch.refresh_from_db()
    assert {one.name: one.person for one in staff.named_in(batch)} == {
        "Vieux Renard": lea, "S. Renaud": rep, "Lea R": rep,
    }  # fmt: skip
    following = send(browser, FILE)
    assert staff.said_of(following) == staff.said_of(batch)


def test_leads_go_to_whom_the_names_mean(imported, rep, lea):
    batch = imported(FILE.decode(), people={"Vieux Renard": None, "Lea R": rep})
    owners = {lead.company.name: lead.owner for lead in Lead.objects.select_related("owner")}
    assert owners == {"Acier": rep, "Bois": rep, "Cuir": rep, "Drap": None}
    assert not batch.faults.filter(column="Commercial").exists()


def test_a_name_that_is_not_settled_is_told(imported, rep, lea):
    batch = imported(FILE.decode())
    assert [(row.line, row.value) for row in batch.faults.filter(column="Commercial")] == [
        (5, "Vieux Renard")
    ]


def test_names_are_settled_over_rest(api, maya, rep, lea):
    client = api(maya)
    sent = client.post(API, {"name": "x.csv", "text": FILE.decode()}, format="json").json()
    batch = f"{API}{sent['id']}/"
    client.patch(batch, {"mapping": ["email", "company", "owner"]}, format="json")
    told = client.get(f"{batch}people/").json()["people"]
    assert [(one["name"], one["is_settled"]) for one in told][0] == ("Vieux Renard", False)
    basis = {"provenance": "ERP", "legal_basis": "contract"}
    said = {"people": {"Vieux Renard": None, "S. Renaud": str(lea.public_id)}}
    assert client.patch(batch, basis | said, format="json").status_code == 200
    told = {one["name"]: one for one in client.get(f"{batch}people/").json()["people"]}
    assert told["Vieux Renard"]["is_settled"] and told["Vieux Renard"]["person"] is None
    assert told["S. Renaud"]["person"]["id"] == str(lea.public_id)
    wrong = client.patch(batch, {"people": {"Personne": None}}, format="json")
    assert wrong.status_code == 400 and "Personne" in wrong.content.decode()


def test_a_wrong_person_is_refused_and_nothing_changes(page, maya, rep):
    browser = page(maya)
    batch = send(browser, FILE)
    columns(browser, batch)
    answer = browser.post(address("import_choices", batch), CHOICES | {"person-0": "nobody-known"})
    assert answer.status_code == 400
    assert staff.said_of(Import.objects.get(pk=batch.pk)) == {}


def test_a_file_without_such_a_column_asks_nothing(page, maya):
    browser = page(maya)
    batch = send(browser)
    columns(browser, batch)
    shown = browser.get(reverse("leads:import_choices", args=[batch.public_id])).content.decode()
    assert "person-0" not in shown


def test_a_column_of_many_names_is_not_asked_whole(maya, imported):
    names = "\n".join(f"p{n}@acier.example;Nom {n}" for n in range(staff.MOST_NAMES + 5))
    batch = imported(f"E-mail;Commercial\n{names}\n")
    assert len(batch.reading["people"]) == staff.MOST_NAMES
    assert choosing.owner_of(batch) is None


def test_each_person_hears_once_of_the_leads_that_came_for_them(imported, page, rep, lea, maya):
    batch = imported(FILE.decode(), people={"Vieux Renard": maya})
    told = Event.objects.filter(verb="import.given").order_by("facts__leads")
    assert [(event.facts["tell"], event.facts["leads"]) for event in told] == [
        ([lea.pk], 1),
        ([rep.pk], 2),
    ]
    runs.do(batch.pk)
    assert told.count() == 2
    fan_out([event.pk for event in told])
    shown = page(rep).get(reverse("notifications:inbox")).content.decode()
    assert "brought in leads for you" in shown and "2 leads" in shown
    listed = page(rep).get(told[1].target_url).content.decode()
    assert "Acier" in listed and "Bois" in listed and "Cuir" not in listed


def test_a_known_lead_that_finds_its_owner_is_told_too(imported, rep, lea):
    imported(FILE.decode(), people={"S. Renaud": None})
    batch = imported(FILE.decode(), mode="update")
    told = Event.objects.filter(verb="import.given", target_id=batch.pk).get()
    assert (told.facts["tell"], told.facts["leads"]) == ([rep.pk], 2)
    assert "batch" not in told.target_url
