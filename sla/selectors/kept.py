"""What was done for the contract, counted day by day: a handful of statements for any stretch.

Each word of the contract is defined here once, as a condition; compliance adds up the counts, the
pages of rows read the same conditions.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from alignment.web.business_days import DAY, first_of_month, next_month, working_days_in
from leads.choices import ActivityKind, Stage, Verdict
from leads.models import Handover, Lead
from leads.reasons import RULES, Fault, Reason
from sla.choices import TIMED, ClockResult, Promise
from sla.models import Agreement, Clock, Commitment
from sla.selectors.presence import WEEK, Presence, presence_between

NOT_COUNTED = [reason for reason, rule in RULES.items() if not rule.counts]
# The few leads that no number counts; asked apart, so that the counts read their index alone.
LEFT_OUT = Lead.objects.left_out().order_by().values("pk")  # type: ignore[attr-defined]
# A contest that nobody ruled ends with the cycle: the rejection stands. The lead is looked up for
# the contested ones only.
STILL_OPEN = Exists(Lead.objects.filter(pk=OuterRef("lead_id"), closed_on__isnull=True))
IN_CONTEST = Q(contested_on__isnull=False, ruled_on__isnull=True) & Q(STILL_OPEN)
ACCEPTED = Q(verdict__in=(Verdict.ACCEPTED, Verdict.OVERTURNED))
REJECTED = Q(verdict=Verdict.REJECTED) & ~Q(reason__in=NOT_COUNTED) & ~IN_CONTEST
# What marketing's volume loses: rejections for a reason on marketing's side.
SENT_FOR_NOTHING = Q(verdict=Verdict.REJECTED, fault=Fault.MARKETING) & ~IN_CONTEST


@dataclass(frozen=True)
class Days:
    """A stretch of local days, both ends included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def overlap(self, other: "Days") -> "Days | None":
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Days(first, last) if first <= last else None


@dataclass(frozen=True)
class Cycle:
    """A cycle that sales gave up without a conversation."""

    lead_id: int
    handed_over_on: date
    closed_on: date
    attempts: int
    channels: int

    def persisted(self, line: Commitment) -> bool:
        """Enough attempts, on enough channels, not given up before enough working days."""
        days = working_days_in(self.handed_over_on, self.closed_on)
        return (
            self.attempts >= (line.number or 0)
            and self.channels >= (line.channels or 0)
            and days >= (line.within_days or 0)
        )


@dataclass
class Facts:
    """Counts by day over a stretch, and every version that ever counted."""

    versions: list[Agreement]
    # day -> [handed over, of them complete, of them rejected for marketing's part]
    handed: dict[date, list[int]] = field(default_factory=dict)
    # day -> [accepted, rejected]
    decided: dict[date, list[int]] = field(default_factory=dict)
    # (promise, tier) -> rows of (version's key, day, met, late)
    clocks: dict[tuple[str, str], list[tuple[int, date, int, int]]] = field(default_factory=dict)
    cycles: list[Cycle] = field(default_factory=list)
    # (rep, Monday) -> hand-overs received in that week
    weeks: dict[tuple[int, date], int] = field(default_factory=dict)
    presence: Presence = field(default_factory=Presence)


def month_days(month: date) -> Days:
    """The days of the calendar month."""
    return Days(first_of_month(month), next_month(month) - DAY)


def monday_of(day: date) -> date:
    """The first day of the day's week."""
    return day - DAY * day.weekday()


def days_of(version: Agreement) -> Days:
    """The days on which a version counted, far ahead when it has no end."""
    assert version.effective_on
    return Days(version.effective_on, version.ends_on or date.max)


def every_version() -> list[Agreement]:
    """Versions that ever counted, oldest first, with their lines."""
    found = Agreement.objects.ever_in_force().order_by("effective_on", "number")
    return list(found.prefetch_related("commitments"))


