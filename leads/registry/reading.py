"""What the public register says of a company, reduced to what we may keep (domain: 6.4).

Directors are never read: the answer holds their birth dates, and auditors among them. Fields of
somebody who objected to publication come as « [NON-DIFFUSIBLE] » and count as unknown.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.utils.dateparse import parse_date

from leads import reference
from leads.choices import Category

HIDDEN = "[NON-DIFFUSIBLE]"
ACTIVE = "A"


@dataclass(frozen=True)
class Site:
    """One establishment."""

    siret: str
    address: str
    postal_code: str
    city: str
    commune: str
    is_head: bool = False
    is_closed: bool = False

    @property
    def departement(self) -> str:
        return reference.departement_of_commune(self.commune)


@dataclass(frozen=True)
class Found:
    """One company of the register, in the words of our own fields."""

    siren: str
    name: str
    naf_code: str = ""
    naf25_code: str = ""
    workforce_band: str = ""
    workforce_year: int | None = None
    category: str = ""
    revenue: str = ""
    revenue_year: int | None = None
    is_confidential: bool = False
    has_ceased: bool = False
    ceased_on: str = ""
    vat_number: str = ""
    sites: tuple[Site, ...] = field(default_factory=tuple)

    @property
    def nomenclature(self) -> str:
        """The one that the register speaks in first: a setting, because its date keeps moving."""
        return settings.NAF

    @property
    def head(self) -> Site | None:
        return next((site for site in self.sites if site.is_head), None)

    def site(self, siret: str) -> Site | None:
        """The establishment asked for, else the head office."""
        return next((site for site in self.sites if site.siret == siret), None) or self.head

    def kept(self) -> dict[str, Any]:
        """As JSON, for the cache."""
        return asdict(self)


def from_kept(row: Mapping[str, Any]) -> Found:
    """What `kept` gave, read again."""
    sites = tuple(Site(**site) for site in row["sites"])
    return Found(**{**row, "sites": sites})


def read_results(answer: Mapping[str, Any]) -> list[Found]:
    """The companies of an answer; rows that make no sense are left out."""
    results = answer.get("results")
    rows = results if isinstance(results, list) else []
    found = [_read(row) for row in rows if isinstance(row, Mapping)]
    return [each for each in found if each.siren]


def _read(row: Mapping[str, Any]) -> Found:
    hidden = _text(row, "statut_diffusion") == "P"
    siren = _digits(row, "siren", 9)
    revenue, year = _latest_revenue(row.get("finances"))
    return Found(
        siren=siren,
        name="" if hidden else _text(row, "nom_raison_sociale") or _text(row, "nom_complet"),
        naf_code=_text(row, "activite_principale")[:6],
        naf25_code=_text(row, "activite_principale_naf25")[:6],
        workforce_band=_band(row),
        workforce_year=_year(row.get("annee_tranche_effectif_salarie")),
        category=_among(_text(row, "categorie_entreprise"), Category.values),
        revenue=revenue,
        revenue_year=year,
        is_confidential=hidden,
        has_ceased=_text(row, "etat_administratif") not in ("", ACTIVE),
        ceased_on=_day(row, "date_fermeture"),
        vat_number=_vat(row.get("tva")),
        sites=() if hidden else _sites(row),
    )


def _sites(row: Mapping[str, Any]) -> tuple[Site, ...]:
    """The head office first, then the establishments that match what was asked."""
    head = row.get("siege")
    found = [_site(head, is_head=True)] if isinstance(head, Mapping) else []
    others = row.get("matching_etablissements")
    for other in others if isinstance(others, list) else []:
        if isinstance(other, Mapping):
            found.append(_site(other, is_head=False))
    by_siret: dict[str, Site] = {}
    for site in found:
        if site.siret:
            by_siret.setdefault(site.siret, site)
    return tuple(by_siret.values())


def _site(row: Mapping[str, Any], *, is_head: bool) -> Site:
    postal_code, city = _text(row, "code_postal")[:5], _text(row, "libelle_commune")
    address = _text(row, "adresse")
    # The line ends with the town that has fields of its own.
    if postal_code and postal_code in address:
        address = address.rpartition(postal_code)[0].strip(" ,")
    return Site(
        siret=_digits(row, "siret", 14),
        address=address[:200],
        postal_code=postal_code,
        city=city.title()[:100],
        commune=_text(row, "commune")[:5],
        is_head=is_head,
        is_closed=_text(row, "etat_administratif") not in ("", ACTIVE),
    )


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    text = value.strip() if isinstance(value, str) else ""
    return "" if HIDDEN in text.upper() else text


def _digits(row: Mapping[str, Any], name: str, length: int) -> str:
    text = _text(row, name)
    return text if text.isascii() and text.isdigit() and len(text) == length else ""


def _among(text: str, known: Any) -> str:
    return text if text in known else ""


def _band(row: Mapping[str, Any]) -> str:
    return _among(_text(row, "tranche_effectif_salarie"), dict(reference.band_choices()))


def _day(row: Mapping[str, Any], name: str) -> str:
    try:
        day = parse_date(_text(row, name))
    except ValueError:
        return ""
    return day.isoformat() if isinstance(day, date) else ""


def _year(value: Any) -> int | None:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and 1990 <= int(text) <= 2100 else None


def _latest_revenue(finances: Any) -> tuple[str, int | None]:
    """Turnover of the latest year that has one, in euros."""
    years = finances if isinstance(finances, Mapping) else {}
    for year in sorted(years, reverse=True):
        amount = years[year].get("ca") if isinstance(years[year], Mapping) else None
        if amount is not None and _year(year):
            try:
                return str(Decimal(str(amount)).quantize(Decimal(1))), _year(year)
            except InvalidOperation:
                continue
    return "", None


def _vat(values: Any) -> str:
    first = values[0] if isinstance(values, list) and values else ""
    return first[:14] if isinstance(first, str) and HIDDEN not in first else ""
