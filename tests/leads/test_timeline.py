"""The story of a lead: one list of events, activities and touches, in one order, page by page."""

import pytest
from django.utils import timezone
from django.utils.translation import override

from leads import activities, services, transitions
from leads.models import Activity, Touch
from leads.selectors import timeline
from leads.selectors.timeline import Place, place_of, story_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def whole(lead, **options):
    """Every entry, read page by page."""
    entries, before = [], None
    while True:
        story = story_of(lead, before=before, **options)
        entries += story.entries
        if story.older is None:
            return entries
        before = place_of(str(story.older))


def test_what_shares_an_instant_is_told_once_and_none_is_left_out(maya, monkeypatch):
    monkeypatch.setattr(timeline, "PAGE", 3)
    lead, now = factories.lead(maya), timezone.now()
    for number in range(7):
        Activity.objects.create(lead=lead, kind="note", text=f"n{number}", by=maya, occurred_at=now)
        Touch.objects.create(lead=lead, kind="visit", detail=f"t{number}", occurred_at=now)
    said = [entry.said for entry in whole(lead) if entry.said]
    assert sorted(said) == sorted(f"{kind}{n}" for kind in "nt" for n in range(7))


def test_a_side_far_down_the_story_is_found(maya, sam, monkeypatch):
    monkeypatch.setattr(timeline, "PAGE", 3)
    lead = factories.handed_over(to=sam, by=maya)
    for number in range(12):
        activities.log_activity(lead, by=sam, kind="note", text=f"Note {number}")
    told = [entry.text for entry in whole(lead, only="marketing")]
    assert told == ["Maya handed over to Sam", "Maya qualified it as MQL", "Maya logged the lead"]
    assert len(whole(lead, only="sales")) == 12
    assert len(whole(lead, only="changes")) == 3


def test_a_reassignment_names_the_new_owner(page, sam, manager):
    lead, other = factories.handed_over(to=sam), factories.person("Olga")
    transitions.reassign(lead, by=manager, owner=other, why="Absence")
    entry = story_of(lead).entries[0]
    assert (entry.text, entry.said) == ("Marc gave it to Olga", "Absence")
    assert page(sam).get(lead.get_absolute_url()).status_code == 200


def test_a_correction_says_who_took_the_step_back_and_why(page, sam, manager):
    lead = transitions.accept(factories.handed_over(to=sam), by=sam)
    transitions.correct(lead, by=manager, why="Mauvais clic")
    entry = next(e for e in story_of(lead).entries if "accepted" in e.text)
    assert entry.is_undone and entry.undone == "Marc · Mauvais clic"
    assert "taken back by Marc · Mauvais clic" in (
        page(sam).get(lead.get_absolute_url()).content.decode()
    )


def test_an_edit_names_the_fields(maya):
    lead = factories.lead(maya)
    services.edit_lead(lead, by=maya, budget="20 k€", timing="T3")
    assert story_of(lead).entries[0].text == "Maya changed timing, budget"


def test_a_call_of_marketing_is_marketings(maya):
    lead = factories.lead(maya)
    activities.log_activity(lead, by=maya, kind="call", outcome="reached")
    assert story_of(lead).entries[0].side == "marketing"


def test_every_stage_of_a_won_lead_has_its_own_sentence(sam):
    texts = [entry.text for entry in whole(factories.won(by=sam))]
    assert "Sam won it: Trust, relationship" in texts
    assert not [text for text in texts if "did something" in text or "—" in text]


def test_what_people_wrote_is_escaped(page, sam):
    lead = factories.handed_over(to=sam)
    activities.log_activity(lead, by=sam, kind="note", text="<img src=x>\nline two")
    html = page(sam).get(lead.get_absolute_url()).content.decode()
    assert "<img src=x>" not in html and "&lt;img src=x&gt;" in html


def test_the_link_to_what_is_older_leads_there(page, sam, monkeypatch):
    monkeypatch.setattr(timeline, "PAGE", 2)
    lead, browser = factories.accepted(by=sam), page(sam)
    first = browser.get(lead.get_absolute_url())
    address = first.content.decode().split('href="?before=')[1].split('"')[0]
    older = browser.get(f"{lead.get_absolute_url()}?before={address}")
    before = [entry.place for entry in first.context["story"].entries]
    after = [entry.place for entry in older.context["story"].entries]
    assert after and max(after) < min(before)


@pytest.mark.parametrize(
    "text", ["", "nonsense", "2026-13-40T00:00:00Z~1~1", "2026-01-01T00:00:00~1~1", "~~",
             "2026-01-01T00:00:00Z~x~y", f"2026-01-01T00:00:00Z~1~{2**70}"]
)  # fmt: skip
def test_a_place_that_nobody_gave_out_is_the_beginning(page, sam, text):
    assert place_of(text) is None
    lead = factories.lead()
    assert page(sam).get(lead.get_absolute_url(), {"before": text}).status_code == 200


def test_a_place_reads_as_it_was_written():
    place = Place(timezone.now(), 1, 42)
    assert place_of(str(place)) == place
