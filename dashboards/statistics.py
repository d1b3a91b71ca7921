"""Statistics for small numbers: intervals, survival, medians. Pure functions on plain values.

Rates and intervals are fractions (0.8 is 80 %), unrounded: compare these, round at display only.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import NamedTuple

from alignment.web.statistics import Z95, Interval
from alignment.web.statistics import rate as rate
from alignment.web.statistics import wilson as wilson

# Under TOO_FEW a rate is shown as « 4 of 5 »; under FEW no arrow and no colour.
TOO_FEW = 10
FEW = 20
# A median of durations needs this many rows, and this many that have ended.
MEDIAN_ROWS = 15
MEDIAN_EVENTS = 8
NOBODY: dict = {}


class Contract(StrEnum):
    """A plain fact about a promise: the observed value against the target."""

    KEPT = "kept"
    MISSED = "missed"
    NONE = "none"


class Inference(StrEnum):
    """What the sample allows to conclude about the true rate."""

    PROVEN = "proven"
    CONTRADICTED = "contradicted"
    UNPROVEN = "unproven"


class Display(StrEnum):
    """How a rate over n rows may be shown."""

    DASH = "dash"
    COUNT = "count"
    RATE = "rate"


# --- Rates --------------------------------------------------------------------------------


def contract_verdict(value: float | None, target: float) -> Contract:
    """Whether the observed value keeps the promise; no value, no verdict."""
    if value is None:
        return Contract.NONE
    return Contract.KEPT if value >= target else Contract.MISSED


def inference_verdict(interval: Interval | None, target: float) -> Inference:
    """Whether the sample proves the rate to be at least the target, contradicts it, or neither."""
    if interval is None:
        return Inference.UNPROVEN
    if interval.low >= target:
        return Inference.PROVEN
    return Inference.CONTRADICTED if interval.high < target else Inference.UNPROVEN


def pending_bounds(yes: int, no: int, pending: int) -> Interval | None:
    """Where the rate can still end once the pending are decided: all refused, or all accepted."""
    total = yes + no + pending
    return Interval(yes / total, (yes + pending) / total) if total else None


def display_of(n: int) -> Display:
    """A dash for nothing, a count for fewer than ten, else a rate."""
    if n == 0:
        return Display.DASH
    return Display.COUNT if n < TOO_FEW else Display.RATE


def may_conclude(n: int, interval: Interval | None = None, target: float | None = None) -> bool:
    """Whether an arrow or a colour is allowed: 20 rows, or an interval clear of the target."""
    if n >= FEW:
        return True
    if interval is None or target is None:
        return False
    return not interval.low <= target <= interval.high


# --- Growth -------------------------------------------------------------------------------


class Growth(NamedTuple):
    """Relative change between two counts (0.15 is +15 %) with its 95 % interval."""

    value: float
    interval: Interval | None


def growth(before: int, after: int, z: float = Z95) -> Growth | None:
    """Change between two counts, interval on the log of their ratio; None when `before` is 0.

    With nothing afterwards the ratio has no logarithm, so the interval is None.
    """
    if before <= 0 or after < 0:
        return None
    value = (after - before) / before
    if after == 0:
        return Growth(value, None)
    centre, half = math.log(after / before), z * math.sqrt(1 / before + 1 / after)
    return Growth(value, Interval(math.exp(centre - half) - 1, math.exp(centre + half) - 1))


def per_step(total_growth: float, steps: int) -> float:
    """The constant growth per step that compounds to the total (+17.8 % in 3 is +5.6 %)."""
    return (1 + total_growth) ** (1 / steps) - 1


# --- Durations ----------------------------------------------------------------------------


class Observation(NamedTuple):
    """One duration, how it ended (None: not yet), and how many rows it stands for.

    Any true cause counts as an end for Kaplan-Meier; Aalen-Johansen keeps the causes apart.
    """

    duration: float
    cause: str | bool | None = True
    weight: int = 1


class Step(NamedTuple):
    """The share still waiting after `time`, with those at risk just before and those who left."""

    time: float
    at_risk: int
    events: int
    survival: float


@dataclass(frozen=True)
class Median:
    """A median that knows whether it was reached and whether enough rows stand behind it.

    When `value` is None, half had not left by `beyond`: show « > beyond ».
    """

    value: float | None
    beyond: float | None
    n: int
    events: int

    @property
    def is_solid(self) -> bool:
        return self.n >= MEDIAN_ROWS and self.events >= MEDIAN_EVENTS


class _Moment(NamedTuple):
    time: float
    at_risk: int
    causes: Mapping[str | bool, int]


def _moments(observations: Iterable[Observation | tuple]) -> list[_Moment]:
    """Per distinct duration: the rows still at risk and the ends by cause, in order of time.

    Somebody censored at t is still at risk at t.
    """
    ends: dict[float, dict[str | bool, int]] = {}
    leaving: dict[float, int] = {}
    for each in observations:
        duration, cause, weight = _whole(each)
        leaving[duration] = leaving.get(duration, 0) + weight
        if cause:
            counted = ends.setdefault(duration, {})
            counted[cause] = counted.get(cause, 0) + weight
    at_risk, moments = sum(leaving.values()), []
    for time in sorted(leaving):
        moments.append(_Moment(time, at_risk, ends.get(time, NOBODY)))
        at_risk -= leaving[time]
    return moments


def _whole(each: tuple) -> tuple:
    """A short tuple with what it leaves out."""
    return each if len(each) == 3 else Observation(*each)


def kaplan_meier(observations: Iterable[Observation | tuple]) -> list[Step]:
    """Share still waiting over time, S(t) = Π(1 − d/n), one step per duration with an end."""
    leaving: dict[float, int] = {}
    ended: dict[float, int] = {}
    for each in observations:
        # A night draws a thousand curves: a call for each of their points would be felt.
        duration, cause, weight = each if len(each) == 3 else _whole(each)
        leaving[duration] = leaving.get(duration, 0) + weight
        if cause:
            ended[duration] = ended.get(duration, 0) + weight
    steps, survival, at_risk = [], 1.0, sum(leaving.values())
    for time in sorted(leaving):
        if events := ended.get(time):
            survival *= 1 - events / at_risk
            steps.append(Step(time, at_risk, events, survival))
        at_risk -= leaving[time]
    return steps


def survival_quantile(steps: Sequence[Step], share: float = 0.5) -> float | None:
    """The smallest time by which at least `share` have left; None when that was never reached."""
    # A hair of tolerance: 0.5 reached by a product of fractions may read 0.5000000000000001.
    return next((step.time for step in steps if step.survival <= 1 - share + 1e-12), None)


def median_duration(observations: Iterable[Observation | tuple]) -> Median:
    """Kaplan-Meier median of durations of which some are still running."""
    rows = [_whole(each) for each in observations]
    return median_of(kaplan_meier(rows), rows)


def median_of(steps: Sequence[Step], rows: Sequence[tuple]) -> Median:
    """The median of a curve that was drawn already, with the rows it was drawn from."""
    value = survival_quantile(steps)
    longest = max((duration for duration, _cause, _weight in rows), default=None)
    return Median(
        value=value,
        beyond=None if value is not None else longest,
        n=sum(weight for _duration, _cause, weight in rows),
        events=sum(step.events for step in steps),
    )


def aalen_johansen(
    observations: Iterable[Observation | tuple],
) -> dict[str | bool, list[tuple[float, float]]]:
    """Cumulative incidence of each cause: (time, share that ended so by then), steps only.

    The causes and those still waiting always add up to one.
    """
    curves: dict[str | bool, list[tuple[float, float]]] = {}
    survival = 1.0
    for time, at_risk, causes in _moments(observations):
        for cause, events in causes.items():
            curve = curves.setdefault(cause, [])
            curve.append((time, (curve[-1][1] if curve else 0.0) + survival * events / at_risk))
        survival *= 1 - sum(causes.values()) / at_risk
    return curves


def incidence_at(curve: Sequence[tuple[float, float]], time: float) -> float:
    """The share that a curve of `aalen_johansen` has reached by the time; 0 before it starts."""
    return next((share for at, share in reversed(curve) if at <= time), 0.0)


# --- Plain numbers ------------------------------------------------------------------------


def nearest_rank(values: Iterable[float], share: float) -> float | None:
    """The percentile by nearest rank: the smallest value with at least `share` at or below it."""
    ordered = sorted(values)
    if not ordered:
        return None
    # Decimal, for 0.9 × 10 must be rank 9 and not 10 by a hair.
    rank = math.ceil(Decimal(str(share)) * len(ordered))
    return ordered[max(rank, 1) - 1]


def median(values: Iterable[float]) -> float | None:
    """The middle value, or the mean of the two in the middle; None for nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def mean(values: Iterable[float]) -> float | None:
    """The arithmetic mean; None for nothing."""
    kept = list(values)
    return math.fsum(kept) / len(kept) if kept else None


def round_half_up(value: float | Decimal | int, digits: int = 0) -> Decimal:
    """Commercial rounding, for display only: 0.5 goes away from zero, and there is no « -0 »."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)
