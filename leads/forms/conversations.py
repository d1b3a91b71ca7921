"""One message between colleagues."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.conversations import LONGEST
from leads.forms.records import RecordForm


class PostForm(RecordForm):
    """What is said; @ and a first name mention somebody. `place` keeps two on a page apart."""

    text = forms.CharField(
        label=_("Your message"), max_length=LONGEST,
        error_messages={"required": _("Write something first.")},
        help_text=_("@ and a first name tell that person."),
        widget=forms.Textarea(attrs={"rows": 2, "data-mentions": "", "aria-autocomplete": "list"}),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, place: str = "say", **more: Any) -> None:
        super().__init__(data, auto_id=f"{place}_%s", **more)
        self.fields["text"].widget.attrs["aria-controls"] = f"{place}_text_people"
