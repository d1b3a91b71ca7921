"""One message between colleagues."""

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.conversations import LONGEST
from leads.forms.records import RecordForm


class PostForm(RecordForm):
    """What is said; @ and a first name mention somebody."""

    text = forms.CharField(
        label=_("Your message"), max_length=LONGEST,
        error_messages={"required": _("Write something first.")},
        help_text=_("@ and a first name tell that person."),
        widget=forms.Textarea(
            attrs={
                "rows": 2, "data-mentions": "", "aria-autocomplete": "list",
                "aria-controls": "talk-people",
            }
        ),
    )  # fmt: skip
