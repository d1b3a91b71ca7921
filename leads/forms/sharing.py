from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alignment.library.models import Content
from alignment.web.forms import RecordForm, menu
from leads.choices import ShareChannel
from leads.models import Contact


class ShareForm(RecordForm):
    """Which content, for whom, and how it goes."""

    content = forms.ModelChoiceField(
        Content.objects.none(), to_field_name="public_id", label=_("Another content"),
        empty_label="—",
    )  # fmt: skip
    channel = menu(_("How"), ShareChannel.choices, required=True)
    contact = forms.ModelChoiceField(
        Contact.objects.none(), to_field_name="public_id", label=_("For"), required=False
    )

    def __init__(self, data: Any = None, *, people: Sequence[Contact] = ()) -> None:
        super().__init__(data)
        rows = Content.objects.active().filter(current__isnull=False)
        self.fields["content"].queryset = rows  # type: ignore[attr-defined]
        chosen = Contact.objects.filter(pk__in=[person.pk for person in people])
        self.fields["contact"].queryset = chosen  # type: ignore[attr-defined]
        self.has_choice = len(people) > 1
