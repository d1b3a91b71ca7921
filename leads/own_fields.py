"""Adding fields of one's own to leads, companies, contacts and opportunities."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from alignment.journal import services as journal
from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from leads.choices import MILESTONES, FieldKind, Record
from leads.custom_fields import forget
from leads.models import CustomField

MOST_FIELDS = 40  # on one kind of record
MOST_OPTIONS = 50
LONGEST_KEY = 40
WRITABLE = ("label", "help", "options", "required_from", "is_personal")


def may_shape(user: User) -> bool:
    """Whether somebody may add fields: direction and managers, for both teams work with them."""
    return user.is_direction or user.manages(TeamKind.SALES) or user.manages(TeamKind.MARKETING)


def add_field(*, by: User, record: str, label: str, kind: str, **values: Any) -> CustomField:
    """Add a field to a kind of record; its key comes from the label and never changes."""
    require_shaper(by)
    if CustomField.objects.filter(record=record, archived_at=None).count() >= MOST_FIELDS:
        raise Incomplete(fields={"label": _("At most {n} fields.").format(n=MOST_FIELDS)})
    checked = _checked({"label": label, **values}, kind)
    if record not in Record.values or kind not in FieldKind.values:
        raise Incomplete(fields={"kind": _("Not one of the choices.")})
    last = CustomField.objects.filter(record=record).aggregate(last=Max("position"))["last"]
    row = CustomField(
        record=record, kind=kind, key=_free_key(record, checked["label"]),
        position=(last or 0) + 1, **checked,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
            journal.record("field.added", actor=by, target=row, record=record, kind=kind)
    except IntegrityError:
        raise Conflict(_("Somebody added this field just now.")) from None
    forget()
    return row


def change_field(field: CustomField, *, by: User, **values: Any) -> CustomField:
    """Change label, help, choices or the stage it is required from; never its kind or key."""
    require_shaper(by)
    with transaction.atomic():
        row = CustomField.objects.select_for_update().get(pk=field.pk)
        given = {name: values[name] for name in WRITABLE if name in values}
        checked = _checked({"label": row.label, "options": row.options} | given, row.kind)
        for name in given:
            setattr(row, name, checked[name])
        row.save()
        journal.record("field.edited", actor=by, target=row)
    forget()
    return row


def archive_field(field: CustomField, *, by: User) -> CustomField:
    """Put a field away: forms and lists forget it, the values stay for its return."""
    return _put_away(field, timezone.now(), "field.archived", by)


def restore_field(field: CustomField, *, by: User) -> CustomField:
    """Bring an archived field back, with the values it had."""
    return _put_away(field, None, "field.restored", by)


def move_field(field: CustomField, *, by: User, up: bool) -> None:
    """Change places with the neighbour above or below."""
    require_shaper(by)
    with transaction.atomic():
        rows = list(
            CustomField.objects.select_for_update()
            .filter(record=field.record, archived_at=None)
            .order_by("position", "pk")
        )
        at = next((place for place, row in enumerate(rows) if row.pk == field.pk), None)
        other = None if at is None else at + (-1 if up else 1)
        if at is None or other is None or not 0 <= other < len(rows):
            return
        rows[at], rows[other] = rows[other], rows[at]
        for place, row in enumerate(rows):
            row.position = place
        CustomField.objects.bulk_update(rows, ["position"])
    forget()


def _put_away(field: CustomField, at: datetime | None, verb: str, by: User) -> CustomField:
    require_shaper(by)
    with transaction.atomic():
        row = CustomField.objects.select_for_update().get(pk=field.pk)
        if (row.archived_at is None) != (at is None):
            row.archived_at = at
            row.save(update_fields=["archived_at"])
            journal.record(verb, actor=by, target=row)
    forget()
    return row


def _checked(values: Mapping[str, Any], kind: str) -> dict[str, Any]:
    checked = dict(values)
    checked["label"] = " ".join(str(values.get("label") or "").split())[:80]
    if not checked["label"]:
        raise Incomplete(fields={"label": _("Required.")})
    if checked.get("required_from") and checked["required_from"] not in MILESTONES[1:]:
        raise Incomplete(fields={"required_from": _("Not one of the choices.")})
    options = _distinct(values.get("options") or [])
    if kind == FieldKind.CHOICE and len(options) < 2:
        raise Incomplete(fields={"options": _("Give at least two choices, one a line.")})
    if len(options) > MOST_OPTIONS:
        raise Incomplete(fields={"options": _("At most {n} choices.").format(n=MOST_OPTIONS)})
    checked["options"] = options if kind == FieldKind.CHOICE else []
    return checked


def _distinct(options: Iterable[Any]) -> list[str]:
    texts = (" ".join(str(option).split())[:80] for option in options)
    return list({text.casefold(): text for text in texts if text}.values())


def _free_key(record: str, label: str) -> str:
    stem = slugify(label).replace("-", "_")[: LONGEST_KEY - 3] or "field"
    taken = set(CustomField.objects.filter(record=record).values_list("key", flat=True))
    names = (stem, *(f"{stem}_{n}" for n in range(2, MOST_FIELDS * 10)))
    return next(name for name in names if name not in taken)


def require_shaper(by: User) -> None:
    """Raise NotAllowed unless the person may add fields."""
    if not may_shape(by):
        raise NotAllowed(_("Only direction and managers add fields."))
