"""What each line would do, before anything is written."""

from dataclasses import dataclass
from itertools import islice

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from alignment.people.models import User
from leads.importing import choosing, faults, outcomes
from leads.importing.lines import Lines
from leads.importing.outcomes import ERASED, REFUSED, SKIPPED
from leads.importing.planning import Plan, Setting, plan
from leads.importing.problems import Problem
from leads.importing.values import Draft
from leads.models import Import

SIZE = 50
LABELS = {
    "created": pgettext_lazy("line", "Created"),
    "updated": pgettext_lazy("line", "Updated"),
    "unchanged": pgettext_lazy("line", "Unchanged"),
    "skipped": pgettext_lazy("line", "Passed over"),
    "refused": pgettext_lazy("line", "Refused"),
}


@dataclass(frozen=True)
class Line:
    """One line: what becomes of it, of whom it speaks, and what is to be mended."""

    number: int
    outcome: str
    who: str
    known: object | None
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]

    @property
    def kind(self) -> str:
        """How the outcome is coloured."""
        return {"created": "ok", "updated": "info", "refused": "bad"}.get(self.outcome, "")

    @property
    def label(self) -> Promise:
        return LABELS[self.outcome]


@dataclass(frozen=True)
class Preview:
    """Some lines in the order of the file; `following` is the last of them while more follow."""

    lines: list[Line]
    following: int
    counts: dict[str, int]


def preview(batch: Import, *, by: User, after: int = 0, size: int = SIZE) -> Preview:
    """What the lines after one would do, a fixed number of queries for any number of lines."""
    lines = Lines(batch)
    found = list(islice(lines.after(after), size + 1))
    shown, more = found[:size], len(found) > size
    setting = Setting.now(by, lines.terms, choosing.owner_of(batch))
    planned = plan([read.draft for read in shown if read.draft], setting)
    told = outcomes.outcomes_of(planned)
    result = []
    for read in shown:
        problems = read.problems
        remarks = tuple(read.draft.remarks) if read.draft else ()
        if told.get(read.line) == ERASED:
            name = planned.parties.erased[read.line]
            problems = (faults.forgotten(read, name, lines.table),)
        outcome = REFUSED if problems else told.get(read.line, SKIPPED)
        who = _who(read.draft) if read.draft else " · ".join(filter(None, read.cells[:3]))
        known = _known(planned, read.line)
        result.append(Line(read.line, outcome, who[:120], known, problems, remarks))
    counts = dict.fromkeys(("created", "updated", "unchanged", "skipped", "refused"), 0)
    for line in result:
        counts[line.outcome] += 1
    return Preview(result, shown[-1].line if more else 0, counts)


def _who(draft: Draft) -> str:
    person = draft.contact
    name = f"{person.get('first_name', '')} {person.get('last_name', '')}".strip()
    parts = (name or person.get("email", "") or person.get("phone", ""), draft.company.get("name"))
    return " · ".join(part for part in parts if part)


def _known(planned: Plan, line: int) -> object | None:
    """The record that the line was recognised as, for a link to it."""
    for rows in (planned.parties.contacts, planned.parties.companies):
        row = rows.get(line)
        if row is not None and row.pk is not None:
            return row
    return None
