"""A trained score as plain JSON, and what it says of one row. No array library: pages read it."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from alignment.web.errors import Refused
from alignment.web.statistics import Z95
from dashboards.learning.columns import Column, Kind, Parts
from leads.identifiers import search_key

FORMAT = "tandem-score-1"
MOST_BYTES = 60_000_000
MOST_PLACES = 5000
# With fewer, chance alone moves the measure of ranking (AUC) by more than 0.1 either way.
FEWEST_ROWS, FEWEST_OF_EACH = 100, 20


@dataclass(frozen=True)
class Reason:
    """One fact of a row: its value, and by how much it multiplies the odds."""

    column: str
    value: str
    weight: float  # log of the odds ratio against the average row

    @property
    def factor(self) -> float:
        return math.exp(self.weight)


@dataclass(frozen=True)
class Said:
    """What the score says of a row: a probability, its 95 % interval, and why (largest first)."""

    chance: float
    low: float
    high: float
    reasons: list[Reason]


@dataclass(frozen=True)
class Score:
    """Columns with their coefficients; `mean` is the average share of each place."""

    columns: list[Column]
    coefs: list[float]
    covariance: list[list[float]]  # lower triangle, the intercept last
    mean: list[float]
    outcome: str
    facts: dict[str, Any]

    def say(self, row: Mapping[str, str]) -> Said:
        """Score one row: texts by folded header (`search_key`); what is not there is not known."""
        places: Parts = [(len(self.coefs) - 1, 1.0)]
        reasons, start = [], 0
        for column in self.columns:
            text = row.get(search_key(column.name), "")
            parts = [(start + place, share) for place, share in column.parts(text)]
            reasons.append(
                Reason(column.name, column.said(text), self._against(parts, start, column))
            )
            places += parts
            start += column.size
        logit = sum(self.coefs[place] * share for place, share in places)
        half = Z95 * math.sqrt(max(0.0, self._variance(places)))
        reasons.sort(key=lambda reason: -abs(reason.weight))
        return Said(_chance(logit), _chance(logit - half), _chance(logit + half), reasons)

    def effects(self) -> list[Reason]:
        """Each place with what it does to the odds, the strongest first."""
        found, start = [], 0
        for column in self.columns:
            base = self._average(start, column)
            for place in range(column.size):
                at = start + place
                if self.mean[at] > 0:
                    weight = self.coefs[at] - (base if column.kind != Kind.WORDS else 0)
                    found.append(Reason(column.name, column.told(place), weight))
            start += column.size
        return sorted(found, key=lambda reason: -abs(reason.weight))

    def contrast(self, start: int, place: int, size: int) -> Parts:
        """A place of a column against the column's average row."""
        span = range(start, start + size)
        return [(at, float(at == start + place) - self.mean[at]) for at in span]

    def sureness(self, parts: Parts) -> tuple[float, float]:
        """What parts add to the log of the odds, and its standard error."""
        weight = sum(self.coefs[at] * share for at, share in parts)
        return weight, math.sqrt(max(0.0, self._variance(parts)))

    def _against(self, parts: Parts, start: int, column: Column) -> float:
        return sum(self.coefs[at] * share for at, share in parts) - self._average(start, column)

    def _average(self, start: int, column: Column) -> float:
        return sum(self.coefs[at] * self.mean[at] for at in range(start, start + column.size))

    def _variance(self, places: Parts) -> float:
        return sum(
            one * two * self.covariance[max(a, b)][min(a, b)]
            for a, one in places
            for b, two in places
        )

    def plain(self) -> dict[str, Any]:
        """The score as JSON."""
        return {
            "format": FORMAT,
            "outcome": self.outcome,
            "columns": [column.plain() for column in self.columns],
            "coefs": self.coefs,
            "covariance": self.covariance,
            "mean": self.mean,
            "facts": self.facts,
        }


def from_plain(data: Any) -> Score:
    """Read a score back; Refused when it is not one, whoever wrote it."""
    try:
        columns = [Column(**{**each, "kind": Kind(each["kind"])}) for each in data["columns"]]
        coefs = [float(value) for value in data["coefs"]]
        mean = [float(value) for value in data["mean"]]
        covariance = [[float(value) for value in line] for line in data["covariance"]]
        score = Score(columns, coefs, covariance, mean, str(data["outcome"]), dict(data["facts"]))
        is_whole = data["format"] == FORMAT and _fits(score)
    except (KeyError, TypeError, ValueError, AttributeError):
        is_whole = False
    if not is_whole:
        raise Refused(_("This is not a score made by train_score."))
    return score


def read_file(path: Path) -> Score:
    """The score of a file; Refused names the file when it cannot be read."""
    if not path.is_file():
        raise Refused(_("{file}: there is no such file.").format(file=path))
    if path.stat().st_size > MOST_BYTES:
        raise Refused(_("This is not a score made by train_score."))
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise Refused(_("This is not a score made by train_score.")) from error
    return from_plain(data)


def _fits(score: Score) -> bool:
    """Whether the sizes agree, every number is finite, and texts are texts."""
    size = sum(column.size for column in score.columns)
    lines: Sequence[Sequence[float]] = [score.coefs, score.mean, *score.covariance]
    return (
        0 < size <= MOST_PLACES
        and len(score.coefs) == size + 1
        and len(score.mean) == size
        and [len(line) for line in score.covariance] == list(range(1, size + 2))
        and all(math.isfinite(value) for line in lines for value in line)
        and all(_is_plain(column) for column in score.columns)
    )


def _is_plain(column: Column) -> bool:
    words = [column.name, column.decimal, column.order, *column.levels, *column.labels]
    return (
        all(isinstance(word, str) for word in words)
        and all(isinstance(knot, int | float) and math.isfinite(knot) for knot in column.knots)
        and column.knots == sorted(set(column.knots))
        and column.decimal in (".", ",")
        and (column.kind != Kind.CATEGORY or len(column.labels) == len(column.levels))
        and "%" not in column.order
    )


def _chance(logit: float) -> float:
    return 1.0 / (1.0 + math.exp(-min(max(logit, -700.0), 700.0)))
