"""What waits for somebody: the sections of « To do », in four statements whatever their number."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Value
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
SHOWN = 25
SHOWN_ELSEWHERE = 10
SHOWN_OPENED = 100
WARM = 2
# Who was not woken up in this time is no longer today's work: the list of leads has them.
WAKE_WITHIN = timedelta(days=90)
GOOD_FIT = (Grade.A, Grade.B)
MINE, TEAM = "mine", "team"
TABS = ("all", "late", "hour", "today")
# Where somebody waits for an answer of this person; the rest is work that sets its own pace.
ANSWERS = frozenset({"rule", "decide", "conclude", "returned", "answer"})
# What belongs in a section, stage by stage: so each is counted and begun by its index alone.
Branches = dict[Stage, Q]
URGENT_FIRST: tuple[Any, ...] = (
    F("due_at").asc(nulls_last=True), "engagement_level", "-captured_at", "-id",
)  # fmt: skip
# What a row shows, and nothing else: a lead has some eighty columns.
COLUMNS = (
    "public_id", "stage", "source", "fit_grade", "fit_completeness", "engagement_level",
    "captured_at", "stage_entered_at", "due_at", "wake_up_on", "need", "why_now", "note",
    "next_action", "external_id", "company__name", "company__city", "company__departement",
    "contact__first_name", "contact__last_name", "contact__job_title", "contact__email",
    "contact__phone", "owner__first_name", "owner__last_name", "owner__email", "campaign__name",
)  # fmt: skip


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
    is_opened: bool = False

    @property
    def key(self) -> str:
        return self.kind.key

    @property
    def most(self) -> int:
        """How many rows it shows."""
        if self.is_opened:
            return SHOWN_OPENED
        return SHOWN if self.key == "decide" else SHOWN_ELSEWHERE

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


@dataclass(frozen=True)
class Waiting:
    """How many leads wait for an answer, and how many other things there are to do."""

    answers: int = 0
    others: int = 0


def sections_for(
    user: User,
    *,
    scope: str = MINE,
    tab: str = "all",
    words: str = "",
    opened: Collection[str] = (),
) -> dict[str, Section]:
    """The sections open to the person, by key, with rows by deadline and true totals.

    `tab` narrows the leads to decide and leaves the other sections away; `words` searches;
    sections named in `opened` show more rows.
    """
    conditions = _conditions(user, scope)
    if tab != "all":
        conditions = {
            key: {stage: rest & _within(tab) for stage, rest in branches.items()}
            for key, branches in conditions.items()
            if key == "decide"
        }
    totals = _totals(conditions, words)
    sections = {
        kind.key: Section(kind, total=totals[kind.key], is_opened=kind.key in opened)
        for kind in KINDS
        if kind.key in conditions
    }
    waiting = [section for section in sections.values() if section.total]
    for key, lead in _rows(waiting, conditions, words):
        if len(sections[key].rows) < sections[key].most:
            sections[key].rows.append(lead)
    return sections


def load_of(user: User, *, scope: str = MINE, words: str = "") -> Load:
    """How many leads wait for a verdict: all, late, within the hour, later today."""
    branches = _conditions(user, scope).get("decide")
    if branches is None:
        return Load()
    leads = _search(Lead.objects.filter(_either(branches)), words)
    return Load(
        **leads.aggregate(
            all=Count("pk"),
            **{tab: Count("pk", filter=_within(tab)) for tab in TABS[1:]},
        )
    )


def waiting_for(user: User) -> int:
    """How many leads wait for an answer of this person: the number beside the menu entry.

    Counted at once, for every page asks: a stage belongs to one of these sections alone.
    """
    conditions = _conditions(user, MINE)
    answers: Branches = {}
    for key in sorted(ANSWERS & conditions.keys()):
        answers |= conditions[key]
    return Lead.objects.filter(_either(answers)).count()


def waiting(user: User, *, scope: str = MINE, only: Collection[str] = ()) -> Waiting:
    """What waits whatever is searched for, in one statement; `only` some of the sections."""
    conditions = _conditions(user, scope)
    wanted = {key: branches for key, branches in conditions.items() if not only or key in only}
    totals = _totals(wanted, "")
    return _waiting_in(totals)


def waiting_in(sections: Iterable[Section]) -> Waiting:
    """What waits in sections that were read whole: nothing searched for, every one of them."""
    return _waiting_in(Counter({section.key: section.total for section in sections}))


def _waiting_in(totals: Counter[str]) -> Waiting:
    answers = sum(total for key, total in totals.items() if key in ANSWERS)
    return Waiting(answers=answers, others=totals.total() - answers)


def may_see_team(user: User) -> bool:
    """Whether somebody may look at everybody's queue: managers and direction."""
    return user.manages(TeamKind.SALES) or user.manages(TeamKind.MARKETING)


