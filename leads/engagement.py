"""How interested a prospect is, and what fit and interest together suggest doing.

Points fade by half every 30 days. Opening an e-mail is worth nothing and is not even recorded.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leads.choices import Tier, TouchKind

HALF_LIFE = timedelta(days=30)
POINTS: dict[str, int] = {
    TouchKind.DEMO_REQUEST: 50,
    TouchKind.PRICE: 30,
    TouchKind.EVENT: 25,
    TouchKind.CONTENT: 15,
    TouchKind.OPENED: 15,
    TouchKind.CLICK: 5,
    TouchKind.VISIT: 3,
    TouchKind.CAPTURE: 0,
    TouchKind.UNSUBSCRIBE: -30,
}
# Lowest points of each level, hottest first; below the last it is level 4.
LEVEL_FLOORS = ((60, 1), (30, 2), (10, 3))
COLDEST = 4


class Advice(StrEnum):
    """What to do with a lead; a suggestion, a person decides."""

    QUALIFY = "qualify"
    PREQUALIFY = "prequalify"
    NURTURE = "nurture"
    APPROACH = "approach"
    CHECK_TARGET = "check_target"
    NOTHING = "nothing"

    @property
    def label(self) -> Promise:
        return ADVICE_LABELS[self]


ADVICE_LABELS: dict[Advice, Promise] = {
    Advice.QUALIFY: _("Qualify as MQL"),
    Advice.PREQUALIFY: _("Pre-qualify by phone"),
    Advice.NURTURE: _("Keep nurturing"),
    Advice.APPROACH: _("Targeted sales approach"),
    Advice.CHECK_TARGET: _("Check the target"),
    Advice.NOTHING: _("Nothing for now"),
}


class Recommendation(NamedTuple):
    """The advice and, for an MQL, its priority tier (empty otherwise)."""

    advice: Advice
    tier: str = ""


_P1 = Recommendation(Advice.QUALIFY, Tier.P1.value)
_P2 = Recommendation(Advice.QUALIFY, Tier.P2.value)
_PREQUALIFY, _NURTURE = Recommendation(Advice.PREQUALIFY), Recommendation(Advice.NURTURE)
_NOTHING = Recommendation(Advice.NOTHING)
# Grade of fit by level of engagement 1, 2, 3, 4.
MATRIX: dict[str, tuple[Recommendation, ...]] = {
    "A": (_P1, _P2, _PREQUALIFY, Recommendation(Advice.APPROACH)),
    "B": (_P1, _P2, _NURTURE, _NURTURE),
    "C": (_PREQUALIFY, _NURTURE, _NURTURE, _NOTHING),
    "D": (Recommendation(Advice.CHECK_TARGET), _NOTHING, _NOTHING, _NOTHING),
}


def engagement(touches: Iterable[tuple[str, datetime]], *, at: datetime) -> float:
    """Points of the touches (kind, moment) as they stand at the moment; later ones do not count.

    Unknown kinds are worth nothing. Never below zero.
    """
    points = sum(
        POINTS.get(kind, 0) * 2 ** -((at - moment) / HALF_LIFE)
        for kind, moment in touches
        if moment <= at
    )
    return max(0.0, points)


def level_of(points: float) -> int:
    """Level of engagement, 1 (hot) to 4 (cold)."""
    return next((level for floor, level in LEVEL_FLOORS if points >= floor), COLDEST)


def recommend(grade: str, level: int) -> Recommendation:
    """What grade and level together suggest; without a grade, the advice for grade B."""
    row = MATRIX.get(grade, MATRIX["B"])
    return row[min(max(level, 1), COLDEST) - 1]
