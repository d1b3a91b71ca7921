"""The life of a meeting: planned by its ritual, moved, started on a frozen snapshot, ended."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.rituals import agenda, minutes, recurrence, services
from alignment.rituals.choices import MINUTES, Kind, Presence, State
from alignment.rituals.models import Action, Attendance, Decision, Meeting, Ritual
from alignment.web.business_days import DAY, local_date, today
from alignment.web.errors import Conflict, Incomplete

# Far enough that the next occurrence of a quarterly ritual is always found.
AHEAD = timedelta(days=200)
SIDES = (TeamKind.MARKETING, TeamKind.SALES)


@transaction.atomic
def begin(*, by: User, kind: str, weekday: int, at: Any, starts_on: date | None = None) -> Ritual:
    """Set up a ritual for everybody of both teams and the direction, and plan its first meeting.

    Raises Conflict when there is one of this kind already.
    """
    if Ritual.objects.filter(kind=kind).exists():
        raise Conflict(_("This ritual exists already."), code="exists")
    ritual = Ritual.objects.create(
        kind=kind, weekday=weekday, at=at, minutes=MINUTES[Kind(kind)],
        starts_on=starts_on or today() + DAY, created_by=by,
    )  # fmt: skip
    ritual.invited.set(User.objects.active().of_kind(*SIDES, TeamKind.DIRECTION))
    # Everybody hears of it by the invitation to its first meeting.
    journal.record("ritual.begun", actor=by, target=ritual)
    plan_next(ritual)
    return ritual


@transaction.atomic
def set_paused(ritual: Ritual, *, by: User, paused: bool) -> Ritual:
    """Rest, or go on: while it rests no further meeting is planned."""
    ritual.paused = paused
    ritual.save(update_fields=["paused"])
    verb = "ritual.paused" if paused else "ritual.resumed"
    journal.record(verb, actor=by, target=ritual)
    if not paused:
        plan_next(ritual)
    return ritual


@transaction.atomic
def plan_next(ritual: Ritual) -> Meeting | None:
    """The meeting to come, made when there is none, with its invitations; safe to run twice."""
    waiting = ritual.meetings.filter(state__in=[State.PLANNED, State.RUNNING])
    if ritual.paused:
        return None
    if found := waiting.order_by("planned_at").first():
        return found
    last = ritual.meetings.aggregate(last=Max("occurs_on"))["last"]
    first = max(today(), last + DAY) if last else today()
    days = (each for each in recurrence.occurrences(ritual, first, first + AHEAD))
    day = next((each for each in days if recurrence.at(ritual, each) > timezone.now()), None)
    if day is None:
        return None
    meeting, made = Meeting.objects.get_or_create(
        ritual=ritual, occurs_on=day,
        defaults={
            "planned_at": recurrence.at(ritual, recurrence.kept_day(day)),
            "minutes": ritual.minutes, "facilitator": _next_facilitator(ritual),
        },
    )  # fmt: skip
    if made:
        # Nobody did it: who began the ritual is invited as well.
        journal.record("meeting.planned", actor=None, target=meeting, tell=_others(ritual, None))
    return meeting


@transaction.atomic
def keep_up(now: datetime | None = None) -> int:
    """Say of meetings whose day is over that they did not take place, and plan the next ones."""
    now = now or timezone.now()
    over = Meeting.objects.select_for_update().filter(
        state=State.PLANNED, planned_at__lt=now - timedelta(days=1)
    )
    count = 0
    for meeting in over:
        _close(meeting, State.SKIPPED, by=None, why="")
        count += 1
    for ritual in Ritual.objects.filter(paused=False):
        plan_next(ritual)
    return count


@transaction.atomic
def move(meeting: Meeting, *, by: User, to: datetime) -> Meeting:
    """Hold it at another time; calendars hear of it. Raises Incomplete for a time that is past."""
    meeting = _locked(meeting, State.PLANNED)
    if to <= timezone.now():
        raise Incomplete(fields={"to": _("This time is past.")})
    meeting.planned_at, meeting.sequence = to, meeting.sequence + 1
    meeting.save(update_fields=["planned_at", "sequence"])
    journal.record("meeting.moved", actor=by, target=meeting, tell=_others(meeting.ritual, by))
    return meeting


@transaction.atomic
def cancel(meeting: Meeting, *, by: User, why: str) -> Meeting:
    """Call it off in a word, and plan the next one. Raises Incomplete without the word."""
    meeting = _locked(meeting, State.PLANNED)
    why = " ".join(why.split())
    if not why or len(why) > services.LONGEST:
        raise Incomplete(fields={"why": _("Say why in one line.")})
    return _close(meeting, State.CANCELLED, by=by, why=why)


@transaction.atomic
def start(meeting: Meeting, *, by: User) -> Meeting:
    """Open the meeting on a frozen snapshot; whoever comes second joins the same one."""
    meeting = _locked(meeting, State.PLANNED, State.RUNNING)
    if meeting.state == State.RUNNING:
        return meeting
    now = timezone.now()
    meeting.state, meeting.started_at = State.RUNNING, now
    meeting.snapshot = agenda.frozen(agenda.sections_of(meeting.ritual.kind, now))
    meeting.save(update_fields=["state", "started_at", "snapshot"])
    journal.record("meeting.started", actor=by, target=meeting)
    return meeting


@transaction.atomic
def decide(
    meeting: Meeting, *, by: User, text: str, why: str = "", item: str = "",
    owner: User | None = None, due_on: date | None = None,
) -> Decision:  # fmt: skip
    """Note a decision; with an owner and a day it is also an action.

    Raises Incomplete for an empty text or half an action, Conflict when nothing is under way.
    """
    meeting = _locked(meeting, State.RUNNING)
    text, why = " ".join(text.split()), " ".join(why.split())
    wrong = {}
    if not text or max(len(text), len(why)) > services.LONGEST:
        wrong["text"] = _("Say it in one line, at most 200 characters.")
    if owner and due_on is None:
        wrong["due_on"] = _("Until which day?")
    if due_on and owner is None:
        wrong["owner"] = _("Who does it?")
    if wrong:
        raise Incomplete(fields=wrong)
    known = {card["key"] for card in meeting.snapshot}
    row = Decision.objects.create(
        meeting=meeting, text=text, why=why, item=item if item in known else "", by=by
    )
    if owner and due_on:
        action = services.start(by=by, title=text, owner=owner, due_on=due_on)
        Action.objects.filter(pk=action.pk).update(decision=row)
    journal.record("meeting.decided", actor=by, target=meeting, decision=str(row.public_id))
    return row


@transaction.atomic
def attend(meeting: Meeting, *, by: User, present: list[User], excused: list[User]) -> None:
    """Who is there and who said that they could not; what was noted before is replaced."""
    meeting = _locked(meeting, State.RUNNING)
    chosen = {person.pk: Presence.EXCUSED for person in excused}
    chosen |= {person.pk: Presence.PRESENT for person in present}
    meeting.attendances.all().delete()
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, person_id=key, presence=value)
        for key, value in sorted(chosen.items())
    )
    journal.record("meeting.attended", actor=by, target=meeting, present=len(present))


@transaction.atomic
def end(meeting: Meeting, *, by: User) -> Meeting:
    """Close it, write the minutes, send them to everybody invited and plan the next one.

    Raises Incomplete while nobody is noted as present.
    """
    meeting = _locked(meeting, State.RUNNING)
    if not meeting.attendances.filter(presence=Presence.PRESENT).exists():
        raise Incomplete(_("Say who is here first."))
    meeting.state, meeting.ended_at = State.HELD, timezone.now()
    meeting.summary = minutes.drafted(meeting)
    meeting.save(update_fields=["state", "ended_at", "summary"])
    everybody = list(meeting.ritual.invited.values_list("pk", flat=True))
    journal.record(
        "meeting.ended", actor=by, target=meeting, tell=everybody, summary=meeting.summary
    )
    plan_next(meeting.ritual)
    return meeting


def missed_twice(now: datetime) -> list[tuple[str, date, str]]:
    """Rituals whose last two meetings were called off or missed: title, day, address."""
    found = []
    for ritual in Ritual.objects.filter(paused=False):
        past = ritual.meetings.exclude(state__in=[State.PLANNED, State.RUNNING])
        last = list(past.filter(planned_at__lte=now).order_by("-planned_at")[:2])
        if len(last) == 2 and all(each.state != State.HELD for each in last):
            day = local_date(last[1].planned_at)
            found.append((str(ritual), day, ritual.get_absolute_url()))
    return found


def attendance_of(person: User, now: datetime) -> tuple[int, int] | None:
    """Meetings in a row that the person came to, and how many were held; None while none was."""
    held = Meeting.objects.filter(state=State.HELD, planned_at__lte=now, ritual__invited=person)
    keys = list(held.order_by("-planned_at").values_list("pk", flat=True))
    if not keys:
        return None
    came = set(
        person.attendances.filter(presence=Presence.PRESENT).values_list("meeting_id", flat=True)
    )
    return next((n for n, key in enumerate(keys) if key not in came), len(keys)), len(keys)


def _close(meeting: Meeting, state: State, *, by: User | None, why: str) -> Meeting:
    meeting.state, meeting.why, meeting.sequence = state, why, meeting.sequence + 1
    meeting.save(update_fields=["state", "why", "sequence"])
    verb = "meeting.cancelled" if state == State.CANCELLED else "meeting.skipped"
    tell = _others(meeting.ritual, by) if state == State.CANCELLED else []
    journal.record(verb, actor=by, target=meeting, tell=tell)
    plan_next(meeting.ritual)
    return meeting


def _locked(meeting: Meeting, *states: State) -> Meeting:
    row = Meeting.objects.select_for_update(of=("self",)).select_related("ritual")
    found = row.get(pk=meeting.pk)
    if found.state not in states:
        raise Conflict(_("This meeting has moved on: read it again."), code=found.state)
    return found


def _next_facilitator(ritual: Ritual) -> User | None:
    """Somebody of the team whose turn it is, who has led the fewest meetings."""
    last = ritual.meetings.select_related("facilitator__team").order_by("-occurs_on").first()
    kind = last.facilitator.team_kind if last and last.facilitator else ""
    side = TeamKind.SALES if kind == TeamKind.MARKETING else TeamKind.MARKETING
    led = ritual.meetings.values_list("facilitator_id", flat=True)
    counts = list(led)
    people = ritual.invited.filter(is_active=True, team__kind=side).order_by("pk")
    return min(people, key=lambda person: counts.count(person.pk), default=None)


def _others(ritual: Ritual, by: User | None) -> list[int]:
    keys = ritual.invited.values_list("pk", flat=True)
    return sorted(key for key in keys if by is None or key != by.pk)
