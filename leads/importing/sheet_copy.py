"""Run on its own (`python sheet_copy.py BOOK SHEET COPY`): one sheet as delimited text.

A process apart, held to a gigabyte and a minute: what a hostile file does to it, it does to it
alone. Prints one line of JSON: {"sheets": [...], "sheet": name} or {"wrong": why}.
"""

import csv
import datetime
import json
import sys
import zipfile
from pathlib import Path

MEMORY = 1024**3
SECONDS = 60
MOST_ENTRIES = 200
MOST_BYTES = 100 * 1024 * 1024
MOST_RATIO = 100
# Small parts compress well for honest reasons: a style sheet of 300 KB is no bomb.
RATIO_FROM = 1024 * 1024
MOST_COLUMNS = 200
MOST_ROWS = 100_020
LONGEST_CELL = 32 * 1024
CHUNK = 64 * 1024
WORKBOOK_PARTS = {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}


class Wrong(Exception):
    """What is wrong with the workbook, as a code that the caller puts into words."""


def check(path: Path) -> None:
    """Refuse what would not stay small once unpacked, before anything unpacks it."""
    try:
        book = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as error:
        raise Wrong("not_a_book") from error
    with book:
        parts = book.infolist()
        if not WORKBOOK_PARTS & {part.filename for part in parts}:
            raise Wrong("not_a_book")
        declared = sum(part.file_size for part in parts)
        packed = sum(part.compress_size for part in parts) or 1
        if len(parts) > MOST_ENTRIES or declared > MOST_BYTES:
            raise Wrong("too_large")
        if declared > RATIO_FROM and declared / packed > MOST_RATIO:
            raise Wrong("too_large")
        left = MOST_BYTES
        for part in parts:
            left -= _unpacked(book, part, left)


def _unpacked(book: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    """How large a part really is: what a file declares of itself may be a lie."""
    name = part.filename
    if ".." in name or name.startswith("/") or name.lower().endswith((".zip", ".xlsx", ".ods")):
        raise Wrong("odd_parts")
    if part.flag_bits & 1:
        raise Wrong("locked")
    size, tail = 0, b""
    is_xml = name.endswith((".xml", ".rels"))
    try:
        with book.open(part) as raw:
            while chunk := raw.read(CHUNK):
                size += len(chunk)
                if size > left:
                    raise Wrong("too_large")
                if is_xml and b"<!DOCTYPE" in tail + chunk:
                    raise Wrong("odd_parts")
                tail = chunk[-16:]
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise Wrong("not_a_book") from error
    return size


def copy(path: Path, wanted: str, target: Path) -> dict[str, object]:
    """Write the sheet wanted, else the first that holds something; rows keep their numbers."""
    from python_calamine import CalamineError, CalamineWorkbook

    check(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        names = list(book.sheet_names)
        name = wanted if wanted in names else _first_full(book, names)
        sheet = book.get_sheet_by_name(name)
        first = sheet.start[0] if sheet.start else 0
        with target.open("w", encoding="utf-8", newline="") as text:
            _write(csv.writer(text, delimiter=";"), sheet, first)
    except (CalamineError, OSError, ValueError) as error:
        raise Wrong("not_a_book") from error
    return {"sheets": names[:50], "sheet": name}


def _first_full(book: object, names: list[str]) -> str:
    for name in names[:50]:
        if book.get_sheet_by_name(name).start is not None:  # type: ignore[attr-defined]
            return name
    raise Wrong("empty")


def _write(out: object, sheet: object, first: int) -> None:
    rows = 0
    for number, row in enumerate(sheet.iter_rows(), start=first + 1):  # type: ignore[attr-defined]
        if len(row) > MOST_COLUMNS and any(cell != "" for cell in row[MOST_COLUMNS:]):
            raise Wrong("too_wide")
        cells = [_text(cell) for cell in row[:MOST_COLUMNS]]
        if not any(cells):
            continue
        rows += 1
        if rows > MOST_ROWS:
            raise Wrong("too_long")
        out.writerow([number, *cells])  # type: ignore[attr-defined]
    if not rows:
        raise Wrong("empty")


def _text(cell: object) -> str:
    """A cell as people would have typed it; days and instants as ISO."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 10**15 else repr(cell)
    if isinstance(cell, datetime.datetime):
        whole_day = cell.time() == datetime.time()
        return cell.date().isoformat() if whole_day else cell.isoformat(" ", "seconds")
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    text = str(cell)
    if len(text) > LONGEST_CELL:
        raise Wrong("long_cell")
    return text.replace("\0", "")


def _hold() -> None:
    """Bounds of this process, where the system knows them."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def main() -> None:
    book, sheet, target = sys.argv[1:4]
    _hold()
    try:
        said = copy(Path(book), sheet, Path(target))
    except Wrong as wrong:
        said = {"wrong": str(wrong)}
    except MemoryError:
        said = {"wrong": "too_large"}
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main()
