"""One column of a list: what it reads, how it sorts, what it shows and what it exports."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from alignment.web import moments
from alignment.web.figures import money, number
from alignment.web.figures import phone as phone_text
from leads.choices import FieldKind
from leads.custom_fields import fields_of
from leads.filters import CUSTOM

Cell = str | SafeString
EMPTY = ""


@dataclass(frozen=True)
class Column:
    """`value(row)` is plain, for exports; `show(row)` is HTML and escapes what people typed.

    `reads` are the model paths behind it, `order` the one that sorts it; `kind` says how an export
    writes it: text, number, money, date, instant, yes_no, phone.
    """

    key: str
    label: str | Promise
    reads: tuple[str, ...]
    value: Callable[[Any], Any]
    show: Callable[[Any], Cell] | None = None
    order: str = ""
    kind: str = "text"
    css: str = ""
    # Said once on a phone, where the cell says itself what it is.
    bare: bool = False

    def cell(self, row: Any) -> Cell:
        return self.show(row) if self.show else SHOWN[self.kind](self.value(row))


def path(name: str) -> Callable[[Any], Any]:
    """Reads `company__name` of a row; None where the way there is not."""
    parts = name.split("__")

    def read(row: Any) -> Any:
        for part in parts:
            row = getattr(row, part) if row is not None else None
        return row

    return read


def plain(key: str, label: Any, name: str = "", *, kind: str = "text", **more: Any) -> Column:
    """A column that shows one field as it is and sorts by it."""
    name = name or key
    more.setdefault("order", name)
    more.setdefault("css", "num" if kind in ("number", "money", "date") else "")
    return Column(key, label, (name,), path(name), kind=kind, **more)


def person(
    key: str, label: Any, name: str = "", *, also: tuple[str, ...] = (), **more: Any
) -> Column:
    """A column with the name of a colleague; `also` is what its cell reads besides."""
    name = name or key
    reads = (*(f"{name}__{part}" for part in ("first_name", "last_name", "email")), *also)
    read = path(name)
    more.setdefault("order", f"{name}__first_name")
    return Column(key, label, reads, lambda row: _name(read(row)), **more)


def coded(key: str, label: Any, words: Callable[[str], Any], name: str = "", **more: Any) -> Column:
    """A column whose code is said in words."""
    name = name or key
    read = path(name)
    more.setdefault("order", name)
    return Column(key, label, (name,), lambda row: _words(read(row), words), **more)


def custom_columns(record: str) -> dict[str, Column]:
    """The company's own fields as columns."""
    return {CUSTOM + field.key: _custom(field) for field in fields_of(record)}


def _custom(field: Any) -> Column:
    kind = {FieldKind.NUMBER: "number", FieldKind.DATE: "date", FieldKind.YES_NO: "yes_no"}
    return Column(
        CUSTOM + field.key,
        field.label,
        ("extra",),
        lambda row: _typed((row.extra or {}).get(field.key), field.kind),
        kind=kind.get(FieldKind(field.kind), "text"),
        css="num" if field.kind in (FieldKind.NUMBER, FieldKind.DATE) else "",
    )


def _typed(value: Any, kind: str) -> Any:
    if kind == FieldKind.DATE and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value


def _name(user: Any) -> str:
    return user.full_name if user else EMPTY


def _words(code: Any, words: Callable[[str], Any]) -> str:
    return str(words(code)) if code else EMPTY


def short_date(value: date | None) -> str:
    return date_format(value, "SHORT_DATE_FORMAT") if value else EMPTY


def instant(value: datetime | None) -> Cell:
    return (
        format_html('<span title="{}">{}</span>', moments.full(value), moments.day_hour(value))
        if value
        else EMPTY
    )


def two_lines(first: Any, second: Any, *, url: str = "") -> SafeString:
    """The name of the row, a link that j and k walk through, above what tells it from others."""
    top = (
        format_html('<a class="line-1" href="{}" data-open>{}</a>', url, first)
        if url
        else format_html('<span class="line-1 line-plain">{}</span>', first)
    )
    return format_html('{}<span class="line-2">{}</span>', top, second)


def mail(value: str | None) -> Cell:
    return format_html('<a href="mailto:{0}">{0}</a>', value) if value else EMPTY


def telephone(value: str | None) -> Cell:
    return (
        format_html('<a class="nowrap" href="tel:{}">{}</a>', value, phone_text(value))
        if value
        else EMPTY
    )


def clamped(value: str | None) -> Cell:
    return format_html('<span class="clamp" title="{0}">{0}</span>', value) if value else EMPTY


def _number(value: Any) -> str:
    if value is None:
        return EMPTY
    digits = 0 if value == int(value) else 2
    return number(Decimal(str(value)), digits)


SHOWN: dict[str, Callable[[Any], Cell]] = {
    "text": lambda value: value or EMPTY,
    "long": clamped,
    "number": _number,
    "money": lambda value: money(value) if value is not None else EMPTY,
    "date": short_date,
    "instant": instant,
    "yes_no": lambda value: EMPTY if value is None else (_("yes") if value else _("no")),
    "phone": telephone,
    "mail": mail,
}
BLANK = mark_safe("")
