"""What is done about a late promise from its row: calling, entrusting, putting off, refusing."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from alignment.journal.models import Event
from leads import activities, transitions
from sla import ladder, postponing
from sla.models import Breach, Clock
from tests import factories

PARIS = ZoneInfo("Europe/Paris")
pytestmark = pytest.mark.django_db
PAGE = "/contract/late/"
HTMX = {"headers": {"hx-request": "true"}}


def paris(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=PARIS)


@pytest.fixture
def late(time_machine_at, maya, sam):
    """One hot lead whose two promises ran out on Thursday at 10:00."""
    time_machine_at(paris(19, 9))
    lead = factories.handed_over(to=sam, by=maya, tier="P1", source="event")
    time_machine_at(paris(19, 10, 30))
    ladder.note_breaches(paris(19, 10, 30))
    return lead


def breach_of(lead, promise="decision") -> Breach:
    return Breach.objects.get(clock__lead=lead, clock__promise=promise)


def put_off(page, user, breach, **said):
    data = {"day": "2026-11-20", "hour": "14:00", "why": "Jury d’achat", **said}
    return page(user).post(f"{PAGE}{breach.public_id}/later/", data)


def test_a_manager_sees_the_four_buttons_and_a_rep_what_is_theirs(page, manager, sam, maya, late):
    acts = ("kind=call", "/do/reassign/", "/later/", "/do/reject/")
    html = page(manager).get(PAGE).content.decode()
    assert [act for act in acts if act not in html] == []
    html = page(sam).get(PAGE).content.decode()
    assert [act for act in acts if act not in html] == ["/do/reassign/"]
    html = page(maya).get(PAGE).content.decode()
    assert [act for act in acts if act in html] == []


def test_a_colleague_takes_what_is_late(page, late):
    other = factories.person("Tom", "sales")
    html = page(other).get(PAGE).content.decode()
    assert "/do/take/" in html and "/do/reject/" not in html


def test_what_is_done_has_no_buttons(page, manager, sam, late):
    activities.log_activity(late, by=sam, kind="call", outcome="no_answer")
    transitions.accept(late, by=sam)
    html = page(manager).get(PAGE).content.decode()
    assert "/later/" not in html and "kind=call" not in html


def test_putting_off_keeps_the_breach_and_silences_the_ladder_until_then(page, sam, late):
    breach = breach_of(late)
    assert put_off(page, sam, breach).status_code == 302
    clock = Clock.objects.get(pk=breach.clock_id)
    assert clock.postponed_until == paris(20, 14) == clock.next_rung_at
    assert clock.is_late() and clock.due_at == paris(19, 10)
    assert Breach.objects.get(pk=breach.pk).withdrawn_at is None
    event = Event.objects.get(verb="promise.postponed")
    assert (event.actor, event.target_id) == (sam, late.pk)
    assert event.facts["why"] == "Jury d’achat"
    assert "Put off to tomorrow 14:00" in page(sam).get(PAGE).content.decode()


def test_after_the_new_moment_the_ladder_goes_on(time_machine_at, page, manager, sam, late):
    breach = breach_of(late)
    put_off(page, sam, breach)
    time_machine_at(paris(20, 13))
    ladder.climb(paris(20, 13))
    assert Clock.objects.get(pk=breach.clock_id).rung == 0
    time_machine_at(paris(20, 14, 5))
    ladder.climb(paris(20, 14, 5))
    clock = Clock.objects.get(pk=breach.clock_id)
    assert clock.rung or clock.owner == manager


def test_it_is_put_off_once_with_a_reason_and_to_a_moment_to_come(page, sam, late):
    breach = breach_of(late)
    assert put_off(page, sam, breach, why=" ").status_code == 400
    assert put_off(page, sam, breach, day="2026-11-18").status_code == 400
    assert put_off(page, sam, breach, day="2027-01-18").status_code == 400
    assert not Event.objects.filter(verb="promise.postponed").exists()
    assert put_off(page, sam, breach).status_code == 302
    again = put_off(page, sam, breach, day="2026-11-23")
    assert again.status_code == 409 and "once already" in again.content.decode()


def test_nobody_puts_off_the_lead_of_somebody_else(page, maya, late):
    other = factories.person("Tom", "sales")
    breach = breach_of(late)
    for user in (other, maya):
        assert put_off(page, user, breach).status_code == 403
        assert page(user).get(f"{PAGE}{breach.public_id}/later/").status_code == 403
    assert Clock.objects.get(pk=breach.clock_id).postponed_until is None


def test_what_was_kept_meanwhile_is_not_put_off(page, sam, late):
    breach = breach_of(late)
    transitions.accept(late, by=sam)
    assert put_off(page, sam, breach).status_code == 409


def test_it_is_put_off_over_rest(api, sam, maya, late):
    url = f"/api/v1/breaches/{breach_of(late).public_id}/postpone/"
    said = {"until": "2026-11-20T13:00:00Z", "why": "Jury"}
    assert api(maya).post(url, said).status_code == 403
    answer = api(sam).post(url, said)
    assert answer.status_code == 200
    assert answer.json()["clock"]["postponed_why"] == "Jury"
    assert api(sam).post(url, said).status_code == 409


def test_the_notice_of_a_breach_opens_its_row(page, sam, late):
    ladder.climb(paris(19, 10, 30))
    event = Event.objects.filter(verb="promise.offered", target_kind="sla.clock").first()
    html = page(sam).get(event.target_url).content.decode()
    assert late.company.name in html and "kind=call" in html
    assert html.count("data-row") == 1


def test_an_erased_person_leaves_no_reason_behind(admin, sam, late):
    postponing.postpone(breach_of(late), by=sam, until=paris(20, 9), why="Congé")
    transitions.erase(late, by=admin)
    assert set(Clock.objects.filter(lead=late).values_list("postponed_why", flat=True)) == {""}
