"""People on a lead besides its own contact, and the leads that a person is on."""

from django.db.models import Prefetch, QuerySet

from leads.choices import Stage
from leads.models import Contact, Lead, Party

MOST = 50


def people_of(lead: Lead) -> list[Party]:
    """The further people of the lead, in the order they joined; erased ones left out."""
    return [party for party in lead.parties.all() if party.contact.erased_at is None]


def with_people(leads: QuerySet[Lead]) -> QuerySet[Lead]:
    """Leads with their further people read along, in one statement for all."""
    return leads.prefetch_related(Prefetch("parties", Party.objects.select_related("contact")))


def leads_with(contact: Contact) -> list[Party]:
    """The leads of others that the person plays a part in, the latest first."""
    rows = contact.parties.exclude(lead__stage__in=(Stage.MERGED, Stage.ERASED))
    people = ("lead__company", "lead__contact", "lead__owner")
    return list(rows.select_related(*people).order_by("-added_at", "-id")[:MOST])
