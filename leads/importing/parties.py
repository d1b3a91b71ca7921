"""Companies, contacts and campaigns of a chunk: found where they are known, made where not."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from leads.choices import Record, Source
from leads.importing import kept, suppressed
from leads.importing.terms import EXTERNAL, PHONE, SIREN, SIREN_NAME, Terms
from leads.importing.values import Draft
from leads.models import Campaign, Company, Contact, Import

BATCH = 500
CREATED, KNOWN, SKIPPED, ERASED = "created", "known", "skipped", "erased"


@dataclass
class Parties:
    """Who and what the drafts of a chunk speak of, by draft line; new rows are unsaved.

    `outcomes` says of each line whether whom it speaks of is created or known, or why the line is
    passed over; `filled` holds the lines that changed a row.
    """

    companies: dict[int, Company] = field(default_factory=dict)
    contacts: dict[int, Contact] = field(default_factory=dict)
    campaigns: dict[str, Campaign] = field(default_factory=dict)
    changes: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)
    outcomes: dict[int, str] = field(default_factory=dict)
    filled: set[int] = field(default_factory=set)
    # The field whose address belongs to somebody who asked to be forgotten.
    erased: dict[int, str] = field(default_factory=dict)

    def save(self, batch: Import) -> None:
        """Write new rows under the import, and what it filled in on known ones."""
        made = [row for row in self.campaigns.values() if row.pk is None]
        Campaign.objects.bulk_create(made)
        kept.note_created(batch, made)
        self.made: list[Company | Contact] = []
        for model, rows in ((Company, self.companies), (Contact, self.contacts)):
            fresh = _fresh(rows.values())
            for row in fresh:
                row.batch = batch
            model.objects.bulk_create(fresh, batch_size=BATCH)
            self.made += fresh
        kept.write(batch, self.changes)

    def is_skipped(self, draft: Draft) -> bool:
        """Whether the line is passed over: known where only new ones come in, or the reverse."""
        return self.outcomes.get(draft.line) in (SKIPPED, ERASED)


def parties_of(drafts: list[Draft], terms: Terms) -> Parties:
    """Match drafts with what is known: SIREN, then name; e-mail, phone, then name in the firm."""
    firms, people = _Companies(drafts, terms), _Contacts(drafts, terms)
    parties = Parties()
    for draft in drafts:
        parties.outcomes[draft.line] = _outcome(draft, firms, people, terms)
        erased = people.objections.erased(draft.contact)
        if erased:
            parties.outcomes[draft.line], parties.erased[draft.line] = ERASED, erased
        if parties.is_skipped(draft):
            continue
        company = firms.find(draft, parties) if draft.company else None
        if company is not None:
            parties.companies[draft.line] = company
        if draft.contact:
            found = people.find(draft, company, parties)
            if found is not None:
                parties.contacts[draft.line] = found
    parties.campaigns = _campaigns(d for d in drafts if not parties.is_skipped(d))
    return parties


def _outcome(draft: Draft, firms: "_Companies", people: "_Contacts", terms: Terms) -> str:
    """Whether the line speaks of somebody new: the person, else the company.

    A lead that is found by its identifier is known or not by itself (planning).
    """
    company = firms.known(draft.company)
    by_company = terms.match_on == SIREN or not draft.contact
    subject = company if by_company else people.known(draft.contact, company)
    if subject is None:
        return CREATED if terms.may_create or terms.match_on == EXTERNAL else SKIPPED
    if terms.is_own(subject) or terms.may_update or terms.match_on == EXTERNAL:
        return KNOWN
    return SKIPPED


class _Companies:
    def __init__(self, drafts: list[Draft], terms: Terms) -> None:
        self.terms = terms
        sirens = {draft.company["siren"] for draft in drafts if draft.company.get("siren")}
        names = {draft.company["name_key"] for draft in drafts if draft.company}
        rows = list(Company.objects.filter(_among("siren", sirens) | _among("name_key", names)))
        self.by_siren = {row.siren: row for row in rows if row.siren}
        self.by_name = {row.name_key: row for row in reversed(rows) if row.name_key}

    def known(self, values: dict[str, str]) -> Company | None:
        siren = values.get("siren", "")
        row = self.by_siren.get(siren) if siren else None
        if row is None:
            row = self.by_name.get(values.get("name_key", ""))
            if row is not None and siren and row.siren:
                row = None  # the same name, another legal entity
        return row

    def find(self, draft: Draft, parties: Parties) -> Company | None:
        values: dict[str, Any] = {**draft.company}
        row = self.known(draft.company)
        if row is None and not self.terms.may_create:
            return None
        if row is None:
            row = Company(**values, extra=draft.extra.get(Record.COMPANY, {}))
        else:
            _fill(row, values, draft, parties, self.terms)
        if row.siren:
            self.by_siren[row.siren] = row
        self.by_name.setdefault(row.name_key, row)
        return row


class _Contacts:
    def __init__(self, drafts: list[Draft], terms: Terms) -> None:
        self.terms = terms
        said = [draft.contact for draft in drafts if draft.contact]
        names = {person["name_key"] for person in said if person["name_key"]}
        rows = (
            Contact.objects.filter(erased_at=None)
            .filter(
                _among("email", {person["email"] for person in said if person.get("email")})
                | _among("phone", _phones(said))
                | _among("mobile", _phones(said))
                | _among("name_key", names)
            )
            .select_related("company")
            .order_by("-pk")
        )
        self.by_email: dict[str, Contact] = {}
        self.by_phone: dict[str, Contact] = {}
        self.by_name: dict[tuple[str, int], Contact] = {}
        self.objections = suppressed.objections_among(said)
        for row in rows:
            self._remember(row)

    def find(self, draft: Draft, company: Company | None, parties: Parties) -> Contact | None:
        values, terms = draft.contact, self.terms
        row = self.known(values, company)
        if row is None and not terms.may_create:
            return None
        if row is None:
            row = Contact(
                **values,
                company=company,
                source=(terms.provenance or draft.lead.get("source", ""))[:60],
                legal_basis=terms.legal_basis,
                informed_on=terms.informed_on,
                extra=draft.extra.get(Record.CONTACT, {}),
            )
            self.objections.close(row)
        else:
            more: dict[str, Any] = dict(values)
            if company is not None:
                more["company"] = company
            if row.informed_on is None and terms.informed_on is not None:
                more["informed_on"] = terms.informed_on
            more |= self.objections.closing(row, values)
            _fill(row, more, draft, parties, terms)
        self._remember(row)
        return row

    def known(self, values: dict[str, str], company: Company | None) -> Contact | None:
        """By e-mail; by phone unless two people share it; by name inside the same company."""
        if values.get("email") in self.by_email:
            return self.by_email[values["email"]]
        nameless = self.terms.match_on == PHONE and not values.get("name_key")
        for phone in _phones([values]):
            row = self.by_phone.get(phone)
            if row and (nameless or row.name_key == values["name_key"]):
                return row
        found = self.by_name.get((values.get("name_key", ""), id(company) if company else 0))
        if found is None and company is not None and company.pk:
            found = self.by_name.get((values["name_key"], -company.pk))
        usable = found and values["name_key"] and not (values.get("email") and found.email)
        by_name = self.terms.match_on == SIREN_NAME and found and values["name_key"]
        return found if usable or by_name else None

    def _remember(self, row: Contact) -> None:
        if row.email:
            self.by_email[row.email] = row
        for phone in filter(None, (row.phone, row.mobile)):
            self.by_phone[phone] = row
        if row.pk is None:
            self.by_name[row.name_key, id(row.company) if row.company else 0] = row
        else:
            self.by_name[row.name_key, -(row.company_id or 0)] = row


def _fill(
    row: Company | Contact,
    values: dict[str, Any],
    draft: Draft,
    parties: Parties,
    terms: Terms,
) -> None:
    """Complete what is empty; what is there stays, unless the file is to replace it."""
    if not terms.may_update and not terms.is_own(row):
        return
    said = values if terms.replaces else {n: v for n, v in values.items() if not getattr(row, n)}
    # The firm of a person who is known is a matter of people: an import only adds it.
    if isinstance(row, Contact) and row.company_id and "company" in said:
        said = {name: value for name, value in said.items() if name != "company"}
    record = Record.COMPANY if isinstance(row, Company) else Record.CONTACT
    own = kept.merged(row.extra, draft.extra.get(record, {}), replaces=terms.replaces)
    if own != row.extra:
        said = {**said, "extra": own}
    before = kept.put(row, said)
    if before:
        parties.filled.add(draft.line)
        if row.pk is not None:
            parties.changes.append((row, before))


def _campaigns(drafts: Iterable[Draft]) -> dict[str, Campaign]:
    channels = {draft.campaign: draft.lead.get("source", "") for draft in drafts if draft.campaign}
    found = {row.name: row for row in Campaign.objects.filter(name__in=channels)}
    for name, source in channels.items():
        if name not in found:
            channel = source if source in Source.values else Source.OTHER
            found[name] = Campaign(name=name, channel=channel, is_active=False)
    return found


def _among(name: str, values: set[str]) -> Q:
    """One of the values; that none is empty is said, or PostgreSQL leaves partial indexes aside."""
    return Q(**{f"{name}__in": values}) & ~Q(**{name: ""})


def _phones(people: Iterable[dict[str, str]]) -> set[str]:
    return {person[name] for person in people for name in ("phone", "mobile") if person.get(name)}


def _fresh(rows: Iterable[Any]) -> list[Any]:
    """Unsaved rows, each once, in the order they were met."""
    return list({id(row): row for row in rows if row.pk is None}.values())
