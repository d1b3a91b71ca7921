"""When nobody works: the public holidays ahead, the closures, and who is away."""

from datetime import date, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Prefetch, QuerySet

from alignment.people.choices import HolidayZone, TeamKind
from alignment.people.models import Absence, User
from alignment.web.business_days import holidays_of
from sla.models import Closure

AHEAD = timedelta(days=366)
OLD_BORDER = ("67", "68")


class Holiday(NamedTuple):
    day: date
    name: str


def holidays_ahead(today: date, place: str | None = None) -> list[Holiday]:
    """The public holidays of the next twelve months where the company, or a person, is."""
    where = settings.HOLIDAY_ZONE if place is None else place
    found = {**holidays_of(today.year, where), **holidays_of(today.year + 1, where)}
    return [Holiday(day, found[day]) for day in sorted(found) if today <= day < today + AHEAD]


def company_place() -> str:
    """Where the company's public holidays come from, in words."""
    code = settings.HOLIDAY_ZONE or HolidayZone.MAINLAND
    return str(HolidayZone("57" if code in OLD_BORDER else code).label)


def closures_ahead(today: date) -> QuerySet[Closure]:
    """Closures that are not over, the next one first."""
    return Closure.objects.filter(ends_on__gte=today).order_by("starts_on")


def people_with_absences(today: date) -> list[User]:
    """Everybody in marketing and sales with their deputy and absences ahead, in two queries."""
    ahead = Absence.objects.filter(ends_on__gte=today).select_related("deputy")
    people = User.objects.active().of_kind(TeamKind.MARKETING, TeamKind.SALES)
    ordered = people.select_related("deputy", "team").order_by("team", "first_name", "last_name")
    return list(
        ordered.prefetch_related(
            Prefetch("absences", ahead.order_by("starts_on"), to_attr="absences_ahead")
        )
    )
