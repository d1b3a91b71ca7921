"""Who is away and who stands in: days only, never the reason."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alignment.people.choices import HolidayZone
from alignment.people.models import Absence, User
from alignment.web.business_days import today
from alignment.web.errors import Incomplete, NotAllowed, Text

YEARS = range(1990, 2101)  # as for every day that people type
LONGEST = timedelta(days=3 * 366)


def may_change(person: User, by: User) -> bool:
    """One's own days away, those of one's team for a manager, everybody's for direction."""
    return person.pk == by.pk or by.is_direction or any(by.manages(kind) for kind in person.kinds)


@transaction.atomic
def add_absence(
    person: User, *, by: User, starts_on: date, ends_on: date, deputy: User | None = None
) -> Absence:
    """Note that the person is away on these days, both included; `deputy` for these days alone.

    Raises NotAllowed, and Incomplete naming the field.
    """
    require_right(person, by)
    # One at a time for each person, or two could overlap.
    User.objects.select_for_update().get(pk=person.pk)
    wrong = _wrong(person, starts_on, ends_on, deputy)
    if wrong:
        raise Incomplete(fields=wrong)
    return Absence.objects.create(user=person, starts_on=starts_on, ends_on=ends_on, deputy=deputy)


def remove_absence(absence: Absence, *, by: User) -> None:
    """The person is there after all."""
    require_right(absence.user, by)
    absence.delete()


@transaction.atomic
def set_stand_in(person: User, *, by: User, deputy: User | None, holiday_zone: str) -> User:
    """Who stands in for the person whenever they are away, and whose public holidays are theirs.

    Raises NotAllowed, and Incomplete naming the field.
    """
    require_right(person, by)
    wrong = _wrong_deputy(person, deputy)
    if holiday_zone and holiday_zone not in HolidayZone.values:
        wrong["holiday_zone"] = _("Not one of the choices.")
    if wrong:
        raise Incomplete(fields=wrong)
    person.deputy, person.holiday_zone = deputy, holiday_zone
    person.save(update_fields=["deputy", "holiday_zone"])
    return person


def coming(person: User) -> list[Absence]:
    """The person's absences that are not over, the next one first."""
    ahead = person.absences.filter(ends_on__gte=today()).select_related("deputy")
    return list(ahead.order_by("starts_on"))


def require_right(person: User, by: User) -> None:
    """Raise NotAllowed unless `by` may change the person's days away."""
    if not may_change(person, by):
        raise NotAllowed(_("Only the person or their manager changes this."))


def _wrong(person: User, starts_on: date, ends_on: date, deputy: User | None) -> dict[str, Text]:
    wrong = _wrong_deputy(person, deputy)
    for name, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        if day.year not in YEARS:
            wrong[name] = _("This year cannot be meant.")
    if ends_on < starts_on:
        wrong["ends_on"] = _("The last day does not come before the first.")
    elif ends_on - starts_on > LONGEST:
        wrong["ends_on"] = _("An absence lasts three years at most.")
    elif not wrong and _overlapping(person, starts_on, ends_on):
        wrong["starts_on"] = _("These days overlap with another absence.")
    return wrong


def _wrong_deputy(person: User, deputy: User | None) -> dict[str, Text]:
    if deputy is None:
        return {}
    if deputy.pk == person.pk:
        return {"deputy": _("Nobody can be their own deputy.")}
    if not (deputy.is_active and deputy.kinds):
        return {"deputy": _("Choose somebody who works in Tandem.")}
    return {}


def _overlapping(person: User, starts_on: date, ends_on: date) -> bool:
    return person.absences.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists()
