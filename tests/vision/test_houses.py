"""The one message: written, signed by both teams, said to the leads it is for."""

import pytest
from django.urls import reverse

from alignment.journal.models import Event
from alignment.vision import houses, signing
from alignment.vision.models import HouseVersion, Message, MessageHouse, Segment
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from leads.segments import message_for, segments_of
from tests import factories

pytestmark = pytest.mark.django_db
SAID = {
    "promise": "En service en dix jours",
    "proofs": ["41 chantiers sur 44", "Un seul interlocuteur", "Au dixième"],
    "objections": [{"text": "Trop cher", "answer": "Comparer le rebut"}],
    "persona": "Production",
}


@pytest.fixture
def heads(db):
    """A manager of each team."""
    return [
        factories.person(kind.title(), kind, email=f"{kind}.head@example.com", is_manager=True)
        for kind in ("marketing", "sales")
    ]


def signed(house, heads, **said):
    marketing, sales = heads
    draft = houses.write(house, by=marketing, **SAID | said)
    signing.propose(draft, by=marketing, note="Délai")
    signing.sign(draft, by=marketing, side="marketing")
    return signing.sign(draft, by=sales, side="sales")


def test_a_message_counts_once_both_teams_have_signed_it(heads, maya):
    house = houses.house_of(None)
    draft = houses.write(house, by=maya, **SAID)
    signing.propose(draft, by=heads[0], note="Délai")
    signing.sign(draft, by=heads[0], side="marketing")
    assert houses.in_force_for([]) is None
    signing.sign(draft, by=heads[1], side="sales")
    assert houses.in_force_for([]) == draft
    assert draft.message == Message.objects.get(kind="promise", text=SAID["promise"])
    assert [row.answer for row in draft.heard.all()] == ["Comparer le rebut"]


def test_the_next_version_takes_the_place_and_retires_what_nobody_says_any_more(heads):
    house = houses.house_of(None)
    first = signed(house, heads)
    second = signed(house, heads, promise="Dix jours, par écrit")
    first.refresh_from_db()
    assert (first.status, second.number) == ("superseded", 2)
    used = Message.objects.active().values_list("text", flat=True)
    assert set(used) == {"Dix jours, par écrit", "Trop cher"}
    assert ("Promise", SAID["promise"], "Dix jours, par écrit") in houses.changes(first, second)


def test_only_those_who_write_write_and_only_a_whole_message_is_proposed(heads, sam):
    house = houses.house_of(None)
    with pytest.raises(NotAllowed):
        houses.write(house, by=sam, **SAID)
    draft = houses.write(house, by=heads[0], promise="En dix jours", proofs=["Une seule"])
    with pytest.raises(Incomplete) as refused:
        signing.propose(draft, by=heads[0])
    assert list(refused.value.fields) == ["proofs"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"promise": "x" * 161}, "promise"),
        ({"proofs": ["a", "b", "c", "d"]}, "proofs"),
        ({"objections": [{"text": "", "answer": "À quoi ?"}]}, "objections"),
        ({"objections": [{"text": f"n{n}"} for n in range(13)]}, "objections"),
    ],
)
def test_wrong_words_are_named(heads, wrong, field):
    with pytest.raises(Incomplete) as refused:
        houses.write(houses.house_of(None), by=heads[0], **SAID | wrong)
    assert list(refused.value.fields) == [field]
    assert HouseVersion.objects.count() == 0


def test_nothing_is_written_while_a_version_is_being_signed(heads):
    house = houses.house_of(None)
    draft = houses.write(house, by=heads[0], **SAID)
    signing.propose(draft, by=heads[0])
    with pytest.raises(Conflict):
        houses.write(house, by=heads[0], **SAID | {"promise": "Autre chose"})
    signing.withdraw(draft, by=heads[0])
    houses.write(house, by=heads[0], **SAID | {"promise": "Autre chose"})
    assert HouseVersion.objects.get().promise == "Autre chose"


