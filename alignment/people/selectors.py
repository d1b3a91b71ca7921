"""Reading people."""

from django.conf import settings

from alignment.people.models import Team, User, UserQuerySet
from alignment.people.services import DEMO_DOMAIN


def people_list() -> UserQuerySet:
    """Everybody with their teams, those who left last."""
    return User.objects.with_teams().order_by("-is_active", "first_name", "last_name", "pk")


def teams_list():
    """Teams in the order of their kinds."""
    return Team.objects.order_by("kind", "name")


def demo_accounts() -> list[User]:
    """Who can be tried in the demo, one line each on the login page; nobody outside the demo."""
    if not settings.DEMO:
        return []
    people = User.objects.with_teams().active().filter(email__endswith=f"@{DEMO_DOMAIN}")
    return list(people.filter(team__isnull=False)[:8])
