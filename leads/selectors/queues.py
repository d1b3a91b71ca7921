"""What waits for somebody: the sections of « To do », in three statements whatever their number."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.vision.choices import Grade
from alignment.web.business_days import local_date, zone
from leads.choices import Stage
from leads.identifiers import search_key
from leads.models import Handover, Lead

# Rows that a section shows, before it says how many more wait; the verdicts get more room.
SHOWN = 50
SHOWN_ELSEWHERE = 20
# A number beside the menu entry need not be exact beyond this.
MOST_COUNTED = 100
WARM = 2
# Who was not woken up in this time is no longer today's work: the list of leads has them.
WAKE_WITHIN = timedelta(days=90)
GOOD_FIT = (Grade.A, Grade.B)
MINE, TEAM = "mine", "team"
TABS = ("all", "late", "hour", "today")


@dataclass(frozen=True)
class Kind:
    """One kind of thing to do, on which side's ground it lies, and what it is called."""

    key: str
    side: str
    title: str | Promise
    sentence: str | Promise


KINDS = (
    Kind("rule", "shared", _("Contests to rule on"), _("Both sides wait for your ruling.")),
    Kind("decide", "sales", _("To decide"), _("Accept, send back or reject.")),
    Kind("follow", "sales", _("To follow up"), _("Your next action is due.")),
    Kind("conclude", "shared", _("Pre-qualifications"), _("Call, then note the outcome.")),
    Kind("returned", "marketing", _("Returned, to complete"), _("Sales needs this to go on.")),
    Kind("answer", "marketing", _("Refusals to answer"), _("Recycle, close, or contest.")),
    Kind("hand_over", "marketing", _("To hand over"), _("Qualified: choose the rep.")),
    Kind("qualify", "marketing", _("To qualify"), _("Worth a rep’s time, or not yet?")),
    Kind("wake", "marketing", _("To wake up"), _("Their date has come.")),
)  # fmt: skip


@dataclass
class Section:
    """One part of the page; `total` counts what waits, `rows` holds the first of it."""

    kind: Kind
    rows: list[Lead] = field(default_factory=list)
    total: int = 0

    @property
    def key(self) -> str:
        return self.kind.key

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


@dataclass(frozen=True)
class Load:
    """How the leads to decide stand against the clock; the parts do not overlap."""

    all: int = 0
    late: int = 0
    hour: int = 0
    today: int = 0

    def of(self, tab: str) -> int:
        return int(getattr(self, tab))


def sections_for(
    user: User, *, scope: str = MINE, tab: str = "all", words: str = ""
) -> dict[str, Section]:
    """The sections open to the person, by key, with rows by deadline and true totals.

    `tab` narrows the leads to decide and leaves the other sections away; `words` searches.
    """
    conditions = _conditions(user, scope)
    if tab != "all":
        conditions = {
            key: condition & _within(tab)
            for key, condition in conditions.items()
            if key == "decide"
        }
    sections = {kind.key: Section(kind) for kind in KINDS if kind.key in conditions}
    places = _ranked(conditions, words)
    found = {lead.pk: lead for lead in _rows(pk for pk, _key, _total in places)}
    for pk, key, total in places:
        sections[key].total = total
        sections[key].rows.append(found[pk])
    return sections


def load_of(user: User, *, scope: str = MINE, words: str = "") -> Load:
    """How many leads wait for a verdict: all, late, within the hour, later today."""
    condition = _conditions(user, scope).get("decide")
    if condition is None:
        return Load()
    leads = _search(Lead.objects.filter(condition), words)
    return Load(
        **leads.aggregate(
            all=Count("pk"),
            **{tab: Count("pk", filter=_within(tab)) for tab in TABS[1:]},
        )
    )


def waiting_for(user: User) -> int:
    """How many leads wait for this person, for the number in the menu; at most MOST_COUNTED."""
    mine = Q(pk__in=[])
    if user.is_sales:
        mine |= Q(owner=user, stage=Stage.HANDED_OVER)
    if user.is_marketing:
        mine |= Q(marketer=user, stage__in=(Stage.RETURNED, Stage.REJECTED, Stage.NEW))
    if user.is_direction:
        mine |= Q(stage=Stage.CONTESTED)
    return Lead.objects.filter(mine).order_by()[:MOST_COUNTED].count()


