"""Codes kept on companies, said in words. Use: {% load company_words %}."""

from django import template

from leads import custom_fields, identifiers, reference
from leads.choices import Source
from leads.models import Company, Contact, Lead, Opportunity

register = template.Library()
SHOWN_AS_TAKEN = (
    "name", "siren", "siret", "naf_code", "workforce_band", "category", "revenue", "vat_number",
    "address",
)  # fmt: skip


@register.filter
def siret(value: str) -> str:
    """73282932000074 as « 732 829 320 00074 »."""
    return identifiers.show_siret(value)


@register.filter
def vat(siren: str) -> str:
    """The VAT number that follows from a SIREN."""
    return identifiers.vat_of_siren(siren) if siren.isdigit() else ""


@register.filter
def industry(company: Company) -> str:
    """The label of the NAF code; empty where its nomenclature has no such code."""
    return reference.naf_label(company.naf_code, company.nomenclature)


@register.filter
def band(code: str) -> str:
    """A workforce band in words."""
    return reference.band_label(code) if code else ""


@register.filter
def departement(code: str) -> str:
    """The name of a département."""
    return reference.departement_label(code) if code else ""


@register.filter
def region(code: str) -> str:
    """The name of a region."""
    return reference.region_label(code) if code else ""


@register.filter
def town(company: Company) -> str:
    """The town with the number of its département, « Lyon (69) »."""
    if company.city and company.departement:
        return f"{company.city} ({company.departement})"
    return company.city or reference.departement_label(company.departement)


@register.filter
def source_words(contact: Contact) -> str:
    """Where the data came from: a known label, or the imported word."""
    known = contact.source in Source.values
    return str(Source(contact.source).label) if known else contact.source.replace("_", " ")


@register.filter
def from_register(company: Company) -> str:
    """The names of the fields that nobody typed: the register gave them."""
    return ", ".join(
        str(getattr(company._meta.get_field(name), "verbose_name", name))
        for name in company.provenance
        if name in SHOWN_AS_TAKEN
    )


@register.simple_tag
def own_facts(row: Company | Contact | Lead | Opportunity) -> list[tuple[str, str]]:
    """What the company's own fields say of a record: (label, words), the filled ones only."""
    return custom_fields.facts(row._meta.model_name or "", row.extra)
