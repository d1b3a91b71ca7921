"""The mapping file: which column is what. Format and examples: docs/importing.md."""

import tomllib
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from leads.choices import LegalBasis
from leads.importing.dates import DECLARABLE
from leads.importing.problems import Unreadable

COMPANY = (
    "company",
    "siren",
    "siret",
    "naf_code",
    "workforce_band",
    "address",
    "postal_code",
    "city",
    "website",
)
CONTACT = ("first_name", "last_name", "full_name", "job_title", "email", "phone", "mobile")
LEAD = (
    "source",
    "need",
    "offer",
    "timing",
    "budget",
    "current_solution",
    "note",
)
MILESTONES = ("captured", "mql", "handed_over", "accepted", "sql", "opportunity")
ENDS = ("won", "lost", "rejected", "recycled", "disqualified")
DATES = (*MILESTONES, *ENDS, "closed", "expected_close")
DEAL = ("amount", "deal_name", "deal_reason", "competitor")
FIELDS = (
    "external_id",
    *COMPANY,
    *CONTACT,
    *LEAD,
    "campaign",
    "owner",
    "marketer",
    "outcome",
    "reason",
    *DEAL,
    *DATES,
)
PERSONAL = frozenset(CONTACT)


@dataclass(frozen=True)
class FileMapping:
    """How one file is read: its columns by our field names, and how its values are written."""

    columns: Table[str, tuple[str, ...]]
    # Where the columns stand, when somebody pointed at them: headers may be empty or come twice.
    places: Table[str, tuple[int, ...]] = field(default_factory=dict)
    constants: Table[str, str] = field(default_factory=dict)
    dates: Table[str, str] = field(default_factory=dict)
    words: Table[str, Table[str, str]] = field(default_factory=dict)
    join_on: str = ""
    encoding: str = ""
    delimiter: str = ""
    header_row: int = 0

    @property
    def names(self) -> set[str]:
        """Every column of the file that is read."""
        found = {name for names in self.columns.values() for name in names}
        return found | ({self.join_on} if self.join_on else set())


@dataclass(frozen=True)
class Mapping:
    """How a set of files becomes history: the first holds the leads, the others complete them."""

    files: tuple[FileMapping, ...]
    label: str = ""
    provenance: str = ""
    zone: ZoneInfo | None = None
    legal_basis: str = LegalBasis.LEGITIMATE_INTEREST

    @property
    def fields(self) -> set[str]:
        """Every field that some column or constant gives."""
        return {name for file in self.files for name in (*file.columns, *file.constants)}

    @property
    def is_personal(self) -> bool:
        """Whether people are named: then where the data comes from must be said."""
        return bool(self.fields & PERSONAL)


def load(path: Path) -> Mapping:
    """Read a mapping file; Unreadable names what is wrong in it."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise Unreadable(_("{file}: there is no such file.").format(file=path)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise Unreadable(
            _("{file} is not a TOML file: {error}").format(file=path.name, error=error)
        ) from error
    return from_data(data)


def from_data(data: Table[str, Any]) -> Mapping:
    """A checked mapping from plain values; Unreadable names what is wrong."""
    _only_known(
        data, ("label", "provenance", "zone", "legal_basis", "files"), _("the mapping file")
    )
    files = data.get("files")
    if not isinstance(files, list) or not files:
        raise Unreadable(_("The mapping file needs one [[files]] section for each file."))
    mapping = Mapping(
        files=tuple(_file(section, number) for number, section in enumerate(files, start=1)),
        label=_text(data, "label"),
        provenance=_text(data, "provenance"),
        zone=_zone(_text(data, "zone")),
        legal_basis=_text(data, "legal_basis") or LegalBasis.LEGITIMATE_INTEREST,
    )
    if mapping.legal_basis not in LegalBasis.values:
        raise Unreadable(
            _("legal_basis is one of: {names}.").format(names=", ".join(LegalBasis.values))
        )
    if "external_id" not in mapping.files[0].columns:
        raise Unreadable(
            _(
                "The first file must say which column (or columns) tells one lead from another: "
                "external_id."
            )
        )
    if not mapping.fields & set(DATES):
        raise Unreadable(_("No column is mapped to a date: history needs at least one."))
    return mapping


def _file(section: Any, number: int) -> FileMapping:
    where = _("[[files]] number {n}").format(n=number)
    if not isinstance(section, dict):
        raise Unreadable(_("{where}: a section is expected.").format(where=where))
    known = ("columns", "constants", "dates", "words", "join_on", "encoding", "delimiter")
    _only_known(section, (*known, "header_row", "name"), where)
    columns = _section(section, "columns", where)
    words = _section(section, "words", where)
    for name in (*columns, *_section(section, "constants", where), *words):
        _require_field(name, where)
    dates = _section(section, "dates", where)
    for name, written in dates.items():
        _require_date(name, written, where)
    return FileMapping(
        columns={name: _column_names(names, where) for name, names in columns.items()},
        constants={n: str(v) for n, v in _section(section, "constants", where).items()},
        dates=dates,
        words={
            name: {str(word): str(ours) for word, ours in _section(words, name, where).items()}
            for name in words
        },
        join_on=_text(section, "join_on"),
        encoding=_text(section, "encoding"),
        delimiter=_text(section, "delimiter"),
        header_row=int(section.get("header_row") or 0),
    )


def _column_names(names: Any, where: str) -> tuple[str, ...]:
    found = [names] if isinstance(names, str) else names
    if not isinstance(found, list) or not found or not all(isinstance(n, str) for n in found):
        raise Unreadable(
            _("{where}: a column is named by text, or by a list of texts.").format(where=where)
        )
    return tuple(name.strip() for name in found)


def _require_field(name: str, where: str) -> None:
    if name not in FIELDS:
        raise Unreadable(
            _("{where}: “{name}” is not one of our fields: {fields}.").format(
                where=where, name=name, fields=", ".join(FIELDS)
            )
        )


def _require_date(name: str, written: Any, where: str) -> None:
    if name not in DATES:
        raise Unreadable(
            _("{where}: “{name}” under dates is not a date.").format(where=where, name=name)
        )
    if not isinstance(written, str) or (written not in DECLARABLE and "%" not in written):
        raise Unreadable(
            _(
                "{where}: the format of {name} is one of {names}, or a pattern like %d/%m/%Y."
            ).format(where=where, name=name, names=", ".join(DECLARABLE))
        )


def _only_known(data: Table[str, Any], known: tuple[str, ...], where: str) -> None:
    unknown = [name for name in data if name not in known]
    if unknown:
        raise Unreadable(
            _("{where} does not know “{name}”: it may hold {names}.").format(
                where=where, name=unknown[0], names=", ".join(known)
            )
        )


def _section(data: Table[str, Any], name: str, where: str) -> dict[str, Any]:
    found = data.get(name, {})
    if not isinstance(found, dict):
        raise Unreadable(_("{where}: {name} is a section.").format(where=where, name=name))
    return found


def _text(data: Table[str, Any], name: str) -> str:
    found = data.get(name, "")
    if not isinstance(found, str):
        raise Unreadable(_("The mapping file: {name} is a text.").format(name=name))
    return found.strip() if name != "delimiter" else found


def _zone(name: str) -> ZoneInfo | None:
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Unreadable(_("Unknown time zone: {name}.").format(name=name)) from error
