"""Who of several gets a lead: the account's owner, then turns by weight or the lightest load."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.utils import timezone

from alignment.people.models import Absence, User
from alignment.web.business_days import today
from leads.choices import SALES_STAGES
from leads.models import Lead

TURNS, LOAD = "turns", "load"
WAYS = (TURNS, LOAD)
MOST, HEAVIEST = 50, 10
# Turns are counted over so many days, so that nobody pays for ever for an old absence.
COUNTED = timedelta(days=30)


def chosen(lead: Lead, act: Mapping[str, Any]) -> User | None:
    """Whom the act gives the lead to, of those who are there today; None when all are away."""
    keys = {act["to"]: 1} if "to" in act else dict(act["pool"])
    present = _present(keys)
    owner = lead.company.owner_id if lead.company else None
    for user in present:
        if user.pk == owner:
            return user
    if len(present) < 2:
        return present[0] if present else None
    weights = {user.pk: keys[str(user.public_id)] for user in present}
    count = _held if act.get("by") == LOAD else _given
    key = next_in_turn(weights, count(list(weights)))
    return next(user for user in present if user.pk == key)


def next_in_turn(weights: Mapping[int, int], given: Mapping[int, int]) -> int:
    """Who is furthest behind their share; the lowest key among equals."""
    return min(weights, key=lambda key: ((given.get(key, 0) + 1) / weights[key], key))


def _present(keys: Mapping[str, int]) -> list[User]:
    day = today()
    away = Absence.objects.filter(starts_on__lte=day, ends_on__gte=day).values("user")
    users = User.objects.active().with_teams().filter(public_id__in=list(keys))
    return list(users.exclude(pk__in=away).order_by("pk"))


def _given(keys: list[int]) -> dict[int, int]:
    since = timezone.now() - COUNTED
    return _counted(Lead.objects.filter(owner__in=keys, assigned_at__gte=since))


def _held(keys: list[int]) -> dict[int, int]:
    return _counted(Lead.objects.filter(owner__in=keys, stage__in=SALES_STAGES))


def _counted(rows: Any) -> dict[int, int]:
    return dict(rows.order_by().values_list("owner").annotate(n=Count("pk")))
