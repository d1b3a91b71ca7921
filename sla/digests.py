"""What is told once a week or once a month, in working hours, instead of one reminder more."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count

from alignment.journal import services as journal
from alignment.journal.models import Night
from alignment.people.models import User
from alignment.web.business_days import (
    add_working_days,
    first_of_month,
    local_date,
    working_days_in,
    working_days_in_month,
)
from sla.calendars import calendar_of
from sla.choices import Promise, Side
from sla.compliance import State, report_of
from sla.models import Agreement, Clock
from sla.selectors.lateness import stuck_since

STUCK_AFTER_WORKING_DAYS = 5
WEEKLY, MONTHLY = "promise.digest", "promise.volume"


def announce(now: datetime) -> int:
    """Tell the boss each week what is stuck, and marketing at mid-month that volume lags.

    Safe to call every few minutes: each is one event per week or month. Returns how many were
    written. Nothing outside working hours.
    """
    if not calendar_of().is_open(now):
        return 0
    today = local_date(now)
    monday, first = today - timedelta(days=today.weekday()), first_of_month(today)
    told = set(Night.objects.filter(work__in=(WEEKLY, MONTHLY)).values_list("work", "day"))
    done = 0
    if (WEEKLY, monday) not in told:
        done += _weekly(now, today, monday)
    if (MONTHLY, first) not in told:
        done += _monthly(now, today, first)
    return done


@transaction.atomic
def _weekly(now: datetime, today: date, monday: date) -> int:
    stuck = stuck_since(add_working_days(today, -STUCK_AFTER_WORKING_DAYS))
    first = stuck.select_related("lead__company", "lead__contact").order_by("due_at").first()
    if first is None or not _claim(WEEKLY, monday, now):
        return 0
    by_promise = stuck.order_by().values_list("promise").annotate(n=Count("pk"))
    _write(WEEKLY, first, Side.DIRECTION, {"week": monday.isoformat(), "stuck": dict(by_promise)})
    return 1


@transaction.atomic
def _monthly(now: datetime, today: date, first: date) -> int:
    """Half of the month's working days are over and the promised volume is behind its pace."""
    gone = working_days_in(first, today) - 1
    agreement = Agreement.objects.in_force().first()
    if agreement is None or gone * 2 < working_days_in_month(today):
        return 0
    lines = report_of(today, now=now).lines
    volume = next((line for line in lines if line.promise == Promise.VOLUME), None)
    if volume is None or volume.state != State.AT_RISK or not _claim(MONTHLY, first, now):
        return 0
    facts = {"month": f"{first:%Y-%m}", "done": volume.done, "expected": volume.expected}
    _write(MONTHLY, agreement, Side.MARKETING, facts | {"due": volume.due})
    return 1


def _claim(verb: str, day: date, now: datetime) -> bool:
    """Mark it as told for that week or month; False when somebody else did."""
    _mark, is_new = Night.objects.get_or_create(
        work=verb, day=day, defaults={"begun_at": now, "done_at": now}
    )
    return is_new


def _write(verb: str, target: Agreement | Clock, side: str, facts: dict) -> None:
    people = list(User.objects.active().of_kind(side))
    managers = [person for person in people if person.is_manager]
    tell = sorted(person.pk for person in managers or people)
    journal.record(verb, actor=None, target=target, tell=tell, **facts)
