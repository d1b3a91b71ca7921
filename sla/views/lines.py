"""The lines of a version as two facing columns, each promise once with its priorities."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sla.agreements import TEAMS
from sla.choices import Promise, Side
from sla.models import Commitment
from sla.promises import SHAPES, share_words, target_words


@dataclass
class Said:
    """One promise in words: a target per priority, « P1 1 h · P2 1 working day »."""

    promise: str
    label: str
    meaning: str
    targets: list[tuple[str, str]] = field(default_factory=list)
    share: str = ""


@dataclass(frozen=True)
class Column:
    """What one team promises."""

    side: str
    label: str
    promises: list[Said]


def columns_of(lines: Iterable[Commitment], day_minutes: int) -> list[Column]:
    """Marketing and sales, in the order of the lines."""
    found: dict[str, dict[str, Said]] = {side: {} for side in TEAMS}
    for line in lines:
        label, meaning = Promise(line.promise).label, SHAPES[line.promise].meaning
        said = found[line.side].setdefault(
            line.promise, Said(line.promise, str(label), str(meaning))
        )
        said.targets.append((line.tier, target_words(line, day_minutes)))
        said.share = _shares(said.share, share_words(line), line.tier)
    return [
        Column(side, str(Side(side).label), list(promises.values()))
        for side, promises in found.items()
    ]


def _shares(so_far: str, share: str, tier: str) -> str:
    """« for 80 % », or « for 80 %, P3 for 90 % » where a priority differs."""
    if not so_far or share in so_far:
        return so_far or share
    return f"{so_far}, {tier} {share}"
