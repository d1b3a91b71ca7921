"""Writing companies, contacts and leads outside the stages (those belong to transitions)."""

from collections.abc import Mapping
from datetime import date, datetime
from itertools import chain, count
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.people.models import User
from alignment.web.business_days import local_date
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from leads import custom_fields, fit, identifiers, suppression, todo
from leads.choices import LegalBasis, Stage, TouchKind
from leads.cleaning import (
    COMPANY_FIELDS,
    CONTACT_FIELDS,
    LEAD_FIELDS,
    clean_company,
    clean_contact,
    clean_lead,
    full_clean,
)
from leads.models import Campaign, Company, Contact, Lead, Touch
from leads.moments import doubt
from leads.searching import search_text

NEXT_FIELDS = {"next_action", "next_action_on"}


def log_lead(
    *,
    by: User | None,
    company: Company | Mapping[str, Any] | None = None,
    contact: Contact | Mapping[str, Any] | None = None,
    source: str = "",
    campaign: Campaign | None = None,
    captured_at: datetime | None = None,
    legal_basis: str = LegalBasis.LEGITIMATE_INTEREST,
    informed_on: date | None = None,
    touch_kind: str = TouchKind.CAPTURE,
    touch_detail: str = "",
    marketer: User | None = None,
    **fields: Any,
) -> Lead:
    """Log a new cycle for a person or company, known or new, and grade it (domain: 1).

    `company` and `contact` are rows, or mappings of fields to create. Needs somebody to name
    (company or person) or a way to reach them; Incomplete names what is wrong, nothing is kept.
    """
    _require_operator(by)
    at = captured_at or timezone.now()
    wrong = doubt(at)
    if wrong:
        raise Incomplete(fields={"captured_at": wrong})
    with transaction.atomic():
        company_row = company if isinstance(company, Company) else _new_company(company)
        contact_row = (
            contact
            if isinstance(contact, Contact)
            else _new_contact(contact, company_row, source, legal_basis, informed_on)
        )
        if contact_row and company_row is None:
            company_row = contact_row.company
        if company_row is None and contact_row is None:
            raise Incomplete(
                fields={"company": _("Give a company, a person, an e-mail or a phone number.")}
            )
        marketer = by if by and by.is_marketing else marketer
        owner = by or marketer
        lead = Lead(
            company=company_row,
            contact=contact_row,
            source=source,
            campaign=campaign,
            captured_at=at,
            captured_on=local_date(at),
            stage=Stage.NEW,
            stage_entered_at=at,
            owner=owner,
            team=owner.team if owner else None,
            marketer=marketer,
            assigned_at=at,
            legal_basis=legal_basis,
            informed_on=informed_on,
            created_by=by,
            cycle=_next_cycle(contact_row),
            **clean_lead(fields),
        )
        lead.search = search_text(lead)
        lead.save()
        touch = Touch.objects.create(
            lead=lead,
            contact=contact_row,
            campaign=campaign,
            kind=touch_kind,
            source=source,
            detail=touch_detail[:200],
            occurred_at=at,
        )
        _grade(lead, at)
        created = [["leads.touch", touch.pk, None]]
        rows = [["leads.lead", lead.pk, None], *created]
        if isinstance(contact, Mapping) and contact_row:
            rows.insert(0, ["leads.contact", contact_row.pk, None])
        if isinstance(company, Mapping) and company_row:
            rows.insert(0, ["leads.company", company_row.pk, None])
        before = {"lead": {}, "rows": rows}
        facts: dict[str, Any] = {"from": "", "to": Stage.NEW, "source": source, "before": before}
        journal.record("lead.logged", actor=by, target=lead, occurred_at=at, **facts)
    return lead


def edit_lead(lead: Lead, *, by: User | None, version: int | None = None, **fields: Any) -> Lead:
    """Change what is said about a lead, never its stage; Conflict when `version` is stale."""
    _require_operator(by)
    with transaction.atomic():
        locked = (
            Lead.objects.select_for_update(of=("self",))
            .select_related("company", "contact")
            .get(pk=lead.pk)
        )
        if version is not None and version != locked.version:
            raise Conflict
        changes = _changed(locked, clean_lead(fields, locked), LEAD_FIELDS)
        was = locked.next_action, locked.next_action_on
        if changes:
            told = _told(locked, changes)
            for name, value in changes.items():
                setattr(locked, name, value)
            locked.version += 1
            locked.changed_at = timezone.now()
            locked.save(update_fields=[*changes, "version", "changed_at"])
            if locked.mql_at is None:
                _grade(locked, timezone.now())
            journal.record(
                "lead.edited",
                actor=by,
                target=locked,
                **told,
            )
            if NEXT_FIELDS & set(changes):
                todo.follow(locked, said=was[0], on=was[1])
    lead.refresh_from_db()
    return lead


def save_company(company: Company | None, *, by: User, **fields: Any) -> Company:
    """Create or change a company; identifiers are checked, the département follows the address."""
    _require_operator(by)
    with transaction.atomic():
        if company is None:
            row = _new_company(fields)
            if row is None:
                raise Incomplete(fields={"name": _("Required.")})
            journal.record("company.created", actor=by, target=row)
            return row
        row = Company.objects.select_for_update(of=("self",)).get(pk=company.pk)
        _write(row, clean_company(fields, row), COMPANY_FIELDS, by=by, verb="company.edited")
        _refresh_leads(Lead.objects.filter(company=row))
    return row


