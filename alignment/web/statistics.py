"""Rates of small numbers and how sure they are. Pure functions on plain values."""

import math
from typing import NamedTuple

Z95 = 1.96


class Interval(NamedTuple):
    """A 95 % confidence interval, both ends as fractions."""

    low: float
    high: float


def rate(successes: int, n: int) -> float | None:
    """The fraction, or None when there is nothing to divide by: an empty rate is not zero."""
    return successes / n if n else None


def wilson(successes: int, n: int, z: float = Z95) -> Interval | None:
    """Wilson's score interval of a rate; None for n = 0. ValueError unless 0 <= successes <= n."""
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n} is not a rate")
    if n == 0:
        return None
    p = successes / n
    spread = 1 + z * z / n
    centre = (p + z * z / (2 * n)) / spread
    half = z / spread * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    # At 0 and at n the bound is exact; floating point would miss it by a hair.
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    high = 1.0 if successes == n else min(1.0, centre + half)
    return Interval(low, high)


class Ratio(NamedTuple):
    """How many times one rate is the other, with its 95 % interval."""

    value: float
    interval: Interval


def relative(won: int, n: int, other_won: int, other_n: int, z: float = Z95) -> Ratio | None:
    """The ratio of two rates with Katz's interval on its log; None where a side has no win."""
    if not (won and other_won and n and other_n):
        return None
    value = (won / n) / (other_won / other_n)
    half = z * math.sqrt(1 / won - 1 / n + 1 / other_won - 1 / other_n)
    centre = math.log(value)
    return Ratio(value, Interval(math.exp(centre - half), math.exp(centre + half)))
