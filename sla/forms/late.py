"""The form that puts off what is late."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alignment.web.business_days import today, zone
from alignment.web.forms import RecordForm, line
from sla.postponing import MOST_CHARACTERS

HOURS = [(f"{hour:02d}:{half}", f"{hour}:{half}") for hour in range(8, 20) for half in ("00", "30")]


class PostponeForm(RecordForm):
    """The day and hour agreed, and why; `values()` are those of the service."""

    renamed = {"until": "day"}

    day = forms.DateField(
        label=_("New day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    hour = forms.ChoiceField(label=_("At"), choices=HOURS, initial="09:00")
    why = line(_("Reason"), MOST_CHARACTERS, required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = today() + timedelta(days=1)

    def values(self) -> dict[str, Any]:
        said = self.cleaned_data
        until = datetime.combine(said["day"], time.fromisoformat(said["hour"]), tzinfo=zone())
        return {"until": until, "why": said["why"]}
