"""Rows of a list as HTML: fifty rows of seven cells cost a template more than the database."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe

from leads.lists.columns import Column
from leads.lists.editing import editable

BOX = (
    '<td class="cell-check"><input type="checkbox" class="row-box" name="id" value="{}" '
    'form="bulk" aria-label="{}"></td>'
)


def drawn(
    record: str, rows: Iterable[Any], columns: Sequence[Column], *, may_act: bool
) -> SafeString:
    """The rows as `<tr>`; who may act on them can tick them and edit cells in place."""
    openings = [(column, _opening(record, column, may_act)) for column in columns]
    html = "".join(_row(row, openings, may_act) for row in rows)
    return mark_safe(html)  # noqa: S308 - each cell is escaped by itself


def _row(row: Any, openings: Sequence[tuple[Column, str]], may_act: bool) -> str:
    cells = [f"{start}{conditional_escape(column.cell(row))}</td>" for column, start in openings]
    label = next((column.value(row) for column, _start in openings if column.key == "name"), "")
    box = format_html(BOX, row.public_id, label) if may_act else ""
    return f'<tr data-row data-id="{row.public_id}">{box}{"".join(cells)}</tr>'


def _opening(record: str, column: Column, may_act: bool) -> str:
    """`<td class=… data-label=… data-edit=…>`, the same in every row."""
    is_open = may_act and editable(record, column.key) is not None
    css = " ".join(name for name in (column.css, "cell-edit" if is_open else "") if name)
    parts = [f' class="{css}"'] if css else []
    if not column.bare:
        parts.append(format_html(' data-label="{}"', column.label))
    if is_open:
        parts.append(f' data-edit="{escape(column.key)}" tabindex="-1"')
    return f"<td{''.join(parts)}>"