def facts_between(days: Days, now: datetime) -> Facts:
    """Everything the contract's lines need of these days: eight statements at most."""
    facts = Facts(every_version())
    promised = {line.promise for version in facts.versions for line in version.commitments.all()}
    _count_handed(facts, days)
    _count_decided(facts, days)
    _count_clocks(facts, days, now)
    if Promise.PERSISTENCE in promised:
        facts.cycles = cycles_given_up(days)
    if Promise.CAPACITY in promised:
        facts.presence = presence_between(days.first, days.last)
    return facts


def clocks_settled(days: Days, now: datetime) -> QuerySet[Clock]:
    """Clocks under a contract whose verdict fell on these days; exempt ones left out."""
    settled = Clock.objects.settled(now).exclude(lead__in=LEFT_OUT)
    return settled.filter(
        promise__in=TIMED, counted_on__range=(days.first, days.last), agreement__isnull=False
    )


def cycles_given_up(days: Days) -> list[Cycle]:
    """Cycles handed over and closed on these days as unreachable, or recycled, unspoken with."""
    given_up = Q(close_reason=Reason.UNREACHABLE) | Q(stage=Stage.RECYCLED)
    # Whose team is known was somebody, also when their name is forgotten.
    of_somebody = Q(activities__by__isnull=False) | ~Q(activities__team_kind="")
    attempt = (
        of_somebody
        & ~Q(activities__kind=ActivityKind.NOTE)
        & Q(activities__occurred_at__gte=F("handed_over_at"))
    )
    found = (
        Lead.objects.countable()
        .filter(
            given_up,
            handed_over_on__isnull=False,
            first_conversation_at__isnull=True,
            closed_on__range=(days.first, days.last),
            stage__in=(Stage.RECYCLED, Stage.DISQUALIFIED),
        )
        .annotate(
            attempts=Count("activities", filter=attempt),
            ways=Count("activities__kind", filter=attempt, distinct=True),
        )
    )
    columns = ("pk", "handed_over_on", "closed_on", "attempts", "ways")
    return [Cycle(*row) for row in found.order_by().values_list(*columns)]


def _count_handed(facts: Facts, days: Days) -> None:
    rows = (
        Handover.objects.counting()
        .exclude(lead__in=LEFT_OUT)
        # The last week of a month may end in the next one.
        .filter(handed_over_on__range=(days.first, days.last + DAY * (WEEK - 1)))
        .order_by()
        .values_list("handed_over_on", "assignee_id")
        .annotate(
            n=Count("pk"),
            complete=Count("pk", filter=Q(is_complete=True)),
            in_vain=Count("pk", filter=SENT_FOR_NOTHING),
        )
    )
    weeks: dict[tuple[int, date], int] = defaultdict(int)
    for day, rep, *counts in rows:
        weeks[rep, monday_of(day)] += counts[0]
        if day in days:
            _add(facts.handed, day, counts)
    facts.weeks = dict(weeks)


def _count_decided(facts: Facts, days: Days) -> None:
    rows = (
        Handover.objects.counting()
        .exclude(lead__in=LEFT_OUT)
        .filter(decided_on__range=(days.first, days.last))
        .order_by()
        .values_list("decided_on")
        .annotate(yes=Count("pk", filter=ACCEPTED), no=Count("pk", filter=REJECTED))
    )
    for day, *counts in rows:
        _add(facts.decided, day, counts)


def _count_clocks(facts: Facts, days: Days, now: datetime) -> None:
    met = Q(result=ClockResult.MET)
    rows = (
        clocks_settled(days, now)
        .order_by()
        .values_list("promise", "tier", "agreement_id", "counted_on")
        .annotate(met=Count("pk", filter=met), late=Count("pk", filter=~met))
    )
    found = defaultdict(list)
    for promise, tier, version, day, *counts in rows:
        found[promise, tier].append((version, day, *counts))
    facts.clocks = dict(found)


def _add(totals: dict[date, list[int]], day: date, counts: Iterable[Any]) -> None:
    before = totals.setdefault(day, [0] * 3)
    for index, count in enumerate(counts):
        before[index] += count
