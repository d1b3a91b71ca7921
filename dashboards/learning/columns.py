"""How each column of facts is read: what it is, and which part of the score its value takes.

Pure Python, no array library: pages explain one lead with it, training fills its matrix with it.
A value takes *parts*: pairs of a place among the column's coefficients and a share of 0 to 1.
"""

from bisect import bisect_right
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from alignment.web.figures import number
from dashboards.learning import texts
from leads.identifiers import search_key
from leads.importing.dates import DateColumn

Parts = list[tuple[int, float]]
MONTHS = 12


class Kind(StrEnum):
    NUMBER = "number"
    CATEGORY = "category"
    DATE = "date"
    WORDS = "words"


@dataclass(frozen=True)
class Column:
    """One column that is learned from. Place 0 is « not known », which is a fact of its own.

    A number stands between two `knots` and takes a share of both, so that the score bends without
    jumps; a category is one of the `levels` (folded; `labels` as written) or, last, a rare one; a
    date is a month and stands between knots, in days; a text holds some of the words in `levels`.
    """

    name: str
    kind: Kind
    knots: list[float] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    decimal: str = "."
    order: str = ""

    @property
    def size(self) -> int:
        """How many coefficients the column has."""
        extra = {Kind.CATEGORY: 1, Kind.DATE: MONTHS}.get(self.kind, 0)
        return 1 + len(self.knots) + len(self.levels) + extra

    def parts(self, text: str) -> Parts:
        """The parts that a cell takes; what cannot be read is not known."""
        if texts.is_nothing(text):
            return [(0, 1.0)]
        return {
            Kind.NUMBER: self._number,
            Kind.CATEGORY: self._category,
            Kind.DATE: self._date,
            Kind.WORDS: self._words,
        }[self.kind](text)

    def said(self, text: str) -> str:
        """The value as the reasons name it."""
        if texts.is_nothing(text) or self.parts(text) == [(0, 1.0)]:
            return _("not known")
        if self.kind == Kind.CATEGORY:
            place = self._places.get(search_key(text))
            return text if place is None else self.labels[place]
        if self.kind == Kind.WORDS:
            held = [self.levels[place - 1] for place, _share in self.parts(text) if place]
            return ", ".join(held) or _("other words")
        return text

    def told(self, place: int) -> str:
        """What one place stands for, when coefficients are listed."""
        if place == 0:
            return _("not known")
        if self.kind == Kind.CATEGORY:
            return self.labels[place - 1] if place <= len(self.labels) else _("a rare value")
        if self.kind == Kind.WORDS:
            return _("with the word “{word}”").format(word=self.levels[place - 1])
        if self.kind == Kind.DATE and place <= MONTHS:
            return _("month {n}").format(n=place)
        knot = self.knots[place - 1 - (MONTHS if self.kind == Kind.DATE else 0)]
        if self.kind == Kind.DATE:
            return _("around {day}").format(day=date.fromordinal(round(knot)).isoformat())
        return _("around {n}").format(n=number(knot, 0 if abs(knot) >= 100 else 2))

    def _number(self, text: str) -> Parts:
        value = texts.number_of(text, self.decimal)
        return [(0, 1.0)] if value is None else self._between(value, 1)

    def _category(self, text: str) -> Parts:
        place = self._places.get(search_key(text), len(self.levels))
        return [(place + 1, 1.0)]

    def _date(self, text: str) -> Parts:
        day = texts.date_of(text, self._dates)
        if day is None:
            return [(0, 1.0)]
        return [(day.month, 1.0), *self._between(float(day.toordinal()), 1 + MONTHS)]

    def _words(self, text: str) -> Parts:
        held = (self._places.get(word) for word in texts.words_of(text))
        return [(place + 1, 1.0) for place in sorted(p for p in held if p is not None)]

    def _between(self, value: float, first: int) -> Parts:
        """Shares of the two knots around a value; outside them it counts as the nearest."""
        after = bisect_right(self.knots, value)
        if not self.knots:
            return []
        if after == 0 or after == len(self.knots):
            return [(first + min(after, len(self.knots) - 1), 1.0)]
        low, high = self.knots[after - 1], self.knots[after]
        share = (value - low) / (high - low)
        return [(first + after - 1, 1.0 - share), (first + after, share)]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {level: place for place, level in enumerate(self.levels)}

    @cached_property
    def _dates(self) -> DateColumn:
        return DateColumn(declared=self.order)

    def plain(self) -> dict[str, Any]:
        """The column as JSON."""
        return asdict(self)
