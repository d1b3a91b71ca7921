"""The calendar of the demo company: a closure ahead, a rep who goes away, one in Alsace."""

from datetime import date, datetime, timedelta

from alignment.people.choices import HolidayZone
from alignment.people.models import Absence, User
from alignment.people.services import DEMO_DOMAIN
from alignment.web.business_days import local_date
from sla import calendars
from sla.models import Closure

WEEK = timedelta(days=7)
FRIDAY = timedelta(days=4)


def run(*, now: datetime, months: int) -> None:
    """Close between the years, send a rep on leave, let another keep the holidays of Alsace."""
    today = local_date(now)
    year = today.year if today <= date(today.year, 12, 23) else today.year + 1
    Closure.objects.create(
        name="Fermeture de fin d'année",
        starts_on=date(year, 12, 24),
        ends_on=date(year + 1, 1, 1),
    )
    monday = today - timedelta(days=today.weekday()) + 2 * WEEK
    sam, chloe = _person("sam"), _person("chloe")
    Absence.objects.create(user=chloe, starts_on=monday, ends_on=monday + FRIDAY, deputy=sam)
    Absence.objects.create(user=_person("maya"), starts_on=monday + WEEK, ends_on=monday + WEEK)
    User.objects.filter(pk=_person("hugo").pk).update(holiday_zone=HolidayZone.ALSACE_MOSELLE)
    calendars.forget()


def _person(name: str) -> User:
    return User.objects.get(email=f"{name}@{DEMO_DOMAIN}")
