"""What time alone does to a promise: a badge, a notice, a breach, an offer, a reassignment.

The timer reads stored due times only. Each step is a compare-and-set in the transaction of the
notice it causes, so that a run may be killed, late or doubled without a notice lost or told twice.
"""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext as _

from alignment.journal import services as journal
from alignment.people.models import Absence, User
from alignment.web.business_days import local_date
from alignment.web.errors import Refused
from leads import transitions
from leads.choices import Verdict
from leads.models import Handover, Lead
from sla import breaches
from sla.calendars import calendar_of
from sla.choices import Promise, Side
from sla.clocks import next_rung_at, rung_at, rungs_of
from sla.models import Clock, Commitment
from sla.selectors.kept import monday_of
from sla.selectors.presence import presence_between

log = logging.getLogger(__name__)

BATCH = 1000
WARNED, BREACHED, OFFERED = 80, 100, 150
VERBS = {WARNED: "promise.warned", BREACHED: "promise.breached", OFFERED: "promise.offered"}
# What silence may take away from a rep: a decision or a first attempt, twice at most.
REASSIGNED = (Promise.DECISION, Promise.FIRST_ATTEMPT)
MOST_REASSIGNMENTS = 2
# In one run; the others wait for the next.
MOST_REASSIGNED = 200
OPEN_VERDICTS = (Verdict.PENDING, Verdict.ACCEPTED)


@dataclass
class Climb:
    """What one run did."""

    breached: int = 0
    climbed: int = 0
    told: int = 0
    reassigned: int = 0
    top: list[int] = field(default_factory=list)


def climb(now: datetime) -> Climb:
    """Note what is late, and in working hours announce each step that was reached.

    Linear in the clocks that reached something since the last run, whatever the number of open
    ones. Steps that were missed meanwhile are announced as one: the highest.
    """
    done = Climb(breached=note_breaches(now))
    if not calendar_of().is_open(now):
        return done
    due = Clock.objects.filter(next_rung_at__lte=now).order_by("next_rung_at", "pk")
    keys = list(due.values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        _climb_some(keys[start : start + BATCH], now, done)
    stuck = [key for key in done.top[:MOST_REASSIGNED] if not _reassigned(key, now, done)]
    _give_up(stuck, now, done)
    return done


def note_breaches(now: datetime) -> int:
    """Write the breaches of running clocks whose due time has passed; returns how many."""
    late = Clock.objects.running().filter(next_rung_at__lte=now, due_at__lt=now, breach=None)
    found = list(late.order_by("pk").values_list("pk", "due_at"))
    for start in range(0, len(found), BATCH):
        breaches.write(found[start : start + BATCH], now)
    return len(found)


@transaction.atomic
def _climb_some(keys: list[int], now: datetime, done: Climb) -> None:
    """One batch: every clock one stored step further, one event for each person to tell."""
    rows = _locked(keys, now).annotate(deputy_id=F("owner__deputy"))
    steps: dict[tuple[int, str], list[Clock]] = defaultdict(list)
    managers = Managers()
    climbed = []
    for clock in rows:
        rung = _reached(clock, now)
        if rung == rungs_of(clock)[-1] and clock.promise in REASSIGNED:
            done.top.append(clock.pk)
            continue
        clock.rung, clock.next_rung_at = rung, next_rung_at(clock, rung)
        climbed.append(clock)
        for person in _hearers(clock, rung, managers):
            steps[person, VERBS[_announced(rung)]].append(clock)
    _store(climbed)
    done.climbed += len(climbed)
    done.told += _tell_each(steps)


def _store(clocks: Sequence[Clock]) -> None:
    """One statement, prepared once: a hundred thousand clocks climb in seconds."""
    connection = transaction.get_connection()
    table, adapt = Clock._meta.db_table, connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET rung = %s, next_rung_at = %s WHERE id = %s",  # noqa: S608
            [(clock.rung, adapt(clock.next_rung_at), clock.pk) for clock in clocks],
        )


def _locked(keys: list[int], now: datetime) -> QuerySet[Clock]:
    """Those of the clocks that still wait for a step, locked for this transaction."""
    rows = Clock.objects.select_for_update(skip_locked=True, of=("self",))
    return rows.filter(pk__in=keys, next_rung_at__lte=now).order_by("next_rung_at", "pk")


def _reached(clock: Clock, now: datetime) -> int:
    """The highest step whose time has come."""
    reached = [
        rung for rung in rungs_of(clock) if rung > clock.rung and rung_at(clock, rung) <= now
    ]
    return reached[-1] if reached else clock.rung


def _announced(rung: int) -> int:
    return max((step for step in VERBS if step <= rung), default=WARNED)


class Managers:
    """Who manages each side, asked once a batch; direction where a team has no manager."""

    def __init__(self) -> None:
        self._found: dict[str, set[int]] = {}

    def of(self, side: str) -> set[int]:
        if side not in self._found:
            team = User.objects.active().of_kind(side).filter(is_manager=True)
            boss = User.objects.active().of_kind(Side.DIRECTION)
            found = set(team.values_list("pk", flat=True))
            self._found[side] = found or set(boss.values_list("pk", flat=True))
        return self._found[side]


