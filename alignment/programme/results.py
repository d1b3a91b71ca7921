"""What a closed round says: means of what may be shown, the widest gap first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from statistics import fmean
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from alignment.people.choices import TeamKind
from alignment.programme.models import Round, TeamAnswer
from alignment.programme.publishing import NOTHING, Shown, shown
from alignment.programme.questions import DIMENSIONS, Item, items_of

# From this gap on between sales and marketing a statement is worth talking about.
WIDE = 1.0
LEVELS = (
    (4.0, "integrated", pgettext_lazy("maturity", "integrated")),
    (3.0, "aligned", pgettext_lazy("maturity", "aligned")),
    (2.0, "defined", pgettext_lazy("maturity", "defined")),
    (0.0, "undefined", pgettext_lazy("maturity", "undefined")),
)
TEAMS = (TeamKind.SALES, TeamKind.MARKETING, TeamKind.DIRECTION)


@dataclass(frozen=True)
class Score:
    """A mean from 1 to 5 of so many opinions; of one when a team answered together."""

    mean: float
    n: int
    together: bool = False


@dataclass(frozen=True)
class Line:
    """A statement or a dimension, by kind of team and for the company ("")."""

    key: str
    label: str | Promise
    scores: Mapping[str, Score] = field(default_factory=dict)

    @property
    def sales(self) -> Score | None:
        return self.scores.get(TeamKind.SALES)

    @property
    def marketing(self) -> Score | None:
        return self.scores.get(TeamKind.MARKETING)

    @property
    def direction(self) -> Score | None:
        return self.scores.get(TeamKind.DIRECTION)

    @property
    def company(self) -> Score | None:
        return self.scores.get("")

    @property
    def gap(self) -> float | None:
        """Sales minus marketing, where both may be shown."""
        if self.sales is None or self.marketing is None:
            return None
        return self.sales.mean - self.marketing.mean

    @property
    def is_wide(self) -> bool:
        return self.gap is not None and abs(self.gap) >= WIDE - 1e-9

    @property
    def level(self) -> float | None:
        """The company's mean; without one, the mean of the teams that may be shown."""
        if self.company:
            return self.company.mean
        return fmean(score.mean for score in self.scores.values()) if self.scores else None


@dataclass(frozen=True)
class Results:
    """Everything that a closed round shows; `answered` counts people, of `people` asked."""

    round: Round
    answered: int
    people: int
    shown: Shown
    lines: list[Line]
    dimensions: list[Line]
    obstacles: list[str]

    @property
    def to_discuss(self) -> list[Line]:
        """Wide gaps first, then the rest from the lowest level up."""
        return sorted(self.lines, key=_urgency)

    @property
    def overall(self) -> float | None:
        return mean_of(line.level for line in self.lines)

    @property
    def level(self) -> tuple[str, str | Promise] | None:
        """The key and the name of the company's level."""
        return level_of(self.overall)

    @property
    def is_readable(self) -> bool:
        return any(line.scores for line in self.lines)

    @property
    def merged(self) -> bool:
        """Whether teams disappeared into the company."""
        return self.shown.company and not self.shown.groups


def level_of(mean: float | None) -> tuple[str, str | Promise] | None:
    """The level of a mean: under 2, 3 and 4, and from 4 on."""
    if mean is None:
        return None
    return next((key, name) for least, key, name in LEVELS if mean >= least)


def results_of(round_: Round) -> Results:
    """What may be read of a round; nothing before it is closed. Two statements."""
    items = items_of(round_.kind)
    people = sum(group["people"] for group in round_.groups.values())
    if round_.closed_on is None:
        lines = [Line(item.key, item.text) for item in items]
        return Results(round_, 0, people, NOTHING, lines, [], [])
    box = round_.box
    together = {row.team: row for row in round_.team_answers.all()}
    open_to_read = shown({kind: team["answered"] for kind, team in box.counts.items()})
    lines = [_line(item, box.counts, together, open_to_read) for item in items]
    answered = sum(team["answered"] for team in box.counts.values())
    obstacles = list(box.obstacles) if open_to_read.company else []
    obstacles += [row.obstacle for row in together.values() if row.obstacle]
    return Results(
        round_, answered, people, open_to_read, lines, _dimensions(items, lines), sorted(obstacles)
    )


def history(kind: str, *, most: int = 12) -> list[Results]:
    """The results of the last closed rounds of a kind, the oldest first; two statements."""
    rows = Round.objects.over().filter(kind=kind).select_related("box")  # type: ignore[attr-defined]
    return [results_of(row) for row in reversed(rows.prefetch_related("team_answers")[:most])]


def open_round_of(kind: str, day: date) -> Round | None:
    """The round of a kind that may be answered on the day."""
    return Round.objects.open(day).filter(kind=kind).first()  # type: ignore[attr-defined]


def mean_of(values: Iterable[float | None]) -> float | None:
    """The mean of what is known."""
    known = [value for value in values if value is not None]
    return fmean(known) if known else None


def _line(
    item: Item, counts: Mapping[str, Any], together: Mapping[str, TeamAnswer], allowed: Shown
) -> Line:
    """The same rule again for who has an opinion: a mean of two among four would say too much."""
    rated = {kind: team["items"][item.key][1:] for kind, team in counts.items()}
    readable = shown({kind: sum(values) for kind, values in rated.items()})
    scores = {
        kind: _mean(rated[kind]) for kind in readable.groups & allowed.groups if kind in rated
    }
    if readable.company and allowed.company and not _differs(readable, allowed, rated):
        scores[""] = _mean([sum(values) for values in zip(*rated.values(), strict=True)])
    for kind, row in together.items():
        if value := row.values.get(item.key):
            scores[kind] = Score(float(value), 1, together=True)
    return Line(item.key, item.text, scores)


def _differs(readable: Shown, allowed: Shown, rated: Mapping[str, list[int]]) -> bool:
    """Whether the company's mean less the teams shown would leave too few."""
    kept = readable.groups & allowed.groups
    left = sum(sum(values) for kind, values in rated.items() if kind not in kept)
    return bool(kept) and not shown({"left": left}).company and left > 0


def _mean(values: Iterable[int]) -> Score:
    counts = list(values)
    n = sum(counts)
    return Score(sum(value * count for value, count in enumerate(counts, 1)) / n, n)


def _dimensions(items: Iterable[Item], lines: list[Line]) -> list[Line]:
    """Of each dimension the mean of its statements that are shown."""
    place = {item.key: item.dimension for item in items}
    found = []
    for dimension in DIMENSIONS:
        inside = [line for line in lines if place[line.key] == dimension.key]
        kinds = {kind for line in inside for kind in line.scores}
        scores = {}
        for kind in kinds:
            known = [line.scores[kind] for line in inside if kind in line.scores]
            mean = fmean(score.mean for score in known)
            scores[kind] = Score(mean, min(s.n for s in known), all(s.together for s in known))
        if inside:
            found.append(Line(dimension.key, dimension.label, scores))
    return found


def _urgency(line: Line) -> tuple[bool, float, float]:
    gap = abs(line.gap) if line.is_wide and line.gap is not None else 0.0
    return not line.is_wide, -gap, line.level if line.level is not None else 9.0
