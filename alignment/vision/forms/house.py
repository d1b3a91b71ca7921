from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alignment.vision.choices import MessageKind
from alignment.vision.models import Message
from alignment.web.forms import RecordForm, line, menu


# Short lists are boxes to tick; long ones a list to choose several lines from.
class MessageForm(RecordForm):
    """A message or an objection; the answer is what sales says to it."""

    kind = menu(_("Kind"), MessageKind.choices, required=True)
    text = line(_("In one sentence"), 160, required=True)
    answer = forms.CharField(
        label=_("How we answer, or what proves it"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_active = forms.BooleanField(label=_("In use"), required=False)

    def __init__(self, data: Any, *, message: Message | None, kind: str = "") -> None:
        wanted = kind if kind in MessageKind.values else MessageKind.PROMISE
        known: dict[str, Any] = {"kind": wanted, "is_active": True}
        if message:
            known = {
                name: getattr(message, name) for name in ("kind", "text", "answer", "is_active")
            }
        super().__init__(data, initial=known)
