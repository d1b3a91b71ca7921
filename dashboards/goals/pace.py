"""How a goal stands: what was expected by now, where it lands, in which state. Pure functions.

Days are working days. Three rules, by what the figure is:

- A volume adds up: by the evening, `done` of `total` days should have brought that share of the
  target. It lands on what it has plus what the same pace brings in the days left. What comes is
  counted like arrivals: the interval holds both the chance of the days left and that the pace
  itself was read from few (a Poisson pace with a gamma prior of half an arrival); euros add the
  spread of the deals' own sizes.
- A rate does not add up: the target is expected at any time. It lands on k of n so far with what
  as many decisions a day would still bring, each a yes with the chance seen (Beta-binomial with
  half a yes and half a no before). `rest` is the rate that the rest must reach.
- A level is what stands on the evening, and is not drawn further.

Intervals hold in four cases of five. Nothing is projected too early: before five days and a tenth
of the days are over, from fewer than five arrivals in the first half, or ten decisions.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from alignment.web.statistics import Interval
from dashboards.goals.sources import Kind

Z80 = 1.2815515655446004
FEWEST_DAYS, FEWEST_PART = 5, 0.1
FEWEST_ARRIVALS, FEWEST_DECISIONS = 5, 10


class State(StrEnum):
    TO_COME = "to_come"
    UNKNOWN = "unknown"
    TOO_EARLY = "too_early"
    REACHED = "reached"
    ON_TRACK = "on_track"
    UNCERTAIN = "uncertain"
    BEHIND = "behind"
    MET_NOW = "met_now"
    NOT_YET = "not_yet"
    MISSED = "missed"


@dataclass(frozen=True)
class Standing:
    """What is known on the evening: k of n for a rate, n rows behind a volume.

    `squares` is the sum of the squared euros of the n deals; None where each row counts for one.
    """

    value: float | None
    k: float = 0
    n: int = 0
    squares: float | None = None


@dataclass(frozen=True)
class Pace:
    """`expected` by the evening and `landing` in the unit of the target; None where not said."""

    state: State
    expected: float | None = None
    landing: Interval | None = None
    rest: float | None = None


def pace_of(
    kind: Kind, standing: Standing, *, target: float, done: int, total: int, low_is_better: bool
) -> Pace:
    """The pace of a goal after `done` of its `total` working days."""
    over = done >= total
    if standing.value is None:
        return Pace(State.UNKNOWN)
    judge = _Judge(target, low_is_better)
    if kind is Kind.LEVEL:
        met = judge.meets(standing.value)
        ended = State.REACHED if met else State.MISSED
        return Pace(ended if over else State.MET_NOW if met else State.NOT_YET, expected=target)
    if kind is Kind.RATE:
        return _rate(standing, judge, done, total)
    return _volume(standing, judge, done, total)


def expected_volume(target: float, done: int, total: int) -> float:
    """The part of a volume that is due after so many of its working days."""
    return target * min(done, total) / total if total else target


def landing_of_volume(standing: Standing, done: int, total: int) -> Interval:
    """Where a volume ends in four cases of five, at the pace of the days done."""
    value, ahead = standing.value or 0.0, (total - done) / done
    if standing.squares is None:
        more = (standing.n + 0.5) * ahead
        spread = more * (1 + ahead)
    else:
        more = value * ahead
        spread = standing.squares * ahead * (1 + ahead)
    half = Z80 * math.sqrt(spread)
    return Interval(value + max(0.0, more - half), value + more + half)


def landing_of_rate(standing: Standing, done: int, total: int) -> Interval:
    """Where a rate ends in four cases of five, with as many decisions a day."""
    k, n = standing.k, standing.n
    more = n * (total - done) / done
    chance = (k + 0.5) / (n + 1)
    half = Z80 * math.sqrt(more * chance * (1 - chance) * (n + 1 + more) / (n + 2))
    middle, end = k + more * chance, n + more
    return Interval(max(k, middle - half) / end, min(k + more, middle + half) / end)


def rate_of_the_rest(target: float, standing: Standing, done: int, total: int) -> float | None:
    """The rate that what is still to come must reach for the whole to be on target."""
    more = standing.n * (total - done) / done if done else 0
    return (target * (standing.n + more) - standing.k) / more if more else None


@dataclass(frozen=True)
class _Judge:
    target: float
    low_is_better: bool

    def meets(self, value: float) -> bool:
        return value <= self.target if self.low_is_better else value >= self.target

    def of(self, landing: Interval) -> State:
        """Only what the whole interval says."""
        ends = self.meets(landing.low), self.meets(landing.high)
        if all(ends):
            return State.ON_TRACK
        return State.UNCERTAIN if any(ends) else State.BEHIND


def _volume(standing: Standing, judge: _Judge, done: int, total: int) -> Pace:
    value = standing.value or 0.0
    expected = expected_volume(judge.target, done, total)
    met = judge.meets(value)
    if met and (done >= total or not judge.low_is_better):
        return Pace(State.REACHED, expected)
    if not met and (done >= total or judge.low_is_better):
        return Pace(State.MISSED, expected)
    few = standing.n < FEWEST_ARRIVALS and done < total / 2
    if _too_soon(done, total) or few:
        return Pace(State.TOO_EARLY, expected)
    landing = landing_of_volume(standing, done, total)
    return Pace(judge.of(landing), expected, landing)


def _rate(standing: Standing, judge: _Judge, done: int, total: int) -> Pace:
    value = standing.value or 0.0
    if done >= total:
        return Pace(State.REACHED if judge.meets(value) else State.MISSED, judge.target)
    if _too_soon(done, total) or standing.n < FEWEST_DECISIONS:
        return Pace(State.TOO_EARLY, judge.target)
    landing = landing_of_rate(standing, done, total)
    rest = rate_of_the_rest(judge.target, standing, done, total)
    return Pace(judge.of(landing), judge.target, landing, rest)


def _too_soon(done: int, total: int) -> bool:
    return done < FEWEST_DAYS or done < FEWEST_PART * total
