"""Files as tables of our fields: finding the header, streaming rows, joining files on a key."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from leads.identifiers import search_key
from leads.importing import reading
from leads.importing.dates import DateColumn
from leads.importing.mapping import DATES, FileMapping, Mapping
from leads.importing.problems import Problem, Report, Unreadable
from leads.importing.reading import MAX_ROWS, Record, Source

HEADER_WITHIN = 20
BETWEEN = "/"


@dataclass(frozen=True)
class Row:
    """One lead's values by field, as written; `lines` says where each field was read."""

    line: int
    values: dict[str, str]
    origins: dict[str, tuple["TableFile", int]]
    cells: tuple[str, ...]


@dataclass
class TableFile:
    """One file with its header found and its date columns weighed."""

    source: Source
    mapping: FileMapping
    header: list[str]
    header_line: int
    places: dict[str, tuple[int, ...]]
    key: tuple[int, ...] = ()
    dates: dict[str, DateColumn] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.source.name

    @property
    def used(self) -> set[int]:
        """The columns that fill a field."""
        return {place for places in self.places.values() for place in places}

    def rows(self) -> Iterator[Record]:
        """Records under the header; a header that is repeated further down is passed over."""
        for record in reading.each_record(self.source):
            if record.line > self.header_line and record.cells != self.header:
                yield record

    def raw(self, cells: list[str], name: str) -> str:
        """The text of a field, its word translated; see `_together` for several columns."""
        text = _together(name, [(self.header[p], cells[p]) for p in self.places.get(name, ())])
        words = self.mapping.words.get(name, {})
        return words.get(text, text)

    def key_of(self, cells: list[str]) -> str:
        return BETWEEN.join(cells[place] for place in self.key)

    def column_of(self, name: str) -> str:
        return " + ".join(self.mapping.columns.get(name, ()))

    def misfit(self, record: Record) -> str:
        """What is wrong with a line that is cut differently from the header, else nothing."""
        cells = record.cells
        if record.wrong:
            return record.wrong
        extra = cells[len(self.header) :]
        if len(cells) >= len(self.header) and not any(extra):
            return ""
        return _(
            "{n} cells where the header has {m}: a separator too many, or a broken line."
        ).format(n=len(cells), m=len(self.header))


def open_file(path: Path, mapping: FileMapping) -> TableFile:
    """Find the header with the mapped columns; Unreadable names those that are not there."""
    source = reading.probe(path, encoding=mapping.encoding, delimiter=mapping.delimiter)
    return table_of(source, mapping)


def table_of(source: Source, mapping: FileMapping) -> TableFile:
    """The same of a file whose make is known."""
    line, header = _header(source, mapping)
    file = TableFile(source, mapping, header, line, {})
    file.places = dict(mapping.places) or {
        name: tuple(_place(file, column) for column in columns)
        for name, columns in mapping.columns.items()
    }
    if mapping.join_on:
        file.key = (_place(file, mapping.join_on),)
    else:
        file.key = file.places.get("external_id", ())
    return file


def header_of(path: Path) -> list[str]:
    """The first line with more than one cell, else the first line."""
    source = reading.probe(path)
    return _first_wide(first_records(source, HEADER_WITHIN), source)[1]


