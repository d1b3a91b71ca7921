"""A meeting in a browser: cards by arrows, a decision typed, a verdict given, minutes, the next."""

from datetime import time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from alignment.rituals import meetings
from alignment.rituals.choices import Kind, State
from alignment.rituals.models import Action, Meeting
from leads.choices import Stage
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
ON, BACK = "[data-turn=on]", "[data-turn=back]"


@pytest.fixture
def lead(maya, sam):
    return factories.handed_over(to=sam, by=maya)


@pytest.fixture
def room(browse, dana, maya, sam, lead):
    """Dana opens the weekly meeting in front of everybody."""
    ritual = meetings.begin(by=dana, kind=Kind.WEEKLY, weekday=1, at=time(9, 30))
    meeting = ritual.meetings.get()
    page = browse(dana, viewport={"width": 1280, "height": 720})
    page.goto(meeting.get_absolute_url())
    page.locator("form[action$='/start/'] button").click()
    page.wait_for_url("**/show/1/")
    return page


def go_to(page, title):
    for _card in range(12):
        if title in page.locator("h1").inner_text():
            return
        here = page.url
        page.keyboard.press("ArrowRight")
        page.wait_for_url(lambda url, here=here: url != here)
    raise AssertionError(f"No card is called {title}.")


def test_cards_are_turned_by_keys_and_fill_the_screen(room):
    expect(room.locator(".sidebar")).not_to_be_visible()
    expect(room.locator(".meeting-number")).to_have_count(1)
    room.keyboard.press("ArrowRight")
    room.wait_for_url("**/show/2/")
    room.keyboard.press("ArrowLeft")
    room.wait_for_url("**/show/1/")
    room.keyboard.press("Space")
    room.wait_for_url("**/show/2/")
    assert room.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_decision_becomes_an_action_on_which_the_next_meeting_opens(room, dana, maya, sam):
    room.keyboard.press("d")
    expect(room.locator("input[name=text]")).to_be_focused()
    room.keyboard.type("Rappeler le jour même")
    room.select_option("[name=owner]", str(sam.pk))
    due = timezone.localdate() + timedelta(days=3)
    room.fill("[name=due_on]", due.isoformat())
    room.keyboard.press("Enter")
    expect(room.locator("#decided")).to_be_visible()
    action = Action.objects.get()
    assert (action.owner, action.due_on, action.title) == (sam, due, "Rappeler le jour même")

    while room.locator(ON).count():
        here = room.url
        room.keyboard.press("ArrowRight")
        room.wait_for_url(lambda url, here=here: url != here)
    for person in (dana, maya, sam):
        room.check(f"[name='p-{person.public_id}'][value=present]")
    room.locator("form[action$='/end/'] button").click()
    room.wait_for_url(lambda url: "/show/" not in url)
    held = Meeting.objects.get(state=State.HELD)
    assert "Rappeler le jour même" in held.summary
    expect(room.locator("main")).to_contain_text("Rappeler le jour même")

    following = Meeting.objects.get(state=State.PLANNED)
    room.goto(following.get_absolute_url())
    room.locator("form[action$='/start/'] button").click()
    room.wait_for_url("**/show/1/")
    expect(room.locator(".meeting-card")).to_contain_text("Rappeler le jour même")


def test_a_verdict_is_given_on_the_card(room, lead):
    go_to(room, "to decide")
    card = room.url
    room.keyboard.press("ArrowDown")
    expect(room.locator(".meeting-card [data-row] a.line-1").first).to_be_focused()
    row = room.locator(".meeting-card [data-row]", has_text=str(lead.company))
    row.get_by_role("link", name="Accept").click()
    room.locator("dialog[open] form button.btn-primary").click()
    expect(room.locator("dialog[open]")).to_have_count(0)
    lead.refresh_from_db()
    assert lead.stage == Stage.ACCEPTED
    room.goto(card)
    expect(room.locator(".meeting-number")).to_have_text("1")  # the snapshot stays as it was
    row = room.locator(".meeting-card [data-row]", has_text=str(lead.company))
    expect(row.get_by_role("link", name="Accept")).to_have_count(0)