def save_contact(contact: Contact | None, *, by: User | None, **fields: Any) -> Contact:
    """Create or change a contact; e-mail and phones are normalised."""
    _require_operator(by)
    with transaction.atomic():
        if contact is None:
            row = _new_contact(
                fields,
                fields.get("company"),
                fields.get("source", ""),
                fields.get("legal_basis") or LegalBasis.LEGITIMATE_INTEREST,
                fields.get("informed_on"),
            )
            if row is None:
                raise Incomplete(
                    fields={"last_name": _("Give a name, an e-mail or a phone number.")}
                )
            journal.record("contact.created", actor=by, target=row)
            return row
        row = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
        _write(row, clean_contact(fields, row), CONTACT_FIELDS, by=by, verb="contact.edited")
        if not (row.last_name or row.first_name or row.email or row.phone or row.mobile):
            raise Incomplete(fields={"last_name": _("Give a name, an e-mail or a phone number.")})
        _refresh_leads(Lead.objects.filter(contact=row))
    return row


def save_campaign(campaign: Campaign | None, *, by: User, **fields: Any) -> Campaign:
    """Create or change a campaign; dates in order, budget in euros without tax.

    Without a UTM word it gets one from its name, so that its links can be told apart.
    """
    if not (by.is_marketing or by.is_direction):
        raise NotAllowed
    row = campaign or Campaign()
    for name, value in fields.items():
        setattr(row, name, value)
    row.utm_campaign = row.utm_campaign.lower() or _utm_word(row)
    full_clean(row)
    with transaction.atomic():
        row.save()
        verb = "campaign.edited" if campaign else "campaign.created"
        journal.record(verb, actor=by, target=row)
    return row


def _utm_word(campaign: Campaign) -> str:
    """A free word from the name; none for a name without a letter or digit."""
    word = slugify(campaign.name)[:70]
    others = Campaign.objects.exclude(pk=campaign.pk).filter(utm_campaign__startswith=word)
    taken = set(others.values_list("utm_campaign", flat=True))
    tries = chain([word], (f"{word}-{number}" for number in count(2)))
    return next(each for each in tries if each not in taken) if word else ""


def _new_company(fields: Mapping[str, Any] | None) -> Company | None:
    if not fields or not (str(fields.get("name") or "").strip() or fields.get("siren")):
        return None
    values = clean_company({"name": fields.get("name") or fields.get("siren"), **dict(fields)})
    row = Company(**values)
    full_clean(row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Incomplete(fields={"siren": _("Another company already has this SIREN.")}) from None
    return row


def _new_contact(
    fields: Mapping[str, Any] | None,
    company: Company | None,
    source: str,
    legal_basis: str,
    informed_on: date | None,
) -> Contact | None:
    identity = ("first_name", "last_name", "email", "phone", "mobile")
    if not fields or not any(str(fields.get(name) or "").strip() for name in identity):
        return None
    values = clean_contact(fields)
    values |= {"source": values.get("source") or source, "legal_basis": legal_basis}
    row = Contact(**{**values, "company": company, "informed_on": informed_on})
    suppression.obey(row)
    full_clean(row)
    row.save()
    return row


def _write(
    row: Company | Contact,
    values: dict[str, Any],
    names: tuple[str, ...],
    *,
    by: User | None,
    verb: str,
) -> None:
    changes = _changed(row, values, (*names, "name_key", "domain"))
    if not changes:
        return
    told = _told(row, {name: value for name, value in changes.items() if name in names})
    for name, value in changes.items():
        setattr(row, name, value)
    if isinstance(row, Contact):
        row.name_key = identifiers.person_key(row.first_name, row.last_name)[:170]
        suppression.obey(row)
    else:
        # What somebody types from now on is theirs, no longer the register's.
        row.provenance = {k: said for k, said in row.provenance.items() if k not in changes}
    full_clean(row)
    row.changed_at = timezone.now()
    row.save()
    journal.record(verb, actor=by, target=row, **told)


def _changed(row: Any, values: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {
        name: values[name]
        for name in names
        if name in values and values[name] != getattr(row, name)
    }


def _told(row: Any, changes: Mapping[str, Any]) -> dict[str, Any]:
    """What the journal tells of a change: `was` and `now`, each field of one's own by its key."""
    plain = {name: value for name, value in changes.items() if name != "extra"}
    told = {
        "was": {name: _shown(getattr(row, name)) for name in plain},
        "now": {name: _shown(value) for name, value in plain.items()},
    }
    if "extra" in changes:
        own = custom_fields.changes(row.extra, changes["extra"])
        told = {when: told[when] | own[when] for when in told}
    # A campaign is renamed, two people bear one name: what is put back is found by its key.
    keys = {name: _keys(getattr(row, name), value) for name, value in plain.items()}
    named = {name: pair for name, pair in keys.items() if any(pair)}
    return told | {"keys": named} if named else told


def _keys(*values: Any) -> list[int | None]:
    return [value.pk if isinstance(value, Model) else None for value in values]


def _shown(value: Any) -> Any:
    return value if isinstance(value, str | int | bool | None) else str(value)


def _refresh_leads(leads: Any) -> None:
    """Search text and, before the MQL, grade follow a change of the company or person."""
    now = timezone.now()
    for lead in leads.select_related("company", "contact"):
        lead.search = search_text(lead)
        lead.save(update_fields=["search"])
        if lead.is_open and lead.mql_at is None:
            _grade(lead, now)


def _grade(lead: Lead, at: datetime) -> None:
    for name, value in (fields := fit.graded(lead, at=at)).items():
        setattr(lead, name, value)
    lead.save(update_fields=list(fields))


def _next_cycle(contact: Contact | None) -> int:
    return contact.leads.count() + 1 if contact and contact.pk else 1


def _require_operator(by: User | None) -> None:
    if by is not None and not (by.is_marketing or by.is_sales or by.is_direction):
        raise NotAllowed
