"""Sharing one amount among the touches that led to it: six models, nothing but arithmetic (K18).

Shares are exact fractions that add up to one; cents are given by largest remainder, so that the
parts of an amount add up to it.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

FIRST, LAST, LINEAR = "first", "last", "linear"
U_SHAPED, W_SHAPED, TIME_DECAY = "u_shaped", "w_shaped", "time_decay"
HALF_LIFE_DAYS = 30
DAY_SECONDS = 86400
CENTS = 100


@dataclass(frozen=True)
class Path:
    """The moments of the touches, oldest first, and what they led to.

    The touch that created the lead (the opportunity) is the last one up to that moment; there is
    none when every touch came later.
    """

    moments: Sequence[datetime]
    lead_at: datetime
    opened_at: datetime

    @property
    def lead_touch(self) -> int | None:
        return self._last_by(self.lead_at)

    @property
    def deal_touch(self) -> int | None:
        return self._last_by(self.opened_at)

    def _last_by(self, moment: datetime) -> int | None:
        index = bisect_right(self.moments, moment) - 1
        return index if index >= 0 else None


def shares(model: str, path: Path, *, half_life: int = HALF_LIFE_DAYS) -> list[Fraction]:
    """The part of each touch under a model, adding up to one; nothing for no touch."""
    if not path.moments:
        return []
    if model == TIME_DECAY:
        return _decayed(path, half_life)
    return RULES[model](path)


def split(amount: Decimal, parts: Sequence[Fraction]) -> list[Decimal]:
    """The amount in cents by those parts; cents left over go to the largest remainders."""
    if not parts:
        return []
    total = int(amount * CENTS)
    exact = [total * part for part in parts]
    cents = [int(each) for each in exact]
    # Among equal remainders the earlier touch comes first.
    by_remainder = sorted(range(len(parts)), key=lambda i: (cents[i] - exact[i], i))
    for index in by_remainder[: total - sum(cents)]:
        cents[index] += 1
    return [Decimal(each) / CENTS for each in cents]


def _first(path: Path) -> list[Fraction]:
    return _at(0, path)


def _last(path: Path) -> list[Fraction]:
    return _at(len(path.moments) - 1, path)


def _at(index: int, path: Path) -> list[Fraction]:
    return [Fraction(i == index) for i in range(len(path.moments))]


def _linear(path: Path) -> list[Fraction]:
    count = len(path.moments)
    return [Fraction(1, count)] * count


def _u_shaped(path: Path) -> list[Fraction]:
    return _by_milestones(path, [(0, 40), (path.lead_touch, 40)], others=20)


def _w_shaped(path: Path) -> list[Fraction]:
    milestones = [(0, 30), (path.lead_touch, 30), (path.deal_touch, 30)]
    return _by_milestones(path, milestones, others=10)


def _by_milestones(
    path: Path, milestones: Sequence[tuple[int | None, int]], *, others: int
) -> list[Fraction]:
    """Weights of milestones and of the rest; what has no touch is shared out pro rata.

    One touch on two milestones takes both weights.
    """
    weights = [Fraction(0)] * len(path.moments)
    for index, weight in milestones:
        if index is not None:
            weights[index] += weight
    rest = [index for index, weight in enumerate(weights) if not weight]
    for index in rest:
        weights[index] = Fraction(others, len(rest))
    total = sum(weights)
    return [weight / total for weight in weights]


def _decayed(path: Path, half_life: int) -> list[Fraction]:
    """Each touch counts half as much per half-life before the close.

    Counted from the last touch: the distance to the close is the same factor for all.
    """
    newest = path.moments[-1]
    ages = [(newest - moment).total_seconds() / DAY_SECONDS for moment in path.moments]
    weights = [Fraction(2 ** -(age / half_life)) for age in ages]
    total = sum(weights)
    return [weight / total for weight in weights]


RULES: dict[str, Callable[[Path], list[Fraction]]] = {
    FIRST: _first,
    LAST: _last,
    LINEAR: _linear,
    U_SHAPED: _u_shaped,
    W_SHAPED: _w_shaped,
}
MODELS = (*RULES, TIME_DECAY)
