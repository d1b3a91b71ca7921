"""Clocks as they follow from what happened: derived, never ticked.

`specs_of` says which clocks a lead's facts ask for; `sync` makes the rows agree, in the
transaction of the event that changed the facts. An undo, a late entry or a second run need no rule
of their own.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone

from alignment.journal.models import Event
from alignment.people.models import User
from alignment.web.business_days import local_date
from leads.choices import Tier, Verdict
from leads.models import Handover, Lead
from sla import breaches, following
from sla.calendars import calendar_of
from sla.choices import ClockResult, Promise, side_of
from sla.deadlines import Pause, Schedule, due, schedule, schedule_for
from sla.models import Clock, Feedback

# Shares of the target (per cent) that the ladder announces; the last one reassigns.
RUNGS = (50, 80, 100, 150, 300)
RUNGS_OF_HOT = (50, 80, 100, 150, 200)
BATCH = 500
KEPT_IN_STEP = (
    "handover",
    "agreement",
    "side",
    "tier",
    "owner",
    "zone",
    "minutes",
    "paused_at",
    "resumed_at",
    "due_at",
    "stopped_at",
    "result",
    "counted_on",
    "owner_since",
    "owner_due_at",
    "rung",
    "next_rung_at",
)


@dataclass(frozen=True)
class Spec:
    """One clock that the facts ask for; `void` where its promise fell away unbroken."""

    promise: str
    start: datetime
    owner: User | None
    tier: str = ""
    handover: Handover | None = None
    pause: Pause | None = None
    stop: datetime | None = None
    given_up: datetime | None = None
    owner_since: datetime | None = None


def witness(event: Event) -> None:
    """Bring the clocks of the event's lead up to date, in the event's transaction."""
    if event.target_kind == Lead._meta.label_lower:
        sync([event.target_id], times=lambda: schedule_for(event))


def sync(lead_ids: Iterable[int], *, times: Callable[[], Schedule] = schedule) -> int:
    """Make the clocks of these leads agree with their facts; returns how many rows changed.

    `times` reads the schedule, where one is needed at all.
    """
    keys, changed = list(lead_ids), 0
    known: Schedule | None = None
    for start in range(0, len(keys), BATCH):
        leads = _with_facts(keys[start : start + BATCH])
        if leads:
            known = known or times()
            changed += _sync_some(leads, known)
    return changed


def recompute_running() -> int:
    """After a change of hours or closures: new due times for every clock that runs."""
    keys = Clock.objects.running().order_by("lead_id").values_list("lead_id", flat=True)
    changed = sync(list(keys.distinct()))
    following.follow()
    return changed


def specs_of(lead: Lead) -> Iterator[Spec]:
    """The clocks that a lead's hand-overs and feedback ask for (docs/architecture.md, Clocks)."""
    for handover in lead.handovers.all():
        if handover.verdict != Verdict.VOID:
            yield from _of_handover(lead, handover)
    for feedback in lead.feedback.all():
        if feedback.cancelled_at is None:
            yield _of_feedback(feedback)


def rungs_of(clock: Clock) -> tuple[int, ...]:
    """The steps of the ladder for this clock."""
    return RUNGS_OF_HOT if clock.tier == Tier.P1 else RUNGS


def rung_at(clock: Clock, rung: int) -> datetime:
    """When that share (per cent) of the target is used up, in working time (UTC).

    Counted from the moment its present owner got it: nobody is chased for another's delay.
    """
    minutes = clock.minutes * rung // 100
    return due(calendar_of(clock.zone), clock.owner_since, minutes, _pause_of(clock))


def next_rung_at(clock: Clock, rung: int | None = None) -> datetime | None:
    """When the timer has to look again; None once stopped, while paused or at the top.

    Not before the moment that was agreed when the promise was put off.
    """
    if clock.stopped_at or clock.result or clock.is_paused:
        return None
    last = clock.rung if rung is None else rung
    ahead = next((step for step in rungs_of(clock) if step > last), None)
    if ahead is None:
        return None
    at = rung_at(clock, ahead)
    return max(at, clock.postponed_until) if clock.postponed_until else at


