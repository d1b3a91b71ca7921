"""Leads that the lines of a chunk speak of already: by identifier, else the open one of whom."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from leads.choices import OPEN_STAGES
from leads.importing.parties import Parties
from leads.importing.terms import Terms
from leads.importing.values import Draft
from leads.models import Lead

Who = tuple[str, int]


@dataclass
class Known:
    """Stored leads, and those that earlier lines of the chunk will make."""

    by_id: dict[str, Lead] = field(default_factory=dict)
    by_who: dict[Who, Lead] = field(default_factory=dict)

    @classmethod
    def of(cls, drafts: list[Draft], parties: Parties, terms: Terms) -> "Known":
        """Two questions for any number of lines; a past funnel is found by identifiers alone."""
        ids = [draft.external_id for draft in drafts if draft.external_id]
        found = cls(
            {lead.external_id: lead for lead in _leads(Q(external_id__in=ids) & ~Q(external_id=""))}
        )
        if terms.is_history:
            return found
        once = {lead.pk: lead for lead in found.by_id.values()}
        for each in _leads(_open_of(parties)):
            lead = once.setdefault(each.pk, each)
            contact = ("contact", lead.contact_id or 0)
            company = ("company", lead.company_id or 0)
            found.by_who.setdefault(contact if lead.contact_id else company, lead)
        return found

    @property
    def leads(self) -> Iterable[Lead]:
        return [*self.by_id.values(), *self.by_who.values()]

    def of_line(self, draft: Draft, parties: Parties) -> Lead | None:
        """The lead that the line speaks of, stored or made by a line before."""
        if draft.external_id in self.by_id:
            return self.by_id[draft.external_id]
        lead = self.by_who.get(_who(draft, parties))
        # Another identifier is another lead, whoever it is about.
        if lead is not None and draft.external_id and lead.external_id:
            return None
        return lead

    def remember(self, draft: Draft, lead: Lead, parties: Parties) -> None:
        """A line after this one may speak of the same."""
        if draft.external_id:
            self.by_id[draft.external_id] = lead
        if lead.is_open:
            self.by_who.setdefault(_who(draft, parties), lead)


def _who(draft: Draft, parties: Parties) -> Who:
    for name, rows in (("contact", parties.contacts), ("company", parties.companies)):
        row: Any = rows.get(draft.line)
        if row is not None:
            # Rows without a key yet are told apart by the object, which lives as long as the chunk.
            return name, row.pk or -id(row)
    return "", 0


def _open_of(parties: Parties) -> Q:
    contacts = [row.pk for row in parties.contacts.values() if row.pk]
    companies = [
        row.pk for line, row in parties.companies.items() if row.pk and line not in parties.contacts
    ]
    return Q(stage__in=OPEN_STAGES) & (
        Q(contact__in=contacts) | Q(contact=None, company__in=companies)
    )


def _leads(condition: Q) -> Iterable[Lead]:
    return (
        Lead.objects.filter(condition)
        .select_related("company", "contact", "owner", "campaign")
        .prefetch_related("opportunities__revisions", "handovers")
        .order_by("-captured_at", "-id")
    )
