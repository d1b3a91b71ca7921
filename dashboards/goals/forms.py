from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.vision.choices import Grade
from alignment.vision.goals import RATES
from alignment.vision.models.goals import GoalFigure, GoalPeriod, Objective
from alignment.web.forms import RecordForm, line, menu
from dashboards.choices import Segment
from leads.choices import Source

WHOLE = ("", _("Whole company"))


class ObjectiveForm(RecordForm):
    """A goal as people write it: a rate in percent, the days of a period by any of them."""

    figure = menu(_("Figure"), GoalFigure.choices, required=True)
    target = line(_("Target"), 20, required=True, inputmode="decimal")
    part = menu(_("Part of the company"), [], required=False)
    period = menu(_("Period"), GoalPeriod.choices, required=True)
    first = forms.DateField(
        label=_("First day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Any day of the month, quarter or year."),
    )
    last = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("For other dates only."),
    )
    marketing_owner = forms.ModelChoiceField(
        label=_("Who answers for it in marketing"),
        queryset=User.objects.none(),
        required=False,
        empty_label="—",
    )
    sales_owner = forms.ModelChoiceField(
        label=_("Who answers for it in sales"),
        queryset=User.objects.none(),
        required=False,
        empty_label="—",
    )

    renamed = {"segment": "part"}

    def __init__(self, data: Any, *, objective: Objective | None = None, **start: Any) -> None:
        super().__init__(data, initial=_initial(objective) if objective else start)
        self.fields["part"].choices = [WHOLE, *_parts()]  # type: ignore[attr-defined]
        for side in (TeamKind.MARKETING, TeamKind.SALES):
            people = User.objects.active().of_kind(side).order_by("first_name", "last_name", "pk")
            self.fields[f"{side.value}_owner"].queryset = people  # type: ignore[attr-defined]
        self.fields["target"].help_text = _("A rate in percent, a time in working days.")

    def clean_target(self) -> Decimal:
        """A number as people type it: « 600 000 », « 80 % »."""
        typed = "".join(self.cleaned_data["target"].split()).rstrip("%€").replace(",", ".")
        try:
            found = Decimal(typed)
        except InvalidOperation:
            raise forms.ValidationError(_("Write a number.")) from None
        if not found.is_finite():
            raise forms.ValidationError(_("Write a number."))
        return found / 100 if self.cleaned_data.get("figure") in RATES else found

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        found = dict(self.cleaned_data)
        found["segment"], _colon, found["segment_value"] = found.pop("part").partition(":")
        return found


def _initial(objective: Objective) -> dict[str, Any]:
    shown = objective.target * 100 if objective.figure in RATES else objective.target
    part = f"{objective.segment}:{objective.segment_value}" if objective.segment else ""
    names = ("figure", "period", "first", "last", "marketing_owner", "sales_owner")
    return {name: getattr(objective, name) for name in names} | {
        "target": format(shown.normalize(), "f"),
        "part": part,
    }


def _parts() -> list[tuple[str, str]]:
    grades = [
        (f"{Segment.GRADE}:{grade}", _("Grade {letter}").format(letter=grade)) for grade in Grade
    ]
    return [*grades, *((f"{Segment.SOURCE}:{each.value}", str(each.label)) for each in Source)]
