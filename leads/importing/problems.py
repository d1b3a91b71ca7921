"""What an import has to say: problems of rows, remarks on files, counts of a run."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from alignment.web.errors import Refused


class Unreadable(Refused):
    """A file or mapping that cannot be read at all; the message says what to do."""

    code = "unreadable"


@dataclass(frozen=True)
class Problem:
    """Why one line cannot come in, and what to do about it; `cells` is the line as it was read."""

    file: str
    line: int
    column: str
    value: str
    message: str
    cells: tuple[str, ...] = ()

    def __str__(self) -> str:
        what = f"{self.column} « {self.value[:60]} »" if self.column else ""
        where = _("{file}, line {line}").format(file=self.file, line=self.line)
        return ": ".join(part for part in (where, what, self.message) if part)


@dataclass
class Report:
    """What a run did, or would do."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    flagged: int = 0
    kept: int = 0
    bad_rows: int = 0
    problems: list[Problem] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    headers: dict[str, list[str]] = field(default_factory=dict)

    def notice(self, text: str) -> None:
        """Say something once."""
        if text not in self.notices:
            self.notices.append(text)
