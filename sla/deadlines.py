"""Until when: the one place that turns a promise and a moment into a due time.

`leads` asks through settings.DEADLINES, so that page, API, import and demo get the same hour. A
version of the contract governs what started under it, for life.
"""

from datetime import date, datetime
from typing import NamedTuple

from alignment.journal.models import Event
from alignment.web.business_days import local_date
from leads.choices import Stage, Tier
from sla.calendars import calendar_of
from sla.choices import Promise
from sla.models import Agreement
from sla.worktime import WorkCalendar

HOUR = 60
# Until a contract is signed (working minutes; a day is that of the calendar): hot leads within
# the hour, others in days.
DEFAULT_HOURS: dict[tuple[str, str], int] = {
    (Promise.DECISION, Tier.P1): 1,
    (Promise.FIRST_ATTEMPT, Tier.P1): 1,
}
DEFAULT_DAYS: dict[tuple[str, str], int] = {
    (Promise.DECISION, Tier.P2): 1,
    (Promise.FIRST_ATTEMPT, Tier.P2): 1,
    (Promise.DECISION, Tier.P3): 2,
    (Promise.FIRST_ATTEMPT, Tier.P3): 3,
    (Promise.ANSWER_RETURNS, ""): 2,
    (Promise.ANSWER_REFUSALS, ""): 2,
    (Promise.FEEDBACK_VERDICT, ""): 5,
    (Promise.FEEDBACK_OUTCOME, ""): 5,
}
RULING_DAYS = 5
PROMISE_OF_STAGE = {
    Stage.RETURNED: Promise.ANSWER_RETURNS,
    Stage.REJECTED: Promise.ANSWER_REFUSALS,
}


class Pause(NamedTuple):
    """A stretch in which the clock of sales stands; open while `until` is None."""

    since: datetime
    until: datetime | None


Stretch = tuple[datetime, datetime | None]
# Where an event in hand remembers the schedule that was read for it.
SCHEDULE = "_schedule"


def schedule() -> "Schedule":
    """The delays of every version and the calendars as they stand now, read once."""
    return Schedule(list(Agreement.objects.ever_in_force().prefetch_related("commitments")))


def schedule_for(event: Event) -> "Schedule":
    """The same, read once for all that is written because of this event."""
    known = event.__dict__
    if SCHEDULE not in known:
        known[SCHEDULE] = schedule()
    return known[SCHEDULE]


def default_minutes(promise: str, tier: str, calendar: WorkCalendar) -> int | None:
    """Working minutes where no contract says otherwise; None where nothing is timed."""
    hours = DEFAULT_HOURS.get((Promise(promise), tier))
    if hours is not None:
        return hours * HOUR
    days = DEFAULT_DAYS.get((Promise(promise), tier))
    return None if days is None else days * calendar.day_minutes


class Schedule:
    """Due times under the version in force when each clock started."""

    def __init__(self, agreements: list[Agreement]) -> None:
        self._agreements = sorted(
            (agreement for agreement in agreements if agreement.effective_on),
            key=lambda agreement: agreement.effective_on or date.min,
            reverse=True,
        )
        self._lines = {
            agreement.pk: {
                (line.promise, line.tier): line.minutes for line in agreement.commitments.all()
            }
            for agreement in agreements
        }

    def agreement_at(self, moment: datetime) -> Agreement | None:
        """The version that counted on the local day of the moment."""
        day = local_date(moment)
        for agreement in self._agreements:
            assert agreement.effective_on
            if agreement.effective_on <= day:
                ended = agreement.ends_on is not None and agreement.ends_on < day
                return None if ended else agreement
        return None

    def promised(self, promise: str, tier: str, at: datetime, zone: str = "") -> int | None:
        """Working minutes promised to what starts at that moment; None where nothing is.

        Before the first contract the defaults hold.
        """
        agreement = self.agreement_at(at)
        if agreement is None:
            return default_minutes(promise, tier, calendar_of(zone))
        return self._lines[agreement.pk].get((promise, tier))

    def target(self, promise: str, tier: str, at: datetime, zone: str = "") -> int:
        """As `promised`, or the default: a page always shows until when an answer is wise."""
        minutes = self.promised(promise, tier, at, zone)
        if minutes is None:
            minutes = default_minutes(promise, tier, calendar_of(zone))
        assert minutes is not None, "Only timed promises have a target."
        return minutes

    def of_handover(
        self, tier: str, start: datetime, zone: str = "", pause: Stretch | None = None
    ) -> tuple[datetime, datetime]:
        """Until when sales decides and tries, for a hand-over of that tier (UTC).

        A pause that is over moves both by the working time it took.
        """
        calendar = calendar_of(zone)
        return (
            due(calendar, start, self.target(Promise.DECISION, tier, start, zone), pause),
            due(calendar, start, self.target(Promise.FIRST_ATTEMPT, tier, start, zone), pause),
        )

    def answer_by(self, stage: str, at: datetime) -> datetime:
        """Until when the side that has the ball answers: a return, a rejection, a contest."""
        calendar = calendar_of()
        if stage == Stage.CONTESTED:
            return calendar.due(at, RULING_DAYS * calendar.day_minutes)
        return calendar.due(at, self.target(PROMISE_OF_STAGE[Stage(stage)], "", at))

    def waited(
        self, start: datetime, end: datetime, zone: str = "", pause: Stretch | None = None
    ) -> int:
        """Working minutes between two moments, a pause left out."""
        return used(calendar_of(zone), start, end, pause)


def due(
    calendar: WorkCalendar, start: datetime, minutes: int, pause: Stretch | None = None
) -> datetime:
    """When so many working minutes have passed since `start`; a finished pause does not count.

    A pause that began after the time was up changes nothing; one that is still open neither.
    """
    since, until = pause or (None, None)
    if since is None or until is None:
        return calendar.due(start, minutes)
    left = minutes - calendar.minutes_between(start, since)
    return calendar.due(start, minutes) if left <= 0 else calendar.due(until, left)


def used(
    calendar: WorkCalendar, start: datetime, end: datetime, pause: Stretch | None = None
) -> int:
    """Working minutes from `start` to `end` without the pause."""
    since, until = pause or (None, None)
    if since is None or since >= end:
        return calendar.minutes_between(start, end)
    before = calendar.minutes_between(start, since)
    if until is None or until >= end:
        return before
    return before + calendar.minutes_between(until, end)
