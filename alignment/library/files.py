"""Files that people bring: judged by what they hold as well as by their name, never run or opened.

A name says what somebody wants it to be, its first bytes what it is; both must agree. Pages and
drawings that can carry scripts are refused. What is kept bears a name of ours.
"""

import hashlib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from alignment.library.models import Held
from alignment.web.errors import Incomplete

MOST_BYTES = 20 * 1024 * 1024
MOST_PARTS = 2_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 100
# Small parts compress well for honest reasons.
RATIO_FROM = 5 * 1024 * 1024
CHUNK = 64 * 1024
LONGEST_NAME = 120
FOLDER = "contents"
OFFICE = "application/vnd.openxmlformats-officedocument."
SHEET_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True)
class FileType:
    """What a kind of file is sent as, and how its content is known."""

    media_type: str
    holds: Callable[[Any, bytes], bool]
    is_shown: bool = False


def _begins(*starts: bytes) -> Callable[[Any, bytes], bool]:
    return lambda _file, head: head.startswith(starts)


def _office(part: str) -> Callable[[Any, bytes], bool]:
    def holds(file: Any, head: bytes) -> bool:
        return head.startswith(b"PK\x03\x04") and _is_sound_book(file, part)

    return holds


def _is_film(_file: Any, head: bytes) -> bool:
    return head[4:8] == b"ftyp"


def _is_table(file: Any, head: bytes) -> bool:
    """Text without control characters that is neither a page nor a structure."""
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"<", b"{", b"[", b"%PDF", b"PK")):
        return False
    file.seek(0)
    while chunk := file.read(CHUNK):
        if b"\x00" in chunk or b"<script" in chunk.lower():
            return False
    return True


TYPES: dict[str, FileType] = {
    "pdf": FileType("application/pdf", _begins(b"%PDF-"), is_shown=True),
    "png": FileType("image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    "jpg": FileType("image/jpeg", _begins(b"\xff\xd8\xff")),
    "jpeg": FileType("image/jpeg", _begins(b"\xff\xd8\xff")),
    "mp4": FileType("video/mp4", _is_film),
    "csv": FileType("text/csv", _is_table),
    "docx": FileType(OFFICE + "wordprocessingml.document", _office("word/document.xml")),
    "pptx": FileType(OFFICE + "presentationml.presentation", _office("ppt/presentation.xml")),
    "xlsx": FileType(OFFICE + "spreadsheetml.sheet", _office("xl/workbook.xml")),
}
ACCEPTED = ",".join(f".{ending}" for ending in TYPES)


def keep(row: Held, sent: UploadedFile) -> None:
    """Check a file and keep it with the row, which is not saved yet; Incomplete says what is wrong.

    The name loses every path; what is kept on disk is called by the row's id.
    """
    name = plain_name(sent.name or "")
    ending = Path(name).suffix.lower().removeprefix(".")
    kind = _require_type(sent, ending)
    row.name, row.size, row.media_type = name, int(sent.size or 0), kind.media_type
    row.sha256 = _digest(sent)
    sent.seek(0)
    row.file.save(f"{FOLDER}/{row.public_id}.{ending}", sent, save=False)


def forget(row: Held) -> None:
    """Delete the kept file of a row that was not saved after all."""
    if row.file:
        row.file.delete(save=False)


def plain_name(name: str) -> str:
    """The last part of a name, in letters that every system takes, its ending kept."""
    last = PureWindowsPath(PurePosixPath(name.replace("\x00", "")).name).name
    path = Path("".join(sign for sign in last if sign.isprintable()))
    ending = path.suffix[:10]
    try:
        stem = get_valid_filename(path.stem.strip(". ") or "document")
    except ValueError:  # nothing but dots and signs
        stem = "document"
    return stem[: LONGEST_NAME - len(ending)] + ending.lower()


def answer(row: Held) -> FileResponse:
    """The kept file as it must be sent: PDF shown, everything else saved; no script can run in it.

    Raises Http404 when there is no file, or it is gone from the disk.
    """
    path = Path(row.file.path) if row.file else None
    if path is None or not path.is_file():
        raise Http404
    kind = TYPES.get(path.suffix.removeprefix("."))
    shown = kind is not None and kind.is_shown
    response = FileResponse(
        path.open("rb"),
        as_attachment=not shown,
        filename=row.name,
        content_type=kind.media_type if kind else "application/octet-stream",
    )
    # Browsers draw a PDF in a page of their own, which a sandbox would leave blank.
    policy = SHEET_POLICY if shown else f"{SHEET_POLICY}; sandbox"
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def media_root() -> Path:
    """Where files are kept: private, never served as it is."""
    return Path(settings.MEDIA_ROOT)


def _require_type(sent: UploadedFile, ending: str) -> FileType:
    wrong = ""
    if ending not in TYPES:
        known = ", ".join(sorted(set(TYPES) - {"jpeg"}))
        wrong = _("This kind of file is not taken. Send one of: {kinds}.").format(kinds=known)
    elif not sent.size:
        wrong = _("The file is empty.")
    elif sent.size > MOST_BYTES:
        wrong = _("The file weighs {mb} MB, at most {max} MB can be kept.").format(
            mb=round(sent.size / 1024**2), max=MOST_BYTES // 1024**2
        )
    else:
        sent.seek(0)
        if not TYPES[ending].holds(sent, sent.read(1024)):
            wrong = _("The file is not what its name says, or it is damaged.")
    if wrong:
        raise Incomplete(fields={"file": wrong})
    return TYPES[ending]


def _digest(sent: UploadedFile) -> str:
    found = hashlib.sha256()
    for chunk in sent.chunks(CHUNK):
        found.update(chunk)
    return found.hexdigest()


def _is_sound_book(file: Any, part: str) -> bool:
    """An office file of that kind without macros, which stays small once unpacked."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as book:
            parts = book.infolist()
            names = {each.filename for each in parts}
            if part not in names or "[Content_Types].xml" not in names:
                return False
            return _is_small(parts) and all(_is_honest(each) for each in parts) and _unpacks(book)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError, RuntimeError):
        return False


def _is_small(parts: list[zipfile.ZipInfo]) -> bool:
    declared = sum(each.file_size for each in parts)
    packed = sum(each.compress_size for each in parts) or 1
    is_bomb = declared > RATIO_FROM and declared / packed > MOST_RATIO
    return len(parts) <= MOST_PARTS and declared <= MOST_UNPACKED and not is_bomb


def _is_honest(part: zipfile.ZipInfo) -> bool:
    name = part.filename
    is_inside = ".." not in name and not name.startswith(("/", "\\"))
    return is_inside and not part.flag_bits & 1 and not name.lower().endswith("vbaproject.bin")


def _unpacks(book: zipfile.ZipFile) -> bool:
    """Whether it is as large as it says: what a file declares of itself may be a lie."""
    left = MOST_UNPACKED
    for part in book.infolist():
        with book.open(part) as raw:
            while chunk := raw.read(CHUNK):
                left -= len(chunk)
                if left < 0:
                    return False
    return True
