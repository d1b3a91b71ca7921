"""Reading delimited text of unknown make: its encoding, its separator, its records, its limits."""

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from leads.importing.problems import Unreadable

MAX_BYTES = 40 * 1024 * 1024
MAX_ROWS = 100_000
MAX_COLUMNS = 200
MAX_CELL = 32 * 1024
DELIMITERS = (",", ";", "\t", "|")
SAMPLE_RECORDS = 30
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
    """A file that can be read: where it is, how its text is encoded and its cells separated."""

    path: Path
    encoding: str
    delimiter: str

    @property
    def name(self) -> str:
        return self.path.name


def probe(path: Path, *, encoding: str = "", delimiter: str = "") -> Source:
    """Find out how to read the file; Unreadable says why it cannot be, and at which line."""
    _require_file(path)
    encoding = _checked_encoding(path, encoding)
    if delimiter and (len(delimiter) != 1 or delimiter in '"\r\n'):
        raise Unreadable(_("{file}: the delimiter is one character.").format(file=path.name))
    return Source(path, encoding, delimiter or _sniff(path, encoding))


def records(source: Source) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it starts on, blank ones left out.

    Raises Unreadable for a quote that is never closed, a cell over 32 KB, or over 200 columns.
    """
    before = csv.field_size_limit(MAX_CELL)
    try:
        yield from _records(source)
    finally:
        csv.field_size_limit(before)


def _records(source: Source) -> Iterator[tuple[int, list[str]]]:
    with source.path.open(encoding=source.encoding, newline="") as text:
        reader = csv.reader(text, delimiter=source.delimiter, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error as error:
                raise Unreadable(_broken(source, line, error)) from error
            if cells is None:
                return
            if len(cells) > MAX_COLUMNS:
                raise Unreadable(
                    _("{file}, line {line}: {n} columns, at most {max} can be read.").format(
                        file=source.name, line=line, n=len(cells), max=MAX_COLUMNS
                    )
                )
            if any(cell.strip() for cell in cells):
                yield line, [_plain(cell) for cell in cells]


def _broken(source: Source, line: int, error: csv.Error) -> str:
    said = str(error)
    if "limit" in said:
        text = _(
            "{file}, line {line}: a cell is longer than 32 KB, or a quote opened here is "
            "never closed."
        )
    elif "unexpected end" in said:
        text = _("{file}, line {line}: a quote is opened and never closed.")
    elif "expected after" in said:
        text = _("{file}, line {line}: a quote inside a quoted cell must be doubled.")
    else:
        text = _("{file}, line {line}: this line cannot be read ({said}).")
    return text.format(file=source.name, line=line, said=said)


def _plain(cell: str) -> str:
    """A cell without padding; ="0612345678", as Excel keeps a text, is what it quotes."""
    cell = cell.strip(" \t\r\n\u00a0\u202f\ufeff")
    if cell.startswith('="') and cell.endswith('"') and len(cell) > 2:
        return cell[2:-1].replace('""', '"')
    return cell


def _require_file(path: Path) -> None:
    if not path.is_file():
        raise Unreadable(_("{file}: there is no such file.").format(file=path))
    size = path.stat().st_size
    if size == 0:
        raise Unreadable(_("{file}: the file is empty.").format(file=path.name))
    if size > MAX_BYTES:
        raise Unreadable(
            _("{file} weighs {mb} MB, at most {max} MB can be read: cut it in several.").format(
                file=path.name, mb=round(size / 1024**2), max=MAX_BYTES // 1024**2
            )
        )
    with path.open("rb") as raw:
        start = raw.read(4)
    for mark, kind in NOT_TEXT.items():
        if start.startswith(mark):
            raise Unreadable(
                _("{file} is a file of another kind ({kind}): save it as CSV first.").format(
                    file=path.name, kind=kind
                )
            )


def _checked_encoding(path: Path, declared: str) -> str:
    """The declared encoding, or UTF-8 when every byte is, else Windows-1252; checked to the end."""
    with path.open("rb") as raw:
        start = raw.read(4)
    marked = next((name for mark, name in BYTE_ORDER_MARKS.items() if start.startswith(mark)), "")
    encoding = declared or marked
    if encoding:
        line = _undecodable_line(path, encoding)
        if line:
            raise _wrong_encoding(path, line, encoding)
        return encoding
    if not _undecodable_line(path, "utf-8"):
        return "utf-8"
    line = _undecodable_line(path, "cp1252")
    if line:
        raise _wrong_encoding(path, line, "UTF-8 / Windows-1252")
    return "cp1252"


def _undecodable_line(path: Path, encoding: str) -> int:
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
                        file=path.name, line=line + text.count("\n", 0, nul)
                    )
                )
            line += text.count("\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return line
    return 0


def _wrong_encoding(path: Path, line: int, encoding: str) -> Unreadable:
    return Unreadable(
        _("{file}, line {line}: not text in {encoding}: save the file as CSV UTF-8.").format(
            file=path.name, line=line, encoding=encoding
        )
    )


def _sniff(path: Path, encoding: str) -> str:
    """The separator that cuts the first records into the most cells, alike from line to line."""
    scores = {mark: _evenness(path, encoding, mark) for mark in DELIMITERS}
    return max(DELIMITERS, key=lambda mark: scores[mark])


def _evenness(path: Path, encoding: str, delimiter: str) -> tuple[float, int]:
    widths: Counter[int] = Counter()
    try:
        for _line, cells in records(Source(path, encoding, delimiter)):
            widths[len(cells)] += 1
            if widths.total() >= SAMPLE_RECORDS:
                break
    except Unreadable:
        # The right separator may break further on; reading says so with the line.
        widths[1] += 1
    if not widths:
        return 0, 0
    width, times = widths.most_common(1)[0]
    return (times / widths.total() if width > 1 else 0), width