def _conditions(user: User, scope: str) -> dict[str, Branches]:
    """What belongs in each section for this person; sections of other roles are absent."""
    everybody = scope == TEAM and may_see_team(user)
    conditions: dict[str, Branches] = {}
    if user.is_sales or user.is_direction:
        conditions |= _of_sales(Q() if everybody else Q(owner=user))
    if user.is_marketing or user.is_direction:
        # What nobody of marketing holds yet is everybody's.
        holder = Q(marketer=user) | Q(marketer__isnull=True)
        conditions |= _of_marketing(Q() if everybody else holder)
    if user.manages(TeamKind.SALES) and user.manages(TeamKind.MARKETING):
        conditions["rule"] = {Stage.CONTESTED: Q()}
    conditions["conclude"] = {Stage.PREQUAL: Q() if everybody else Q(owner=user)}
    return conditions


def _of_sales(whose: Q) -> dict[str, Branches]:
    due = whose & Q(due_at__lt=_end_of_today())
    return {
        "decide": {Stage.HANDED_OVER: whose},
        "follow": {Stage.ACCEPTED: due, Stage.SQL: due},
    }


def _of_marketing(whose: Q) -> dict[str, Branches]:
    today = local_date(timezone.now())
    ready = Q(engagement_level__lte=WARM, fit_grade__in=GOOD_FIT)
    reopened = Exists(Lead.objects.filter(reopened_from=OuterRef("pk")))
    awake = Q(wake_up_on__lte=today, wake_up_on__gt=today - WAKE_WITHIN) & ~Q(reopened)
    return {
        "returned": {Stage.RETURNED: whose},
        "answer": {Stage.REJECTED: whose},
        "hand_over": {Stage.MQL: whose},
        "wake": {Stage.NURTURING: whose & awake, Stage.RECYCLED: whose & awake},
        # Once each: whose date has come is woken up.
        "qualify": {Stage.NEW: whose, Stage.NURTURING: whose & ready & ~awake},
    }


def _either(branches: Branches) -> Q:
    condition = Q(pk__in=[])
    for stage, rest in branches.items():
        condition |= Q(stage=stage) & rest
    return condition


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


def _totals(conditions: dict[str, Branches], words: str) -> Counter[str]:
    """How many leads wait in each section, in one statement."""
    counts = [
        _search(Lead.objects.filter(rest, stage=stage), words)
        .order_by()
        .annotate(section=Value(key))
        .values_list("section")
        .annotate(total=Count("pk"))
        for key, branches in conditions.items()
        for stage, rest in branches.items()
    ]
    totals: Counter[str] = Counter()
    for key, total in counts[0].union(*counts[1:], all=True) if counts else ():
        totals[key] += total
    return totals


def _search(leads: Any, words: str) -> Any:
    for word in search_key(words).split():
        leads = leads.filter(search__holds=word)
    return leads


def _rows(
    sections: list[Section], conditions: dict[str, Branches], words: str
) -> Iterable[tuple[str, Lead]]:
    """The first leads of the sections, most urgent first, each with its section and `passes`.

    Passes are the lead's hand-overs, latest first.
    """
    if not sections:
        return ()
    latest = Prefetch(
        "handovers", Handover.objects.order_by("-handed_over_at", "-id"), to_attr="passes"
    )
    section_of = _firsts(sections, conditions, words)
    leads = (
        Lead.objects.filter(pk__in=section_of)
        .select_related("company", "contact", "owner", "campaign")
        .only(*COLUMNS)
        .order_by(*URGENT_FIRST)
        .prefetch_related(latest)
    )
    return [(section_of[lead.pk], lead) for lead in leads]


def _firsts(sections: list[Section], conditions: dict[str, Branches], words: str) -> dict[int, str]:
    """The keys of the first leads of each section, in one statement.

    Keys first, rows after: a planner that meets « in these or in those » reads the whole table.
    """
    found = []
    for section in sections:
        for stage, rest in conditions[section.key].items():
            leads = _search(Lead.objects.filter(rest, stage=stage), words)
            most_urgent = leads.order_by(*URGENT_FIRST).values("pk")[: section.most]
            # Wrapped, for SQLite takes no order inside a union.
            wrapped = Lead.objects.filter(pk__in=most_urgent).order_by()
            found.append(wrapped.values_list("pk", Value(section.key)))
    return dict(found[0].union(*found[1:], all=True))
