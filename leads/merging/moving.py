"""Pointing everything that hangs on one row at another, found by the models themselves.

No table is named here: a new one that points at companies or people is moved like the others.
Each step is noted so that it can be taken back, the last one first.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

CHUNK = 500
Step = list[Any]


def links_to(model: type[models.Model]) -> list[Any]:
    """Every column of every table that points at the model, those of many-to-many tables too."""
    fields: Any = model._meta.get_fields(include_hidden=True)
    return [
        relation.field
        for relation in fields
        if relation.auto_created
        and not relation.concrete
        and (relation.one_to_many or relation.one_to_one)
    ]


def move_all(kept: models.Model, gone: models.Model) -> list[Step]:
    """Point what hangs on `gone` at `kept`; what both have once stays once, the fuller one."""
    steps: list[Step] = []
    for field in links_to(type(kept)):
        table = field.model._base_manager
        for held, other in _clashes(field, kept, gone):
            steps += _join(held, other)
        pks = list(table.filter(**{field.name: gone.pk}).values_list("pk", flat=True))
        for part in _cut(pks):
            table.filter(pk__in=part).update(**{field.name: kept.pk})
        if pks:
            label = field.model._meta.label_lower
            steps.append(["link", label, field.name, kept.pk, gone.pk, pks])
    return steps


def take_back(steps: Iterable[Step]) -> None:
    """Undo the steps; a row that was pointed elsewhere since, or is gone, is left alone."""
    for kind, label, *rest in reversed(list(steps)):
        model = apps.get_model(label)
        if kind == "link":
            name, to, before, pks = rest
            for part in _cut(pks):
                rows = model._base_manager.filter(pk__in=part, **{name: to})
                rows.update(**{name: before})
        else:
            (values,) = rest
            row = row_from(model, values)
            if not model._base_manager.filter(pk=row.pk).exists() and not _taken(row):
                row.save_base(raw=True, force_insert=True)


def values_of(row: models.Model) -> dict[str, Any]:
    """The columns of a row as JSON can keep them."""
    found: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        is_plain = value is None or isinstance(field, models.JSONField | models.ForeignKey)
        found[field.attname] = value if is_plain else field.value_to_string(row)
    return found


def row_from(model: type[models.Model], values: dict[str, Any]) -> models.Model:
    """The unsaved row that these columns make; columns that are no more are left out."""
    row = model()
    for field in model._meta.concrete_fields:
        if field.attname in values:
            setattr(row, field.attname, python_value(field, values[field.attname]))
    return row


def python_value(field: Any, value: Any) -> Any:
    """A column's value as the model holds it."""
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(field, models.ForeignKey):
        return field.target_field.to_python(value)
    return field.to_python(value)


def _join(held: models.Model, other: models.Model) -> list[Step]:
    """Of two rows that would be the same one goes: the emptier; what hangs on it moves along."""
    stays, goes = (other, held) if _weight(other) > _weight(held) else (held, other)
    steps = move_all(stays, goes)
    steps.append(["drop", goes._meta.label_lower, values_of(goes)])
    type(goes)._base_manager.filter(pk=goes.pk).delete()
    return steps


def _clashes(
    field: models.ForeignKey, kept: models.Model, gone: models.Model
) -> Iterator[tuple[models.Model, models.Model]]:
    """Pairs of rows, of the one and the other, that a uniqueness of the table allows once."""
    for names in _unique_with(field):
        rows = {row: _key(row, names) for row in _of(field, gone)}
        held = {_key(row, names): row for row in _of(field, kept)} if rows else {}
        for row, key in rows.items():
            if key in held and type(row)._base_manager.filter(pk=row.pk).exists():
                yield held[key], row


def _unique_with(field: models.ForeignKey) -> list[list[str]]:
    """What must be unique together with the column; conditions are taken to hold."""
    meta = field.model._meta
    groups = [list(group) for group in meta.unique_together]
    groups += [
        list(found.fields)
        for found in meta.constraints
        if isinstance(found, models.UniqueConstraint)
    ]
    if field.unique:
        groups.append([field.name])
    return [
        [name for name in names if name != field.name] for names in groups if field.name in names
    ]


def _key(row: models.Model, names: list[str]) -> tuple[Any, ...]:
    meta: Any = row._meta
    return tuple(getattr(row, meta.get_field(name).attname) for name in names)


def _of(field: models.ForeignKey, row: models.Model) -> Any:
    return field.model._base_manager.filter(**{field.name: row.pk})


def _weight(row: models.Model) -> int:
    """How much a row says."""
    return sum(getattr(row, f.attname) not in ("", None, [], {}) for f in row._meta.concrete_fields)


def _taken(row: models.Model) -> bool:
    """Whether something else stands by now where the row stood."""
    try:
        row.validate_unique()
        row.validate_constraints()
    except ValidationError:
        return True
    return False


def _cut(rows: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(rows)
    while part := list(islice(rest, CHUNK)):
        yield part
