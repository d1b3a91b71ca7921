from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alignment.vision.choices import CriterionKind, FactName, Operator
from alignment.vision.models import Criterion
from alignment.vision.sentences import AMOUNTS, choices_of, operators_of

# Short lists are boxes to tick; long ones a list to choose several lines from.
BOXES = 30
MOST_WORDS = 50


class FactForm(forms.Form):
    """First step of a new criterion: what it looks at."""

    fact = forms.ChoiceField(label=_("What should it look at?"), choices=FactName.choices)


class PublishForm(forms.Form):
    note = forms.CharField(label=_("What changes and why"), max_length=500)
    effective_on = forms.DateField(
        label=_("In force from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: as soon as both teams have signed."),
    )

    def __init__(self, *args: Any, is_first: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_first:  # it is in force at once
            del self.fields["effective_on"]


class CriterionForm(forms.ModelForm):
    """Second step: operator and values that fit the fact, kind and weight."""

    picked = forms.MultipleChoiceField(label=_("Values"), required=False)
    words = forms.CharField(
        label=_("Words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One per line. One of them is enough; accents and capitals do not matter."),
    )
    low = forms.DecimalField(label=_("At least (€)"), required=False, min_value=0, max_digits=12)
    high = forms.DecimalField(label=_("At most (€)"), required=False, min_value=0, max_digits=12)

    class Meta:
        model = Criterion
        fields = ["label", "kind", "operator", "weight"]
        help_texts = {
            "label": _("How the two teams call it."),
            "weight": _("From 1 to 5; it plays no part when the criterion excludes."),
        }

    def __init__(self, *args: Any, fact: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fact = FactName(fact)
        self.fields["operator"] = forms.ChoiceField(label=_("Operator"), choices=operators_of(fact))
        self.fields["weight"].widget.attrs |= {"min": 1, "max": 5}
        self.fields["kind"] = forms.ChoiceField(label=_("Kind"), choices=CriterionKind.choices)
        self._keep_the_fields_that_fit()
        self._show_stored_values()
        if not self.instance.pk:
            self.initial["label"] = str(self.fact.label)
            self.initial["kind"] = CriterionKind.WEIGHTED.value

    def _keep_the_fields_that_fit(self) -> None:
        choices = choices_of(self.fact)
        if choices:
            kept = {"picked"}
            short = len(choices) <= BOXES
            widget = forms.CheckboxSelectMultiple() if short else forms.SelectMultiple()
            if not short:
                widget.attrs["size"] = 12
            self.fields["picked"] = forms.MultipleChoiceField(
                label=_("Values"), required=False, choices=choices, widget=widget
            )
        else:
            kept = {"low", "high"} if self.fact in AMOUNTS else {"words"}
        for name in {"picked", "words", "low", "high"} - kept:
            del self.fields[name]
        # « is known » takes no values; every other operator needs some.
        for name in kept & {"picked", "words"}:
            self.fields[name].required = self.data.get("operator") != Operator.KNOWN

    def _show_stored_values(self) -> None:
        values = self.instance.values or []
        self.initial["picked"] = values
        self.initial["words"] = "\n".join(str(value) for value in values)
        self.initial["low"], self.initial["high"] = ([*values, None, None])[:2]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["values"] = self._values(cleaned)
        known = cleaned.get("operator") == Operator.KNOWN
        if "low" in self.fields and not known and cleaned["values"] == [None, None]:
            self.add_error("low", _("Give at least one value."))
        return cleaned

    def _values(self, cleaned: dict[str, Any]) -> list[Any]:
        if cleaned.get("operator") == Operator.KNOWN:
            return []
        if "picked" in self.fields:
            return list(cleaned.get("picked") or [])
        if "words" in self.fields:
            lines = (line.strip()[:100] for line in cleaned.get("words", "").splitlines())
            return list(dict.fromkeys(filter(None, lines)))[:MOST_WORDS]
        low, high = cleaned.get("low"), cleaned.get("high")
        if low is not None and high is not None and low > high:
            self.add_error("high", _("The upper end must not be below the lower one."))
        return [None if end is None else float(end) for end in (low, high)]

    def filled(self) -> Criterion:
        """The criterion with the values of the valid form, not saved."""
        criterion = self.save(commit=False)
        criterion.fact = self.fact.value
        criterion.values = self.cleaned_data["values"]
        return criterion
