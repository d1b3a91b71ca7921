"""What pages and the API read of the learned score. No array library."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from alignment.vision.choices import FactName
from alignment.vision.nomenclature import naf_section
from alignment.vision.sentences import choices_of
from alignment.web.statistics import Interval
from dashboards.learning import own
from dashboards.learning.models import LearnedScore
from dashboards.learning.score import FEWEST_OF_EACH, FEWEST_ROWS, Reason, Score
from leads.choices import Source
from leads.fit import facts_of
from leads.identifiers import search_key
from leads.models import Lead

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
    """One fact in words, and by how much it multiplies the odds."""

    name: str
    value: str
    factor: float

    @property
    def raises(self) -> bool:
        return self.factor > 1


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


def effects(score: Score) -> tuple[list[Fact], list[Fact]]:
    """The facts that raise the odds most, and those that lower them most."""
    return _sorted(_by_division(score.effects()), MOST_SHOWN)


def odds_of(lead: Lead) -> Odds | None:
    """The odds of acceptance by what is known of the lead; None where no score may be shown."""
    learned = latest()
    score = learned.score if learned else None
    if learned is None or score is None:
        return None
    facts = facts_of(lead.company, lead.contact, lead)
    cells = zip(map(search_key, own.CODES), own.cells_of(facts), strict=True)
    said = score.say(dict(cells))
    raising, lowering = _sorted(_one_sector(said.reasons), ON_A_LEAD)
    usual = learned.accepted / learned.decided
    return Odds(said.chance, Interval(said.low, said.high), usual, raising, lowering, learned)


def is_beaten_by_grades(learned: LearnedScore) -> bool:
    """Whether the grades that both teams signed rank at least as well."""
    return learned.grade_auc is not None and learned.grade_auc >= learned.quality["auc"]


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


def _by_division(effects: Sequence[Reason]) -> list[Reason]:
    """A division stands for its section too, whose own line then says nothing more."""
    sections = {each.value: each.weight for each in effects if each.column == FactName.NAF_SECTION}
    found, told = [], set()
    for each in effects:
        section = naf_section(each.value) if each.column == FactName.NAF_DIVISION else ""
        if section:
            told.add(section)
            each = replace(each, weight=each.weight + sections.get(section, 0.0))
        found.append(each)
    return [e for e in found if e.column != FactName.NAF_SECTION or e.value not in told]


def _first(facts: Sequence[Fact], most: int, *, raises: bool) -> list[Fact]:
    return [fact for fact in facts if fact.raises == raises][:most]


def _fact(reason: Reason) -> Fact:
    """The reason in the reader's words: columns and values are codes."""
    labels = dict(FactName.choices)
    if reason.column.endswith(_SUFFIX):
        value = _("known") if reason.value == "1" else _("not known")
        return Fact(str(labels[reason.column.removesuffix(_SUFFIX)]), value, reason.factor)
    words = Source.choices if reason.column == FactName.SOURCE else choices_of(reason.column)
    value = str(dict(words).get(reason.value, reason.value))
    name = _("Industry") if reason.column in SECTOR else str(labels[reason.column])
    return Fact(name, value, reason.factor)
