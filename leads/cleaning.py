"""Checking and completing what is said of companies, people and leads, before it is written."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from alignment.web.errors import Incomplete
from leads import custom_fields, identifiers, reference
from leads.choices import Record
from leads.identifiers import WrongValue
from leads.models import Company, Contact, Lead
from leads.moments import odd_days

COMPANY_FIELDS = (
    "name",
    "siren",
    "siret",
    "naf_code",
    "nomenclature",
    "naf25_code",
    "workforce_band",
    "workforce_year",
    "category",
    "revenue",
    "revenue_year",
    "vat_number",
    "address",
    "postal_code",
    "city",
    "departement",
    "region",
    "website",
    "is_strategic",
    "plan",
    "owner",
    "extra",
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
    "relevance",
    "is_personal_line",
    "company",
    "extra",
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
    "extra",
)
# Facts that change the grade of a lead that is not graded for good yet.
_CHECKS: dict[str, Callable[[object], str]] = {
    "siren": identifiers.normalise_siren,
    "siret": identifiers.normalise_siret,
    "naf_code": identifiers.normalise_naf,
    "naf25_code": identifiers.normalise_naf,
    "vat_number": identifiers.normalise_vat,
    "postal_code": identifiers.normalise_postal_code,
    "email": identifiers.normalise_email,
    "phone": identifiers.normalise_phone,
    "mobile": identifiers.normalise_phone,
}


def clean_company(fields: Mapping[str, Any], row: Company | None = None) -> dict[str, Any]:
    """Checked and completed company fields: SIREN from SIRET, département from the postal code."""
    values = checked({name: fields[name] for name in COMPANY_FIELDS if name in fields})
    if values.get("naf_code") and "nomenclature" not in values and row is None:
        values["nomenclature"] = settings.NAF
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
    _merge_extra(Record.COMPANY, values, row)
    return values


def clean_contact(fields: Mapping[str, Any], row: Contact | None = None) -> dict[str, Any]:
    """Checked contact fields, with the folded name that duplicates are searched by."""
    values = checked({name: fields[name] for name in CONTACT_FIELDS if name in fields})
    _merge_extra(Record.CONTACT, values, row)
    if "first_name" in values or "last_name" in values:
        values["name_key"] = identifiers.person_key(
            values.get("first_name", ""), values.get("last_name", "")
        )[:170]
    return values


def clean_lead(fields: Mapping[str, Any], row: Lead | None = None) -> dict[str, Any]:
    """What is said about a lead, within its lengths and on days that can be meant."""
    values = {name: fields[name] for name in (*LEAD_FIELDS, "external_id") if name in fields}
    wrong: dict[str, Any] = dict(odd_days(values))
    for name, value in values.items():
        limit = getattr(Lead._meta.get_field(name), "max_length", None)
        if isinstance(value, str) and limit and len(value) > limit:
            wrong[name] = _("At most {n} characters.").format(n=limit)
    if wrong:
        raise Incomplete(fields=wrong)
    _merge_extra(Record.LEAD, values, row)
    return values


def _merge_extra(record: str, values: dict[str, Any], row: Company | Contact | Lead | None) -> None:
    """The company's own fields: what is given is checked, what is not stays."""
    if "extra" in values:
        kept = row.extra if row else {}
        values["extra"] = custom_fields.merged(record, kept, values["extra"] or {})


def checked(values: dict[str, Any]) -> dict[str, Any]:
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


def full_clean(row: models.Model) -> None:
    """The model's own checks, as Incomplete with the fields named."""
    try:
        row.full_clean()
    except ValidationError as error:
        fields = {name: " ".join(texts) for name, texts in error.message_dict.items()}
        raise Incomplete(fields=fields) from None
