from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alignment.library.models import Content
from alignment.web.forms import RecordForm, line


class ContentForm(RecordForm):
    """A content: what sales calls it and where it is."""

    title = line(_("Title"), 160, required=True)
    address = forms.URLField(
        label=_("Address"), max_length=500, required=False, assume_scheme="https",
        help_text=_("Where it can be opened, if it is on the web."),
    )  # fmt: skip
    is_active = forms.BooleanField(label=_("In use"), required=False)

    def __init__(self, data: Any, *, content: Content | None) -> None:
        known = {"is_active": True}
        if content:
            known = {name: getattr(content, name) for name in ("title", "address", "is_active")}
        super().__init__(data, initial=known)
