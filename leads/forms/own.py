"""The company's own fields in the forms of records and of steps."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from leads import custom_fields
from leads.choices import FieldKind
from leads.forms.records import RecordForm
from leads.models import CustomField

PREFIX = "extra."
YES_NO = (("", "—"), ("yes", _("Yes")), ("no", _("No")))


class OwnField(forms.CharField):
    """A field of one's own: the browser helps to type it, the domain judges it."""

    def __init__(self, own: CustomField, **more: Any) -> None:
        super().__init__(
            label=own.label, help_text=own.help, required=False, widget=_widget(own), **more
        )
        self.own = own

    def clean(self, value: Any) -> Any:
        try:
            return custom_fields.typed(self.own, super().clean(value))
        except ValueError as error:
            raise ValidationError(str(error)) from None

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, int | float):
            return str(value).replace(".", ",")
        return value


class OwnFieldsForm(RecordForm):
    """A record's form with the company's own fields after the others."""

    def add_own(self, record: str, extra: Mapping[str, Any] | None) -> None:
        """Add a field for each of the record's own, with the values it has."""
        for own in custom_fields.fields_of(record):
            name = f"{PREFIX}{own.key}"
            self.fields[name] = OwnField(own)
            self.initial[name] = (extra or {}).get(own.key)

    @property
    def own(self) -> list[forms.BoundField]:
        """The company's own fields, to be drawn together."""
        return [field for field in self.visible_fields() if field.name.startswith(PREFIX)]

    def values(self) -> dict[str, Any]:
        values = super().values()
        own = {name: values.pop(name) for name in list(values) if name.startswith(PREFIX)}
        if own:
            values["extra"] = {name.removeprefix(PREFIX): value for name, value in own.items()}
        return values


def step_fields(gaps: Iterable[CustomField]) -> dict[str, OwnField]:
    """The inputs of what a step asks for, named `extra.<record>.<key>`."""
    return {f"{PREFIX}{own.record}.{own.key}": OwnField(own) for own in gaps}


def by_record(values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The own fields of a step's values as `{record: {key: value}}`."""
    found: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        if name.startswith(PREFIX) and value is not None:
            record, key = name.removeprefix(PREFIX).split(".", 1)
            found.setdefault(record, {})[key] = value
    return found


def _widget(own: CustomField) -> forms.Widget:
    if own.kind == FieldKind.CHOICE:
        options = [(option, option) for option in own.options]
        return forms.Select(choices=[("", "—"), *options])
    if own.kind == FieldKind.YES_NO:
        return forms.Select(choices=YES_NO)
    if own.kind == FieldKind.DATE:
        return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    mode = {"inputmode": "decimal"} if own.kind == FieldKind.NUMBER else {}
    return forms.TextInput(attrs={"autocomplete": "off", "maxlength": 500, **mode})
