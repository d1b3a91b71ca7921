"""Keyset paging: page 5,000 costs what page 1 costs, and nothing is counted.

The order is chosen from the caller's whitelist, never from the request's text; the cursor holds
the values of one row and is opaque to people and software.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Field, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from alignment.web.errors import Incomplete


class BadCursor(Incomplete):
    """The cursor is not one that this list gave out."""

    code = "bad_cursor"
    message = _("This page of the list no longer exists: start again from the first page.")


@dataclass(frozen=True)
class KeysetPage:
    """One page of a list; `next` and `previous` are cursors, "" at the ends."""

    rows: list[Any]
    next: str
    previous: str
    size: int

    def __iter__(self):
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Column:
    path: str
    descending: bool
    field: Field
    nullable: bool

    def ordering(self, backward: bool):
        """Empty values come last on both databases; only nullable columns pay for saying so."""
        descending = self.descending != backward
        expression = F(self.path)
        if not self.nullable:
            return expression.desc() if descending else expression.asc()
        nulls = {"nulls_first": True} if backward else {"nulls_last": True}
        return expression.desc(**nulls) if descending else expression.asc(**nulls)

    def beyond(self, value: Any, backward: bool) -> Q:
        if value is None:
            return Q(**{f"{self.path}__isnull": False}) if backward else Q(pk__in=[])
        lookup = "lt" if self.descending != backward else "gt"
        after = Q(**{f"{self.path}__{lookup}": value})
        if self.nullable and not backward:
            after |= Q(**{f"{self.path}__isnull": True})
        return after

    def equal(self, value: Any) -> Q:
        if value is None:
            return Q(**{f"{self.path}__isnull": True})
        return Q(**{self.path: value})

    def not_before(self, value: Any, backward: bool) -> Q:
        """A plain range on the first column, so that the index is entered where the page starts."""
        if self.nullable or value is None:
            return Q()
        lookup = "lte" if self.descending != backward else "gte"
        return Q(**{f"{self.path}__{lookup}": value})

    def value(self, row: Any) -> Any:
        for name in self.path.split("__"):
            row = getattr(row, name) if row is not None else None
        return None if row is None else _text(row)

    def parse(self, text: Any) -> Any:
        if text is None and self.nullable:
            return None
        if not isinstance(text, str):
            raise BadCursor
        return self.field.to_python(text)


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def keyset_page(
    queryset: QuerySet,
    *,
    order: Sequence[str],
    cursor: str = "",
    size: int = 50,
    shown: QuerySet | None = None,
) -> KeysetPage:
    """The page of the queryset after (or before) the cursor.

    `order` names fields of the model, "-" for descending; the primary key is added as the last.
    With `shown`, the rows come from there by key: what they join is joined for one page only,
    where the database would else join it to every row that it sorts.
    Raises BadCursor when the cursor was not made for this order.
    """
    columns = _columns(queryset, order)
    backward, values = _decode(cursor, columns) if cursor else (False, None)
    if values is not None:
        queryset = queryset.filter(_after(columns, values, backward))
    ordering = [column.ordering(backward) for column in columns]
    wanted = queryset.order_by(*ordering)[: size + 1]
    if shown is not None:
        keys = list(wanted.values_list("pk", flat=True))
        by_key = {row.pk: row for row in shown.filter(pk__in=keys)}
        rows = [by_key[key] for key in keys if key in by_key]
    else:
        rows = list(wanted)
    more, rows = len(rows) > size, rows[:size]
    if backward:
        rows.reverse()
    return KeysetPage(
        rows=rows,
        next=_encode(columns, rows[-1], False) if rows and (more or backward) else "",
        previous=_encode(columns, rows[0], True)
        if rows and (more if backward else bool(cursor))
        else "",
        size=size,
    )


def chosen_order(asked: str, allowed: Sequence[str], default: str) -> str:
    """The order asked for if it is allowed in either direction, else the default."""
    return asked if asked.removeprefix("-") in allowed else default


def _columns(queryset: QuerySet, order: Sequence[str]) -> list[Column]:
    columns = [_column(queryset, name.removeprefix("-"), name.startswith("-")) for name in order]
    if not columns or columns[-1].path not in ("pk", "id"):
        descending = columns[-1].descending if columns else True
        columns.append(_column(queryset, "pk", descending))
    return columns


def _column(queryset: QuerySet, path: str, descending: bool) -> Column:
    if path in queryset.query.annotations:
        return Column(path, descending, queryset.query.annotations[path].output_field, True)
    model, field, nullable = queryset.model, None, False
    for part in path.split("__"):
        field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        nullable = nullable or field.null
        model = field.related_model or model
    if not isinstance(field, Field):
        raise FieldDoesNotExist(path)
    return Column(path, descending, field, nullable)


def _after(columns: list[Column], values: list[Any], backward: bool) -> Q:
    condition, equal = Q(pk__in=[]), Q()
    for column, value in zip(columns, values, strict=True):
        condition |= equal & column.beyond(value, backward)
        equal &= column.equal(value)
    return columns[0].not_before(values[0], backward) & condition


def _encode(columns: list[Column], row: Any, backward: bool) -> str:
    names = ",".join(("-" if c.descending else "") + c.path for c in columns)
    payload = [int(backward), names, [c.value(row) for c in columns]]
    text = json.dumps(payload, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decode(cursor: str, columns: list[Column]) -> tuple[bool, list[Any]]:
    names = ",".join(("-" if c.descending else "") + c.path for c in columns)
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        backward, made_for, values = json.loads(text)
        if made_for != names or "\\u0000" in text.decode():
            raise BadCursor
        return bool(backward), [c.parse(v) for c, v in zip(columns, values, strict=True)]
    except (ValueError, TypeError, binascii.Error, ValidationError, RecursionError) as error:
        raise BadCursor from error
