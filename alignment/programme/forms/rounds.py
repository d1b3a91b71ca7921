from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alignment.programme.models import Round, TeamAnswer
from alignment.programme.questions import (
    DOES_NOT_KNOW,
    HIGHEST,
    LONGEST_OBSTACLE,
    LOWEST,
    asks_for_obstacle,
    items_of,
)
from alignment.web.forms import RecordForm

SCALE = [
    *((str(value), str(value)) for value in range(LOWEST, HIGHEST + 1)),
    (str(DOES_NOT_KNOW), _("I don’t know")),
]


class AnswerForm(RecordForm):
    """One tap for each statement; in the pulse also a line about what stands in the way."""

    def __init__(self, data: Any, *, round_: Round, given: TeamAnswer | None = None) -> None:
        super().__init__(data)
        for item in items_of(round_.kind):
            known = given.values.get(item.key) if given else None
            self.fields[f"item_{item.key}"] = forms.TypedChoiceField(
                label=str(item.text),
                choices=SCALE,
                coerce=int,
                initial=None if known is None else str(known),
                widget=forms.RadioSelect,
            )
        if asks_for_obstacle(round_.kind):
            self.fields["obstacle"] = forms.CharField(
                label=_("One obstacle to lift?"),
                max_length=LONGEST_OBSTACLE,
                required=False,
                initial=given.obstacle if given else "",
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
                help_text=_("Write it so that nobody can guess who you are: no name, no deal."),
            )

    def values(self) -> dict[str, Any]:
        """The values by statement, and the obstacle."""
        said: Mapping[str, Any] = self.cleaned_data
        marks = {
            name.removeprefix("item_"): value
            for name, value in said.items()
            if name.startswith("item_")
        }
        return {"values": marks, "obstacle": said.get("obstacle", "")}
