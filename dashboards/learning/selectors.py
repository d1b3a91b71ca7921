"""What pages and the API read of the learned score. No array library."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from alignment.vision.choices import FactName
from alignment.vision.sentences import choices_of
from alignment.web.statistics import Interval
from dashboards.learning import own
from dashboards.learning.facts import Effect, surest_first
from dashboards.learning.models import LearnedScore, Lesson
from dashboards.learning.score import FEWEST_OF_EACH, FEWEST_ROWS, Reason
from leads.choices import Source
from leads.fit import facts_of
from leads.identifiers import search_key
from leads.models import Lead
from leads.models.companies import Nomenclature

# Between odds of 1/1.05 and 1.05 a fact says nothing worth a line.
FELT = 0.05
MOST_SHOWN = 8
ON_A_LEAD = 3
# What it takes to learn: verdicts, and verdicts of the rarer kind.
FEWEST = {"rows": FEWEST_ROWS, "each": FEWEST_OF_EACH}
SECTOR = (FactName.NAF_SECTION, FactName.NAF_DIVISION)
_SUFFIX = "_known"


@dataclass(frozen=True)
class Fact:
    """One fact in words, and by how much it multiplies the odds.

    For a fact of the company as a whole: seen `n` times, and the 95 % interval of the factor.
    """

    name: str
    value: str
    factor: float
    n: int = 0
    interval: Interval | None = None

    @property
    def raises(self) -> bool:
        return self.factor > 1

    @property
    def is_sure(self) -> bool:
        """Whether chance alone would hardly do as much."""
        return bool(self.interval and (self.interval.low > 1 or self.interval.high < 1))


@dataclass(frozen=True)
class Odds:
    """What the score says of one lead; it decides nothing."""

    chance: float
    interval: Interval
    usual: float
    raising: list[Fact]
    lowering: list[Fact]
    learned: LearnedScore


def latest() -> LearnedScore | None:
    """What the last night learned; None before the first."""
    return LearnedScore.objects.first()


def effects(learned: LearnedScore) -> tuple[list[Fact], list[Fact]]:
    """The facts that raise the odds, and those that lower them, the surest first."""
    if learned.lesson != Lesson.LEARNED:
        return [], []
    felt = [each for each in learned.effects if abs(math.log(each["factor"])) >= FELT]
    facts = [_told(each) for each in surest_first(felt)]
    return _first(facts, MOST_SHOWN, raises=True), _first(facts, MOST_SHOWN, raises=False)


def missing(learned: LearnedScore) -> int:
    """How many more verdicts it takes, at least."""
    rarer = (learned.accepted, learned.rejected)
    return max(FEWEST_ROWS - learned.decided, sum(max(0, FEWEST_OF_EACH - n) for n in rarer), 0)


def standing(against: dict[str, Any] | None) -> str:
    """How the score ranks beside another on the same verdicts: better, worse, or open."""
    if not against:
        return ""
    return "better" if against["low"] > 0 else "worse" if against["high"] < 0 else "open"


def kept_word(bands: Sequence[dict[str, Any]]) -> int:
    """In how many bands what was said lies within the interval of what came."""
    return sum(band["low"] <= band["said"] <= band["high"] for band in bands)


def odds_of(lead: Lead) -> Odds | None:
    """The odds of acceptance by what is known of the lead; None where no score may be shown."""
    learned = latest()
    score = learned.score if learned else None
    if learned is None or score is None:
        return None
    # As the facts of hand-overs are read: a code says another industry in another nomenclature.
    version = lead.icp_version
    nomenclature = version.nomenclature if version else Nomenclature.NAF2
    facts = facts_of(lead.company, lead.contact, lead, nomenclature)
    cells = zip(map(search_key, own.CODES), own.cells_of(facts), strict=True)
    said = score.say(dict(cells))
    raising, lowering = _sorted(_one_sector(said.reasons), ON_A_LEAD)
    usual = learned.accepted / learned.decided
    return Odds(said.chance, Interval(said.low, said.high), usual, raising, lowering, learned)


def _sorted(reasons: Iterable[Reason], most: int) -> tuple[list[Fact], list[Fact]]:
    whole = sorted(reasons, key=lambda reason: -abs(reason.weight))
    felt = [_fact(each) for each in whole if abs(each.weight) >= FELT]
    return _first(felt, most, raises=True), _first(felt, most, raises=False)


def _one_sector(reasons: Sequence[Reason]) -> list[Reason]:
    """Section and division of a lead are one fact about it: its sector."""
    parts = [each for each in reasons if each.column in SECTOR]
    others = [each for each in reasons if each.column not in SECTOR]
    if len(parts) < len(SECTOR):
        return list(reasons)
    finest = next(each for each in parts if each.column == FactName.NAF_DIVISION)
    return [*others, replace(finest, weight=sum(each.weight for each in parts))]


def _first(facts: Sequence[Fact], most: int, *, raises: bool) -> list[Fact]:
    return [fact for fact in facts if fact.raises == raises][:most]


def _fact(reason: Reason) -> Fact:
    return Fact(*_words(reason.column, reason.value), reason.factor)


def _told(effect: Effect) -> Fact:
    value = _("a rare value") if effect["value"] is None else effect["value"] or _("not known")
    interval = Interval(effect["low"], effect["high"])
    words = _words(effect["fact"], value)
    return Fact(*words, effect["factor"], effect["n"], interval)


def _words(column: str, value: str) -> tuple[str, str]:
    """A fact and its value in the reader's words: columns and values are codes."""
    labels = dict(FactName.choices)
    if column.endswith(_SUFFIX):
        known = _("known") if value == "1" else _("not known")
        return str(labels[column.removesuffix(_SUFFIX)]), known
    words = Source.choices if column == FactName.SOURCE else choices_of(column)
    name = _("Industry") if column in SECTOR else str(labels[column])
    return name, str(dict(words).get(value, value))
