from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.rituals.choices import Day, Kind
from alignment.rituals.services import LONGEST
from alignment.web.forms import RecordForm, line


class DoneForm(RecordForm):
    """What an action changed, in the words that both teams read."""

    changed = forms.CharField(
        label=_("What it changed"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("One line; those whose feedback asked for it read it."),
    )


class BeginForm(RecordForm):
    """A ritual: its kind, day and hour."""

    kind = forms.ChoiceField(label=_("Meeting"), choices=Kind.choices)
    weekday = forms.TypedChoiceField(
        label=_("Day"), choices=Day.choices, coerce=int, initial=Day.TUESDAY
    )
    at = forms.TimeField(
        label=_("At"), initial=time(9, 30),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )  # fmt: skip


class MoveForm(RecordForm):
    to = forms.DateTimeField(
        label=_("New time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class CancelForm(RecordForm):
    why = line(_("Why"), LONGEST, required=True)


class DecideForm(RecordForm):
    """A decision; with somebody and a day it is an action too."""

    text = line(_("Decision"), LONGEST, required=True)
    why = line(_("Why"), LONGEST)
    owner = forms.ModelChoiceField(
        label=_("Who does it"), required=False, queryset=User.objects.none(), empty_label="—"
    )
    due_on = forms.DateField(
        label=_("Until"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = User.objects.active().of_kind(*TeamKind.values)  # type: ignore[attr-defined]
