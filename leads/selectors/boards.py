"""The board: open leads by stage, the newest of each column, in two statements."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from alignment.people.models import User
from leads.choices import Stage
from leads.models import Lead

CARDS = 30
SCOPES = ("mine", "team", "all")
COLUMNS: tuple[tuple[str, tuple[Stage, ...]], ...] = (
    ("marketing", (Stage.NEW, Stage.NURTURING)),
    ("marketing", (Stage.MQL,)),
    ("shared", (Stage.PREQUAL,)),
    ("shared", (Stage.HANDED_OVER,)),
    ("marketing", (Stage.RETURNED,)),
    ("shared", (Stage.REJECTED, Stage.CONTESTED)),
    ("sales", (Stage.ACCEPTED,)),
    ("sales", (Stage.SQL,)),
    ("sales", (Stage.OPPORTUNITY,)),
)
# Days in a stage after which a card is marked: somebody should ask why.
STALE_AFTER = {
    Stage.NEW: 7,
    Stage.NURTURING: 90,
    Stage.MQL: 3,
    Stage.PREQUAL: 5,
    Stage.HANDED_OVER: 2,
    Stage.RETURNED: 2,
    Stage.REJECTED: 2,
    Stage.CONTESTED: 5,
    Stage.ACCEPTED: 7,
    Stage.SQL: 21,
    Stage.OPPORTUNITY: 45,
}


@dataclass
class Card:
    """A lead on the board; `days` is how long it has been in its stage."""

    lead: Lead
    days: int
    actions: list[Any] = field(default_factory=list)

    @property
    def is_stale(self) -> bool:
        return self.days > STALE_AFTER[Stage(self.lead.stage)]


@dataclass
class Column:
    """One or two stages side by side; `total` counts beyond the cards shown."""

    side: str
    stages: tuple[Stage, ...]
    cards: list[Card] = field(default_factory=list)
    total: int = 0

    @property
    def label(self) -> str:
        return " / ".join(str(stage.label) for stage in self.stages)


def board_for(user: User, *, scope: str = "all") -> list[Column]:
    """The columns in the order of the pipeline, each with its newest leads and its true count."""
    columns = [Column(side, stages) for side, stages in COLUMNS]
    by_stage = {stage: column for column in columns for stage in column.stages}
    places = _newest(_whose(user, scope), list(by_stage))
    for stage, total in {stage: total for _pk, stage, total in places}.items():
        by_stage[Stage(stage)].total += total
    now = timezone.now()
    for lead in _leads([pk for pk, _stage, _total in places]):
        column = by_stage[Stage(lead.stage)]
        if len(column.cards) < CARDS:
            column.cards.append(Card(lead, (now - lead.stage_entered_at) // timedelta(days=1)))
    return columns


def _whose(user: User, scope: str) -> Q:
    if scope == "mine":
        return Q(owner=user) | Q(marketer=user)
    if scope == "team":
        return Q(team_id=user.team_id)
    return Q()


def _newest(whose: Q, stages: list[Stage]) -> list[tuple[int, str, int]]:
    """(pk, stage, how many in that stage) of the newest leads of each stage."""
    ranked = (
        Lead.objects.filter(whose, stage__in=stages)
        .annotate(
            # The order of the index (stage, -captured_at, -id): nothing is sorted.
            place=Window(RowNumber(), partition_by=["stage"], order_by=["-captured_at", "-id"]),
            total=Window(Count("pk"), partition_by=["stage"]),
        )
        .filter(place__lte=CARDS)
        .order_by()
    )
    return list(ranked.values_list("pk", "stage", "total"))


def _leads(pks: list[int]) -> Any:
    people = Lead.objects.filter(pk__in=pks).with_people().select_related("owner__team")
    return people.order_by(F("captured_at").desc(), "-id")
