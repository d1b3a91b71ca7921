"""The board: open leads by stage, the newest of each column, in two statements."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
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
    whose = _whose(user, scope)
    for stage, total in _totals(whose, by_stage):
        by_stage[Stage(stage)].total += total
    now = timezone.now()
    for lead in _newest(whose, by_stage):
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


def _totals(whose: Q, stages: Iterable[Stage]) -> Any:
    """(stage, how many) of each stage that has any."""
    open_leads = Lead.objects.filter(whose, stage__in=list(stages)).order_by()
    return open_leads.values_list("stage").annotate(total=Count("pk"))


def _newest(whose: Q, columns: dict[Stage, Column]) -> Any:
    """The newest leads of each stage, as many as its column shows, in one statement."""
    shown = Q(pk__in=[])
    for stage, column in columns.items():
        # One stage at a time: its index gives the newest without reading the others.
        leads = Lead.objects.filter(whose, stage=stage).order_by("-captured_at", "-id")
        shown |= Q(pk__in=leads.values("pk")[: column.most])
    people = Lead.objects.filter(shown).select_related("company", "contact", "owner__team")
    return people.only(*SHOWN).order_by("-captured_at", "-id")