class History:
    """The rows of several files joined on a key: the first holds the leads, the others complete."""

    def __init__(self, paths: list[Path], mapping: Mapping, report: Report) -> None:
        if len(paths) != len(mapping.files):
            raise Unreadable(
                _("The mapping describes {n} files, {m} were given.").format(
                    n=len(mapping.files), m=len(paths)
                )
            )
        self.report = report
        self.files = [
            open_file(path, file) for path, file in zip(paths, mapping.files, strict=True)
        ]
        self.first, self.others = self.files[0], self.files[1:]
        self.unmatched: list[Problem] = []
        for file in self.files:
            self._weigh_dates(file, mapping)
            report.headers[file.name] = file.header
        self.completions = [self._completions(file) for file in self.others]

    def __iter__(self) -> Iterator[Row | Problem]:
        """Each lead as a joined row, or the problem that keeps it out, in the order of the file."""
        used: list[set[str]] = [set() for _file in self.others]
        for record in self.first.rows():
            misfit = self.first.misfit(record)
            if misfit:
                cells = tuple(record.cells)
                yield Problem(self.first.name, record.line, "", "", misfit, cells)
                continue
            yield self._joined(record.line, record.cells, used)
        yield from self._strays(used)

    def _joined(self, line: int, cells: list[str], used: list[set[str]]) -> Row:
        values, origins = _values(self.first, line, cells)
        key = self.first.key_of(cells)
        for file, rows, seen in zip(self.others, self.completions, used, strict=True):
            if key not in rows:
                continue
            seen.add(key)
            more, places = _values(file, *rows[key])
            for name, text in more.items():
                if not values.get(name):
                    values[name], origins[name] = text, places[name]
        for file in self.files:
            for name, text in file.mapping.constants.items():
                values[name] = values.get(name) or text
        return Row(line, values, origins, tuple(cells))

    def _completions(self, file: TableFile) -> dict[str, tuple[int, list[str]]]:
        """Rows of a further file by their key; keys that come twice or not at all are problems."""
        if not file.key:
            raise Unreadable(
                _("{file}: say which column joins it to the first file: join_on.").format(
                    file=file.name
                )
            )
        rows: dict[str, tuple[int, list[str]]] = {}
        for record in file.rows():
            line, cells = record.line, record.cells
            key = "" if file.misfit(record) else file.key_of(cells)
            said = file.misfit(record) or (_("No key to join on.") if not key else "")
            if key in rows:
                said = _("This key was already on line {line}.").format(line=rows[key][0])
            if said:
                self.unmatched.append(self._problem(file, line, cells, key, said))
            else:
                rows[key] = (line, cells)
        return rows

    def _strays(self, used: list[set[str]]) -> Iterator[Problem]:
        yield from self.unmatched
        for file, rows, seen in zip(self.others, self.completions, used, strict=True):
            for key, (line, cells) in rows.items():
                if key not in seen:
                    said = _("No line of {file} has this key.").format(file=self.first.name)
                    yield self._problem(file, line, cells, key, said)

    def _problem(
        self, file: TableFile, line: int, cells: list[str], key: str, said: str
    ) -> Problem:
        column = file.mapping.join_on or file.column_of("external_id")
        return Problem(file.name, line, column, key, said, tuple(cells))

    def _weigh_dates(self, file: TableFile, mapping: Mapping) -> None:
        """One pass over all rows: the format of each date column, and the number of rows."""
        file.dates = {
            name: DateColumn(file.mapping.dates.get(name, ""), mapping.zone)
            for name in DATES
            if name in file.places or name in file.mapping.constants
        }
        for rows, record in enumerate(file.rows(), start=1):
            if rows > MAX_ROWS:
                raise Unreadable(
                    _("{file}: more than {max} rows: cut the file in several.").format(
                        file=file.name, max=f"{MAX_ROWS:_}".replace("_", "\u00a0")
                    )
                )
            if not file.misfit(record):
                for name, column in file.dates.items():
                    column.weigh(file.raw(record.cells, name))
        self._tell_dates(file)

    def _tell_dates(self, file: TableFile) -> None:
        if file.source.encoding == "cp1252":
            self.report.notice(
                _("{file} is not UTF-8: it is read as Windows-1252.").format(file=file.name)
            )
        for name, column in file.dates.items():
            if column.is_ambiguous and not column.declared:
                self.report.notice(
                    _(
                        "{file}, {column}: nothing shows whether days or months come first "
                        "({sample}): read day first. Declare it under dates to be sure."
                    ).format(file=file.name, column=file.column_of(name), sample=column.samples[0])
                )
            elif column.order == "month-first" and not column.declared:
                self.report.notice(
                    _("{file}, {column}: months come before days here ({sample}).").format(
                        file=file.name, column=file.column_of(name), sample=column.samples[0]
                    )
                )


