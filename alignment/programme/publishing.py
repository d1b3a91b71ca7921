"""Which figures of anonymous answers may be shown: pure functions of how many answered.

A figure needs four answers. A team with fewer disappears into the company; and where taking the
shown teams from the company would leave one to three people, no team is shown at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass

ENOUGH = 4
# A team smaller than this cannot be anonymous: it answers together and openly.
SMALLEST_UNSEEN = 3


@dataclass(frozen=True)
class Shown:
    """The groups whose figures may stand by themselves, and whether the company's may."""

    groups: frozenset[str]
    company: bool


NOTHING = Shown(frozenset(), False)


def shown(answers: Mapping[str, int]) -> Shown:
    """What may be shown of groups with so many answers each."""
    total = sum(answers.values())
    if total < ENOUGH:
        return NOTHING
    large = frozenset(kind for kind, count in answers.items() if count >= ENOUGH)
    left = total - sum(answers[kind] for kind in large)
    if 0 < left < ENOUGH:
        return Shown(frozenset(), True)
    return Shown(large, True)
