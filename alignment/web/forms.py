"""What the forms of records share: the service judges, its refusals stand beside the fields."""

from collections.abc import Callable
from typing import Any

from django import forms

from alignment.web.errors import NotAllowed, Refused


class RecordForm(forms.Form):
    """Typed fields of one record; what was typed stays when the service refuses it."""

    # Fields whose name differs in the service.
    renamed: dict[str, str] = {}
    status = 200

    def saved(self, save: Callable[..., Any]) -> Any | None:
        """What `save(**values)` returns, or None with the errors shown and `status` set."""
        if not self.is_valid():
            self.status = 400
            return None
        try:
            return save(**self.values())
        except NotAllowed:
            raise
        except Refused as refused:
            self.refuse(refused)
            return None

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return dict(self.cleaned_data)

    def refuse(self, refused: Refused) -> None:
        """Show each refusal beside its field, the others above the form."""
        self.status = refused.status
        for name, text in refused.fields.items():
            shown = self.renamed.get(name, name)
            self.add_error(shown if shown in self.fields else None, str(text))
        if not refused.fields:
            self.add_error(None, str(refused))


def line(label: Any, longest: int, *, required: bool = False, **attributes: Any) -> forms.CharField:
    """A one-line text without the browser's own suggestions."""
    widget = forms.TextInput(attrs={"autocomplete": "off", **attributes})
    return forms.CharField(label=label, max_length=longest, required=required, widget=widget)


def menu(label: Any, choices: Any, *, required: bool = False, **more: Any) -> forms.ChoiceField:
    """One of the choices, with an empty line when it is optional."""
    empty = [] if required else [("", "—")]
    return forms.ChoiceField(label=label, choices=[*empty, *choices], required=required, **more)
