"""Writing companies, contacts and leads outside the stages (those belong to transitions)."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.people.models import User
from alignment.web.business_days import local_date
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from leads import fit, identifiers, reference
from leads.choices import LegalBasis, Stage, TouchKind
from leads.identifiers import WrongValue
from leads.models import Campaign, Company, Contact, Lead, Touch
from leads.moments import doubt, odd_days
from leads.searching import search_text

COMPANY_FIELDS = (
    "name",
    "siren",
    "siret",
    "naf_code",
    "nomenclature",
    "workforce_band",
    "address",
    "postal_code",
    "city",
    "departement",
    "region",
    "website",
    "is_strategic",
    "owner",
)
CONTACT_FIELDS = (
    "first_name",
    "last_name",
    "job_title",
    "role",
    "email",
    "phone",
    "mobile",
    "source",
    "legal_basis",
    "informed_on",
    "company",
)
LEAD_FIELDS = (
    "source",
    "campaign",
    "need",
    "offer",
    "timing",
    "budget",
    "current_solution",
    "instruction",
    "why_now",
    "note",
    "next_action",
    "next_action_on",
)
# Facts that change the grade of a lead that is not graded for good yet.
_CHECKS: dict[str, Callable[[object], str]] = {
    "siren": identifiers.normalise_siren,
    "siret": identifiers.normalise_siret,
    "naf_code": identifiers.normalise_naf,
    "postal_code": identifiers.normalise_postal_code,
    "email": identifiers.normalise_email,
    "phone": identifiers.normalise_phone,
    "mobile": identifiers.normalise_phone,
}


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
        marketer = by if by and by.is_marketing else None
        lead = Lead(
            company=company_row,
            contact=contact_row,
            source=source,
            campaign=campaign,
            captured_at=at,
            captured_on=local_date(at),
            stage=Stage.NEW,
            stage_entered_at=at,
            owner=by,
            team=by.team if by else None,
            marketer=marketer,
            assigned_at=at,
            legal_basis=legal_basis,
            informed_on=informed_on,
            created_by=by,
            cycle=_next_cycle(contact_row),
            **_clean_lead(fields),
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


def edit_lead(lead: Lead, *, by: User, version: int | None = None, **fields: Any) -> Lead:
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
        changes = _changed(locked, _clean_lead(fields), LEAD_FIELDS)
        if changes:
            before = {name: _shown(getattr(locked, name)) for name in changes}
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
                was=before,
                now={name: _shown(value) for name, value in changes.items()},
            )
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


def save_contact(contact: Contact | None, *, by: User, **fields: Any) -> Contact:
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
        _write(row, clean_contact(fields), CONTACT_FIELDS, by=by, verb="contact.edited")
        if not (row.last_name or row.first_name or row.email or row.phone or row.mobile):
            raise Incomplete(fields={"last_name": _("Give a name, an e-mail or a phone number.")})
        _refresh_leads(Lead.objects.filter(contact=row))
    return row


def save_campaign(campaign: Campaign | None, *, by: User, **fields: Any) -> Campaign:
    """Create or change a campaign; dates in order, budget in euros without tax."""
    if not (by.is_marketing or by.is_direction):
        raise NotAllowed
    row = campaign or Campaign()
    for name, value in fields.items():
        setattr(row, name, value)
    _full_clean(row)
    with transaction.atomic():
        row.save()
        verb = "campaign.edited" if campaign else "campaign.created"
        journal.record(verb, actor=by, target=row)
    return row


def clean_company(fields: Mapping[str, Any], row: Company | None = None) -> dict[str, Any]:
    """Checked and completed company fields: SIREN from SIRET, département from the postal code."""
    values = _checked({name: fields[name] for name in COMPANY_FIELDS if name in fields})
    if values.get("siret"):
        values["siren"] = values.get("siren") or identifiers.siren_of_siret(values["siret"])
        if values["siren"] != identifiers.siren_of_siret(values["siret"]):
            raise Incomplete(fields={"siret": _("This SIRET is not of this SIREN.")})
    siren = values.get("siren")
    others = Company.objects.exclude(pk=row.pk) if row else Company.objects.all()
    if siren and others.filter(siren=siren).exists():
        raise Incomplete(fields={"siren": _("Another company already has this SIREN.")})
    if values.get("postal_code") and not values.get("departement"):
        values["departement"] = reference.departement_of(values["postal_code"])
    if values.get("departement") and not values.get("region"):
        values["region"] = reference.region_of(values["departement"])
    if values.get("workforce_band") and values["workforce_band"] not in dict(
        reference.band_choices()
    ):
        raise Incomplete(fields={"workforce_band": _("Not one of the choices.")})
    if "name" in values:
        values["name"] = " ".join(str(values["name"]).split())
        if not values["name"]:
            raise Incomplete(fields={"name": _("Required.")})
        values["name_key"] = identifiers.name_key(values["name"])[:160]
    if "website" in values:
        # Without a site there is no domain either: a wrong one would go on finding doubles.
        values["domain"] = identifiers.website_domain(values["website"] or "")[:100]
    return values


def clean_contact(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Checked contact fields, with the folded name that duplicates are searched by."""
    values = _checked({name: fields[name] for name in CONTACT_FIELDS if name in fields})
    if "first_name" in values or "last_name" in values:
        values["name_key"] = identifiers.person_key(
            values.get("first_name", ""), values.get("last_name", "")
        )[:170]
    return values


def _new_company(fields: Mapping[str, Any] | None) -> Company | None:
    if not fields or not (str(fields.get("name") or "").strip() or fields.get("siren")):
        return None
    values = clean_company({"name": fields.get("name") or fields.get("siren"), **dict(fields)})
    row = Company(**values)
    _full_clean(row)
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
    _full_clean(row)
    row.save()
    return row


def _write(
    row: Company | Contact, values: dict[str, Any], names: tuple[str, ...], *, by: User, verb: str
) -> None:
    changes = _changed(row, values, (*names, "name_key", "domain"))
    if not changes:
        return
    before = {name: _shown(getattr(row, name)) for name in changes if name in names}
    for name, value in changes.items():
        setattr(row, name, value)
    if isinstance(row, Contact):
        row.name_key = identifiers.person_key(row.first_name, row.last_name)[:170]
    _full_clean(row)
    row.changed_at = timezone.now()
    row.save()
    now = {name: _shown(changes[name]) for name in before}
    journal.record(verb, actor=by, target=row, was=before, now=now)


def _clean_lead(fields: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: fields[name] for name in (*LEAD_FIELDS, "external_id") if name in fields}
    wrong: dict[str, Any] = dict(odd_days(values))
    for name, value in values.items():
        limit = getattr(Lead._meta.get_field(name), "max_length", None)
        if isinstance(value, str) and limit and len(value) > limit:
            wrong[name] = _("At most {n} characters.").format(n=limit)
    if wrong:
        raise Incomplete(fields=wrong)
    return values


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """Values through their normalisers; Incomplete names each field that is wrong."""
    wrong: dict[str, str] = {}
    for name, check in _CHECKS.items():
        if values.get(name):
            try:
                values[name] = check(values[name])
            except WrongValue as error:
                wrong[name] = str(error)
    if wrong:
        raise Incomplete(fields=wrong)
    return values


def _full_clean(row: Company | Contact | Campaign) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        fields = {name: " ".join(texts) for name, texts in error.message_dict.items()}
        raise Incomplete(fields=fields) from None


def _changed(row: Any, values: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {
        name: values[name]
        for name in names
        if name in values and values[name] != getattr(row, name)
    }


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
