"""The file that goes with a hand-over: what is missing, and filling it in on the way."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from alignment.web.errors import Incomplete, Text
from leads import identifiers, reference
from leads.choices import MINIMAL_FILE, MissingItem
from leads.identifiers import WrongValue
from leads.models import Company, Contact, Lead
from leads.searching import search_text

if TYPE_CHECKING:
    from leads.transitions.engine import Move

COMPANY_FIELDS = {"siren": "siren", "naf_code": "naf_code", "workforce_band": "workforce_band"}
CONTACT_FIELDS = ("first_name", "last_name", "job_title", "email", "phone")
# Which inputs mend which line of the checklist.
INPUTS_OF = {
    MissingItem.COMPANY: ("company", "siren"),
    MissingItem.INDUSTRY: ("naf_code",),
    MissingItem.WORKFORCE: ("workforce_band",),
    MissingItem.PERSON: ("last_name", "job_title"),
    MissingItem.REACH: ("phone", "email"),
    MissingItem.NEED: ("need",),
}


def missing_items(lead: Lead) -> list[str]:
    """Lines of the minimal file that the lead does not answer yet, in the order of the list."""
    company, contact = lead.company, lead.contact
    held = {
        MissingItem.COMPANY: bool(company and company.name and company.siren),
        MissingItem.INDUSTRY: bool(company and company.naf_code),
        MissingItem.WORKFORCE: bool(company and company.workforce_band),
        MissingItem.PERSON: bool(contact and contact.last_name and contact.job_title),
        MissingItem.REACH: bool(contact and (contact.phone or contact.mobile or contact.email)),
        MissingItem.NEED: bool(lead.need),
    }
    return [str(item) for item in MINIMAL_FILE if not held[item]]


def missing_inputs(lead: Lead) -> dict[str, str]:
    """Names of the inputs to ask for, with the checklist line each belongs to."""
    company, contact = lead.company, lead.contact
    held = {
        "company": bool(company),
        "siren": bool(company and company.siren),
        "last_name": bool(contact and contact.last_name),
        "job_title": bool(contact and contact.job_title),
    }
    return {
        name: str(MissingItem(item).label)
        for item in missing_items(lead)
        for name in INPUTS_OF[MissingItem(item)]
        if not held.get(name)
    }


def require_minimal(lead: Lead) -> None:
    """Raise Incomplete naming every input that the minimal file still needs."""
    inputs = missing_inputs(lead)
    if not inputs:
        return
    # One of phone and e-mail is enough: name the phone only.
    if "phone" in inputs:
        inputs.pop("email", None)
    raise Incomplete(
        _("The file is not complete enough to hand over."),
        fields={
            name: _("Needed to hand over: {item}.").format(item=item)
            for name, item in inputs.items()
        },
    )


def fill(move: "Move", details: Mapping[str, Any]) -> None:
    """Write what a form completed into company, contact and lead, as part of the move."""
    values = clean_details({name: value for name, value in details.items() if value})
    lead = move.lead
    if values.get("need"):
        lead.need = values["need"]
        move.set(need=lead.need)
    _fill_company(move, values)
    _fill_contact(move, values)
    lead.search = search_text(lead)
    move.set(search=lead.search)


def clean_details(details: Mapping[str, str]) -> dict[str, str]:
    """Normalised identifiers, phone and e-mail; Incomplete names each one that is wrong."""
    checks: dict[str, Callable[[object], str]] = {
        "siren": identifiers.normalise_siren,
        "naf_code": identifiers.normalise_naf,
        "email": identifiers.normalise_email,
        "phone": identifiers.normalise_phone,
    }
    values = dict(details)
    wrong: dict[str, Text] = {}
    for name, check in checks.items():
        if values.get(name):
            try:
                values[name] = check(values[name])
            except WrongValue as error:
                wrong[name] = str(error)
    band = values.get("workforce_band")
    if band and band not in dict(reference.band_choices()):
        wrong["workforce_band"] = _("Not one of the choices.")
    if wrong:
        raise Incomplete(fields=wrong)
    return values


def _fill_company(move: "Move", values: Mapping[str, str]) -> None:
    lead = move.lead
    if lead.company is None and values.get("company"):
        company = Company(name=values["company"], name_key=identifiers.name_key(values["company"]))
        move.create(company)
        lead.company = company
        move.set(company=company)
    if lead.company is None:
        return
    changes = {name: values[key] for key, name in COMPANY_FIELDS.items() if values.get(key)}
    siren = changes.get("siren")
    if siren and Company.objects.filter(siren=siren).exclude(pk=lead.company.pk).exists():
        raise Incomplete(fields={"siren": _("Another company already has this SIREN.")})
    if changes:
        move.change(lead.company, **changes)


def _fill_contact(move: "Move", values: Mapping[str, str]) -> None:
    lead = move.lead
    changes = {name: values[name] for name in CONTACT_FIELDS if values.get(name)}
    if not changes:
        return
    if lead.contact is None:
        contact = Contact(company=lead.company, source=lead.source, legal_basis=lead.legal_basis)
        move.create(contact)
        lead.contact = contact
        move.set(contact=contact)
    names = {
        "first_name": changes.get("first_name", lead.contact.first_name),
        "last_name": changes.get("last_name", lead.contact.last_name),
    }
    move.change(lead.contact, **changes, name_key=identifiers.person_key(**names))
