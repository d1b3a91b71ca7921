"""Contacts with what hangs on them, in a constant number of statements."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q

from leads.choices import OPEN_STAGES, ActivityKind, ActivityOutcome, Stage
from leads.models import Activity, Contact, Lead, Party
from leads.selectors.parties import leads_with

MOST_SHOWN = 100


@dataclass(frozen=True)
class ContactFile:
    """What the page of one person shows: attempts and conversations as the clocks count them."""

    leads: list[Lead]
    parts: list[Party]
    attempts: int
    conversations: int

    @property
    def open_leads(self) -> list[Lead]:
        """Their own first, then those of others that they play a part in."""
        joined = [part.lead for part in self.parts]
        return [lead for lead in [*self.leads, *joined] if lead.is_open]


def with_open_leads(contacts: Iterable[Contact]) -> list[Contact]:
    """The contacts with `open_leads`, `all_leads` and `latest` (captured), in one statement."""
    rows = list(contacts)
    leads = Lead.objects.filter(contact__in=[row.pk for row in rows]).exclude(stage=Stage.MERGED)
    counts = leads.order_by().values("contact")
    found: dict[int, Mapping[str, Any]] = {
        row["contact"]: row
        for row in counts.annotate(
            all=Count("pk"),
            open=Count("pk", filter=Q(stage__in=OPEN_STAGES)),
            latest=Max("captured_on"),
        )
    }
    for row in rows:
        count = found.get(row.pk, {})
        row.all_leads, row.open_leads = count.get("all", 0), count.get("open", 0)
        row.latest = count.get("latest")
    return rows


def file_of(contact: Contact) -> ContactFile:
    """The person's cycles, newest first, and what was done with them."""
    leads = contact.leads.exclude(stage=Stage.MERGED).with_people()
    cycles = Lead.objects.filter(contact=contact).order_by().values("pk")
    done = Activity.objects.filter(Q(contact=contact) | Q(lead__in=cycles))
    attempt = ~Q(kind=ActivityKind.NOTE)
    counts = done.order_by().aggregate(
        attempts=Count("pk", filter=attempt),
        conversations=Count("pk", filter=attempt & Q(outcome=ActivityOutcome.REACHED)),
    )
    return ContactFile(
        leads=list(leads[:MOST_SHOWN]),
        parts=leads_with(contact),
        **counts,
    )
