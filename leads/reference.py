"""Places from postal codes, and the public nomenclatures under one roof for the lead pages."""

import csv
import gzip
import io
from functools import cache
from pathlib import Path

from alignment.vision.nomenclature import (
    Band,
    band_choices,
    band_for_headcount,
    band_label,
    departement_label,
    departements,
    naf_choices,
    naf_division,
    naf_divisions,
    naf_label,
    naf_search,
    naf_section,
    naf_sections,
    region_label,
    region_of,
    regions,
    workforce_bands,
)
from leads.identifiers import search_key

__all__ = [
    "Band",
    "band_choices",
    "band_for_headcount",
    "band_label",
    "cities_of",
    "departement_label",
    "departement_of",
    "departement_of_commune",
    "departements",
    "naf_choices",
    "naf_division",
    "naf_divisions",
    "naf_label",
    "naf_search",
    "naf_section",
    "naf_sections",
    "region_label",
    "region_of",
    "region_of_postal_code",
    "regions",
    "workforce_bands",
]

POSTAL_CODES = Path(__file__).parent / "data" / "postal_codes.csv.gz"


@cache
def _communes() -> dict[str, tuple[tuple[str, str], ...]]:
    """Postal code to its (city, département) pairs, the most populous first."""
    found: dict[str, list[tuple[str, str]]] = {}
    text = gzip.decompress(POSTAL_CODES.read_bytes()).decode()
    for row in csv.DictReader(io.StringIO(text), delimiter=";"):
        found.setdefault(row["postal_code"], []).append((row["city"], row["departement"]))
    return {code: tuple(pairs) for code, pairs in found.items()}


def cities_of(postal_code: str) -> list[str]:
    """Communes that share the postal code, the most populous first."""
    return [city for city, _departement in _communes().get(postal_code, ())]


def departement_of(postal_code: str, city: str = "") -> str:
    """Code of the département; the city decides where a postal code crosses a border.

    A code that serves no commune (CEDEX) falls back on its first digits; empty when that is none.
    """
    communes = _communes().get(postal_code, ())
    named = [code for name, code in communes if city and search_key(name) == search_key(city)]
    if named or communes:
        return named[0] if named else communes[0][1]
    return _departement_by_prefix(postal_code)


def departement_of_commune(commune: str) -> str:
    """Code of the département of an INSEE commune: 75115 is in 75, 2A004 in 2A, 97411 in 974.

    Surer than the postal code, which crosses borders; empty for a code that is none.
    """
    code = commune.strip().upper()
    prefix = code[:3] if code[:2] in {"97", "98"} else code[:2]
    return prefix if len(code) == 5 and departement_label(prefix) else ""


def _departement_by_prefix(postal_code: str) -> str:
    if len(postal_code) != 5 or not postal_code.isdigit():
        return ""
    if postal_code.startswith("20"):
        return "2A" if postal_code[2] in "01" else "2B"
    prefix = postal_code[:3] if postal_code[:2] in {"97", "98"} else postal_code[:2]
    return prefix if departement_label(prefix) else ""


def region_of_postal_code(postal_code: str, city: str = "") -> str:
    """Code of the region; empty when the postal code is not French or has no region."""
    return region_of(departement_of(postal_code, city))
