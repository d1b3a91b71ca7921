"""What time alone does: one badge, one notice, one breach, an offer, a reassignment."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from alignment.journal.models import Event
from alignment.people.models import Absence
from leads import activities, transitions
from sla import ladder
from sla.choices import Promise
from sla.models import Agreement, Breach, Clock, Commitment
from tests import factories

PARIS = ZoneInfo("Europe/Paris")
pytestmark = pytest.mark.django_db


def paris(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=PARIS)


def told(person=None) -> list[str]:
    events = Event.objects.filter(verb__startswith="promise.").order_by("pk")
    return [event.verb for event in events if person is None or person.pk in event.facts["tell"]]


@pytest.fixture
def at(time_machine_at):
    def move(moment: datetime) -> datetime:
        time_machine_at(moment)
        return moment

    return move


@pytest.fixture
def waiting(at, maya, sam):
    """A standard lead handed over on Thursday at 9:00: due at 18:00."""
    at(paris(19, 9))
    return factories.handed_over(to=sam, by=maya, tier="P2")


def test_half_time_is_a_badge_and_no_notice(at, waiting):
    ladder.climb(at(paris(19, 14, 16)))
    assert set(Clock.objects.values_list("rung", flat=True)) == {50}
    assert told() == []


def test_the_owner_hears_once_before_the_time_is_up(at, waiting, sam):
    ladder.climb(at(paris(19, 16, 31)))
    ladder.climb(at(paris(19, 16, 33)))
    assert told() == ["promise.warned"]
    assert told(sam) == ["promise.warned"]


def test_two_promises_at_once_are_one_message(at, waiting, sam):
    ladder.climb(at(paris(19, 16, 31)))
    event = Event.objects.get(verb="promise.warned")
    assert len(event.facts["clocks"]) == 2 and event.facts["others"] == 1


def test_a_breach_tells_owner_and_deputy(at, waiting, sam):
    sam.deputy = factories.person("Deputy")
    sam.save()
    done = ladder.climb(at(paris(20, 9, 5)))
    assert done.breached == 2 and Breach.objects.count() == 2
    assert told(sam) == ["promise.breached"] and told(sam.deputy) == ["promise.breached"]


def test_later_the_lead_is_offered_and_the_manager_told(at, waiting, sam, manager):
    ladder.climb(at(paris(20, 14, 30)))
    assert "promise.offered" in told(manager)


def test_nothing_is_announced_outside_working_hours_but_the_breach_stands(at, maya, sam):
    at(paris(19, 17))
    factories.handed_over(to=sam, by=maya, tier="P1")
    assert ladder.climb(at(paris(19, 18, 30))).breached == 2
    assert Breach.objects.count() == 2
    assert told() == []
    ladder.climb(at(paris(20, 9, 1)))
    assert told(sam) == ["promise.breached"]


def test_a_silent_lead_goes_to_a_rep_who_is_there_and_has_room(at, maya, sam, waiting, manager):
    away, free = factories.person("Away"), factories.person("Free")
    Absence.objects.create(user=away, starts_on=date(2026, 11, 20), ends_on=date(2026, 11, 30))
    done = ladder.climb(at(paris(24, 9, 1)))
    waiting.refresh_from_db()
    assert done.reassigned == 1
    assert waiting.owner == free
    moved = Clock.objects.get(lead=waiting, promise=Promise.DECISION)
    assert moved.owner_due_at == paris(25, 9, 1) and moved.rung == 0
    assert moved.breach.breached_at == paris(19, 18)


def test_nobody_takes_a_lead_away_once_an_attempt_is_logged(at, waiting, sam, manager):
    factories.person("Free")
    at(paris(19, 10))
    activities.log_activity(waiting, by=sam, kind="call", outcome="no_answer")
    ladder.climb(at(paris(24, 9, 1)))
    waiting.refresh_from_db()
    assert waiting.owner == sam
    assert "promise.stuck" in told(manager)


def test_a_lead_changes_hands_twice_at_most(at, waiting, sam, manager):
    for name in ("One", "Two", "Three"):
        factories.person(name)
    owners = set()
    for day in (24, 27, 30):
        ladder.climb(at(paris(day, 17, 30)))
        waiting.refresh_from_db()
        owners.add(waiting.owner_id)
    ladder.climb(at(datetime(2026, 12, 4, 17, 30, tzinfo=PARIS)))
    waiting.refresh_from_db()
    assert waiting.owner_id in owners
    assert Event.objects.filter(verb="lead.reassigned").count() == 2
    assert "promise.stuck" in told(manager)


def test_reassignment_respects_the_agreed_capacity(at, maya, sam):
    full, free = factories.person("Full"), factories.person("Free")
    agreement = Agreement.objects.create(number=1, status="active", effective_on="2026-11-01")
    for promise, fields in (
        (Promise.DECISION, {"minutes": 60, "tier": "P1", "share": "0.8"}),
        (Promise.CAPACITY, {"number": 1}),
    ):
        Commitment.objects.create(agreement=agreement, promise=promise, **fields)
    at(paris(19, 9))
    transitions.accept(factories.handed_over(to=full, by=maya, tier="P1"), by=full)
    lead = factories.handed_over(to=sam, by=maya, tier="P1")
    ladder.climb(at(paris(19, 11, 5)))
    lead.refresh_from_db()
    assert lead.owner == free


def test_marketing_climbs_the_same_ladder(at, maya, sam, waiting):
    at(paris(19, 10))
    transitions.return_(waiting, by=sam, missing=["budget"], question="Combien ?")
    ladder.climb(at(paris(23, 10, 5)))
    assert told(maya) == ["promise.breached"]
    assert told(sam) == []


def test_a_paused_clock_does_not_climb(at, sam, waiting):
    at(paris(19, 10))
    transitions.return_(waiting, by=sam, missing=["budget"], question="Combien ?")
    ladder.climb(at(paris(27, 10, 5)))
    assert set(Clock.objects.filter(side="sales").values_list("rung", flat=True)) == {0}


def test_a_run_that_fails_leaves_everything_for_the_next(at, waiting, sam, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(ladder.journal, "record", broken)
        with pytest.raises(RuntimeError):
            ladder.climb(at(paris(20, 9, 5)))
    assert told() == [] and set(Clock.objects.values_list("rung", flat=True)) == {0}
    ladder.climb(at(paris(20, 9, 6)))
    assert told(sam) == ["promise.breached"]
    assert Breach.objects.count() == 2
