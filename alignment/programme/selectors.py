"""Reading the programme: what is planned, what was done, who saw the other team at work."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.programme.choices import ImmersionState
from alignment.programme.models import Immersion, Pair, Project, Training

MOST = 30
COVERED = (TeamKind.MARKETING, TeamKind.SALES)


@dataclass(frozen=True)
class Coverage:
    """How many people of a kind of team went along with the other team this quarter."""

    team: str
    done: int
    people: int


def quarter_of(day: date) -> date:
    """The first day of the calendar quarter."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def coverage(day: date) -> list[Coverage]:
    """People with an immersion reported this quarter, by team, never by name; one statement."""
    done = Immersion.objects.filter(
        guest=OuterRef("pk"), state=ImmersionState.DONE, planned_on__range=(quarter_of(day), day)
    )
    people = User.objects.active().filter(team__kind__in=COVERED).annotate(went=Exists(done))
    rows = (
        people.order_by()
        .values_list("team__kind")
        .annotate(people=Count("pk"), done=Count("pk", filter=Q(went=True)))
    )
    found = {kind: Coverage(kind, done, n) for kind, n, done in rows}
    return [found.get(kind, Coverage(kind, 0, 0)) for kind in COVERED]


def immersions() -> tuple[list[Immersion], list[Immersion]]:
    """Those to come or to be reported, the nearest first, and what the last ones taught."""
    rows = Immersion.objects.exclude(state=ImmersionState.CANCELLED)
    related = rows.select_related("guest__team", "guest__second_team", "host__team")
    last = list(related.order_by("-planned_on", "-pk")[: 2 * MOST])
    planned = [row for row in reversed(last) if row.state == ImmersionState.PLANNED]
    return planned, [row for row in last if row.state == ImmersionState.DONE]


def trainings() -> list[Training]:
    """The last and the next trainings."""
    rows = Training.objects.select_related("owner__team", "material")
    return list(rows.prefetch_related("attendees")[:MOST])


def open_pairs() -> list[Pair]:
    """Pairs that go on."""
    rows = Pair.objects.filter(ended_on__isnull=True)
    return list(rows.select_related("first__team", "second__team")[:MOST])


def projects() -> list[Project]:
    """Joint projects, those that go on first."""
    rows = Project.objects.select_related("marketing_lead__team", "sales_lead__team")
    ordered = rows.prefetch_related("milestones").order_by("-ended_on", "-pk")[:MOST]
    return sorted(ordered, key=lambda row: row.ended_on is not None)


def needs_a_date(pair: Pair, day: date) -> bool:
    """Whether the two have no meeting ahead of them, or their time is over."""
    return pair.next_on is None or pair.next_on < day or pair.ends_on < day


def others(person: User) -> QuerySet[User]:
    """Active people of other kinds of team than one's own."""
    people = User.objects.active().with_teams().filter(team__isnull=False)
    return people.exclude(pk=person.pk).exclude(team__kind=person.team_kind)
