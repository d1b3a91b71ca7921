"""A company whose promises fall due one after the other within a minute, and what it must hear.

Runs in a process of its own (`manage.py shell -c`), because it writes to the throwaway database.
"""

import json
import random
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import time_machine
from django.utils import timezone

from alignment.notifications.choices import Way
from alignment.notifications.models import Preference
from alignment.people.choices import TeamKind
from alignment.people.models import User
from leads.models import Lead
from sla.choices import Promise
from sla.models import Clock, Slot
from tests import factories
from tests.notifications.channels import channel
from tests.sla import rows

OWNERS = 12
OF_EACH_KIND = 60
SILENT = 15  # real leads that are taken away from a silent rep
STUCK = 20
MARGIN = timedelta(seconds=25)  # until all is written and the workers are up, beside other work
SPAN = 50.0  # seconds over which the steps fall due
WARNED, BREACHED, OFFERED, TOP = 80, 100, 150, 300

Notice = tuple[str, int, int]  # verb, person, clock


def fill(seed: int, address: str, path: str) -> None:
    """Write the company, and into the file what is to become of it."""
    dice = random.Random(seed)
    open_all_day()
    owners, managers = people()
    channel(managers[0], address, topics=["promise"])
    silent = list(silent_leads(dice, owners))
    start = timezone.now() + MARGIN
    clocks = waiting(start, dice, owners)
    wanted = [notice for clock in clocks for notice in notices_of(clock, managers)]
    wanted += [notice for lead in silent for notice in offers_of(lead, managers)]
    Path(path).write_text(
        json.dumps(
            {
                "start": start.timestamp(),
                "notices": wanted,
                "rungs": {clock.pk: clock.goal for clock in clocks},
                "silent": {lead.pk: lead.owner_id for lead in silent},
                "late": sorted(late(clocks, silent)),
                "mailed": sorted(
                    Preference.objects.filter(topic="promise").values_list("user", flat=True)
                ),
            }
        )
    )


def open_all_day() -> None:
    for weekday in range(7):
        Slot.objects.create(weekday=weekday, starts=time(0), ends=time(23, 59, 59))


def people() -> tuple[list[User], list[User]]:
    """Reps of whom some have a deputy and some want e-mails, and two managers."""
    factories.marketer()
    managers = [factories.person(f"Manager {n}", is_manager=True) for n in range(2)]
    owners = [factories.person(f"Rep {n}", TeamKind.SALES) for n in range(OWNERS)]
    for rep, deputy in zip(owners[::3], owners[1::3], strict=True):
        rep.deputy = deputy
        rep.save()
    for person in [*owners[::2], managers[0]]:
        Preference.objects.create(user=person, topic="promise", way=Way.EMAIL, is_on=True)
    return owners, managers


def silent_leads(dice: random.Random, owners: list[User]) -> Iterator[Lead]:
    """Urgent leads handed over two hours ago: each is given to somebody else, once."""
    now = timezone.now()
    for number in range(SILENT):
        moment = now + MARGIN + timedelta(seconds=dice.uniform(10, SPAN)) - timedelta(hours=2)
        with time_machine.travel(moment, tick=False):
            lead = factories.handed_over(to=owners[number % OWNERS], tier="P1")
        assert set(lead.clocks.values_list("minutes", flat=True)) == {60}
        yield lead


def waiting(start: datetime, dice: random.Random, owners: list[User]) -> list[Clock]:
    """Clocks that each reach one step, or two a minute apart, and nothing else for a while."""
    kinds = [(WARNED, 100, 50)] * OF_EACH_KIND + [(BREACHED, 100, WARNED)] * OF_EACH_KIND
    kinds += [(OFFERED, 100, BREACHED)] * OF_EACH_KIND + [(TOP, 100, OFFERED)] * STUCK
    kinds += [(BREACHED, 5, 50)] * OF_EACH_KIND
    made = []
    for number, (goal, minutes, rung) in enumerate(kinds):
        # Two steps are told as two only when the first run is over before the second falls due.
        soonest = SPAN / 2 if following_of(rung) < goal else 0.0
        reached = start + timedelta(seconds=dice.uniform(soonest, SPAN))
        made.append(one(reached, owners[number % OWNERS], goal, minutes, rung))
    return made


def one(reached: datetime, owner: User, goal: int, minutes: int, rung: int) -> Clock:
    since = reached - timedelta(minutes=minutes * goal // 100)
    following = following_of(rung)
    clock = rows.clock(
        None,
        Promise.DECISION,
        "P2",
        reached.date(),
        owner=owner,
        minutes=minutes,
        started_at=since,
        owner_since=since,
        due_at=since + timedelta(minutes=minutes),
        owner_due_at=since + timedelta(minutes=minutes),
        stopped_at=None,
        result="",
        rung=rung,
        next_rung_at=since + timedelta(minutes=minutes * following // 100),
    )
    clock.goal, clock.following = goal, following
    return clock


def following_of(rung: int) -> int:
    return {50: WARNED, WARNED: BREACHED, BREACHED: OFFERED, OFFERED: TOP}[rung]


def notices_of(clock: Clock, managers: list[User]) -> Iterator[Notice]:
    """Every person who is to hear of the clock, and by which verb."""
    owner = clock.owner
    if clock.following == WARNED:
        yield "promise.warned", owner.pk, clock.pk
    if clock.goal in (BREACHED, OFFERED):
        verb = "promise.breached" if clock.goal == BREACHED else "promise.offered"
        yield verb, owner.pk, clock.pk
        if owner.deputy_id:
            yield verb, owner.deputy_id, clock.pk
    if clock.goal in (OFFERED, TOP):
        verb = "promise.offered" if clock.goal == OFFERED else "promise.stuck"
        yield from ((verb, manager.pk, clock.pk) for manager in managers)


def offers_of(lead: Lead, managers: list[User]) -> Iterator[Notice]:
    """A silent lead was first offered, in both of its promises."""
    for clock in lead.clocks.all():
        hearers = {lead.owner_id, lead.owner.deputy_id, *(manager.pk for manager in managers)}
        yield from (("promise.offered", person, clock.pk) for person in hearers if person)


def late(clocks: list[Clock], silent: list[Lead]) -> Iterator[int]:
    """The clocks whose breach is to stand in the end."""
    yield from (clock.pk for clock in clocks if clock.goal > WARNED)
    yield from Clock.objects.filter(lead__in=silent).values_list("pk", flat=True)
