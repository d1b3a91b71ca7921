"""What the register would change on a company of ours: empty fields at once, others when asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext_lazy as _

from alignment.people.models import User
from alignment.web.errors import Refused
from leads import identifiers, reference, services
from leads.models import Company
from leads.models.companies import Nomenclature
from leads.registry.asking import look_up_siren
from leads.registry.reading import Found

SOURCE = "registry"
# Fields that only mean something together: they are taken or left as one.
TOGETHER = {
    "naf_code": ("naf_code", "nomenclature"),
    "workforce_band": ("workforce_band", "workforce_year"),
    "revenue": ("revenue", "revenue_year"),
    "address": ("address", "postal_code", "city", "departement", "region"),
}
LINES = (
    "name", "siren", "siret", "naf_code", "naf25_code", "workforce_band", "category", "revenue",
    "vat_number", "address",
)  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One line of the comparison; `is_safe` when nothing that a person typed would be lost."""

    name: str
    label: str
    ours: str
    theirs: str
    is_empty: bool
    is_safe: bool
    source: str = ""


def values_of(found: Found, siret: str = "") -> dict[str, Any]:
    """The register's words as fields of a company, with the establishment asked for.

    Where somebody objected to publication only the SIREN and that objection are taken.
    """
    if found.is_confidential:
        return {"siren": found.siren}
    site = found.site(siret)
    values: dict[str, Any] = {
        "name": found.name[:160],
        "siren": found.siren,
        "naf_code": found.naf_code,
        "nomenclature": settings.NAF if found.naf_code else "",
        "naf25_code": found.naf25_code or _moved(found),
        "workforce_band": found.workforce_band,
        "workforce_year": found.workforce_year if found.workforce_band else None,
        "category": found.category,
        "revenue": Decimal(found.revenue) if found.revenue else None,
        "revenue_year": found.revenue_year,
        "vat_number": found.vat_number or identifiers.vat_of_siren(found.siren),
    }
    if site:
        departement = site.departement or reference.departement_of(site.postal_code, site.city)
        values |= {
            "siret": site.siret,
            "address": site.address,
            "postal_code": site.postal_code,
            "city": site.city,
            "departement": departement,
            "region": reference.region_of(departement) if departement else "",
        }
    return {name: value for name, value in values.items() if value not in ("", None)}


def differences(company: Company, found: Found, siret: str = "") -> list[Difference]:
    """What is said otherwise, in the order of the page; what agrees is left out."""
    values = values_of(found, siret)
    lines = [_difference(company, name, values) for name in LINES if name in values]
    return [line for line in lines if line.ours != line.theirs]


def fill(
    company: Company, found: Found, *, fields: Iterable[str], by: User, siret: str = ""
) -> Company:
    """Take these lines of the register, and remember where they come from and since when.

    Also notes what a person must know: that the company ceased, or objected to publication.
    Raises Refused when the SIREN is another one's, Incomplete like `save_company`.
    """
    if company.siren and company.siren != found.siren:
        raise Refused(_("This SIREN is not the company's: correct it first."))
    values = values_of(found, siret)
    chosen = [name for line in fields for name in TOGETHER.get(line, (line,)) if name in values]
    taken = {name: values[name] for name in chosen}
    with transaction.atomic():
        if taken:
            services.save_company(company, by=by, **taken)
        _note(company, found, taken)
    company.refresh_from_db()
    return company


def fill_empty(company: Company, found: Found, *, by: User, siret: str = "") -> Company:
    """Take every line that the company has nothing for."""
    empty = [line.name for line in differences(company, found, siret) if line.is_empty]
    return fill(company, found, fields=empty, by=by, siret=siret)


def complete_from_choice(company: Company, choice: str, *, by: User) -> None:
    """After a form was saved: the rest of what was chosen in the register, « siren:siret »."""
    siren, _colon, siret = choice.partition(":")
    if not siren or (company.siren and company.siren != siren):
        return
    found, _answer = look_up_siren(siren)
    if found is not None:
        fill_empty(company, found, by=by, siret=siret)
        _credit(company, found, siret)


