"""The fields that a column of an import may fill: their words and groups."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leads import custom_fields
from leads.choices import Record
from leads.models import CustomField

Text = str | Promise
CUSTOM = "custom"

COMPANY: dict[str, Text] = {
    "company": _("Company name"),
    "siren": "SIREN",
    "siret": "SIRET",
    "naf_code": _("NAF code"),
    "workforce_band": _("Workforce"),
    "address": _("Address"),
    "postal_code": _("Postal code"),
    "city": _("City"),
    "website": _("Website"),
}
PERSON: dict[str, Text] = {
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "full_name": _("First and last name"),
    "job_title": _("Job title"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "mobile": _("Mobile"),
}
LEAD: dict[str, Text] = {
    "external_id": _("Identifier in the other tool"),
    "captured": _("Captured on"),
    "source": _("Source"),
    "campaign": _("Campaign"),
    "owner": _("Owner (e-mail or name)"),
    "marketer": _("Marketing person (e-mail or name)"),
    "need": _("Need"),
    "offer": _("Offer"),
    "timing": _("Timing"),
    "budget": _("Budget"),
    "current_solution": _("Current solution"),
    "note": _("Note"),
}
HISTORY: dict[str, Text] = {
    "outcome": _("Stage"),
    "mql": _("Qualified by marketing on"),
    "handed_over": _("Handed over on"),
    "accepted": _("Accepted by sales on"),
    "sql": _("Qualified by sales on"),
    "opportunity": _("Opportunity opened on"),
    "won": _("Won on"),
    "lost": _("Lost on"),
    "closed": _("Closed on"),
    "amount": _("Amount without tax"),
    "deal_name": _("Name of the opportunity"),
    "expected_close": _("Expected close"),
    "competitor": _("Competitor"),
}
# What the lead alone can hold: of no use when only people and companies come in.
OF_LEADS = (*LEAD, *HISTORY)
RECORDS = (Record.COMPANY, Record.CONTACT, Record.LEAD)


@dataclass(frozen=True)
class Group:
    """Fields that are chosen under one heading."""

    label: Text
    fields: tuple[tuple[str, Text], ...]


def groups() -> list[Group]:
    """Every field a column may fill, the company's own ones with the record they belong to."""
    own = {record: _own(record) for record in RECORDS}
    return [
        Group(pgettext_lazy("import", "Person"), (*PERSON.items(), *own[Record.CONTACT])),
        Group(pgettext_lazy("import", "Company"), (*COMPANY.items(), *own[Record.COMPANY])),
        Group(pgettext_lazy("import", "Lead"), (*LEAD.items(), *own[Record.LEAD])),
        Group(pgettext_lazy("import", "History of the lead"), tuple(HISTORY.items())),
    ]


def labels() -> dict[str, Text]:
    """The words of every field by its code."""
    return {code: label for group in groups() for code, label in group.fields}


def code_of(field: CustomField) -> str:
    """How a column names a custom field."""
    return f"{CUSTOM}:{field.record}:{field.key}"


def custom_by_code() -> dict[str, CustomField]:
    """The custom fields that an import may fill."""
    found = [field for record in RECORDS for field in custom_fields.fields_of(record)]
    return {code_of(field): field for field in found}


def _own(record: str) -> list[tuple[str, Text]]:
    return [(code_of(field), field.label) for field in custom_fields.fields_of(record)]
