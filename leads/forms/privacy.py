"""What people write about consents and requests of people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.choices import Channel, ConsentState, RightKind
from leads.forms.fields import DayField
from leads.forms.records import RecordForm, line, menu
from leads.models import Contact
from leads.privacy.sheets import LONGEST, Line


class ConsentForm(RecordForm):
    """One word of a person about one channel or all."""

    channel = menu(_("Channel"), ())
    state = menu(_("Decision"), ConsentState.choices, required=True)
    via = line(_("How they said it"), 120)
    wording = line(_("Text shown to them"), 500)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        fields["channel"].choices = [("", _("All channels")), *Channel.choices]


class RequestForm(RecordForm):
    """A request as it comes in."""

    kind = menu(_("Asked for"), RightKind.choices, required=True)
    contact = forms.ModelChoiceField(
        Contact.objects.held(),
        to_field_name="public_id",
        required=False,
        widget=forms.HiddenInput,
    )
    who = line(_("Who asks"), 200)
    via = line(_("How it came"), 120)
    received_on = DayField(label=_("Received on"), required=False)
    note = forms.CharField(
        label=_("Note"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person may read it: relevant, not excessive."),
    )


class SheetForm(RecordForm):
    """A sheet of the register, line by line."""

    def __init__(self, data: Any = None, *, lines: list[Line]) -> None:
        super().__init__(data)
        each: Any
        for each in lines:
            self.fields[each.name] = forms.CharField(
                label=each.label,
                max_length=LONGEST,
                required=False,
                initial=each.text,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
