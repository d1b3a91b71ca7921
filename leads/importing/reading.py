"""Reading delimited text of unknown make: its encoding, its separator, its records, its limits."""

import codecs
import csv
from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _

from leads.importing.problems import Unreadable

MAX_BYTES = 40 * 1024 * 1024
MAX_ROWS = 100_000
MAX_COLUMNS = 200
MAX_CELL = 32 * 1024
DELIMITERS = (",", ";", "\t", "|")
SAMPLE_RECORDS = 30
# No line of text that people can mend is longer; a longer one must not fill the memory.
MAX_LINE = 1024 * 1024
# A file that breaks this often is not delimited text.
MOST_BROKEN = 100
CHUNK = 1024 * 1024
NOT_TEXT = {
    b"PK\x03\x04": "Excel (.xlsx) / OpenDocument",
    b"\xd0\xcf\x11\xe0": "Excel (.xls)",
    b"%PDF": "PDF",
    b"\x1f\x8b": "gzip",
}
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


@dataclass(frozen=True)
class Source:
    """A file that can be read: where it is, how its text is encoded and its cells separated.

    A numbered source is the copy of a sheet: its first cell is the number of the row.
    """

    path: Path
    encoding: str
    delimiter: str
    is_numbered: bool = False
    known_as: str = ""

    @property
    def name(self) -> str:
        return self.known_as or self.path.name


@dataclass(frozen=True)
class Record:
    """One record with the line it starts on; `wrong` says why it cannot be cut into cells."""

    line: int
    cells: list[str]
    wrong: str = ""


def probe(path: Path, *, encoding: str = "", delimiter: str = "", known_as: str = "") -> Source:
    """Find out how to read the file; Unreadable says why it cannot be, and at which line."""
    name = known_as or path.name
    _require_file(path, name)
    encoding = _checked_encoding(path, encoding, name)
    if delimiter and (len(delimiter) != 1 or delimiter in '"\r\n'):
        raise Unreadable(_("{file}: the delimiter is one character.").format(file=name))
    return Source(path, encoding, delimiter or _sniff(path, encoding), known_as=known_as)


