"""The rows that addresses of pairs and merges name."""

from typing import Any

from alignment.journal.models import Event
from leads import services
from leads.choices import Record
from leads.merging import merge_records
from leads.models import SuspectedPair
from tests import factories
from tests.standing.rows import Named, named


def two(world: Named) -> tuple[Any, Any]:
    of = factories.company()
    return factories.contact(of), factories.contact(of)


def a_pair(world: Named) -> Named:
    one, other = two(world)
    low, high = sorted((one.pk, other.pk))
    return named(
        SuspectedPair.objects.create(
            record=Record.CONTACT, low_id=low, high_id=high, score=92, reasons=[["email", None]]
        )
    )


def a_merge(world: Named) -> Named:
    one, other = two(world)
    return named(merge_records(Record.CONTACT, one, other, by=world["sales"]))


def to_merge(world: Named) -> Named:
    one, _other = two(world)
    return {"kind": "contact", **named(one)}


def two_ids(world: Named) -> Named:
    one, other = two(world)
    return {"record": "contact", "kept": str(one.public_id), "gone": str(other.public_id)}


def another(world: Named) -> Named:
    """The form of the merge: the other record."""
    return {"with": str(two(world)[1].public_id)}


def a_changed_company(world: Named) -> Named:
    company = factories.company(city="Lyon")
    services.save_company(company, by=world["sales"], city="Nantes")
    return {"kind": "company", **named(company)}


def a_company_that_changed(world: Named) -> Named:
    company = factories.company(city="Lyon")
    return named(services.save_company(company, by=world["sales"], city="Nantes"))


def a_contact_that_changed(world: Named) -> Named:
    contact = factories.contact(job_title="Acheteur")
    return named(services.save_contact(contact, by=world["sales"], job_title="Gérante"))


def a_lead_that_changed(world: Named) -> Named:
    lead = factories.lead(need="Un four")
    return named(services.edit_lead(lead, by=world["sales"], need="Deux fours"))


def a_change(world: Named) -> Named:
    """The form that puts the town back."""
    event = Event.objects.filter(verb="company.edited").latest("pk")
    return {"event": str(event.public_id), "field": "city"}


def the_change(world: Named) -> str:
    return str(Event.objects.filter(verb__endswith=".edited").latest("pk").public_id)