def _hearers(clock: Clock, rung: int, managers: Managers) -> set[int]:
    """Whom a step concerns: nobody at half time, the owner, then the deputy, then the manager."""
    if rung < WARNED:
        return set()
    people = {clock.owner_id} if clock.owner_id else set()
    if rung >= BREACHED and clock.deputy_id:  # type: ignore[attr-defined]
        people.add(clock.deputy_id)  # type: ignore[attr-defined]
    if rung >= OFFERED or not people:
        people |= managers.of(clock.side)
    return people


def _tell_each(steps: dict[tuple[int, str], list[Clock]]) -> int:
    for (person, verb), theirs in steps.items():
        _tell(person, verb, theirs)
    return len(steps)


def _tell(person: int, verb: str, clocks: list[Clock]) -> None:
    """One event for one person, however many clocks it is about; the soonest one names it."""
    soonest = min(clocks, key=lambda clock: (clock.due_at or clock.started_at, clock.pk))
    first = Clock.objects.select_related("lead__company", "lead__contact").get(pk=soonest.pk)
    journal.record(
        verb,
        actor=None,
        target=first,
        tell=[person],
        promise=first.promise,
        due_at=first.due_at.isoformat() if first.due_at else None,
        others=len(clocks) - 1,
        clocks=[clock.pk for clock in clocks[:100]],
    )


# --- The top of the ladder ------------------------------------------------------------------
def _reassigned(key: int, now: datetime, done: Climb) -> bool:
    """Give a silent hand-over to another rep who is there and has room; never after an attempt.

    False when nobody could take it. A lead that somebody moves just now waits for the next run.
    """
    with transaction.atomic():
        # The lead before its clocks, as every transition does: the other way round, the timer and
        # a person would wait for each other.
        leads = Lead.objects.select_for_update(skip_locked=True, of=("self",))
        if not leads.filter(clocks=key):
            return True
        clock = _locked([key], now).select_related("lead", "handover").first()
        if clock is None or _reached(clock, now) < rungs_of(clock)[-1]:
            return True
        next_owner = _next_owner(clock, now)
        if next_owner is None or not _move(clock, next_owner):
            return False
        Clock.objects.filter(handover=clock.handover_id).update(
            reassignments=clock.reassignments + 1
        )
        done.reassigned += 1
        return True


@transaction.atomic
def _give_up(keys: list[int], now: datetime, done: Climb) -> None:
    """Leave what nobody could take to the managers: one message each, and the ladder ends."""
    steps: dict[tuple[int, str], list[Clock]] = defaultdict(list)
    managers = Managers()
    clocks = list(_locked(keys, now))
    for clock in clocks:
        clock.rung, clock.next_rung_at = rungs_of(clock)[-1], None
        for person in managers.of(clock.side):
            steps[person, "promise.stuck"].append(clock)
    _store(clocks)
    done.told += _tell_each(steps)


def _move(clock: Clock, owner: User) -> bool:
    why = _("Nobody answered in time.")
    try:
        transitions.reassign(clock.lead, by=None, owner=owner, why=str(why))
    except Refused as error:
        log.info("not reassigned clock=%s code=%s", clock.pk, error.code)
        return False
    return True


def _next_owner(clock: Clock, now: datetime) -> User | None:
    """The rep with the fewest hand-overs this week who is present and below the agreed capacity.

    None after two reassignments, once an attempt is logged, or when nobody has room.
    """
    handover = clock.handover
    if handover is None or handover.first_attempt_at or handover.verdict not in OPEN_VERDICTS:
        return None
    if clock.reassignments >= MOST_REASSIGNMENTS:
        return None
    cap, loads, monday = _cap(clock), loads_of_week(now), monday_of(local_date(now))
    there = presence_between(monday, monday)
    free = [
        rep
        for rep in present_reps(now)
        if rep.pk != clock.owner_id
        and (cap is None or loads.get(rep.pk, 0) < there.cap(cap, rep.pk, monday))
    ]
    return min(free, key=lambda rep: (rep.is_manager, loads.get(rep.pk, 0), rep.pk), default=None)


def present_reps(now: datetime) -> list[User]:
    """Active reps who are not away on the local day."""
    today = local_date(now)
    away = Absence.objects.filter(starts_on__lte=today, ends_on__gte=today).values("user")
    return list(User.objects.active().of_kind(Side.SALES).exclude(pk__in=away))


def loads_of_week(now: datetime) -> dict[int, int]:
    """Hand-overs that each rep got since Monday, by the rep's key."""
    today = local_date(now)
    monday = today - timedelta(days=today.weekday())
    rows = Handover.objects.filter(handed_over_on__gte=monday).exclude(verdict=Verdict.VOID)
    return dict(rows.order_by().values_list("assignee").annotate(n=Count("pk")))


def _cap(clock: Clock) -> int | None:
    if clock.agreement_id is None:
        return None
    line = Commitment.objects.filter(agreement=clock.agreement_id, promise=Promise.CAPACITY).first()
    return line.number if line else None
