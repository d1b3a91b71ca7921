"""How much a criterion is worth: lift with its interval, strength, suggested weight. Pure sums.

`yes` of `n` leads on each side of a criterion: those that meet it, and those that do not.
"""

import math
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from alignment.web.statistics import Z95
from dashboards.statistics import round_half_up

ENOUGH_ROWS, ENOUGH_EVENTS = 20, 5
# From such a lift on (or its inverse) a criterion is worth watching though it is not proven.
NOTABLE = 1.3
SHRINK = 30
POINT = 0.35
MOST = 5


class Strength(models.TextChoices):
    STRONG = "strong", _("Strong evidence")
    MEDIUM = "medium", _("Medium evidence")
    OPEN = "open", _("To be confirmed")


class Sides(NamedTuple):
    """Leads that meet a criterion and leads that do not, and how many of each said yes."""

    yes_with: int
    n_with: int
    yes_without: int
    n_without: int


class Lift(NamedTuple):
    """How many times the rate without is the rate with, and its 95 % interval."""

    value: float
    low: float
    high: float


def katz(sides: Sides) -> Lift | None:
    """Ratio of the two rates with Katz's log interval; None where a side has no yes."""
    a, n1, b, n0 = sides
    if not (a and b and n1 and n0):
        return None
    value = (a / n1) / (b / n0)
    half = Z95 * math.sqrt(1 / a - 1 / n1 + 1 / b - 1 / n0)
    return Lift(value, value * math.exp(-half), value * math.exp(half))


def strength_of(sides: Sides) -> Strength:
    """Strong: the interval leaves out 1, with 20 leads and 5 yes on each side.

    Medium: it holds 1, but the lift is 1.3 or more (or its inverse or less).
    """
    lift = katz(sides)
    if lift is None:
        return Strength.OPEN
    if lift.low <= 1 <= lift.high:
        is_notable = lift.value >= NOTABLE or lift.value <= 1 / NOTABLE
        return Strength.MEDIUM if is_notable else Strength.OPEN
    enough_rows = min(sides.n_with, sides.n_without) >= ENOUGH_ROWS
    enough_events = min(sides.yes_with, sides.yes_without) >= ENOUGH_EVENTS
    return Strength.STRONG if enough_rows and enough_events else Strength.OPEN


def same_way(lift: Lift | None, part: Sides) -> bool:
    """Whether a part of the time shows a lift on the same side of 1."""
    of_part = katz(part)
    if lift is None or of_part is None:
        return False
    return (lift.value > 1) == (of_part.value > 1) and of_part.value != 1


def suggested_weight(sides: Sides) -> int:
    """Weight from -5 to +5: the log of the odds ratio, shrunk while the leads are few."""
    a, n1, b, n0 = sides
    odds = ((a + 0.5) / (n1 - a + 0.5)) / ((b + 0.5) / (n0 - b + 0.5))
    shrunk = math.log(odds) * n1 / (n1 + SHRINK)
    points = int(round_half_up(abs(shrunk) / POINT)) * (1 if shrunk >= 0 else -1)
    return max(-MOST, min(MOST, points))
