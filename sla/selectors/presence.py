"""What part of a week each rep was there, and how many hand-overs that leaves room for."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from alignment.people.models import Absence, User
from alignment.web.business_days import DAY, day_bounds, local_date
from sla.calendars import calendar_of

WEEK = 7


@dataclass
class Presence:
    """Days away of every rep over a stretch, and when each of them joined or left."""

    away: dict[int, list[tuple[date, date]]] = field(default_factory=dict)
    joined: dict[int, date] = field(default_factory=dict)
    left: dict[int, date] = field(default_factory=dict)

    def cap(self, number: int, rep: int, monday: date) -> int:
        """The agreed hand-overs of a week by the working days on which the rep was there.

        A part of a hand-over is rounded up. A public holiday of everybody changes nothing.
        """
        days = (monday + DAY * index for index in range(WEEK))
        working = [day for day in days if not calendar_of().is_day_off(day)]
        there = sum(self._is_there(rep, monday, day) for day in working)
        return -(-number * there // len(working)) if working else number

    def _is_there(self, rep: int, monday: date, day: date) -> bool:
        joined = self.joined.get(rep, date.min)
        # Whoever has hand-overs of earlier weeks came before their account did (an import).
        if monday <= joined < monday + DAY * WEEK and day < joined:
            return False
        if day > self.left.get(rep, date.max):
            return False
        return not any(first <= day <= last for first, last in self.away.get(rep, ()))


def presence_between(first: date, last: date) -> Presence:
    """Who was away, joined or left in the weeks that begin between these days: two statements."""
    until = last + DAY * WEEK
    away: dict[int, list[tuple[date, date]]] = defaultdict(list)
    rows = Absence.objects.filter(starts_on__lte=until, ends_on__gte=first)
    for rep, starts_on, ends_on in rows.values_list("user_id", "starts_on", "ends_on"):
        away[rep].append((starts_on, ends_on))
    start, _end = day_bounds(first)
    came = Q(joined_at__range=(start, day_bounds(until)[1]))
    people = User.objects.filter(came | Q(left_on__lte=until)).order_by()
    joined, left = {}, {}
    for rep, moment, left_on in people.values_list("pk", "joined_at", "left_on"):
        joined[rep] = local_date(moment)
        if left_on:
            left[rep] = left_on
    return Presence(dict(away), joined, left)