def test_a_lead_hears_the_message_of_its_first_segment_that_has_one(heads, maya):
    everybody = signed(houses.house_of(None), heads)
    silent = houses.add_segment(by=maya, name="Tous", rule={"source": ["event", "partner"]})
    fair = houses.add_segment(by=maya, name="Salon", rule={"source": ["event"]})
    met = factories.lead(maya, source="event")
    other = factories.lead(maya, source="outbound")
    assert segments_of(met) == [silent.pk, fair.pk]
    assert segments_of(other) == []
    assert message_for(met) == everybody
    own = signed(houses.house_of(fair), heads, promise="Vue au salon")
    assert message_for(met) == own
    assert message_for(other) == everybody


def test_a_segment_whose_filter_is_gone_speaks_to_nobody_and_breaks_nothing(maya):
    row = houses.add_segment(by=maya, name="Salon", rule={"source": ["event"]})
    Segment.objects.filter(pk=row.pk).update(query={"no_such_filter": ["1"]})
    assert segments_of(factories.lead(maya, source="event")) == []


def test_there_is_one_house_for_everybody_and_one_name_for_a_segment(maya):
    assert houses.house_of(None) == houses.house_of(None)
    assert MessageHouse.objects.count() == 1
    houses.add_segment(by=maya, name="Salon", rule={"source": ["event"]})
    with pytest.raises(Incomplete):
        houses.add_segment(by=maya, name="salon", rule={"source": ["partner"]})


def test_from_the_browser_written_proposed_signed_and_read_on_a_lead(client, heads, maya):
    marketing, sales = heads
    lead = factories.lead(maya)
    client.force_login(marketing)
    begun = client.post(reverse("vision:house_begin"))
    page = {
        "promise": SAID["promise"], "persona": "", "text_0": "Trop cher", "answer_0": "Rebut",
        **{f"proof_{n}": proof for n, proof in enumerate(SAID["proofs"])},
    }  # fmt: skip
    client.post(begun.url, page)
    house = MessageHouse.objects.get()
    assert "proof_3" not in client.get(begun.url).content.decode()
    client.post(reverse("vision:house_propose", args=[house.public_id]), {"note": "Délai"})
    version = HouseVersion.objects.get()
    for person, side in ((marketing, "marketing"), (sales, "sales")):
        client.force_login(person)
        shown = client.get(house.get_absolute_url()).content.decode()
        assert version.digest in shown
        posted = {"side": side, "digest": version.digest}
        client.post(reverse("vision:house_sign", args=[house.public_id]), posted)
    said = client.get(reverse("leads:message", args=[lead.public_id])).content.decode()
    assert all(text in said for text in [SAID["promise"], *SAID["proofs"], "Rebut"])
    assert list(
        Event.objects.filter(verb__startswith="house.")
        .order_by("pk")
        .values_list("verb", flat=True)
    ) == ["house.written", "house.proposed", "house.signed", "house.signed", "house.published"]


def test_over_rest_it_is_written_and_read(api, heads, maya):
    client = api(maya)
    rule = {"name": "Salon", "rule": {"source": ["event"]}}
    segment = client.post("/api/v1/segments/", rule, format="json").json()
    body = {"segment": segment["id"], **SAID}
    made = client.post("/api/v1/message-houses/", body, format="json")
    assert made.status_code == 201, made.json()
    row = made.json()
    assert (row["segment"], row["number"], row["status"]) == (segment["id"], 1, "draft")
    path = f"/api/v1/message-houses/{row['id']}/"
    assert client.post(f"{path}propose/", {"note": "Délai"}, format="json").status_code == 403
    head = api(heads[0])
    assert head.post(f"{path}propose/", {"note": "Délai"}, format="json").status_code == 200
    signature = {"side": "marketing", "digest": "0" * 64}
    assert head.post(f"{path}sign/", signature, format="json").status_code == 409
