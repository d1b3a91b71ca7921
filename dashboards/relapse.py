"""The guard against slipping back: one private nudge to the leader, with one act, naming nobody."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.programme.models import Nudge
from alignment.web.business_days import day_bounds, today
from sla.models import Clock, Feedback

FORTNIGHT = timedelta(days=14)
SPAN = timedelta(days=30)
# Feedback may come until five working days later: the last week is not judged.
SETTLES = timedelta(days=7)
POINTS, GROWTH, ENOUGH = 0.15, 1.2, 10


@dataclass(frozen=True)
class Sign:
    """What slips and the one thing to do about it."""

    text: str | Promise
    act: str | Promise
    url_name: str


SIGNS = {
    "ritual": Sign(
        _("A joint meeting did not take place twice in a row."),
        _("Come to the next one yourself, for ten minutes."),
        "rituals:agenda",
    ),
    "feedback": Sign(
        _("The share of complete feedback has fallen by fifteen points or more in a month."),
        _("Tell both teams about one feedback that changed something."),
        "sla:insight",
    ),
    "breaches": Sign(
        _("A fifth more promises than the month before came late."),
        _("Ask at the next meeting what stands in the way, not who."),
        "sla:late",
    ),
}


def watch(day: date | None = None) -> Nudge | None:
    """Look for a sign and tell the direction, at most once in a fortnight; safe to run twice."""
    day = day or today()
    if Nudge.objects.filter(on__gt=day - FORTNIGHT).exists():
        return None
    for name, seen in CHECKS.items():
        if figures := seen(day):
            return _nudge(name, figures, day)
    return None


def latest(day: date) -> tuple[Nudge, Sign] | None:
    """The nudge of the last fortnight with its words."""
    found = Nudge.objects.filter(on__gt=day - FORTNIGHT).first()
    return (found, SIGNS[found.sign]) if found and found.sign in SIGNS else None


@transaction.atomic
def _nudge(name: str, figures: dict, day: date) -> Nudge:
    row = Nudge.objects.create(sign=name, figures=figures, on=day)
    leaders = User.objects.active().of_kind(TeamKind.DIRECTION).values_list("pk", flat=True)
    journal.record("relapse.nudged", actor=None, target=row, tell=sorted(leaders))
    return row


def _missed(day: date) -> dict:
    if not settings.MISSED_RITUALS:
        return {}
    found = list(import_string(settings.MISSED_RITUALS)(timezone.now()))
    return {"n": len(found)} if found else {}


def _feedback(day: date) -> dict:
    now, before = _coverage(day - SETTLES), _coverage(day - SETTLES - SPAN)
    if None in (now, before) or now[0] > before[0] - POINTS:  # type: ignore[index]
        return {}
    return {"now": round(now[0], 3), "before": round(before[0], 3)}  # type: ignore[index]


def _coverage(last: date) -> tuple[float, int] | None:
    """The share of feedback asked for in the thirty days up to the day that was given."""
    rows = Feedback.objects.filter(
        asked_on__gt=last - SPAN, asked_on__lte=last, cancelled_at__isnull=True
    )
    # Both months are judged after the same time, or the older would always look better.
    given = Q(done_on__isnull=False, done_on__lte=last + SETTLES)
    found = rows.aggregate(n=Count("pk"), done=Count("pk", filter=given))
    return (found["done"] / found["n"], found["n"]) if found["n"] >= ENOUGH else None


def _breaches(day: date) -> dict:
    now, before = _late(day), _late(day - SPAN)
    if before < ENOUGH or now < GROWTH * before:
        return {}
    return {"now": now, "before": before}


def _late(last: date) -> int:
    rows = Clock.objects.late().countable().filter(exemption="")
    end = day_bounds(last)[1]
    return rows.filter(due_at__gte=end - SPAN, due_at__lt=end).count()


CHECKS: dict[str, Callable[[date], dict]] = {
    "ritual": _missed,
    "feedback": _feedback,
    "breaches": _breaches,
}
