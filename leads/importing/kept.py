"""What a row was before an import changed it, as JSON that can be put back."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.db import models

from leads.models import Import, ImportChange

BATCH = 200


def put(row: models.Model, values: Mapping[str, Any]) -> dict[str, Any]:
    """Set what differs on the row, unsaved; returns what those fields were, empty when nothing."""
    before = {
        name: plain(row, name) for name, value in values.items() if getattr(row, name) != value
    }
    for name in before:
        setattr(row, name, values[name])
    return before


def plain(row: models.Model, name: str) -> Any:
    """A field's present value as JSON can keep it."""
    field = row._meta.get_field(name)
    value = getattr(row, field.attname)  # type: ignore[union-attr]
    if value is None or isinstance(field, models.JSONField | models.BooleanField):
        return value
    return field.value_to_string(row)  # type: ignore[union-attr]


def merged(known: dict[str, Any], said: dict[str, Any], *, replaces: bool) -> dict[str, Any]:
    """Values of the company's own fields after an import that speaks of some of them."""
    if replaces:
        return {**known, **said}
    return {**said, **{key: value for key, value in known.items() if value not in (None, "")}}


def write(batch: Import, changes: Iterable[tuple[models.Model, dict[str, Any]]]) -> None:
    """Save the changed fields of rows that were there before, and keep what they were."""
    changes = list(changes)
    alike: dict[tuple[type[models.Model], tuple[str, ...]], dict[Any, models.Model]] = {}
    for row, before in changes:
        alike.setdefault((type(row), tuple(sorted(before))), {})[row.pk] = row
    for (model, names), rows in alike.items():
        if names:
            model._default_manager.bulk_update(list(rows.values()), names, batch_size=BATCH)
    ImportChange.objects.bulk_create(
        [_change(batch, row, before) for row, before in changes], batch_size=BATCH
    )


def note_created(batch: Import, rows: Iterable[models.Model]) -> None:
    """Remember rows that came into being under a lead that was there before; no fields to keep."""
    ImportChange.objects.bulk_create([_change(batch, row, {}) for row in rows])


def restore(change: ImportChange) -> None:
    """Put the row back as it was, or take it away when the import made it."""
    model = apps.get_model(change.model)
    rows = model._default_manager.filter(pk=change.row_id)
    if not change.before:
        rows.delete()
        return
    values = {}
    for name, value in change.before.items():
        field = model._meta.get_field(name)
        if value is not None and not isinstance(field, models.JSONField):
            value = field.to_python(value)
        values[field.attname] = value
    rows.update(**values)


def _change(batch: Import, row: models.Model, before: dict[str, Any]) -> ImportChange:
    return ImportChange(batch=batch, model=row._meta.label_lower, row_id=row.pk, before=before)
