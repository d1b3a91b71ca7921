"""Everything that is held about one person, in words the person can read (articles 15 and 20).

`TABLES` names every table that points to a contact or a lead; a standing test walks the models,
so that a new one cannot be forgotten.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Field, JSONField, Model, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from alignment.journal.models import Event
from leads import models as rows
from leads.models import Contact, Lead

# Columns of our own housekeeping, which say nothing about anybody.
HOUSEKEEPING = frozenset(
    {"id", "name_key", "search", "version", "digest", "icp_version", "batch", "public_id"}
)
# What points to a contact or a lead and belongs to somebody else: why it is not told.
NOT_TOLD = {
    "leads.merge": "copies of rows that are told themselves",
    "leads.suspectedpair": "a guess about two rows that are told themselves",
}


@dataclass(frozen=True)
class Table:
    """The rows of one table about the person: each a list of (label, text)."""

    key: str
    label: str
    rows: list[list[tuple[str, str]]]


def held_about(contact: Contact) -> list[Table]:
    """All tables that hold something about the person, comments included; empty ones left out."""
    leads = list(Lead.objects.filter(contact=contact).values_list("pk", flat=True))
    found = [_table(Contact, Contact.objects.filter(pk=contact.pk))]
    found.append(_table(Lead, Lead.objects.filter(pk__in=leads)))
    for model in told_models():
        found.append(_table(model, model._default_manager.filter(_about(model, contact, leads))))
    found.append(_journal(contact, leads))
    return [table for table in found if table.rows]


def told_models() -> list[type[Model]]:
    """The models of this app that point to a contact or a lead, and are told."""
    named = (getattr(rows, name) for name in rows.__all__)
    return [
        model
        for model in named
        if model not in (Contact, Lead) and model._meta.label_lower not in NOT_TOLD and links(model)
    ]


def links(model: type[Model]) -> list[str]:
    """The fields by which a row points to a contact or a lead."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model in (Contact, Lead)
    ]


def as_json(contact: Contact) -> dict[str, Any]:
    """The same as plain JSON, by table."""
    return {
        "exported_at": timezone.now().isoformat(timespec="seconds"),
        "tables": [
            {"table": table.label, "rows": [dict(row) for row in table.rows]}
            for table in held_about(contact)
        ],
    }


def as_csv(contact: Contact) -> str:
    """One line for each value: table, row, field, value; opens right in a French spreadsheet."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";")
    writer.writerow([_("Table"), _("Row"), _("Field"), _("Value")])
    for table in held_about(contact):
        for number, row in enumerate(table.rows, start=1):
            for label, text in row:
                writer.writerow([table.label, number, label, _harmless(text)])
    return out.getvalue()


def _about(model: type[Model], contact: Contact, leads: list[int]) -> Q:
    about = Q(pk__in=[])
    for name in links(model):
        field: Any = model._meta.get_field(name)
        if field.related_model is Contact:
            about |= Q(**{name: contact})
        else:
            about |= Q(**{f"{name}__in": leads})
    return about


def _table(model: type[Model], found: Any) -> Table:
    fields = [field for field in model._meta.concrete_fields if field.name not in HOUSEKEEPING]
    foreign = [field.name for field in fields if field.is_relation]
    told = [list(_row(row, fields)) for row in found.select_related(*foreign).order_by("pk")]
    return Table(model._meta.label_lower, str(model._meta.verbose_name_plural), told)


def _row(row: Model, fields: list[Field]) -> Iterator[tuple[str, str]]:
    for field in fields:
        text = _text(row, field)
        if text:
            yield str(field.verbose_name).capitalize(), text


def _text(row: Any, field: Field) -> str:
    value = getattr(row, field.name)
    if value in (None, "", [], {}):
        return ""
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if hasattr(value, "hour"):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if hasattr(value, "year") and hasattr(value, "month"):
        return date_format(value, "SHORT_DATE_FORMAT")
    return _flat(value) if isinstance(field, JSONField) else str(value)


def _flat(value: Any) -> str:
    """JSON as people read it: « name: value, name: value »."""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_flat(each)}" for key, each in value.items())
    if isinstance(value, list):
        return ", ".join(_flat(each) for each in value)
    return str(value)


def _journal(contact: Contact, leads: list[int]) -> Table:
    """When something happened about the person and who did it; what was said stands elsewhere."""
    about = Q(target_kind=Contact._meta.label_lower, target_id=contact.pk)
    about |= Q(target_kind=Lead._meta.label_lower, target_id__in=leads)
    told = [
        [
            (_("On"), date_format(timezone.localtime(event.occurred_at), "SHORT_DATETIME_FORMAT")),
            (_("What"), event.verb),
            (_("By"), event.who),
        ]
        for event in Event.objects.filter(about).order_by("id")
    ]
    return Table("journal.event", _("Journal"), told)


def _harmless(text: str) -> str:
    """A text that a spreadsheet would run as a formula is kept as text."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and not text.startswith("+33") else text
