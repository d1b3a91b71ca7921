"""Workbooks (XLSX, ODS, XLS) as text, made by a process apart."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from leads.importing import sheet_copy
from leads.importing.problems import Unreadable

ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
SECONDS = 90


@dataclass(frozen=True)
class Copied:
    """The sheet that was copied and the names of all."""

    sheet: str
    sheets: tuple[str, ...]


def is_workbook(path: Path) -> bool:
    """Whether the file begins as a workbook does."""
    with path.open("rb") as raw:
        return raw.read(4).startswith((ZIP, OLD_EXCEL))


def copy_sheet(path: Path, target: Path, *, sheet: str = "", known_as: str = "") -> Copied:
    """Copy a sheet, the first that holds something unless one is named; Unreadable says why not.

    Old Excel files (.xls) are refused: nothing can bound what they unfold to.
    """
    name = known_as or path.name
    with path.open("rb") as raw:
        if raw.read(4).startswith(OLD_EXCEL):
            said = _("{file} is an old Excel file (.xls): save it as .xlsx or CSV.")
            raise Unreadable(said.format(file=name))
    told = _run(path, sheet, target)
    if "wrong" in told:
        raise Unreadable(_in_words(str(told["wrong"])).format(file=name))
    return Copied(told["sheet"], tuple(told["sheets"]))


def _run(path: Path, sheet: str, target: Path) -> dict:
    command = [sys.executable, "-I", sheet_copy.__file__, str(path), sheet, str(target)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
        return json.loads(done.stdout.decode().strip().splitlines()[-1])
    except (subprocess.TimeoutExpired, ValueError, IndexError):
        # Killed by its bounds: whatever it was, it is more than people fill in.
        return {"wrong": "too_large"}


def _in_words(wrong: str) -> str:
    words = {
        "too_large": _(
            "{file} unfolds to more than 100 MB: save the sheet as CSV, or cut it in several."
        ),
        "odd_parts": _("{file} holds parts that a plain workbook has no use for: save it as CSV."),
        "locked": _("{file} is protected by a password: save it without one."),
        "empty": _("{file} has no row."),
        "too_wide": _("{file} has more than 200 columns: keep those that are needed."),
        "too_long": _("{file} has more than 100 000 rows: cut it in several."),
        "long_cell": _("{file} has a cell of more than 32 KB: shorten it."),
    }
    return words.get(wrong) or _("{file} cannot be read as a workbook: save it again, or as CSV.")
