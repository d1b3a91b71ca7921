"""Hand-overs beyond the agreed capacity have clocks that do not count."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from leads import transitions
from sla.choices import Exemption, Promise
from sla.models import Clock
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
