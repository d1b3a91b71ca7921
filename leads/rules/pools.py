"""Who of several gets a lead: the account's owner, then turns by weight or the lightest load.

Nobody gets one who is away, or who has no room left this week where a capacity was agreed; an
account stays with its owner beyond it.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy

from alignment.people.models import Absence, User
from alignment.web.business_days import today
from leads.choices import SALES_STAGES
from leads.models import Lead

TURNS, LOAD = "turns", "load"
WAYS = (TURNS, LOAD)
MOST, HEAVIEST = 50, 10
# Turns are counted over so many days, so that nobody pays for ever for an old absence.
COUNTED = timedelta(days=30)
NOBODY_THERE = gettext_lazy("Everybody of this rule is away or has no room left this week.")


def is_assignment(act: Mapping[str, Any]) -> bool:
    """Whether the act says who gets the lead, in a form that can still be read."""
    return act.get("act") == "assign" and ("to" in act or "pool" in act)


class Pool:
    """The people of one act as they are today; what it gives counts in the turns that follow."""

    def __init__(self, act: Mapping[str, Any]) -> None:
        keys = {act["to"]: 1} if "to" in act else dict(act["pool"])
        self.present = {user.pk: user for user in _present(keys)}
        room = _room(list(self.present))
        self.weights = {
            key: keys[str(user.public_id)]
            for key, user in self.present.items()
            if room.get(key, 1) > 0
        }
        self.given: dict[int, int] | None = None
        self.count = _held if act.get("by") == LOAD else _given

    def begin_anew(self) -> None:
        """Count turns from here, as of a month that is played again."""
        if self.count is _given:
            self.given = {}

    def choose(self, account_owner: int | None) -> User | None:
        """Who gets the next lead; None when all are away or full."""
        if account_owner in self.present:
            return self.present[account_owner]
        if not self.weights:
            return None
        if self.given is None:
            self.given = self.count(list(self.weights)) if len(self.weights) > 1 else {}
        key = next_in_turn(self.weights, self.given)
        self.given[key] = self.given.get(key, 0) + 1
        return self.present[key]


def chosen(lead: Lead, act: Mapping[str, Any]) -> User | None:
    """Whom the act gives the lead to today; None when all are away or full."""
    return Pool(act).choose(lead.company.owner_id if lead.company else None)


def next_in_turn(weights: Mapping[int, int], given: Mapping[int, int]) -> int:
    """Who is furthest behind their share; the lowest key among equals."""
    return min(weights, key=lambda key: ((given.get(key, 0) + 1) / weights[key], key))


def _present(keys: Mapping[str, int]) -> list[User]:
    day = today()
    away = Absence.objects.filter(starts_on__lte=day, ends_on__gte=day).values("user")
    users = User.objects.active().with_teams().filter(public_id__in=list(keys))
    there = users.exclude(pk__in=away).order_by("pk")
    return [user for user in there if user.is_sales or user.is_marketing]


def _room(keys: list[int]) -> dict[int, int]:
    """Leads that each may still be given this week; nobody's key where there is no capacity."""
    return import_string(settings.ROOM_LEFT)(keys) if settings.ROOM_LEFT and keys else {}


def _given(keys: list[int]) -> dict[int, int]:
    since = timezone.now() - COUNTED
    return _counted(Lead.objects.filter(owner__in=keys, assigned_at__gte=since))


def _held(keys: list[int]) -> dict[int, int]:
    return _counted(Lead.objects.filter(owner__in=keys, stage__in=SALES_STAGES))


def _counted(rows: Any) -> dict[int, int]:
    return dict(rows.order_by().values_list("owner").annotate(n=Count("pk")))
