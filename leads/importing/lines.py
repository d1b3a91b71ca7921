"""The lines of a kept file as drafts, one pass at a time: counted, weighed, read, checked."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from leads.importing import naming, staff, tables, uploads
from leads.importing.dates import DAY_FIRST, DateColumn
from leads.importing.mapping import DATES, FileMapping
from leads.importing.problems import Problem, Unreadable
from leads.importing.reading import MAX_ROWS
from leads.importing.tables import Row, TableFile
from leads.importing.terms import Terms, terms_of
from leads.importing.values import Draft, Reader
from leads.models import Import


@dataclass(frozen=True)
class Read:
    """One line: its draft, or everything that keeps it out; `cells` as they were read."""

    line: int
    draft: Draft | None
    problems: tuple[Problem, ...]
    cells: tuple[str, ...]


class Lines:
    """A kept file under its columns and choices."""

    def __init__(self, batch: Import, terms: Terms | None = None) -> None:
        self.terms = terms or terms_of(batch)
        self.table = table_of(batch)
        self.reader = Reader(
            staff.staff(staff.said_of(batch)),
            self.table,
            {name: _column(batch, name) for name in DATES if name in self.table.places},
            self.terms,
            {
                code: own
                for code, own in naming.custom_by_code().items()
                if code in self.table.places
            },
        )

    def after(self, line: int = 0) -> Iterator[Read]:
        """Each line of the file after the one given."""
        for record in self.table.rows():
            if record.line <= line:
                continue
            row = tables.row_of(self.table, record)
            yield self._read(row) if isinstance(row, Row) else _out(row)

    def chunks(self, line: int, size: int) -> Iterator[list[Read]]:
        """The same by so many at once."""
        lines = self.after(line)
        while chunk := list(islice(lines, size)):
            yield chunk

    def _read(self, row: Row) -> Read:
        found = self.reader.draft(row)
        if isinstance(found, Draft):
            return Read(row.line, found, (), row.cells)
        return Read(row.line, None, tuple(found), row.cells)


def table_of(batch: Import) -> TableFile:
    """The file with the columns that somebody pointed at."""
    table = uploads.table_of(batch, mapping_of(batch))
    table.places = dict(table.mapping.places)
    table.key = table.places.get("external_id", ())
    return table


def mapping_of(batch: Import) -> FileMapping:
    """Columns by field, with what stands where a line says nothing."""
    places: dict[str, tuple[int, ...]] = {}
    for place, name in enumerate(batch.mapping.get("fields", ())):
        if name:
            places[name] = (*places.get(name, ()), place)
    header = batch.reading["header"]
    source = batch.mapping.get("choices", {}).get("source", "")
    return FileMapping(
        columns={name: tuple(header[p] for p in found) for name, found in places.items()},
        places=places,
        constants={"source": source} if source else {},
    )


def weigh(batch: Import) -> None:
    """One pass over the whole file: its lines, its people, and how each date column is written.

    Unreadable when there is no line at all, or more than can be taken in.
    """
    table = table_of(batch)
    columns = {name: DateColumn() for name in (*DATES, *_own_days()) if name in table.places}
    names: Counter[str] = Counter()
    rows = 0
    for rows, record in enumerate(table.rows(), start=1):
        if rows > MAX_ROWS:
            raise Unreadable(_too_many(batch))
        if not record.wrong and len(record.cells) >= len(table.header):
            staff.count(table, record.cells, names)
            for name, column in columns.items():
                column.weigh(table.raw(record.cells, name))
    if not rows:
        raise Unreadable(_("{file} has a header and no line under it.").format(file=table.name))
    batch.rows = rows
    batch.reading["people"] = dict(names)
    batch.reading["orders"] = {name: column.order for name, column in columns.items()}
    batch.reading["unsure"] = {
        table.column_of(name): column.samples[0]
        for name, column in columns.items()
        if column.is_ambiguous
    }


def _too_many(batch: Import) -> str:
    most = f"{MAX_ROWS:_}".replace("_", "\u00a0")
    return _("{file}: more than {max} rows: cut the file in several.").format(
        file=batch.files[0], max=most
    )


def _own_days() -> list[str]:
    return [code for code, own in naming.custom_by_code().items() if own.kind == "date"]


def _column(batch: Import, name: str) -> DateColumn:
    return DateColumn(declared=batch.reading.get("orders", {}).get(name, DAY_FIRST))


def _out(problem: Problem) -> Read:
    return Read(problem.line, None, (problem,), problem.cells)
