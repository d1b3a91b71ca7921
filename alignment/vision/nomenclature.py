"""Public lists that the ideal customer speaks in: NAF, workforce bands, régions, départements.

Codes are text. Labels of NAF and places are the official French ones; bands are translated.
"""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from alignment.vision.scoring import fold

DATA = Path(__file__).parent / "data"
NAF2 = "naf2"
NOT_AN_EMPLOYER = "NN"

Choice = tuple[str, str]


class Band(NamedTuple):
    """A workforce band of INSEE; `maximum` is None for the last."""

    code: str
    minimum: int
    maximum: int | None

    @property
    def label(self) -> str:
        return band_label(self.code)


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@cache
def _labels(name: str) -> dict[str, str]:
    return {row["code"]: row["label"] for row in _rows(name)}


@cache
def _section_by_division() -> dict[str, str]:
    return {row["code"]: row["section"] for row in _rows("naf2_divisions.csv")}


# --- NAF ----------------------------------------------------------------------------------


def naf_sections() -> list[Choice]:
    """The 21 sections as (letter, label)."""
    return list(_labels("naf2_sections.csv").items())


def naf_divisions() -> list[Choice]:
    """The 88 divisions as (two digits, label)."""
    return list(_labels("naf2_divisions.csv").items())


def naf_choices() -> list[Choice]:
    """The 732 sub-classes as (code, label)."""
    return list(_labels("naf2_classes.csv").items())


def naf_label(code: str, nomenclature: str = NAF2) -> str:
    """Label of a section, division or sub-class; empty for what the nomenclature does not have."""
    if nomenclature != NAF2:
        return ""
    files = {1: "naf2_sections.csv", 2: "naf2_divisions.csv"}
    return _labels(files.get(len(code), "naf2_classes.csv")).get(code, "")


def naf_section(code: str, nomenclature: str = NAF2) -> str:
    """Letter of the section a code belongs to; empty when unknown."""
    return _section_by_division().get(code[:2], "") if nomenclature == NAF2 else ""


def naf_division(code: str, nomenclature: str = NAF2) -> str:
    """The two digits of the division; empty when the nomenclature has no such division."""
    return code[:2] if naf_section(code, nomenclature) else ""


@cache
def _folded_naf() -> list[tuple[str, str, str]]:
    return [(code, label, fold(f"{code} {label}")) for code, label in naf_choices()]


def naf_search(query: str, limit: int = 20) -> list[Choice]:
    """Sub-classes whose code starts with the query, then those whose label has all its words."""
    wanted = fold(query[:100])
    if not wanted:
        return []
    digits = wanted.replace(".", "").replace(" ", "").upper()
    by_code = [
        (code, label) for code, label, _text in _folded_naf()
        if code.replace(".", "").startswith(digits)
    ]  # fmt: skip
    by_label = [
        (code, label) for code, label, text in _folded_naf()
        if all(word in text for word in wanted.split())
    ]  # fmt: skip
    return list(dict.fromkeys(by_code + by_label))[:limit]


# --- Workforce ----------------------------------------------------------------------------


@cache
def workforce_bands() -> tuple[Band, ...]:
    """The 16 bands, smallest first, « not an employer » before « 0 employees »."""
    return tuple(
        Band(row["code"], int(row["minimum"]), int(row["maximum"]) if row["maximum"] else None)
        for row in _rows("workforce_bands.csv")
    )


def band_label(code: str) -> str:
    """A band in the reader's language; empty for a code that does not exist."""
    band = next((band for band in workforce_bands() if band.code == code), None)
    if band is None:
        return ""
    if code == NOT_AN_EMPLOYER:
        return _("Not an employer")
    if band.maximum is None:
        return _("{minimum} employees and more").format(minimum=_spaced(band.minimum))
    if band.maximum == 0:
        return _("No employee")
    return _("{minimum} to {maximum} employees").format(
        minimum=_spaced(band.minimum), maximum=_spaced(band.maximum)
    )


def band_choices() -> list[Choice]:
    """The bands as (code, label), in the reader's language."""
    return [(band.code, band.label) for band in workforce_bands()]


def band_for_headcount(headcount: int) -> str:
    """Code of the band that holds so many employees; ValueError below zero."""
    if headcount < 0:
        raise ValueError("a headcount is not negative")
    return next(
        band.code
        for band in workforce_bands()
        if band.code != NOT_AN_EMPLOYER
        and band.minimum <= headcount <= (headcount if band.maximum is None else band.maximum)
    )


def _spaced(number: int) -> str:
    return f"{number:,}".replace(",", "\u00a0")


# --- Places -------------------------------------------------------------------------------


def regions() -> list[Choice]:
    """The 18 regions as (code, label)."""
    return list(_labels("regions.csv").items())


def departements() -> list[Choice]:
    """The départements and overseas territories as (code, label)."""
    return list(_labels("departements.csv").items())


def region_label(code: str) -> str:
    return _labels("regions.csv").get(code, "")


def departement_label(code: str) -> str:
    return _labels("departements.csv").get(code, "")


@cache
def _region_by_departement() -> dict[str, str]:
    return {row["code"]: row["region"] for row in _rows("departements.csv")}


def region_of(departement: str) -> str:
    """Code of the region; empty for an unknown département and for territories without one."""
    return _region_by_departement().get(departement, "")
