from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alignment.vision.choices import TermGroup
from alignment.vision.models.glossary import LONGEST
from alignment.web.forms import RecordForm, line, menu


def _text(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea({"rows": 3}))


class TermForm(RecordForm):
    """A word that both teams should use, with its first definition."""

    word_fr = line(_("Word in French"), 80, required=True)
    word_en = line(_("Word in English"), 80, required=True)
    group = menu(_("About"), TermGroup.choices, required=True)
    definition_fr = _text(_("Definition in French"))
    definition_en = _text(_("Definition in English"))


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