def _pause_of(clock: Clock) -> Pause | None:
    """The pause as far as its present owner lived through it."""
    if clock.paused_at is None or (clock.resumed_at and clock.resumed_at <= clock.owner_since):
        return None
    return Pause(max(clock.paused_at, clock.owner_since), clock.resumed_at)


def store(clocks: list[Clock], fields: Sequence[str]) -> None:
    """Write the fields of clocks that are locked: an upsert costs a tenth of a CASE for each."""
    Clock.objects.bulk_create(
        clocks,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=fields,
    )


def _of_handover(lead: Lead, handover: Handover) -> Iterator[Spec]:
    pause = None
    if handover.returned_at:
        pause = Pause(handover.returned_at, handover.resubmitted_at or handover.decided_at)
        yield Spec(
            Promise.ANSWER_RETURNS,
            handover.returned_at,
            lead.marketer,
            handover=handover,
            stop=handover.resubmitted_at,
            given_up=_earliest(handover.decided_at, lead.closed_at),
        )
    owner, since = _holder(lead, handover)
    common: dict[str, Any] = {
        "start": handover.handed_over_at,
        "owner": owner,
        "tier": handover.tier,
        "handover": handover,
        "pause": pause,
        "owner_since": since,
    }
    expired = handover.verdict == Verdict.EXPIRED
    refused = handover.verdict in (Verdict.REJECTED, Verdict.OVERTURNED)
    yield Spec(
        Promise.DECISION,
        stop=None if expired else handover.decided_at,
        given_up=handover.decided_at if expired else lead.closed_at,
        **common,
    )
    yield Spec(
        Promise.FIRST_ATTEMPT,
        stop=handover.first_attempt_at,
        given_up=handover.decided_at if refused or expired else lead.closed_at,
        **common,
    )
    if refused and handover.decided_at:
        yield Spec(
            Promise.ANSWER_REFUSALS,
            handover.decided_at,
            lead.marketer,
            handover=handover,
            stop=_answered_at(lead, handover),
        )


def _of_feedback(feedback: Feedback) -> Spec:
    return Spec(
        f"feedback_{feedback.moment}",
        feedback.asked_at,
        feedback.asked_of,
        handover=feedback.handover,
        stop=feedback.done_at,
    )


def _holder(lead: Lead, handover: Handover) -> tuple[User, datetime]:
    """Who has to keep the promises of a hand-over, and since when: the owner clock starts there."""
    newest = max(lead.handovers.all(), key=lambda row: (row.handed_over_at, row.pk))
    if newest.pk != handover.pk or lead.owner is None or not lead.owner.is_sales:
        return handover.assignee, handover.handed_over_at
    since = handover.handed_over_at
    return lead.owner, max(since, lead.assigned_at) if lead.assigned_at else since


def _answered_at(lead: Lead, handover: Handover) -> datetime | None:
    """Marketing's first answer to a refusal: a reply or action, a contest, or the lead's end."""
    answers = [
        answer.at
        for feedback in lead.feedback.all()
        if feedback.handover_id == handover.pk
        for answer in feedback.answers.all()
    ]
    assert handover.decided_at
    later = [moment for moment in answers if moment >= handover.decided_at]
    closed = lead.closed_at if lead.closed_at and lead.closed_at >= handover.decided_at else None
    return _earliest(*later, handover.contested_at, closed)


def _earliest(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment), default=None)


def _with_facts(keys: list[int]) -> list[Lead]:
    """Those of the leads that have, or once had, something to promise; most never do."""
    handed_over = Exists(Handover.objects.filter(lead=OuterRef("pk")).order_by())
    has_clocks = Exists(Clock.objects.filter(lead=OuterRef("pk")).order_by())
    return list(
        Lead.objects.filter(handed_over | has_clocks, pk__in=keys)
        .select_related("marketer", "owner__team", "owner__second_team")
        .prefetch_related(
            Prefetch("handovers", Handover.objects.select_related("assignee")),
            Prefetch("feedback", Feedback.objects.select_related("asked_of", "handover")),
            "feedback__answers",
            "clocks",
        )
    )