def may_see_team(user: User) -> bool:
    """Whether somebody may look at everybody's queue: managers and direction."""
    return user.manages(TeamKind.SALES) or user.manages(TeamKind.MARKETING)


def _conditions(user: User, scope: str) -> dict[str, Q]:
    """What belongs in each section for this person; sections of other roles are absent."""
    everybody = scope == TEAM and may_see_team(user)
    conditions: dict[str, Q] = {}
    if user.is_sales or user.is_direction:
        conditions |= _of_sales(Q() if everybody else Q(owner=user))
    if user.is_marketing or user.is_direction:
        # What nobody of marketing holds yet is everybody's.
        holder = Q(marketer=user) | Q(marketer__isnull=True)
        conditions |= _of_marketing(Q() if everybody else holder)
    if user.manages(TeamKind.SALES) and user.manages(TeamKind.MARKETING):
        conditions["rule"] = Q(stage=Stage.CONTESTED)
    conditions["conclude"] = Q(stage=Stage.PREQUAL) & (Q() if everybody else Q(owner=user))
    return conditions


def _of_sales(whose: Q) -> dict[str, Q]:
    working = Q(stage__in=(Stage.ACCEPTED, Stage.SQL))
    return {
        "decide": whose & Q(stage=Stage.HANDED_OVER),
        "follow": whose & working & Q(due_at__lt=_end_of_today()),
    }


def _of_marketing(whose: Q) -> dict[str, Q]:
    today = local_date(timezone.now())
    ready = Q(stage=Stage.NURTURING, engagement_level__lte=WARM, fit_grade__in=GOOD_FIT)
    awake = Q(stage__in=(Stage.NURTURING, Stage.RECYCLED), wake_up_on__lte=today)
    awake &= Q(wake_up_on__gt=today - WAKE_WITHIN)
    reopened = Exists(Lead.objects.filter(reopened_from=OuterRef("pk")))
    return {
        "returned": whose & Q(stage=Stage.RETURNED),
        "answer": whose & Q(stage=Stage.REJECTED),
        "hand_over": whose & Q(stage=Stage.MQL),
        "wake": whose & awake & ~Q(reopened),
        "qualify": whose & (Q(stage=Stage.NEW) | ready),
    }


def _within(tab: str) -> Q:
    now = timezone.now()
    hour = now + timedelta(hours=1)
    return {
        "all": Q(),
        "late": Q(due_at__lt=now),
        "hour": Q(due_at__gte=now, due_at__lt=hour),
        "today": Q(due_at__gte=hour, due_at__lt=_end_of_today()),
    }[tab]


def _end_of_today() -> datetime:
    tomorrow = local_date(timezone.now()) + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, tzinfo=zone())


def _ranked(conditions: dict[str, Q], words: str) -> list[tuple[int, str, int]]:
    """(pk, section, how many in that section) of the rows to show, best first."""
    if not conditions:
        return []
    wanted = Q(pk__in=[])
    for condition in conditions.values():
        wanted |= condition
    order: list[Any] = [F("due_at").asc(nulls_last=True), "engagement_level", "-captured_at", "-id"]
    section = Case(*[When(condition, then=Value(key)) for key, condition in conditions.items()])
    ranked = (
        _search(Lead.objects.filter(wanted), words)
        .annotate(section=section)
        .annotate(
            place=Window(RowNumber(), partition_by=["section"], order_by=order),
            total=Window(Count("pk"), partition_by=["section"]),
        )
        .filter(place__lte=SHOWN)
        .order_by("section", "place")
        .values_list("pk", "section", "total", "place")
    )
    return [
        (pk, section, total)
        for pk, section, total, place in ranked
        if section == "decide" or place <= SHOWN_ELSEWHERE
    ]


def _search(leads: Any, words: str) -> Any:
    for word in search_key(words).split():
        leads = leads.filter(search__contains=word)
    return leads


def _rows(pks: Iterable[int]) -> Iterable[Lead]:
    """The leads with people and their hand-overs, latest first in `passes`."""
    latest = Prefetch(
        "handovers", Handover.objects.order_by("-handed_over_at", "-id"), to_attr="passes"
    )
    return (
        Lead.objects.filter(pk__in=list(pks))
        .with_people()
        .select_related("owner__team")
        .prefetch_related(latest)
    )
