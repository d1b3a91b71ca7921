"""What somebody sees in a list, as a file: its filter, columns and order."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.core.files import File
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from alignment.journal import services as journal
from alignment.people.models import User
from alignment.web.errors import Incomplete, NotAllowed
from alignment.web.moments import local
from leads import conditions
from leads.choices import RunStatus
from leads.lists.columns import Column
from leads.lists.runs import finish
from leads.lists.shapes import SHAPES
from leads.models import BulkRun

CHUNK = 1000
BOM = "\ufeff"
# What a sheet would run as a formula, whatever stands before it; the wide forms too.
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
INVISIBLE = " \t\r\n\x0b\x0c\u00a0\u200b\u2060\ufeff\u202f\u3000"
FORMATS = ("csv", "xlsx")
SHEET_ROWS = 1_048_575


def ask_export(
    *,
    by: User,
    record: str,
    query: dict[str, Any],
    columns: Sequence[str],
    sort: str,
    kind: str,
) -> BulkRun:
    """Note that somebody takes a list out of the house, before a byte of it leaves.

    Raises NotAllowed, Incomplete (query, columns, kind).
    """
    if not (by.is_marketing or by.is_sales or by.is_direction):
        raise NotAllowed
    if record not in SHAPES or kind not in FORMATS:
        raise Incomplete(fields={"format": _("Not one of the choices.")})
    query = conditions.checked(record, query)
    shape = SHAPES[record]
    keys = [column.key for column in shape.chosen(shape.checked(list(columns)))]
    total = conditions.narrow(record, query, by=by).order_by().count()
    if kind == "xlsx" and total > SHEET_ROWS:
        raise Incomplete(fields={"format": _("Too many rows for Excel: export to CSV.")})
    with transaction.atomic():
        run = BulkRun.objects.create(
            record=record,
            action="export",
            query=query,
            values={"format": kind, "columns": keys, "sort": sort},
            total=total,
            by=by,
        )
        # Filters by name only: what somebody searched for may be a person's name.
        facts: dict[str, Any] = {
            "record": record, "n": total, "format": kind, "columns": keys, "filters": sorted(query),
        }  # fmt: skip
        journal.record("records.exported", actor=by, target=run, **facts)
    return run


def csv_of(run: BulkRun) -> Iterator[str]:
    """The lines of a CSV that French Excel opens right, streamed; marks the run as done."""
    BulkRun.objects.filter(pk=run.pk).update(status=RunStatus.RUNNING, alive_at=timezone.now())
    columns = _columns(run)
    done = 0
    with override(run.by.language if run.by else None):
        yield BOM + _line([str(column.label) for column in columns])
        for rows in _chunks(run, columns):
            done += len(rows)
            yield "".join(
                _line([_cell(column, column.value(row)) for column in columns]) for row in rows
            )
    BulkRun.objects.filter(pk=run.pk).update(
        status=RunStatus.DONE, done=done, finished_at=timezone.now()
    )


def write_xlsx(run: BulkRun) -> None:
    """The file of a run that this worker took; killed, it starts again from the first row."""
    columns = _columns(run)
    with tempfile.TemporaryDirectory() as folder, override(run.by.language if run.by else None):
        path = f"{folder}/list.xlsx"
        if not _fill(run, columns, path):
            finish(run, RunStatus.CANCELLED)
            return
        with open(path, "rb") as made:
            run.file.save(f"{run.public_id}.xlsx", File(made), save=False)
        BulkRun.objects.filter(pk=run.pk).update(file=run.file.name, done=run.total)
    finish(run, RunStatus.DONE)


def file_name(run: BulkRun) -> str:
    """« leads-2026-11-23.csv »: what the file is called where it lands."""
    title = slugify(str(SHAPES[run.record].title)) or run.record
    day = timezone.localtime(run.created_at).date().isoformat()
    return f"{title}-{day}.{run.values.get('format', 'csv')}"


def _fill(run: BulkRun, columns: Sequence[Column], path: str) -> bool:
    """Write the sheet row by row in constant memory; False when it was cancelled."""
    book = xlsxwriter.Workbook(
        path, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet()
    styles = {
        "head": book.add_format({"bold": True}),
        "date": book.add_format({"num_format": "dd/mm/yyyy"}),
        "instant": book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
        "money": book.add_format({"num_format": "#,##0.00"}),
    }
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, [str(column.label) for column in columns], styles["head"])
    at = 0
    for rows in _chunks(run, columns):
        for row in rows:
            at += 1
            for place, column in enumerate(columns):
                _write(sheet, at, place, column, column.value(row), styles)
        if not _alive(run, at):
            book.close()
            return False
    book.close()
    return True


def _alive(run: BulkRun, done: int) -> bool:
    here = BulkRun.objects.filter(pk=run.pk, cancel_asked_at__isnull=True)
    return bool(here.update(done=done, alive_at=timezone.now()))


def _write(sheet: Any, row: int, place: int, column: Column, value: Any, styles: Any) -> None:
    """A number as a number, a day as a day, everything else as text: nothing is a formula."""
    if value in (None, ""):
        return
    if isinstance(value, bool):
        sheet.write_string(row, place, _yes(value))
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, place, float(value), styles.get(column.kind))
    elif isinstance(value, datetime):
        sheet.write_datetime(row, place, local(value).replace(tzinfo=None), styles["instant"])
    elif isinstance(value, date):
        sheet.write_datetime(
            row, place, datetime(value.year, value.month, value.day), styles["date"]
        )
    else:
        sheet.write_string(row, place, str(value)[:32000])


def _columns(run: BulkRun) -> list[Column]:
    return SHAPES[run.record].chosen(run.values.get("columns", []))


def _chunks(run: BulkRun, columns: Sequence[Column]) -> Iterator[list[Any]]:
    """The rows, a chunk at a time, with what columns count added to each chunk."""
    shape = SHAPES[run.record]
    rows: QuerySet = conditions.narrow(run.record, run.query, by=run.by, rows=shape.rows(columns))
    order = shape.order(run.values.get("sort", ""))
    by = F(order.removeprefix("-"))
    sort = by.desc(nulls_last=True) if order.startswith("-") else by.asc(nulls_last=True)
    counted = any(not column.reads for column in columns)
    chunk: list[Any] = []
    for row in rows.order_by(sort, "-pk" if order.startswith("-") else "pk").iterator(CHUNK):
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield _enriched(shape, chunk, counted)
            chunk = []
    if chunk:
        yield _enriched(shape, chunk, counted)


def _enriched(shape: Any, rows: list[Any], counted: bool) -> list[Any]:
    if shape.enrich and (counted or shape.record == "contact"):
        shape.enrich(rows)
    return rows


def _line(cells: Iterable[str]) -> str:
    return ";".join(_quoted(cell) for cell in cells) + "\r\n"


def _quoted(text: str) -> str:
    if any(mark in text for mark in ';"\r\n\t'):
        doubled = text.replace('"', '""')
        return f'"{doubled}"'
    return text


def _cell(column: Column, value: Any) -> str:
    """A value as French Excel reads it; text that would be a formula is made text."""
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return _yes(value)
    if isinstance(value, datetime):
        return local(value).strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, int | float | Decimal):
        return str(value).replace(".", ",")
    return str(value) if column.kind == "phone" else neutral(str(value))


def neutral(text: str) -> str:
    """Text that no sheet takes for a formula: an apostrophe before what would start one."""
    return f"'{text}" if text.lstrip(INVISIBLE).startswith(FORMULA) else text


def _yes(value: bool) -> str:
    return _("yes") if value else _("no")
