"""Lines that cannot come in and cells that were left out: kept, shown, handed back to mend."""

import csv
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from leads.importing.lines import Read
from leads.importing.planning import Plan
from leads.importing.problems import Problem
from leads.importing.suppressed import objections_among
from leads.importing.tables import TableFile
from leads.models import Import, ImportFault

# A file whose every line is wrong must not fill the database with the same remark.
MOST_KEPT = 20_000
BATCH = 500
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LONGEST_CELL = 500


class Echo:
    """What csv writes into: it gives back what it is given."""

    def write(self, text: str) -> str:
        return text


def of_lines(chunk: list[Read], table: TableFile) -> list[ImportFault]:
    """The faults of lines that were read, those of people who asked to be forgotten included."""
    drafts = [read.draft for read in chunk if read.draft]
    objections = objections_among(draft.contact for draft in drafts)
    erased = {draft.line: objections.erased(draft.contact) for draft in drafts}
    return list(_faults(chunk, erased, table))


def of_chunk(chunk: list[Read], plan: Plan, table: TableFile) -> list[ImportFault]:
    """The same of a chunk that was planned already."""
    return list(_faults(chunk, plan.parties.erased, table))


def keep(batch: Import, found: list[ImportFault]) -> None:
    """Keep the faults of a chunk, as far as there is room."""
    if not found:
        return
    room = MOST_KEPT - ImportFault.objects.filter(batch=batch).count()
    for fault in found:
        fault.batch = batch
    ImportFault.objects.bulk_create(found[: max(room, 0)], batch_size=BATCH)


def forget(batch: Import) -> None:
    """Drop what an earlier look at the file found."""
    ImportFault.objects.filter(batch=batch).delete()


def as_csv(batch: Import) -> Iterator[str]:
    """The faulty lines as French Excel opens them, each with its line, column, value and why."""
    out = csv.writer(Echo(), delimiter=";")
    yield "\ufeff"
    head = [_("line"), _("column"), _("value"), _("what to do")]
    yield out.writerow([harmless(cell) for cell in (*head, *batch.reading.get("header", ()))])
    rows = ImportFault.objects.filter(batch=batch).order_by("line", "id")
    for fault in rows.iterator(chunk_size=BATCH):
        where = [str(fault.line), fault.column, fault.value, fault.reason]
        yield out.writerow([harmless(cell) for cell in (*where, *fault.row)])


def harmless(cell: str) -> str:
    """A text that a spreadsheet will not run as a formula; numbers of phones stay as they are."""
    text = str(cell)
    is_number = text[:1] in "+-" and text[1:].replace(" ", "").replace(",", "").isdigit()
    return f"'{text}" if text.startswith(FORMULA_STARTS) and not is_number else text


def _faults(
    chunk: Iterable[Read], erased: dict[int, str], table: TableFile
) -> Iterator[ImportFault]:
    for read in chunk:
        for problem in read.problems:
            yield fault_of(problem, is_refused=True)
        if read.draft is None:
            continue
        for remark in read.draft.remarks:
            yield fault_of(remark, is_refused=False)
        if erased.get(read.line):
            yield fault_of(forgotten(read, erased[read.line], table), is_refused=True)


def forgotten(read: Read, name: str, table: TableFile) -> Problem:
    """Somebody whose data was erased must not come back through a file; the address is not kept."""
    said = _("This person asked to be forgotten: take the line out of your files.")
    return Problem(table.name, read.line, table.column_of(name), "", said)


def fault_of(problem: Problem, *, is_refused: bool) -> ImportFault:
    """A problem as it is kept."""
    return ImportFault(
        line=problem.line,
        column=problem.column[:120],
        value=problem.value[:300],
        reason=problem.message[:300],
        row=[cell[:LONGEST_CELL] for cell in problem.cells],
        is_refused=is_refused,
    )
