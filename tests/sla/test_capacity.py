"""Hand-overs beyond the agreed capacity have clocks that do not count."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from alignment.people.models import Absence
from alignment.people.services import change_person
from leads import transitions
from leads.rules import pools
from sla.capacity import mark_lately, room_left
from sla.choices import Exemption, Promise
from sla.compliance import report_of
from sla.models import Clock
from sla.selectors import behind
from sla.selectors.presence import presence_between
from tests import factories
from tests.sla.rows import version

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)
CAP = (Promise.CAPACITY, "", {"number": 2, "share": Decimal(1)})
ATTEMPT = (Promise.FIRST_ATTEMPT, "P2", {"minutes": 450})


@pytest.fixture(autouse=True)
def tuesday(time_machine_at):
    time_machine_at(TUESDAY)


def exemptions(rep):
    clocks = Clock.objects.filter(owner=rep).order_by("handover__pk")
    return list(clocks.values_list("exemption", flat=True))


def test_the_third_hand_over_of_a_week_is_exempt_where_two_are_agreed(sam):
    version(date(2026, 11, 1), CAP, ATTEMPT)
    for _n in range(3):
        factories.handed_over(to=sam, tier="P2")
    assert exemptions(sam) == ["", "", Exemption.CAPACITY]
    assert Clock.objects.settled(datetime(2026, 12, 24, tzinfo=UTC)).count() == 2


def test_another_rep_and_another_week_have_room_of_their_own(sam, time_machine_at):
    version(date(2026, 11, 1), CAP, ATTEMPT)
    rita = factories.person("Rita", "sales")
    for rep in (sam, sam, rita):
        factories.handed_over(to=rep, tier="P2")
    time_machine_at(datetime(2026, 12, 1, 9, tzinfo=UTC))
    factories.handed_over(to=sam, tier="P2")
    assert set(exemptions(sam) + exemptions(rita)) == {""}


def test_a_hand_over_that_is_undone_makes_room_again(sam, maya):
    version(date(2026, 11, 1), CAP, ATTEMPT)
    first = factories.handed_over(to=sam, by=maya, tier="P2")
    for _n in range(2):
        factories.handed_over(to=sam, by=maya, tier="P2")
    transitions.undo(first, by=maya)
    assert set(exemptions(sam)) == {""}


def test_without_a_cap_nothing_is_exempt(sam):
    version(date(2026, 11, 1), ATTEMPT)
    for _n in range(3):
        factories.handed_over(to=sam, tier="P2")
    assert exemptions(sam) == ["", "", ""]


def away(rep, first, last):
    Absence.objects.create(user=rep, starts_on=first, ends_on=last)


def test_a_week_has_room_for_the_part_of_it_that_the_rep_was_there(sam):
    # The week of Monday 9 November 2026 has four working days: the 11th is a public holiday.
    monday = date(2026, 11, 9)
    assert presence_between(monday, monday).cap(10, sam.pk, monday) == 10
    away(sam, date(2026, 11, 12), date(2026, 11, 20))
    there = presence_between(monday, date(2026, 11, 16))
    assert there.cap(10, sam.pk, monday) == 5
    assert there.cap(3, sam.pk, monday) == 2
    assert there.cap(10, sam.pk, date(2026, 11, 16)) == 0
    assert there.cap(10, sam.pk, date(2026, 11, 23)) == 10


def test_a_rep_who_joins_on_a_thursday_takes_two_fifths_of_that_week():
    rita = factories.person("Rita", "sales")
    rita.joined_at = datetime(2026, 11, 26, 8, tzinfo=UTC)
    rita.save()
    monday = date(2026, 11, 23)
    there = presence_between(monday, monday)
    assert there.cap(10, rita.pk, monday) == 4
    # Her account came after hand-overs that were brought in from a past funnel.
    assert there.cap(10, rita.pk, date(2026, 11, 16)) == 10


def test_a_rep_who_leaves_on_a_wednesday_takes_three_fifths_of_that_week(admin, sam):
    sam.joined_at = datetime(2026, 1, 5, 8, tzinfo=UTC)
    with time_machine.travel("2026-11-25 15:00 +0000", tick=False):
        sam.is_active = False
        change_person(sam, by=admin)
    monday = date(2026, 11, 23)
    there = presence_between(monday, monday + timedelta(days=7))
    assert there.cap(10, sam.pk, monday) == 6
    assert there.cap(10, sam.pk, monday + timedelta(days=7)) == 0
    assert there.cap(10, sam.pk, monday - timedelta(days=7)) == 10
    sam.is_active = True
    change_person(sam, by=admin)
    assert presence_between(monday, monday).cap(10, sam.pk, monday) == 10


def test_an_absence_makes_the_contract_count_fewer_and_exempts_the_rest(sam):
    """Two a week; away Wednesday to Friday, two of five days: 0.8, rounded up to one."""
    version(date(2026, 11, 1), CAP, ATTEMPT)
    away(sam, date(2026, 11, 25), date(2026, 11, 27))
    for _n in range(2):
        factories.handed_over(to=sam, tier="P2")
    assert exemptions(sam) == ["", Exemption.CAPACITY]
    (line,) = (each for each in report_of(TUESDAY.date()).lines if each.promise == Promise.CAPACITY)
    assert (line.done, line.due) == (0, 1)
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    beyond = behind.rows_of(Promise.CAPACITY, "", date(2026, 11, 1), behind.MISSED, now)
    assert beyond.count() == 1


def test_days_away_told_late_are_seen_by_the_night(sam):
    version(date(2026, 11, 1), CAP, ATTEMPT)
    for _n in range(2):
        factories.handed_over(to=sam, tier="P2")
    assert exemptions(sam) == ["", ""]
    away(sam, date(2026, 11, 25), date(2026, 11, 27))
    assert mark_lately(TUESDAY.date()) == 1
    assert exemptions(sam) == ["", Exemption.CAPACITY]


def test_a_rule_passes_over_a_rep_whose_week_is_full_but_an_account_stays(sam, maya):
    version(date(2026, 11, 1), CAP, ATTEMPT)
    rita = factories.person("Rita", "sales")
    act = {"act": "assign", "pool": {str(sam.public_id): 10, str(rita.public_id): 1}}
    assert pools.chosen(factories.lead(maya), act) == sam
    for _n in range(2):
        factories.handed_over(to=sam, tier="P2")
    assert room_left([sam.pk, rita.pk, maya.pk]) == {sam.pk: 0, rita.pk: 2}
    assert pools.chosen(factories.lead(maya), act) == rita
    theirs = factories.lead(maya, company=factories.company(owner=sam))
    assert pools.chosen(theirs, act) == sam
    assert pools.chosen(factories.lead(maya), {"act": "assign", "to": str(sam.public_id)}) is None


def test_without_a_cap_everybody_has_room(sam):
    assert room_left([sam.pk]) == {}
