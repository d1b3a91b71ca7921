from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alignment.vision.models.glossary import LONGEST
from alignment.web.forms import RecordForm, line


def _text(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea({"rows": 3}))


class DefinitionForm(RecordForm):
    """What a word should mean; the rule is the address of a list of leads."""

    definition_fr = _text(_("Definition in French"))
    definition_en = _text(_("Definition in English"))
    rule = forms.CharField(
        label=_("Rule"),
        required=False,
        max_length=2000,
        help_text=_("Optional: narrow the list of leads, then paste its address here."),
    )
    note = line(_("What changes and why"), 500, required=True)