def records(source: Source) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it starts on, blank ones left out.

    Raises Unreadable for a quote that is never closed, a cell over 32 KB, or over 200 columns.
    """
    for record in each_record(source):
        if record.wrong:
            where = _("{file}, line {line}").format(file=source.name, line=record.line)
            raise Unreadable(f"{where}: {record.wrong}")
        yield record.line, record.cells


def each_record(source: Source) -> Iterator[Record]:
    """Each record, those that cannot be cut named as such: reading goes on at the line after.

    Raises Unreadable for a line over 1 MB, or when a hundred records are broken.
    """
    before = csv.field_size_limit(MAX_CELL)
    try:
        start: int | None = 0
        broken = 0
        while start is not None:
            start = yield from _records_from(source, start)
            broken += 1
            if broken > MOST_BROKEN:
                raise Unreadable(
                    _("{file}: too many lines cannot be cut into cells: save it again.").format(
                        file=source.name
                    )
                )
    finally:
        csv.field_size_limit(before)


def _records_from(source: Source, start: int) -> Generator[Record, None, int | None]:
    """Records after `start` lines, until one is broken: returns the line to go on after."""
    with source.path.open(encoding=source.encoding, newline="") as text:
        for _skipped in range(start):
            text.readline(MAX_LINE + 1)
        reader = csv.reader(_lines(text, source, start), delimiter=source.delimiter, strict=True)
        while True:
            line = start + reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error as error:
                yield Record(line, [], _broken(error))
                return line
            if cells is None:
                return None
            if any(cell.strip() for cell in cells):
                yield _record(source, line, cells)


def _record(source: Source, line: int, cells: list[str]) -> Record:
    if source.is_numbered:
        line, cells = int(cells[0]), cells[1:]
    if len(cells) > MAX_COLUMNS:
        said = _("{n} columns, at most {max} can be read.").format(n=len(cells), max=MAX_COLUMNS)
        return Record(line, cells[:MAX_COLUMNS], said)
    return Record(line, [_plain(cell) for cell in cells])


def _lines(text: TextIO, source: Source, start: int) -> Iterator[str]:
    for line in count(start + 1):
        found = text.readline(MAX_LINE + 1)
        if not found:
            return
        if len(found) > MAX_LINE:
            raise Unreadable(
                _("{file}, line {line}: this line is longer than a million characters.").format(
                    file=source.name, line=line
                )
            )
        yield found


def _broken(error: csv.Error) -> str:
    said = str(error)
    if "limit" in said:
        return _("A cell is longer than 32 KB, or a quote opened here is never closed.")
    if "unexpected end" in said:
        return _("A quote is opened and never closed.")
    if "expected after" in said:
        return _("A quote inside a quoted cell must be doubled.")
    return _("This line cannot be read ({said}).").format(said=said)


def _plain(cell: str) -> str:
    """A cell without padding; ="0612345678", as Excel keeps a text, is what it quotes."""
    cell = cell.strip(" \t\r\n\u00a0\u202f\ufeff")
    if cell.startswith('="') and cell.endswith('"') and len(cell) > 2:
        return cell[2:-1].replace('""', '"')
    return cell


def _require_file(path: Path, name: str) -> None:
    if not path.is_file():
        raise Unreadable(_("{file}: there is no such file.").format(file=path))
    size = path.stat().st_size
    if size == 0:
        raise Unreadable(_("{file}: the file is empty.").format(file=name))
    if size > MAX_BYTES:
        raise Unreadable(
            _("{file} weighs {mb} MB, at most {max} MB can be read: cut it in several.").format(
                file=name, mb=round(size / 1024**2), max=MAX_BYTES // 1024**2
            )
        )
    with path.open("rb") as raw:
        start = raw.read(4)
    for mark, kind in NOT_TEXT.items():
        if start.startswith(mark):
            raise Unreadable(
                _("{file} is a file of another kind ({kind}): save it as CSV first.").format(
                    file=name, kind=kind
                )
            )


def _checked_encoding(path: Path, declared: str, name: str) -> str:
    """The declared encoding, or UTF-8 when every byte is, else Windows-1252; checked to the end."""
    with path.open("rb") as raw:
        start = raw.read(4)
    marked = next((form for mark, form in BYTE_ORDER_MARKS.items() if start.startswith(mark)), "")
    encoding = declared or marked or _unmarked_utf16(start)
    if encoding:
        line = _undecodable_line(path, encoding, name)
        if line:
            raise _wrong_encoding(name, line, encoding)
        return encoding
    if not _undecodable_line(path, "utf-8", name):
        return "utf-8"
    line = _undecodable_line(path, "cp1252", name)
    if line:
        raise _wrong_encoding(name, line, "UTF-8 / Windows-1252")
    return "cp1252"


def _unmarked_utf16(start: bytes) -> str:
    """UTF-16 without its mark: every other byte of plain letters is zero."""
    if len(start) < 4 or 0 not in start:
        return ""
    if start[1] == start[3] == 0 and start[0] and start[2]:
        return "utf-16-le"
    return "utf-16-be" if start[0] == start[2] == 0 and start[1] and start[3] else ""


def _undecodable_line(path: Path, encoding: str, name: str) -> int:
    """The first line that is not text in this encoding, 0 when there is none; NUL is refused."""
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError as error:
        raise Unreadable(_("Unknown encoding: {name}.").format(name=encoding)) from error
    line = 1
    with path.open("rb") as raw:
        while chunk := raw.read(CHUNK):
            try:
                text = decoder.decode(chunk)
            except UnicodeDecodeError as error:
                return line + chunk[: error.start].count(b"\n")
            nul = text.find("\0")
            if nul >= 0:
                raise Unreadable(
                    _("{file}, line {line}: NUL characters: this is not a text file.").format(
                        file=name, line=line + text.count("\n", 0, nul)
                    )
                )
            line += text.count("\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return line
    return 0


def _wrong_encoding(name: str, line: int, encoding: str) -> Unreadable:
    return Unreadable(
        _("{file}, line {line}: not text in {encoding}: save the file as CSV UTF-8.").format(
            file=name, line=line, encoding=encoding
        )
    )


def _sniff(path: Path, encoding: str) -> str:
    """The separator that cuts the first records into the most cells, alike from line to line."""
    scores = {mark: _evenness(path, encoding, mark) for mark in DELIMITERS}
    return max(DELIMITERS, key=lambda mark: scores[mark])


def _evenness(path: Path, encoding: str, delimiter: str) -> tuple[float, int]:
    widths: Counter[int] = Counter()
    try:
        # The right separator may break further on; reading says so with the line.
        for record in islice(each_record(Source(path, encoding, delimiter)), SAMPLE_RECORDS):
            widths[max(len(record.cells), 1)] += 1
    except Unreadable:
        widths[1] += 1
    if not widths:
        return 0, 0
    width, times = widths.most_common(1)[0]
    return (times / widths.total() if width > 1 else 0), width
