"""The board: open leads by stage, the newest of each column, in two statements."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from alignment.people.models import User
from leads.choices import Stage
from leads.models import Lead

CARDS = 12
CARDS_OPENED = 60
# What a card shows or its actions ask, and nothing else: a lead has some eighty columns.
SHOWN = (
    "public_id", "stage", "stage_entered_at", "captured_at", "due_at", "fit_grade",
    "engagement_level", "external_id", "company__name", "contact__first_name",
    "contact__last_name", "contact__job_title", "contact__email", "contact__phone",
    "owner__first_name", "owner__last_name", "owner__email", "owner__team__kind",
)  # fmt: skip
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
    is_opened: bool = False

    @property
    def key(self) -> str:
        return self.stages[0].value

    @property
    def most(self) -> int:
        """How many cards it shows."""
        return CARDS_OPENED if self.is_opened else CARDS

    @property
    def label(self) -> str:
        return " / ".join(str(stage.label) for stage in self.stages)


def board_for(user: User, *, scope: str = "all", opened: Collection[str] = ()) -> list[Column]:
    """The columns in the order of the pipeline, each with its newest leads and its true count.

    Columns whose key is in `opened` show more cards.
    """
    columns = [Column(side, stages, is_opened=stages[0] in opened) for side, stages in COLUMNS]
    by_stage = {stage: column for column in columns for stage in column.stages}
    places = _newest(_whose(user, scope), by_stage)
    for stage, total in {stage: total for _pk, stage, total in places}.items():
        by_stage[Stage(stage)].total += total
    now = timezone.now()
    for lead in _leads([pk for pk, _stage, _total in places]):
        column = by_stage[Stage(lead.stage)]
        if len(column.cards) < column.most:
            column.cards.append(Card(lead, (now - lead.stage_entered_at) // timedelta(days=1)))
    return columns


def _whose(user: User, scope: str) -> Q:
    if scope == "mine":
        return Q(owner=user) | Q(marketer=user)
    if scope == "team":
        return Q(team_id=user.team_id)
    return Q()


def _newest(whose: Q, columns: dict[Stage, Column]) -> list[tuple[int, str, int]]:
    """(pk, stage, how many in that stage) of the newest leads of each stage."""
    opened = [stage for stage, column in columns.items() if column.is_opened]
    shown = Q(place__lte=CARDS) | Q(place__lte=CARDS_OPENED, stage__in=opened)
    ranked = (
        Lead.objects.filter(whose, stage__in=list(columns))
        .annotate(
            # The order of the index (stage, -captured_at, -id): nothing is sorted.
            place=Window(RowNumber(), partition_by=["stage"], order_by=["-captured_at", "-id"]),
            total=Window(Count("pk"), partition_by=["stage"]),
        )
        .filter(shown)
        .order_by()
    )
    return list(ranked.values_list("pk", "stage", "total"))


def _leads(pks: list[int]) -> Any:
    people = Lead.objects.filter(pk__in=pks).select_related("company", "contact", "owner__team")
    return people.only(*SHOWN).order_by(F("captured_at").desc(), "-id")
