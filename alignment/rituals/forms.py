from django import forms
from django.utils.translation import gettext_lazy as _

from alignment.rituals.services import LONGEST
from alignment.web.forms import RecordForm


class DoneForm(RecordForm):
    """What an action changed, in the words that both teams read."""

    changed = forms.CharField(
        label=_("What it changed"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("One line; those whose feedback asked for it read it."),
    )
