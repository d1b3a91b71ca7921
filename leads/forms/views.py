"""Naming, sharing and locking a view of a list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alignment.web.forms import RecordForm, line
from leads.choices import Sharing
from leads.models import SavedView


class ViewForm(RecordForm):
    """A name, for whom, and for managers whether others may change it."""

    name = line(_("Name"), 80, required=True, autofocus=True)
    sharing = forms.ChoiceField(
        label=_("For whom"), choices=Sharing.choices, widget=forms.RadioSelect
    )
    locked = forms.BooleanField(
        label=_("Locked: only managers change it"),
        required=False,
        help_text=_("Others still filter on top of it, or keep it as theirs."),
    )

    def __init__(self, data: Any, *, may_lock: bool, view: SavedView | None = None) -> None:
        initial: dict[str, Any] = {"sharing": Sharing.PRIVATE}
        if view is not None:
            initial = {
                "name": view.name, "sharing": view.sharing, "locked": bool(view.locked_at),
            }  # fmt: skip
        super().__init__(data, initial=initial)
        if not may_lock:
            del self.fields["locked"]
