"""Forms of a draft: its terms, and one promise with its priorities."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alignment.web.errors import Incomplete
from leads.choices import Tier
from sla.calendars import calendar_of
from sla.choices import TIERED, TIMED, Promise
from sla.delays import delay_words, parse_delay
from sla.models import Agreement
from sla.promises import SHAPES, checked, tiers_of

PERCENT = Decimal(100)
NUMBER_LABELS = {
    Promise.VOLUME: _("Leads a month"),
    Promise.PERSISTENCE: _("Attempts"),
    Promise.CAPACITY: _("Hand-overs a week and rep"),
}


class DelayField(forms.CharField):
    """Working minutes, written « 1 j.o. », « 4 h » or « 90 min »."""

    default_error_messages = {
        "unclear": _("Write a delay such as « 4 h », « 90 min » or « 1 working day »."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return delay_words(value, calendar_of().day_minutes) if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        minutes = parse_delay(text, calendar_of().day_minutes)
        if minutes is None:
            raise forms.ValidationError(self.error_messages["unclear"])
        return minutes


class TermsForm(forms.ModelForm):
    """When it starts, the common goal, and why it changes."""

    class Meta:
        model = Agreement
        fields = ["effective_on", "goal_revenue", "goal_opportunities", "note"]
        widgets = {
            "effective_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "note": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "effective_on": _("The first working day of next month when left empty."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.goal_revenue is not None:
            self.initial["goal_revenue"] = f"{self.instance.goal_revenue:.0f}"


class PromiseForm(forms.Form):
    """One promise: what, for which part, per priority where it differs.

    `lines()` gives the fields per priority; what is refused stands beside its field.
    """

    def __init__(self, *args: Any, promise: str, draft: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.promise = Promise(promise)
        self.shape = SHAPES[promise].fields
        self.is_new = not draft.commitments.filter(promise=promise).exists()
        self._add_fields()

    def _add_fields(self) -> None:
        if self.promise in TIMED:
            for tier in tiers_of(self.promise):
                label = Tier(tier).label if tier else _("In")
                self.fields[f"minutes{tier}"] = DelayField(label=label, required=not tier)
        if "number" in self.shape:
            self.fields["number"] = forms.IntegerField(label=NUMBER_LABELS[self.promise])
        if "channels" in self.shape:
            self.fields["channels"] = forms.IntegerField(label=_("On how many channels"))
            self.fields["within_days"] = forms.IntegerField(label=_("Over how many working days"))
        if "share" in self.shape:
            self.fields["share"] = forms.DecimalField(
                label=_("For how many in a hundred (%)"), decimal_places=1, max_digits=4
            )
        if self.promise in TIERED:
            self.fields[f"minutes{Tier.P1}"].help_text = _(
                "Working time, such as « 1 h » or « 1 j.o. »; leave empty what is not promised."
            )

    def ask_again(self) -> None:
        """A sixth promise: say once more that it is wanted."""
        self.fields["sure"] = forms.BooleanField(
            label=_("Yes, add it: we shall keep this one too."), required=False
        )

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.errors:
            return self.cleaned_data
        lines = self.lines()
        if not lines:
            self.add_error(None, _("Say how much for at least one priority."))
        for tier, given in lines.items():
            self._check(tier, given)
        return self.cleaned_data

    def _check(self, tier: str, given: dict[str, Any]) -> None:
        try:
            checked(self.promise, tier, given)
        except Incomplete as refusal:
            for name, problem in refusal.fields.items():
                self.add_error(f"minutes{tier}" if name == "minutes" else name, str(problem))

    def lines(self) -> dict[str, dict[str, Any]]:
        """The fields of each priority that is promised."""
        data = self.cleaned_data
        common = {
            name: data[name] for name in ("number", "channels", "within_days") if name in data
        }
        if data.get("share") is not None:
            common["share"] = data["share"] / PERCENT
        if self.promise not in TIMED:
            return {"": common}
        delays = {tier: data.get(f"minutes{tier}") for tier in tiers_of(self.promise)}
        return {
            tier: common | {"minutes": minutes}
            for tier, minutes in delays.items()
            if minutes is not None
        }


def initial_of(lines: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The values of a PromiseForm from fields per priority."""
    found: dict[str, Any] = {}
    for tier, fields in lines.items():
        for name, value in fields.items():
            if value is None:
                continue
            if name == "minutes":
                found[f"minutes{tier}"] = value
            else:
                found[name] = (value * PERCENT).normalize() if name == "share" else value
    if "share" in found:
        found["share"] = f"{found['share']:f}"
    return found
