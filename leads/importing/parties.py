"""Companies, contacts and campaigns of a chunk: found where they are known, made where not."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from leads.choices import Source
from leads.importing import kept
from leads.importing.values import Draft
from leads.models import Campaign, Company, Contact, Import


@dataclass
class Parties:
    """Who and what the drafts of a chunk speak of, by draft line; new rows are unsaved."""

    companies: dict[int, Company] = field(default_factory=dict)
    contacts: dict[int, Contact] = field(default_factory=dict)
    campaigns: dict[str, Campaign] = field(default_factory=dict)
    changes: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)

    def save(self, batch: Import) -> None:
        """Write new rows under the import, and what it filled in on known ones."""
        made = [row for row in self.campaigns.values() if row.pk is None]
        Campaign.objects.bulk_create(made)
        kept.note_created(batch, made)
        for model, rows in ((Company, self.companies), (Contact, self.contacts)):
            fresh = _fresh(rows.values())
            for row in fresh:
                row.batch = batch
                if isinstance(row, Contact):
                    row.source = row.source or str(batch.mapping.get("provenance", ""))[:60]
            model.objects.bulk_create(fresh)
        kept.write(batch, self.changes)


def parties_of(drafts: list[Draft], legal_basis: str) -> Parties:
    """Match drafts with what is known: SIREN, then name; e-mail, phone, then name in the firm."""
    parties = Parties(campaigns=_campaigns(drafts))
    known = _Companies(drafts)
    for draft in drafts:
        if draft.company:
            parties.companies[draft.line] = known.find(draft.company, parties)
    people = _Contacts(drafts, legal_basis)
    for draft in drafts:
        if draft.contact:
            company = parties.companies.get(draft.line)
            parties.contacts[draft.line] = people.find(draft.contact, company, draft, parties)
    return parties


class _Companies:
    def __init__(self, drafts: list[Draft]) -> None:
        sirens = {draft.company["siren"] for draft in drafts if draft.company.get("siren")}
        names = {draft.company["name_key"] for draft in drafts if draft.company}
        rows = list(Company.objects.filter(Q(siren__in=sirens) | Q(name_key__in=names)))
        self.by_siren = {row.siren: row for row in rows if row.siren}
        self.by_name = {row.name_key: row for row in reversed(rows) if row.name_key}

    def find(self, values: dict[str, str], parties: Parties) -> Company:
        siren = values.get("siren", "")
        row = self.by_siren.get(siren) if siren else None
        if row is None:
            row = self.by_name.get(values["name_key"])
            if row is not None and siren and row.siren:
                row = None  # the same name, another legal entity
        if row is None:
            row = Company(**values)
        else:
            _fill(row, values, parties)
        if row.siren:
            self.by_siren[row.siren] = row
        self.by_name.setdefault(row.name_key, row)
        return row


class _Contacts:
    def __init__(self, drafts: list[Draft], legal_basis: str) -> None:
        self.legal_basis = legal_basis
        said = [draft.contact for draft in drafts if draft.contact]
        rows = list(
            Contact.objects.filter(erased_at=None)
            .filter(
                Q(email__in={person["email"] for person in said if person.get("email")})
                | Q(phone__in=_phones(said))
                | Q(mobile__in=_phones(said))
                | Q(name_key__in={person["name_key"] for person in said if person["name_key"]})
            )
            .order_by("-pk")
        )
        self.by_email: dict[str, Contact] = {}
        self.by_phone: dict[str, Contact] = {}
        self.by_name: dict[tuple[str, int], Contact] = {}
        for row in rows:
            self._remember(row)

    def find(
        self, values: dict[str, str], company: Company | None, draft: Draft, parties: Parties
    ) -> Contact:
        row = self._known(values, company)
        if row is None:
            row = Contact(
                **values,
                company=company,
                source=draft.lead.get("source", ""),
                legal_basis=self.legal_basis,
            )
        else:
            more: dict[str, Any] = dict(values)
            if company is not None:
                more["company"] = company
            _fill(row, more, parties)
        self._remember(row)
        return row

    def _known(self, values: dict[str, str], company: Company | None) -> Contact | None:
        """By e-mail; by phone unless two people share it; by name inside the same company."""
        if values.get("email") in self.by_email:
            return self.by_email[values["email"]]
        for phone in _phones([values]):
            row = self.by_phone.get(phone)
            if row and row.name_key == values["name_key"]:
                return row
        found = self.by_name.get((values["name_key"], id(company) if company else 0))
        if found is None and company is not None and company.pk:
            found = self.by_name.get((values["name_key"], -company.pk))
        usable = found and values["name_key"] and not (values.get("email") and found.email)
        return found if usable else None

    def _remember(self, row: Contact) -> None:
        if row.email:
            self.by_email[row.email] = row
        for phone in filter(None, (row.phone, row.mobile)):
            self.by_phone[phone] = row
        if row.pk is None:
            self.by_name[row.name_key, id(row.company) if row.company else 0] = row
        else:
            self.by_name[row.name_key, -(row.company_id or 0)] = row


def _fill(row: Company | Contact, values: dict[str, Any], parties: Parties) -> None:
    """Complete what is empty; what is there was said by somebody and stays."""
    before = kept.put(
        row, {name: value for name, value in values.items() if not getattr(row, name)}
    )
    if before and row.pk is not None:
        parties.changes.append((row, before))


def _campaigns(drafts: Iterable[Draft]) -> dict[str, Campaign]:
    channels = {draft.campaign: draft.lead.get("source", "") for draft in drafts if draft.campaign}
    found = {row.name: row for row in Campaign.objects.filter(name__in=channels)}
    for name, source in channels.items():
        if name not in found:
            channel = source if source in Source.values else Source.OTHER
            found[name] = Campaign(name=name, channel=channel, is_active=False)
    return found


def _phones(people: Iterable[dict[str, str]]) -> set[str]:
    return {person[name] for person in people for name in ("phone", "mobile") if person.get(name)}


def _fresh(rows: Iterable[Any]) -> list[Any]:
    """Unsaved rows, each once, in the order they were met."""
    return list({id(row): row for row in rows if row.pk is None}.values())
