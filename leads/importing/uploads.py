"""A file that somebody sent: kept, made readable, its columns guessed; nothing goes in yet."""

import hashlib
from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from alignment.people.models import User
from alignment.web.errors import Conflict, NotAllowed
from leads.choices import ImportStatus
from leads.identifiers import search_key
from leads.importing import reading, recognising, sheets, tables
from leads.importing.mapping import FileMapping
from leads.importing.problems import Unreadable
from leads.importing.reading import MAX_BYTES, Source
from leads.models import Import, ImportMapping

SAMPLE_ROWS = 200
SHOWN_ROWS = 5
TITLES_WITHIN = 20
COPY = ".rows"
SETTINGS = ("sheet", "header_row", "encoding", "delimiter")


def receive(sent: UploadedFile, *, by: User, like: Import | None = None) -> Import:
    """Keep a file as a draft of an import, its columns guessed, or as those of `like`.

    Unreadable says why it cannot be read; then nothing is kept.
    """
    _require_operator(by)
    name = Path(sent.name or "").name[:120] or "import"
    _require_size(sent, name)
    batch = Import(label=name, files=[name], status=ImportStatus.DRAFT, by=by)
    batch.upload.save(f"{batch.public_id}-{get_valid_filename(name)[-60:]}", sent, save=False)
    try:
        read_again(batch, by=by)
    except BaseException:
        forget_file(batch)
        raise
    if like is not None:
        take_choices(batch, like)
        batch.save()
    return batch


def read_again(batch: Import, *, by: User, **how: Any) -> Import:
    """Read the kept file in another way: another sheet, header line, encoding or delimiter."""
    require_draft(batch, by)
    wanted = {name: how[name] for name in SETTINGS if how.get(name)}
    known = batch.reading or {}
    if "sheet" not in wanted and known.get("sheet"):
        wanted["sheet"] = known["sheet"]
    path = Path(batch.upload.path)
    facts: dict[str, Any] = {}
    if sheets.is_workbook(path):
        copied = sheets.copy_sheet(
            path, copy_of(path), sheet=wanted.get("sheet", ""), known_as=batch.files[0]
        )
        facts = {"sheet": copied.sheet, "sheets": list(copied.sheets)}
        source = Source(copy_of(path), "utf-8", ";", is_numbered=True, known_as=batch.files[0])
    else:
        source = reading.probe(
            path,
            encoding=wanted.get("encoding", ""),
            delimiter=wanted.get("delimiter", ""),
            known_as=batch.files[0],
        )
    _require_table(source)
    line, header = _header(source, int(wanted.get("header_row") or 0))
    batch.reading = {
        **facts,
        "encoding": source.encoding,
        "delimiter": source.delimiter,
        "header_row": line,
        "header": header,
    }
    _guess(batch)
    batch.save()
    return batch


def source_of(batch: Import) -> Source:
    """How the kept file is read; Conflict when it was deleted after its time."""
    path = Path(batch.upload.path) if batch.upload else None
    if path is None or not path.is_file():
        raise Conflict(_("The file is no longer kept: send it again."), code="no_file")
    known = batch.reading
    if "sheet" in known:
        return Source(copy_of(path), "utf-8", ";", is_numbered=True, known_as=batch.files[0])
    return Source(path, known["encoding"], known["delimiter"], known_as=batch.files[0])


def table_of(batch: Import, mapping: FileMapping | None = None) -> tables.TableFile:
    """The kept file as a table under its header."""
    known = batch.reading
    return tables.TableFile(
        source_of(batch),
        mapping or FileMapping(columns={}),
        list(known["header"]),
        known["header_row"],
        {},
    )


def first_rows(batch: Import, most: int = SHOWN_ROWS) -> list[list[str]]:
    """The first rows under the header, to be shown beside the columns."""
    rows = (record.cells for record in table_of(batch).rows() if not record.wrong)
    return list(islice(rows, most))


def forget_file(batch: Import) -> None:
    """Delete the kept file and its copy; what was imported stays."""
    if batch.upload:
        copy_of(Path(batch.upload.path)).unlink(missing_ok=True)
        batch.upload.delete(save=batch.pk is not None)


def forget_files_that(names: Callable[[str], bool]) -> int:
    """Delete kept files in which somebody stands who is to be forgotten; how many.

    One that is being imported stays until the night: its lines about that person are refused.
    """
    over = Import.objects.exclude(upload="").exclude(
        status__in=(ImportStatus.WAITING, ImportStatus.RUNNING)
    )
    count = 0
    for batch in over.only("pk", "upload", "reading", "files"):
        if _holds(batch, names):
            forget_file(batch)
            count += 1
    return count


