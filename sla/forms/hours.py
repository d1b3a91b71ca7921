"""Forms of the calendar: the week in stretches of work, and a closure."""

from datetime import time
from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from alignment.web.errors import Incomplete
from sla.hours import DAYS, MOST_A_DAY, Hours
from sla.models import Closure

FEWEST_SHOWN = 2


class Stretch(NamedTuple):
    """Two fields of a day, from and to."""

    starts: BoundField
    ends: BoundField


class Weekday(NamedTuple):
    """A line of the form; `problems` are those of all its fields."""

    name: str
    stretches: list[Stretch]
    problems: list[str]


class WeekForm(forms.Form):
    """Up to four stretches of work for each weekday; a pair left empty is none."""

    def __init__(self, *args: Any, hours: Any = (), more: bool = False, **kwargs: Any) -> None:
        """`hours` holds (from, to) for each weekday; `more` shows one stretch more than needed."""
        super().__init__(*args, **kwargs)
        self.shown = min(MOST_A_DAY, max([FEWEST_SHOWN, *(len(day) for day in hours)]) + int(more))
        for day in range(DAYS):
            for place in range(MOST_A_DAY):
                self._add(day, place, hours[day][place : place + 1] if hours else ())

    def _add(self, day: int, place: int, given: Any) -> None:
        starts, ends = given[0] if given else (None, None)
        place_name = {"day": WEEKDAYS[day], "n": place + 1}
        for name, initial, label in (
            ("starts", starts, _("{day}, stretch {n}, from")),
            ("ends", ends, _("{day}, stretch {n}, to")),
        ):
            self.fields[f"{name}_{day}_{place}"] = forms.TimeField(
                label=label.format(**place_name),
                required=False,
                initial=initial,
                widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            )

    def clean(self) -> dict[str, Any]:
        super().clean()
        for day, place in self._places():
            starts, ends = self._pair(day, place)
            if (starts is None) != (ends is None) and not self._refused(day, place):
                missing = "starts" if starts is None else "ends"
                self.add_error(f"{missing}_{day}_{place}", _("Give both hours or none."))
        return self.cleaned_data

    def slots(self) -> list[Hours]:
        """The stretches that were given, in the order of the form."""
        return [Hours(day, *self._pair(day, place)) for day, place in self._given()]

    def place(self, refusal: Incomplete) -> None:
        """Show what the week was refused for beside the hours it speaks of."""
        given = self._given()
        for name, problem in refusal.fields.items():
            _slots, _dot, number = name.partition(".")
            if number:
                day, place = given[int(number)]
                self.add_error(f"ends_{day}_{place}", str(problem))
            else:
                self.add_error(None, str(problem))

    def weekdays(self) -> list[Weekday]:
        """What the page shows, Monday first."""
        return [self._weekday(day) for day in range(DAYS)]

    def _weekday(self, day: int) -> Weekday:
        pairs = [
            Stretch(self[f"starts_{day}_{place}"], self[f"ends_{day}_{place}"])
            for place in range(MOST_A_DAY)
        ]
        problems = [str(error) for pair in pairs for field in pair for error in field.errors]
        shown = [
            pair for place, pair in enumerate(pairs) if place < self.shown or any(_typed(pair))
        ]
        return Weekday(str(WEEKDAYS[day]), shown, list(dict.fromkeys(problems)))

    def _places(self) -> list[tuple[int, int]]:
        return [(day, place) for day in range(DAYS) for place in range(MOST_A_DAY)]

    def _given(self) -> list[tuple[int, int]]:
        return [key for key in self._places() if None not in self._pair(*key)]

    def _pair(self, day: int, place: int) -> tuple[time | Any, time | Any]:
        read = self.cleaned_data.get
        return read(f"starts_{day}_{place}"), read(f"ends_{day}_{place}")

    def _refused(self, day: int, place: int) -> bool:
        return any(f"{name}_{day}_{place}" in self.errors for name in ("starts", "ends"))


class ClosureForm(forms.ModelForm):
    """Days on which the whole company is closed."""

    class Meta:
        model = Closure
        fields = ["name", "starts_on", "ends_on"]
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def _post_clean(self) -> None:
        """The service checks the days; the form reads them."""


def _typed(pair: Stretch) -> list[bool]:
    return [bool(field.value()) for field in pair]
