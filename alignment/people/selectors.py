"""Reading people."""

from datetime import date

from django.conf import settings

from alignment.people.models import Absence, Team, User, UserQuerySet
from alignment.people.services import DEMO_DOMAIN


def people_list() -> UserQuerySet:
    """Everybody with their teams, those who left last."""
    return User.objects.with_teams().order_by("-is_active", "first_name", "last_name", "pk")


def teams_list():
    """Teams in the order of their kinds."""
    return Team.objects.order_by("kind", "name")


def stand_in_for(user: User, day: date) -> User:
    """Who acts for the person on a local day: a deputy while they are away, else themselves.

    The deputy of that absence, or the person's usual one, if they may log in and are there.
    """
    absence = _away(user, day)
    if absence is None:
        return user
    deputy = absence.deputy or user.deputy
    fits = deputy is not None and deputy.is_active and _away(deputy, day) is None
    return deputy if deputy is not None and fits else user


def _away(user: User, day: date) -> Absence | None:
    days = user.absences.filter(starts_on__lte=day, ends_on__gte=day)
    return days.select_related("deputy").order_by("-entered_at").first()


def demo_accounts() -> list[User]:
    """Who can be tried in the demo, one line each on the login page; nobody outside the demo."""
    if not settings.DEMO:
        return []
    people = User.objects.with_teams().active().filter(email__endswith=f"@{DEMO_DOMAIN}")
    return list(people.filter(team__isnull=False)[:8])
