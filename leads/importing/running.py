"""One run of an import: read, check, plan, and write everything or nothing."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import connection, reset_queries, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alignment.journal import services as journal
from alignment.journal.services import News
from alignment.people.models import User
from alignment.web.errors import NotAllowed
from leads.choices import ImportStatus
from leads.importing import aliases, tables, writing
from leads.importing.mapping import Mapping
from leads.importing.planning import Plan, Setting, plan
from leads.importing.problems import Problem, Report, Unreadable
from leads.importing.staff import staff
from leads.importing.terms import Terms
from leads.importing.values import Draft, Reader
from leads.models import Import

CHUNK = 2000
# A file whose every line is wrong must not fill the memory or the screen with the same remark.
MOST_PROBLEMS_KEPT = 1000
Progress = Callable[[int], None]


def dry_run(
    paths: list[Path], mapping: Mapping, *, by: User | None = None, progress: Progress | None = None
) -> Report:
    """What `run` would do, and everything that is wrong; nothing is written."""
    report, terms = Report(), _terms(mapping)
    for drafts in _chunks(paths, mapping, report):
        _count(plan(drafts, Setting.now(by, terms)), report)
        _tell(progress, report)
    return report


def run(
    paths: list[Path],
    mapping: Mapping,
    *,
    label: str = "",
    by: User | None = None,
    skip_bad: bool = False,
    progress: Progress | None = None,
) -> tuple[Import | None, Report]:
    """Bring the files in, in one transaction: a crash leaves nothing behind (decision 0004).

    Without `skip_bad`, a single bad line keeps everything out: the import is None and the report
    names every bad line. Raises Unreadable (a file, the mapping, no provenance), NotAllowed.
    """
    _require(mapping, by)
    report = Report()
    with transaction.atomic():
        batch = _opened(paths, mapping, label, by)
        setting = Setting.now(by, _terms(mapping))
        for drafts in _chunks(paths, mapping, report):
            planned = plan(drafts, setting)
            _count(planned, report)
            if skip_bad or not report.problems:
                writing.write(planned, batch, by=by)
            _tell(progress, report)
        if report.problems and not skip_bad:
            transaction.set_rollback(True)
            return None, report
        _close(batch, report)
        facts = {"created": report.created, "updated": report.updated}
        journal.record_many([News("import.done", batch, by, None, facts)])
    return batch, report


def guessed(paths: list[Path], join_on: str = "") -> Mapping:
    """The mapping that the headers suggest; Unreadable when they say too little."""
    mapping = aliases.guess([tables.header_of(path) for path in paths], join_on)
    if mapping is None:
        raise Unreadable(
            _(
                "The headers do not say which column is the identifier and which are dates: "
                "write a mapping file (docs/importing.md)."
            )
        )
    return mapping


def _chunks(paths: list[Path], mapping: Mapping, report: Report) -> Iterator[list[Draft]]:
    history = tables.History(paths, mapping, report)
    dates = {
        name: column for file in reversed(history.files) for name, column in file.dates.items()
    }
    reader = Reader(staff(), history.first, dates)
    good = _good(history, reader, report)
    while drafts := list(islice(good, CHUNK)):
        yield drafts
        if settings.DEBUG and connection.queries_logged:
            reset_queries()


def _good(history: tables.History, reader: Reader, report: Report) -> Iterator[Draft]:
    """Drafts of the lines that can come in; the others are told in the report."""
    lines: dict[str, int] = {}
    for row in history:
        if isinstance(row, Problem):
            _complain(report, [row])
            continue
        report.rows += 1
        draft = reader.draft(row)
        if isinstance(draft, list):
            _complain(report, draft)
        elif draft.external_id in lines:
            said = _("This identifier was already on line {line}.")
            said = said.format(line=lines[draft.external_id])
            column = history.first.column_of("external_id")
            _complain(
                report,
                [Problem(history.first.name, row.line, column, draft.external_id, said, row.cells)],
            )
        else:
            lines[draft.external_id] = row.line
            yield draft


def _terms(mapping: Mapping) -> Terms:
    return Terms(legal_basis=mapping.legal_basis, provenance=mapping.provenance)


def _complain(report: Report, problems: list[Problem]) -> None:
    report.bad_rows += 1
    report.problems += problems


def _count(planned: Plan, report: Report) -> None:
    for change in planned.changes:
        if change.lead.anomaly:
            report.flagged += 1
            report.flags.append(f"{change.draft.external_id}: {change.lead.anomaly}")
        if change.kept_by_people:
            report.kept += 1
        if change.is_new:
            report.created += 1
        elif writing.is_changed(change):
            report.updated += 1
        else:
            report.unchanged += 1


def _require(mapping: Mapping, by: User | None) -> None:
    if by is not None and not by.kinds:
        raise NotAllowed
    if mapping.is_personal and not mapping.provenance:
        raise Unreadable(
            _(
                "People are named in these files: say where the data comes from, with "
                "--provenance or “provenance” in the mapping file."
            )
        )


def _opened(paths: list[Path], mapping: Mapping, label: str, by: User | None) -> Import:
    names = [path.name for path in paths]
    return Import.objects.create(
        label=(label or mapping.label or ", ".join(names))[:200],
        files=names,
        mapping={
            "provenance": mapping.provenance,
            "zone": str(mapping.zone or ""),
            "files": [_as_json(file) for file in mapping.files],
        },
        by=by,
    )


def _as_json(file: object) -> dict:
    return asdict(file)  # type: ignore[call-overload]


def _close(batch: Import, report: Report) -> None:
    batch.status = ImportStatus.DONE
    batch.rows, batch.created, batch.updated = report.rows, report.created, report.updated
    batch.unchanged, batch.flagged = report.unchanged, report.flagged
    batch.problems = [str(problem) for problem in report.problems[:MOST_PROBLEMS_KEPT]]
    batch.finished_at = timezone.now()
    batch.save()


def _tell(progress: Progress | None, report: Report) -> None:
    if progress:
        progress(report.rows)
