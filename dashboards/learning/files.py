"""Reading a lead file as texts by column, with the readers of imports."""

import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from alignment.web.errors import Refused
from leads.identifiers import search_key
from leads.importing import reading, sheets, tables
from leads.importing.mapping import FileMapping


@dataclass(frozen=True)
class Sheet:
    """A file as it is written: its header, its rows, and how many lines could not be cut."""

    header: list[str]
    rows: list[list[str]]
    skipped: int

    def table(self) -> dict[str, list[str]]:
        """The texts by column."""
        return {name: [row[at] for row in self.rows] for at, name in enumerate(self.header)}

    def column(self, name: str) -> str:
        """The column's name as written, found whatever its case and accents; Refused names all."""
        found = [each for each in self.header if search_key(each) == search_key(name)]
        if not found:
            said = _("There is no column “{name}”. The file has: {names}.")
            raise Refused(said.format(name=name, names=", ".join(self.header)))
        return found[0]


def read(path: Path) -> Sheet:
    """Read delimited text or a workbook; Refused (Unreadable) says what is wrong with it."""
    if path.is_file() and path.stat().st_size and sheets.is_workbook(path):
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "sheet.csv"
            sheets.copy_sheet(path, copy)
            return _sheet(reading.Source(copy, "utf-8", ";", True, path.name))
    return _sheet(reading.probe(path))


def _sheet(source: reading.Source) -> Sheet:
    file = tables.table_of(source, FileMapping(columns={}))
    header = _named(file.header)
    rows, skipped = [], 0
    for record in file.rows():
        if record.wrong or any(record.cells[len(header) :]):
            skipped += 1
            continue
        missing = [""] * (len(header) - len(record.cells))
        rows.append([*record.cells, *missing][: len(header)])
        if len(rows) > reading.MAX_ROWS:
            said = _("{file} has more than {n} rows: cut it in several.")
            raise Refused(said.format(file=source.name, n=reading.MAX_ROWS))
    if not rows:
        raise Refused(_("{file} has no row.").format(file=source.name))
    return Sheet(header, rows, skipped)


def _named(header: list[str]) -> list[str]:
    """Names that tell columns apart: one without a name, or named twice, bears its place."""
    often = Counter(search_key(name) for name in header)
    return [
        name if name and often[search_key(name)] == 1 else f"{name} {place}".strip()
        for place, name in enumerate(header, start=1)
    ]
