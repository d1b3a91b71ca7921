"""An erased person is not left in mails, stored replies, the common room, or a company's name."""

import json

import pytest

from alignment.notifications.models import KeptMail
from alignment.people.models import IdempotentReply
from leads import conversations, transitions
from leads.models import Company, Lead, Post, RegistryAnswer
from tests import factories
from tests.leads.transitions.test_erasure import ALL, EMAIL, FIRST, LAST, NEEDLES, PHONE, found

pytestmark = pytest.mark.django_db


@pytest.fixture
def zoe(maya):
    """The lead of a person whose name nobody else bears."""
    of = factories.company("Ateliers Durand")
    who = factories.contact(of, first_name=FIRST, last_name=LAST, email=EMAIL, phone=PHONE)
    return factories.lead(maya, company=of, contact=who)


def test_kept_mails_that_name_the_person_go(zoe, admin):
    said = {"sender": "tandem@example.fr", "to": "sam@example.fr"}
    KeptMail.objects.create(subject=f"{FIRST} {LAST} attend", text=ALL, html=f"<p>{ALL}", **said)
    KeptMail.objects.create(subject="Autre", text="Rien", **said)
    transitions.erase(zoe, by=admin)
    assert [mail.subject for mail in KeptMail.objects.all()] == ["Autre"]
    assert found() == []


def test_a_stored_reply_forgets_the_person_but_not_that_it_was_given(zoe, admin):
    for key, body in (("a", {"name": LAST}), ("b", {"name": "Durand"})):
        IdempotentReply.objects.create(
            caller="c", key=key, fingerprint="f", status=201, body=json.dumps(body).encode()
        )
    transitions.erase(zoe, by=admin)
    bodies = {row.key: bytes(row.body) for row in IdempotentReply.objects.all()}
    assert bodies == {"a": b"", "b": b'{"name": "Durand"}'}


def test_the_room_and_other_leads_keep_their_messages_without_the_person(zoe, admin, maya, sam):
    conversations.post(None, by=sam, text=f"{FIRST} {LAST} rappelle demain, {EMAIL}")
    conversations.post(None, by=sam, text="Au salon, QUATREPOIL au 01 99 00 00 42 ou non")
    conversations.post(factories.mql(maya), by=maya, text=f"Envoyé par {LAST}, à suivre")
    transitions.erase(zoe, by=admin)
    texts = list(Post.objects.order_by("pk").values_list("text", flat=True))
    assert not [text for text in texts if any(n.casefold() in text.casefold() for n in NEEDLES)]
    assert texts[0] == "… … rappelle demain, …"
    assert texts[2] == "Envoyé par …, à suivre"
    assert found() == []


def test_a_namesake_by_first_name_alone_stays(zoe, admin, sam):
    text = f"{FIRST} de la compta a appelé @{LAST}, facture 199 000 042 12"
    conversations.post(None, by=sam, text=text)
    transitions.erase(zoe, by=admin)
    assert Post.objects.get().text == text


def test_the_company_of_a_sole_trader_loses_its_name_and_numbers(admin, maya):
    of = factories.company(
        f"{LAST} {FIRST} Menuiserie",
        address="3 rue du Port",
        website="https://quatrepoil.example",
        plan=ALL,
    )
    who = factories.contact(of, first_name=FIRST, last_name=LAST, email=EMAIL, phone=PHONE)
    lead = factories.lead(maya, company=of, contact=who)
    naf = Company.objects.get(pk=of.pk).naf_code
    RegistryAnswer.objects.create(question=f"q {FIRST} {LAST}", answer={"nom": LAST})
    transitions.erase(lead, by=admin)
    of.refresh_from_db()
    assert (of.siren, of.address, of.website, of.plan, of.naf_code) == ("", "", "", "", naf)
    assert of.name and Lead.objects.filter(company=of).count() == 1
    assert found() == []


def test_a_company_with_other_people_keeps_its_name(admin, maya):
    of = factories.company(f"{FIRST} {LAST} et Fils")
    who = factories.contact(of, first_name=FIRST, last_name=LAST, email=EMAIL, phone=PHONE)
    factories.contact(of, first_name="Paul", last_name="Autre")
    transitions.erase(factories.lead(maya, company=of, contact=who), by=admin)
    of.refresh_from_db()
    assert of.name == f"{FIRST} {LAST} et Fils"