def _sync_some(leads: list[Lead], times: Schedule) -> int:
    fresh: list[Clock] = []
    changed: list[Clock] = []
    for lead in leads:
        rows = {(clock.promise, clock.started_at): clock for clock in lead.clocks.all()}
        for spec in specs_of(lead):
            clock = rows.pop((spec.promise, spec.start), None)
            if clock is None:
                made = _made(lead, spec, times)
                if made:
                    fresh.append(made)
            elif _brought_up_to_date(clock, spec):
                changed.append(clock)
        changed += [clock for clock in rows.values() if _taken_back(clock)]
    Clock.objects.bulk_create(fresh, batch_size=BATCH, ignore_conflicts=True)
    store(changed, KEPT_IN_STEP)
    breaches.note(_stored(fresh) + changed, timezone.now())
    return len(fresh) + len(changed)


def _stored(fresh: list[Clock]) -> list[Clock]:
    """New clocks that are late from the start (told long after), with their keys."""
    if not any(clock.result == ClockResult.LATE for clock in fresh):
        return []
    leads = {clock.lead_id for clock in fresh}
    return list(Clock.objects.filter(lead__in=leads, result=ClockResult.LATE))


def _made(lead: Lead, spec: Spec, times: Schedule) -> Clock | None:
    """A new clock, or None where the version in force then promises nothing of the kind."""
    zone = spec.owner.holiday_zone if spec.owner else ""
    minutes = times.promised(spec.promise, spec.tier, spec.start, zone)
    if minutes is None:
        return None
    clock = Clock(
        lead=lead,
        promise=spec.promise,
        started_at=spec.start,
        side=side_of(spec.promise),
        tier=spec.tier,
        zone=zone,
        minutes=minutes,
        agreement=times.agreement_at(spec.start),
        owner_since=spec.start,
    )
    _follow(clock, spec)
    return clock


def _brought_up_to_date(clock: Clock, spec: Spec) -> bool:
    before = _state(clock)
    _follow(clock, spec)
    return _state(clock) != before


def _taken_back(clock: Clock) -> bool:
    """The facts no longer ask for it (an undo, a void hand-over): out of every count."""
    before = _state(clock)
    clock.result, clock.next_rung_at, clock.counted_on = ClockResult.VOID, None, None
    return _state(clock) != before


def _follow(clock: Clock, spec: Spec) -> None:
    """Set every field that follows from the facts; the target and the version stay for life."""
    calendar = calendar_of(clock.zone)
    clock.handover, clock.owner = spec.handover, spec.owner
    since = spec.owner_since or spec.start
    if since != clock.owner_since:
        clock.owner_since, clock.rung = since, 0
    clock.paused_at = spec.pause.since if spec.pause else None
    clock.resumed_at = spec.pause.until if spec.pause else None
    lead_due = due(calendar, spec.start, clock.minutes, spec.pause)
    end = _earliest(spec.stop, spec.given_up)
    clock.stopped_at = end
    stands = clock.is_paused and clock.paused_at is not None and lead_due > clock.paused_at
    clock.due_at = None if stands else lead_due
    clock.result = _result(lead_due, spec)
    clock.counted_on = None if clock.due_at is None else _counted_on(lead_due, end)
    clock.owner_due_at = None if clock.is_paused else rung_at(clock, 100)
    clock.next_rung_at = next_rung_at(clock)


def _result(lead_due: datetime, spec: Spec) -> str:
    end = _earliest(spec.stop, spec.given_up)
    if end is None:
        return ""
    if end > lead_due:
        return ClockResult.LATE
    return ClockResult.MET if end == spec.stop else ClockResult.VOID


def _counted_on(lead_due: datetime, end: datetime | None) -> date:
    """The day on which it settles: that of an end in time, else that of the due time."""
    return local_date(min(lead_due, end) if end else lead_due)


def _state(clock: Clock) -> list[Any]:
    return [clock.serializable_value(name) for name in KEPT_IN_STEP]