def _holds(batch: Import, names: Callable[[str], bool]) -> bool:
    try:
        return any(names(" ".join(record.cells)) for record in table_of(batch).rows())
    except (Conflict, Unreadable, KeyError, OSError):
        # What cannot be searched is not kept.
        return True


def copy_of(path: Path) -> Path:
    """Where the rows of a workbook are kept as text."""
    return path.with_name(path.name + COPY)


def headers_key(header: list[str]) -> str:
    """The print of a header: the same columns in the same order give the same."""
    said = "\n".join(search_key(name) for name in header)
    return hashlib.sha256(said.encode()).hexdigest()


def saved_mappings(batch: Import) -> list[ImportMapping]:
    """Mappings that somebody kept of files with the same columns, the last used first."""
    key = headers_key(batch.reading["header"])
    return list(ImportMapping.objects.filter(headers_key=key).order_by("-used_at")[:20])


def take_choices(batch: Import, like: Import) -> None:
    """The choices of an earlier import, and its columns where this file has the same names."""
    for name in ("mode", "match_on", "provenance", "legal_basis", "campaign", "skip_bad"):
        setattr(batch, name, getattr(like, name))
    batch.mapping["choices"] = dict(like.mapping.get("choices", {}))
    theirs = {
        search_key(name): field
        for name, field in zip(
            like.reading.get("header", ()), like.mapping.get("fields", ()), strict=False
        )
    }
    if theirs:
        batch.mapping["fields"] = [
            theirs.get(search_key(name), "") for name in batch.reading["header"]
        ]


def require_draft(batch: Import, by: User) -> None:
    """Only a draft may be changed, by people who may import."""
    _require_operator(by)
    if batch.status != ImportStatus.DRAFT:
        raise Conflict(_("This import has started: it cannot be changed any more."))


def _guess(batch: Import) -> None:
    """What the columns seem to be, unless the header is one that was mapped before."""
    header: list[str] = batch.reading["header"]
    guess = recognising.guess(header, first_rows(batch, SAMPLE_ROWS))
    fields = list(guess.fields)
    kept = saved_mappings(batch)
    if kept and len(kept[0].mapping.get("fields", ())) == len(header):
        fields = list(kept[0].mapping["fields"])
    batch.mapping = {**_without(batch.mapping, "fields"), "fields": fields}
    if kept and kept[0].mapping.get("people"):
        choices = batch.mapping.get("choices", {})
        batch.mapping["choices"] = {**choices, "people": dict(kept[0].mapping["people"])}
    batch.reading["tool"] = guess.tool


def _without(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != name}


def _header(source: Source, wanted: int) -> tuple[int, list[str]]:
    """The line somebody named; else the one with most known names; else the first wide one."""
    found = tables.first_records(source, max(TITLES_WITHIN, wanted))
    if wanted:
        named = next((record for record in found if record[0] == wanted), None)
        if named is None:
            raise Unreadable(
                _("{file}: there is no line {line} to be the header.").format(
                    file=source.name, line=wanted
                )
            )
        return named
    best = max(found, key=lambda record: recognising.known_names(record[1]))
    if recognising.known_names(best[1]) > 1:
        return best
    widest = max(sum(map(bool, cells)) for _line, cells in found)
    return next(record for record in found if sum(map(bool, record[1])) * 2 > widest)


def _require_table(source: Source) -> None:
    """A page or a structure saved under another name is no table."""
    with source.path.open(encoding=source.encoding, errors="replace") as text:
        start = text.read(200).lstrip("\ufeff \r\n\t")
    if start.startswith(("{", "[{", "<")):
        raise Unreadable(
            _("{file} is a page or a structure, not a table: save it as CSV or .xlsx.").format(
                file=source.name
            )
        )


def _require_size(sent: UploadedFile, name: str) -> None:
    if not sent.size:
        raise Unreadable(_("{file}: the file is empty.").format(file=name))
    if sent.size > MAX_BYTES:
        raise Unreadable(
            _("{file} weighs {mb} MB, at most {max} MB can be read: cut it in several.").format(
                file=name, mb=round(sent.size / 1024**2), max=MAX_BYTES // 1024**2
            )
        )


def _require_operator(by: User) -> None:
    if not (by.is_marketing or by.is_sales or by.is_direction):
        raise NotAllowed
