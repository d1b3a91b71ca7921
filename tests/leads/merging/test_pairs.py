"""Records that look like one are found at night, with reasons; what was decided stays decided."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads.choices import PairState, Record
from leads.merging.deciding import decide, open_pairs
from leads.merging.pairing import find_pairs
from leads.models import Company, Contact, SuspectedPair
from tests import factories

pytestmark = pytest.mark.django_db


def person(**fields):
    defaults = {"first_name": "Hélène", "last_name": "Durand", "email": "", "phone": ""}
    values = {**defaults, **fields}
    return factories.contact(
        values.pop("of", None) or factories.company(), **values, **named(values)
    )


def named(values):
    from leads.identifiers import person_key

    return {"name_key": person_key(values["first_name"], values["last_name"])}


def found(record):
    rows = SuspectedPair.objects.filter(record=record, state=PairState.OPEN)
    return {(pair.low_id, pair.high_id): [code for code, _share in pair.reasons] for pair in rows}


def test_people_who_share_an_e_mail_are_suspected():
    one, other = person(email="h@acme.example"), person(email="h@acme.example", last_name="Durant")
    person(email="x@acme.example", first_name="Paul")
    find_pairs()
    assert found(Record.CONTACT) == {(one.pk, other.pk): ["email", "near_name"]}


def test_a_switchboard_makes_nobody_the_same():
    of = factories.company()
    person(of=of, phone="+33199000001"), person(of=of, phone="+33199000001", first_name="Paul")
    find_pairs()
    assert found(Record.CONTACT) == {}


def test_namesakes_of_one_company_are_suspected_but_not_of_two():
    of = factories.company()
    one, other = person(of=of), person(of=of, first_name="Helene")
    person()
    find_pairs()
    assert found(Record.CONTACT) == {(one.pk, other.pk): ["same_name", "company"]}


@pytest.mark.parametrize(
    ("fields", "reasons"),
    [
        ({"name": "Fonderies Bréval SAS"}, ["same_name"]),
        ({"name": "Fonderie Bréval", "postal_code": "69001"}, ["near_name", "place"]),
        ({"name": "FB", "domain": "breval.example"}, ["domain"]),
    ],
)
def test_companies_that_look_alike_are_suspected(fields, reasons):
    one = factories.company(
        "Fonderies Bréval", siren="", domain="breval.example", postal_code="69001"
    )
    other = factories.company(**{"siren": "", **fields})
    factories.company("Ateliers Roubaud", siren="", postal_code="69001")
    find_pairs()
    assert found(Record.COMPANY) == {(one.pk, other.pk): reasons}


def test_two_siren_are_two_companies():
    factories.company("Fonderies Bréval"), factories.company("Fonderies Bréval")
    find_pairs()
    assert found(Record.COMPANY) == {}


def test_not_the_same_is_remembered(maya):
    one, other = person(email="h@acme.example"), person(email="h@acme.example")
    find_pairs()
    pair = SuspectedPair.objects.get()
    decide(pair, by=maya, same=False)
    find_pairs()
    assert (found(Record.CONTACT), SuspectedPair.objects.count()) == ({}, 1)
    decide(pair, by=maya, same=None)
    assert list(found(Record.CONTACT)) == [(one.pk, other.pk)]


def test_a_pair_that_no_longer_holds_goes():
    one, other = person(email="h@acme.example"), person(email="h@acme.example")
    find_pairs()
    Contact.objects.filter(pk=other.pk).update(email="", name_key="paul petit")
    find_pairs()
    assert found(Record.CONTACT) == {}
    assert one.pk


def test_only_what_changed_is_compared():
    long_ago = timezone.now() - timezone.timedelta(days=9)
    person(email="h@acme.example"), person(email="h@acme.example")
    Contact.objects.update(changed_at=long_ago, created_at=long_ago)
    find_pairs(since=timezone.now() - timezone.timedelta(days=1))
    assert found(Record.CONTACT) == {}
    fresh = person(email="h@acme.example")
    find_pairs(since=timezone.now() - timezone.timedelta(days=1))
    assert len(found(Record.CONTACT)) == 2
    assert all(fresh.pk in pair for pair in found(Record.CONTACT))


def test_a_night_asks_by_chunks_and_not_by_rows():
    counts = []
    for number in (5, 60):
        Company.objects.bulk_create(
            [
                Company(name=f"Firme {number} {n}", name_key=f"firme {number} {n}")
                for n in range(number)
            ]
        )
        with CaptureQueriesContext(connection) as asked:
            find_pairs()
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 2, counts


def test_the_pairs_come_with_both_rows(maya):
    of = factories.company()
    one, other = person(of=of), person(of=of)
    find_pairs()
    (pair,) = open_pairs(SuspectedPair.objects.filter(record=Record.CONTACT))
    assert {pair.low, pair.high} == {one, other}
    other.delete()
    assert open_pairs(SuspectedPair.objects.filter(record=Record.CONTACT)) == []
