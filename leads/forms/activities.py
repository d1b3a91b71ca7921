"""The line that logs what was just done, on a lead, a person or a company."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leads.choices import ActivityKind, ActivityOutcome
from leads.forms.records import RecordForm, menu
from leads.models import Contact, Lead

LONGEST_TEXT = 5000
KEYS = {
    ActivityKind.CALL: "c", ActivityKind.EMAIL: "e", ActivityKind.MEETING: "m",
    ActivityKind.NOTE: "o",
}  # fmt: skip
ALONE = "none"


class KindRadios(forms.RadioSelect):
    """Kinds of activity, each a key away; the key puts the cursor into the line."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["data-then"] = ".log-text"
        if value in KEYS:
            option["attrs"] |= {"data-hotkey": KEYS[value], "title": KEYS[value]}
        return option


class ActivityForm(RecordForm):
    """One line about what was just done; which lead and with whom only where that is open."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=ActivityKind, widget=KindRadios, initial=ActivityKind.CALL
    )
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[("", pgettext_lazy("outcome", "Not said")), *ActivityOutcome.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("What happened?"), max_length=LONGEST_TEXT, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "log-text"}),
    )  # fmt: skip
    occurred_at = forms.DateTimeField(
        label=_("When, if not now"), required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )  # fmt: skip
    about = menu(_("About which lead?"), ())
    who = menu(_("With whom?"), ())
    renamed = {"lead": "about", "contact": "who"}

    def __init__(
        self,
        data: Any = None,
        *,
        leads: Sequence[Lead] = (),
        people: Sequence[Contact] = (),
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.leads = {str(lead.public_id): lead for lead in leads} if len(leads) > 1 else {}
        self.people = {str(person.public_id): person for person in people}
        fields: dict[str, Any] = self.fields
        said = [(key, str(lead)) for key, lead in self.leads.items()]
        fields["about"].choices = [("", "—"), *said, (ALONE, _("None of them"))]
        fields["who"].choices = [("", "—"), *((k, p.full_name) for k, p in self.people.items())]
        for name, offered in (("about", self.leads), ("who", self.people)):
            if not offered:
                del fields[name]

    def values(self) -> dict[str, Any]:
        """What `log_about` takes; `contact` only when somebody was chosen."""
        values = super().values()
        at: datetime | None = values["occurred_at"]
        about, who = values.pop("about", ""), values.pop("who", "")
        values |= {"occurred_at": at or timezone.now(), "alone": about == ALONE}
        values["lead"] = self.leads.get(about)
        return values | ({"contact": self.people[who]} if who else {})
