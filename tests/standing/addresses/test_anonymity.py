"""No page, endpoint or export tells who answered what, to any role, open or closed."""

import pytest
from django.urls import reverse

from alignment.journal.models import Event
from alignment.people.choices import TeamKind
from alignment.programme import rounds
from alignment.programme.models import Round
from tests.standing.inspections import SECRET
from tests.standing.matrix import MATRIX
from tests.standing.pulses import answered, team
from tests.standing.urls import every_address

pytestmark = pytest.mark.django_db
READ = [
    address
    for address in every_address()
    if address.name in MATRIX
    and "programme" in address.name
    and 200 in MATRIX[address.name].get.values()
]


# Elsewhere the walk over all addresses looks for the words; see inspections.py.
@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("address", READ, ids=lambda address: address.name)
def test_nowhere_are_the_words_of_three_people_to_be_read(
    address, closed, world, path_of, caller_for, dana
):
    Round.objects.all().delete()
    round_ = answered(dana)
    if closed:
        rounds.close(round_, by=dana)
    path = path_of(address)
    for role, status in MATRIX[address.name].get.items():
        if status != 200:
            continue
        answer = caller_for(role, address.is_api).get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert SECRET.encode() not in body, (path, role)


def test_the_journal_knows_who_opened_and_never_who_answered(dana):
    answered(dana, count=5)
    told = Event.objects.filter(target_kind="programme.round")
    assert [(event.verb, event.actor) for event in told] == [("pulse.opened", dana)]
    assert SECRET not in str(list(Event.objects.values_list("facts", "target_label")))


def test_the_log_says_nothing_of_an_answer(dana, page, caplog):
    sales = team(TeamKind.SALES, 5)
    round_ = rounds.open_round("pulse", by=dana)
    with caplog.at_level("DEBUG"):
        said = {"item_1": "1", "item_2": "2", "obstacle": SECRET}
        answer = page(sales[0]).post(reverse("programme:answer", args=[round_.public_id]), said)
    assert answer.status_code == 302
    told = [record.getMessage() for record in caplog.records if "django.db" not in record.name]
    assert not any(SECRET in line for line in told)


def test_what_one_answered_is_not_shown_to_oneself_again(dana, page):
    sales = team(TeamKind.SALES, 5)
    round_ = rounds.open_round("pulse", by=dana)
    path, client = reverse("programme:answer", args=[round_.public_id]), page(sales[0])
    client.post(path, {"item_1": "1", "item_2": "2", "obstacle": SECRET})
    html = client.get(path).content.decode()
    assert SECRET not in html and "checked" not in html


def test_no_door_of_the_api_takes_an_answer(api, sam, dana):
    round_ = rounds.open_round("pulse", by=dana)
    place = f"/api/v1/rounds/{round_.public_id}/"
    for path in (place, f"{place}answer/"):
        assert api(sam).post(path, {"1": 3}).status_code in (404, 405)


def test_no_admin_site_shows_the_tables():
    assert not [address for address in every_address() if address.name.startswith("admin")]


def test_the_api_gives_no_more_than_the_page(api, sam, dana):
    round_ = answered(dana, count=3)
    told = api(sam).get(f"/api/v1/rounds/{round_.public_id}/").json()
    assert told["statements"] == [] and told["obstacles"] == []
    rounds.close(round_, by=dana)
    told = api(sam).get(f"/api/v1/rounds/{round_.public_id}/").json()
    assert all(line["sales"] is None and line["company"] is None for line in told["statements"])
    assert "counts" not in str(told) and told["obstacles"] == []
