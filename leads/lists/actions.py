"""What can be done to many records at once: each through the door of its page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from alignment.people.models import User
from alignment.web.errors import Conflict
from leads import audiences, todo, transitions
from leads.choices import Record
from leads.filters import CUSTOM
from leads.forms.actions import FIELDS, KINDS
from leads.forms.fields import MEMBERS, DayField, PersonField
from leads.lists.editing import Editable, bulk_fields
from leads.models import BulkRun, Campaign, Company, Contact, CustomField, Lead
from leads.transitions.lines import FILE_FIELDS
from leads.transitions.table import ACTIONS

# Transitions that make sense on many leads with the same words; the others ask about one.
IN_BULK = (
    "reassign", "qualify", "prequalify", "hand_over", "accept", "nurture", "recycle",
    "disqualify", "take", "reopen",
)  # fmt: skip
LATER = ("undo", "export")
SET = "set-"
OF_THE_FILE = frozenset(field.name for field in FILE_FIELDS)


@dataclass(frozen=True)
class BulkAction:
    """`fields()` are asked once, `do(row, by, values)` is called for each row.

    With `many`, `do(rows, by, values)` takes a batch. `undo` says whether the whole can be undone;
    `edit` is the field that is changed, if one is.
    """

    name: str
    label: str | Promise
    group: str | Promise
    fields: Callable[[], dict[str, forms.Field]]
    do: Callable[[Any, User, Mapping[str, Any]], Any]
    many: bool = False
    undo: bool = False
    danger: bool = False
    edit: Editable | None = None


def actions_of(record: str) -> dict[str, BulkAction]:
    """What may be done to many records of this kind, by name."""
    found = [*_transitions(record), *_changes(record), *_others(record)]
    return {action.name: action for action in found}


def form_of(action: BulkAction, data: Any = None) -> forms.Form:
    """The fields of an action as a form; the same for a page, the API and a worker."""
    form = forms.Form(data, auto_id="bulk-%s")
    form.fields.update(action.fields())
    return form


def _transitions(record: str) -> list[BulkAction]:
    if record != Record.LEAD:
        return []
    return [_transition(name) for name in IN_BULK]


def _transition(name: str) -> BulkAction:
    action = ACTIONS[name]

    def fields() -> dict[str, forms.Field]:
        asked: dict[str, forms.Field] = {}
        for spec in action.fields:
            if spec.name in OF_THE_FILE:
                continue
            field: Any = FIELDS.get(spec.name, KINDS[spec.kind])(spec)
            field.label, field.help_text = spec.label, spec.help
            # What some of the leads know already is asked, not demanded: each lead judges.
            field.required = spec.required and not spec.known_as
            asked[spec.name] = field
        return asked

    def do(lead: Lead, by: User, values: Mapping[str, Any]) -> Any:
        return transitions.perform(lead, name, by=by, data=values)

    return BulkAction(
        name, action.label, _("Pipeline"), fields, do, undo=True, danger=action.danger
    )


def _changes(record: str) -> list[BulkAction]:
    return [_change(edit) for edit in bulk_fields(record)]


def _change(edit: Editable) -> BulkAction:
    def fields() -> dict[str, forms.Field]:
        field = edit.field()
        field.label = str(edit.label)
        return {"value": field}

    def do(row: Any, by: User, values: Mapping[str, Any]) -> Any:
        if "value" not in values:
            # A choice or a campaign that went away since it was asked: nothing is emptied for it.
            raise Conflict(_("The value that was asked for is no longer one."), code="value_gone")
        return edit.write(row, by, values["value"])

    group = _("Change a field")
    return BulkAction(SET + edit.key, edit.label, group, fields, do, undo=True, edit=edit)


def _others(record: str) -> list[BulkAction]:
    found = []
    if record in (Record.LEAD, Record.CONTACT):
        found.append(
            BulkAction(
                "add-to-campaign",
                _("Add to a campaign"),
                _("Campaign and tasks"),
                _campaign_fields,
                _add_to_campaign,
                many=True,
            )
        )
    if record in (Record.LEAD, Record.CONTACT, Record.COMPANY):
        found.append(
            BulkAction(
                "plan-task", _("Plan a task"), _("Campaign and tasks"), _task_fields, _plan_task
            )
        )
    return found


def _campaign_fields() -> dict[str, forms.Field]:
    rows = Campaign.objects.filter(is_active=True)
    return {
        "campaign": forms.ModelChoiceField(rows, to_field_name="public_id", label=_("Campaign"))
    }


def _add_to_campaign(rows: Any, by: User, values: Mapping[str, Any]) -> Any:
    keys = [row.contact_id if isinstance(row, Lead) else row.pk for row in rows]
    contacts = Contact.objects.filter(pk__in=[key for key in keys if key])
    return audiences.add_members(values["campaign"], contacts, by=by)


def _task_fields() -> dict[str, forms.Field]:
    return {
        "title": forms.CharField(label=_("What"), max_length=200),
        "due_on": DayField(label=_("Due"), required=False),
        "owner": PersonField(
            MEMBERS, label=_("Who"), required=False, help_text=_("Empty: the owner of each record.")
        ),
    }


def _plan_task(row: Any, by: User, values: Mapping[str, Any]) -> Any:
    about = {"lead": Lead, "contact": Contact, "company": Company}
    name = next(name for name, model in about.items() if isinstance(row, model))
    owner = values.get("owner") or getattr(row, "owner", None) or by
    if not owner.is_active:
        raise Conflict(_("The owner of this record has left."), code="owner_left")
    return todo.plan_task(
        by=by, title=values["title"], owner=owner, due_on=values.get("due_on"), **{name: row}
    )


def label_of_run(run: BulkRun) -> Any:
    """What a run is called; an undo says of what."""
    if run.undoes is None:
        return label_of(run.record, run.action)
    return format_lazy("{} {}", _("Undo:"), label_of(run.record, run.undoes.action))


def label_of(record: str, name: str) -> Any:
    """What an action is called, on its run too."""
    if name == "export":
        return _("Export")
    if name == "undo":
        return _("Undo")
    action = actions_of(record).get(name)
    if action is None:
        return _of_the_past(record, name)
    if name.startswith(SET):
        return format_lazy("{} {}", _("Change:"), action.label)
    return action.label


def _of_the_past(record: str, name: str) -> Any:
    """An action that is no more: of a field of one's own, it keeps the name of its field."""
    key = name.removeprefix(SET + CUSTOM)
    field = CustomField.objects.filter(record=record, key=key).first() if key != name else None
    return format_lazy("{} {}", _("Change:"), field.label) if field else name