def _credit(company: Company, found: Found, siret: str) -> None:
    """What the form showed of the register and nobody changed is the register's word too."""
    values = values_of(found, siret)
    row = Company.objects.get(pk=company.pk)
    now = timezone.now().isoformat(timespec="seconds")
    same = [name for name, value in values.items() if getattr(row, name) == value]
    row.provenance = dict.fromkeys(same, {"source": SOURCE, "at": now}) | row.provenance
    row.save(update_fields=["provenance"])


def form_values(found: Found, siret: str, known: Mapping[str, Any]) -> dict[str, Any]:
    """What a form may show in its empty fields: what stands there stays."""
    values = values_of(found, siret)
    at = "address", "postal_code", "city"
    if any(known.get(name) for name in at):
        # Half of an address and half of another would be a third one.
        values = {name: value for name, value in values.items() if name not in at}
    shown = {name: str(value) for name, value in values.items() if not known.get(name)}
    if "naf_code" not in shown:
        shown.pop("nomenclature", None)
    elif "nomenclature" in values:
        shown["nomenclature"] = values["nomenclature"]
    return shown


def _note(company: Company, found: Found, taken: Mapping[str, Any]) -> None:
    now = timezone.now()
    row = Company.objects.select_for_update(of=("self",)).get(pk=company.pk)
    said = {"source": SOURCE, "at": now.isoformat(timespec="seconds")}
    row.provenance = row.provenance | dict.fromkeys(taken, said)
    row.registry_checked_at = now
    row.is_confidential = found.is_confidential
    row.ceased_on = _ceased_on(found)
    row.save(update_fields=["provenance", "registry_checked_at", "is_confidential", "ceased_on"])


def _ceased_on(found: Found) -> Any:
    """The day it ceased or closed its head office; today when the register names none."""
    closed = found.head is not None and found.head.is_closed
    if not (found.has_ceased or closed):
        return None
    return parse_date(found.ceased_on) if found.ceased_on else timezone.localdate()


def _moved(found: Found) -> str:
    return found.naf_code if settings.NAF == Nomenclature.NAF25 else ""


def _difference(company: Company, name: str, values: Mapping[str, Any]) -> Difference:
    names = TOGETHER.get(name, (name,))
    known = {each: getattr(company, each) for each in names}
    # The nomenclature always says something: without a code it says nothing.
    is_empty = all(value in ("", None) for key, value in known.items() if key != "nomenclature")
    typed = [
        each
        for each, value in known.items()
        if value not in ("", None)
        and value != values.get(each, value)
        and each not in company.provenance
    ]
    came = company.provenance.get(name, {})
    return Difference(
        name=name,
        label=str(LABELS.get(name) or _label_of(name)),
        ours="" if is_empty else _shown(name, known),
        theirs=_shown(name, {each: values.get(each, "") for each in names}),
        is_empty=is_empty,
        is_safe=is_empty or not typed,
        source=str(came.get("source", "")),
    )


def _label_of(name: str) -> Any:
    field: Any = Company._meta.get_field(name)
    return field.verbose_name


LABELS = {"address": _("Address"), "naf_code": _("NAF code")}


def _shown(name: str, values: Mapping[str, Any]) -> str:
    value: Any = values.get(name)
    if name == "naf_code" and value:
        return f"{value} · {Nomenclature(values['nomenclature'] or settings.NAF).label}"
    if name == "workforce_band" and value:
        return _with_year(reference.band_label(str(value)), values.get("workforce_year"))
    if name == "revenue" and value not in ("", None):
        return _with_year(f"{number_format(Decimal(value), 0)}\xa0€", values.get("revenue_year"))
    if name == "address":
        town = f"{values.get('postal_code') or ''} {values.get('city') or ''}".strip()
        return ", ".join(part for part in (str(value or ""), town) if part)
    return str(value or "")


def _with_year(text: str, year: Any) -> str:
    return f"{text} ({year})" if year else text


def day_of(at: str) -> str:
    """The day of a provenance, as people read it."""
    day = parse_date(at[:10])
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""
