"""Changing when the company works: weekly hours and closures, then every clock that runs."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alignment.journal.models import Event
from alignment.journal.services import record
from alignment.people.models import User
from alignment.web.errors import Incomplete, NotAllowed, Text
from alignment.web.policies import MANAGER
from leads.moments import odd_days
from sla import calendars
from sla.clocks import recompute_running
from sla.models import Closure, Slot

CHANGED = "calendar.changed"
MOST_A_DAY = 4
LONGEST_CLOSURE = 366
DAYS = 7
# How long after a change clocks are looked at again: another process may have written some with
# the hours it remembered.
UNSETTLED = timedelta(minutes=10)


class Hours(NamedTuple):
    """A stretch of work: weekday (0 is Monday), from and to in the company's local time."""

    weekday: int
    starts: time
    ends: time


@transaction.atomic
def set_slots(slots: Iterable[Hours], *, by: User) -> list[Slot]:
    """Replace the company's weekly hours; clocks that run get new due times.

    Raises NotAllowed but for managers, and Incomplete naming `slots` or `slots.<place>` for an
    empty week, a weekday there is not, an end before its start or an overlap.
    """
    _require_manager(by)
    wanted = [Hours(*slot) for slot in slots]
    wrong = _wrong(wanted)
    if wrong:
        raise Incomplete(fields=wrong)
    before = _written(Slot.objects.values_list("weekday", "starts", "ends"))
    Slot.objects.all().delete()
    made = [Slot.objects.create(**slot._asdict()) for slot in sorted(wanted)]
    record(CHANGED, actor=by, target=made[0], what="hours", before=before, after=_written(wanted))
    _recompute()
    return made


@transaction.atomic
def add_closure(*, name: str, starts_on: date, ends_on: date, by: User) -> Closure:
    """Close the company on these days, both included; clocks that run get new due times.

    Raises NotAllowed but for managers, and Incomplete naming the field.
    """
    _require_manager(by)
    wrong = _wrong_days(name.strip(), starts_on, ends_on)
    if wrong:
        raise Incomplete(fields=wrong)
    made = Closure.objects.create(name=name.strip(), starts_on=starts_on, ends_on=ends_on)
    record(CHANGED, actor=by, target=made, what="closure_added", days=_days(made))
    _recompute()
    return made


@transaction.atomic
def remove_closure(closure: Closure, *, by: User) -> None:
    """Open on these days after all; clocks that run get new due times. Only for managers."""
    _require_manager(by)
    record(CHANGED, actor=by, target=closure, what="closure_removed", days=_days(closure))
    closure.delete()
    _recompute()


def settle(now: datetime) -> int:
    """Put right the clocks that were written beside a recent change; returns how many."""
    recent = Event.objects.filter(
        verb=CHANGED, recorded_at__gt=now - UNSETTLED, recorded_at__lte=now
    )
    if not recent.exists():
        return 0
    calendars.forget()
    return recompute_running()


def _recompute() -> None:
    calendars.forget()
    recompute_running()
    # Another thread may have read the old hours before the commit.
    transaction.on_commit(calendars.forget)


def _require_manager(by: User) -> None:
    if not MANAGER.holds(by):
        raise NotAllowed(_("Only a manager changes when the company works."))


def _wrong(slots: Sequence[Hours]) -> dict[str, Text]:
    if not slots:
        return {"slots": _("Give hours for at least one day of the week.")}
    wrong: dict[str, Text] = {}
    for place, slot in enumerate(slots):
        problem = _problem(slot, slots[:place])
        if problem:
            wrong[f"slots.{place}"] = problem
    return wrong


def _problem(slot: Hours, others: Sequence[Hours]) -> Text:
    same_day = [other for other in others if other.weekday == slot.weekday]
    if slot.weekday not in range(DAYS):
        return _("A weekday is 0 (Monday) to 6 (Sunday).")
    if slot.ends <= slot.starts:
        return _("The end comes after the start.")
    if any(slot.starts < other.ends and other.starts < slot.ends for other in same_day):
        return _("These hours overlap with others of the same day.")
    if len(same_day) >= MOST_A_DAY:
        return _("There are at most {n} stretches a day.").format(n=MOST_A_DAY)
    return ""


def _wrong_days(name: str, starts_on: date, ends_on: date) -> dict[str, Text]:
    wrong: dict[str, Text] = dict(odd_days({"starts_on": starts_on, "ends_on": ends_on}))
    if not name:
        wrong["name"] = _("Say why, such as « Summer closure ».")
    if len(name) > (Closure._meta.get_field("name").max_length or 0):
        wrong["name"] = _("This is too long.")
    if ends_on < starts_on:
        wrong["ends_on"] = _("The last day does not come before the first.")
    elif (ends_on - starts_on).days >= LONGEST_CLOSURE:
        wrong["ends_on"] = _("A closure lasts a year at most.")
    elif not wrong and Closure.objects.filter(starts_on__lte=ends_on, ends_on__gte=starts_on):
        wrong["starts_on"] = _("The company is already closed on some of these days.")
    return wrong


def _written(slots: Iterable[tuple[int, time, time]]) -> list[str]:
    return [f"{day} {starts:%H:%M}-{ends:%H:%M}" for day, starts, ends in sorted(slots)]


def _days(closure: Closure) -> dict[str, str]:
    return {
        "name": closure.name,
        "starts_on": closure.starts_on.isoformat(),
        "ends_on": closure.ends_on.isoformat(),
    }