def row_of(file: TableFile, record: Record) -> Row | Problem:
    """One record of a single file, or what is wrong with it; unused columns may be missing."""
    cells = record.cells
    missing = range(len(cells), len(file.header))
    if missing and not record.wrong and not set(missing) & file.used:
        cells = cells + [""] * len(missing)
    misfit = file.misfit(Record(record.line, cells, record.wrong))
    if misfit:
        return Problem(file.name, record.line, "", "", misfit, tuple(record.cells))
    values, origins = _values(file, record.line, cells)
    for name, text in file.mapping.constants.items():
        values[name] = values.get(name) or text
    return Row(record.line, values, origins, tuple(cells))


def _values(
    file: TableFile, line: int, cells: list[str]
) -> tuple[dict[str, str], dict[str, tuple[TableFile, int]]]:
    values = {name: file.raw(cells, name) for name in file.places}
    return values, dict.fromkeys(values, (file, line))


def _header(source: Source, mapping: FileMapping) -> tuple[int, list[str]]:
    """The line that holds every mapped column, among the first; else the likeliest one."""
    first = first_records(source, max(HEADER_WITHIN, mapping.header_row))
    if mapping.header_row:
        declared = [found for found in first if found[0] == mapping.header_row]
        if not declared:
            raise Unreadable(
                _("{file}: there is no line {line} to be the header.").format(
                    file=source.name, line=mapping.header_row
                )
            )
        return declared[0]
    wanted = {search_key(name) for name in mapping.names}
    for line, cells in first:
        if wanted <= {search_key(cell) for cell in cells}:
            return line, cells
    return _first_wide(first, source)


def first_records(source: Source, most: int) -> list[tuple[int, list[str]]]:
    """The first lines that can be cut; Unreadable when there are none."""
    found = list(islice(reading.each_record(source), most))
    whole = [(record.line, record.cells) for record in found if not record.wrong]
    if not whole:
        wrong = found[0].wrong if found else _("the file is empty.")
        line = found[0].line if found else 1
        raise Unreadable(
            _("{file}, line {line}: {wrong}").format(file=source.name, line=line, wrong=wrong)
        )
    return whole


def _together(name: str, parts: list[tuple[str, str]]) -> str:
    """Several columns for one field: an identifier joins them, a note names them, others choose."""
    if len(parts) == 1:
        return parts[0][1]
    said = [(header, cell) for header, cell in parts if cell]
    if name == "note":
        return "\n".join(f"{header}: {cell}" for header, cell in said)
    if name == "external_id":
        return BETWEEN.join(cell for _header, cell in parts) if said else ""
    if name == "address":
        return " ".join(cell for _header, cell in said)
    return said[0][1] if said else ""


def _first_wide(first: list[tuple[int, list[str]]], source: Source) -> tuple[int, list[str]]:
    if not first:
        raise Unreadable(_("{file}: the file is empty.").format(file=source.name))
    return next((found for found in first if sum(map(bool, found[1])) > 1), first[0])


def _place(file: TableFile, column: str) -> int:
    """Where a column stands: by its exact name, else whatever its case and accents."""
    exact = [place for place, name in enumerate(file.header) if name == column]
    places = exact or [
        place
        for place, name in enumerate(file.header)
        if search_key(name) == search_key(column) and name
    ]
    if len(places) == 1:
        return places[0]
    if places:
        text = _("{file}: two columns are called “{column}”: rename one.")
    else:
        text = _("{file} has no column “{column}”. Its columns: {names}.")
    raise Unreadable(text.format(file=file.name, column=column, names=", ".join(file.header)[:500]))
