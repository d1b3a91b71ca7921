"""Beyond the agreed capacity: hand-overs that a rep receives past the cap of the week are exempt.

A week in which the rep joined or was away has room for its part of them. The cap protects sales
from a promise nobody could keep; such leads still have their hours, shown
and announced, but a late one does not count against the team.
"""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Count

from alignment.journal.models import Event
from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.web.business_days import DAY, local_date, today
from leads.choices import Verdict
from leads.models import Handover, Lead
from sla.agreements import in_force_on
from sla.choices import Exemption, Promise
from sla.models import Clock
from sla.selectors.kept import monday_of
from sla.selectors.presence import WEEK, presence_between

VERBS = ("lead.handed_over", "lead.reassigned")
EXEMPTED = (Promise.DECISION, Promise.FIRST_ATTEMPT)


def witness(event: Event) -> None:
    """After a hand-over or its undoing: exempt what lies beyond the cap, in the transaction."""
    if event.verb not in VERBS or event.target_kind != Lead._meta.label_lower:
        return
    if event.reverses:
        _make_room(monday_of(local_date(event.reverses.occurred_at)))
        return
    handover = Handover.objects.filter(lead_id=event.target_id).order_by("-handed_over_at").first()
    if handover:
        mark(handover.assignee_id, monday_of(handover.handed_over_on))


def mark(rep_id: int, monday: date) -> int:
    """Exempt a rep's hand-overs beyond the cap of that week, no others; returns how many."""
    cap = cap_on(monday)
    if cap is None:
        return 0
    there = presence_between(monday, monday).cap(cap, rep_id, monday)
    beyond = _received(rep_id, monday)[there:]
    week = Clock.objects.filter(promise__in=EXEMPTED, handover__assignee=rep_id).filter(
        handover__handed_over_on__range=(monday, monday + DAY * (WEEK - 1))
    )
    exempt = week.filter(exemption=Exemption.CAPACITY)
    exempt.exclude(handover__in=beyond).update(exemption="")
    week.filter(exemption="", handover__in=beyond).update(exemption=Exemption.CAPACITY)
    return len(beyond)


def mark_lately(today: date) -> int:
    """Mark this week and the last anew, for days away that were told late; returns how many weeks.

    Safe to run again.
    """
    this_week = monday_of(today)
    weeks = {
        (rep, monday_of(day))
        for rep, day in Handover.objects.filter(handed_over_on__gte=this_week - DAY * WEEK)
        .order_by()
        .values_list("assignee_id", "handed_over_on")
        .distinct()
    }
    for rep, monday in sorted(weeks):
        with transaction.atomic():
            mark(rep, monday)
    return len(weeks)


def cap_on(day: date) -> int | None:
    """Hand-overs a week that each rep takes under the version of that day; None without a cap."""
    agreement = in_force_on(day)
    if agreement is None:
        return None
    lines = agreement.commitments.filter(promise=Promise.CAPACITY)
    return lines.values_list("number", flat=True).first()


def room_left(people: Iterable[int]) -> dict[int, int]:
    """Hand-overs that each rep may still be given this week; empty without an agreed capacity.

    Who is not of sales takes no hand-over, and has no cap.
    """
    monday = monday_of(today())
    cap = cap_on(monday)
    if cap is None:
        return {}
    reps = User.objects.of_kind(TeamKind.SALES).filter(pk__in=people).values_list("pk", flat=True)
    there, week = presence_between(monday, monday), (monday, monday + DAY * (WEEK - 1))
    rows = Handover.objects.filter(counts=True, assignee__in=people, handed_over_on__range=week)
    taken = dict(
        rows.exclude(verdict=Verdict.VOID)
        .order_by()
        .values_list("assignee")
        .annotate(n=Count("pk"))
    )
    return {rep: there.cap(cap, rep, monday) - taken.get(rep, 0) for rep in reps}


def _make_room(monday: date) -> None:
    """A hand-over of that week is gone: what came after it may no longer be beyond the cap."""
    exempt = Clock.objects.filter(
        exemption=Exemption.CAPACITY,
        handover__handed_over_on__range=(monday, monday + DAY * (WEEK - 1)),
    )
    for rep_id in set(exempt.values_list("handover__assignee", flat=True)):
        mark(rep_id, monday)


def _received(rep_id: int, monday: date) -> list[int]:
    """The rep's hand-overs of the week in the order in which they came."""
    found = (
        Handover.objects.filter(assignee=rep_id, counts=True)
        .exclude(verdict=Verdict.VOID)
        .filter(handed_over_on__range=(monday, monday + DAY * (WEEK - 1)))
    )
    return list(found.order_by("handed_over_at", "pk").values_list("pk", flat=True))
