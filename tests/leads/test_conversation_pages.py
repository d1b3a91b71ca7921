"""The panel on a lead's page, the room of both teams, and the API of messages."""

from datetime import timedelta

import pytest
from django.urls import reverse

from alignment.journal.models import Event
from alignment.notifications.models import Notification
from alignment.notifications.services import notify_of
from leads import conversations
from leads.models import Post
from tests import factories

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def address(lead) -> str:
    return reverse("leads:conversation", kwargs={"public_id": lead.public_id})


def change(row, what: str) -> str:
    return reverse(f"leads:post_{what}", kwargs={"public_id": row.public_id})


def test_the_page_of_a_lead_asks_for_its_conversation(page, sam):
    lead = factories.handed_over(to=sam)
    html = page(sam).get(lead.get_absolute_url()).content.decode()
    assert f'hx-get="{address(lead)}"' in html and f'<a href="{address(lead)}">' in html


def test_saying_something_without_the_script_leads_to_it(page, sam, maya):
    lead = factories.handed_over(to=sam, by=maya)
    answer = page(sam).post(address(lead), {"text": "@Maya, un doute"})
    row = Post.objects.get()
    assert answer.url == f"{address(lead)}#post-{row.public_id}"
    html = page(maya).get(address(lead)).content.decode()
    assert '<b class="mention">@Maya</b>, un doute' in html
    assert change(row, "edit") not in html
    assert change(row, "edit") in page(sam).get(address(lead)).content.decode()


def test_with_the_script_the_panel_comes_back_with_an_empty_field(page, sam):
    answer = page(sam).post("/room/", {"text": "Bonjour"}, headers=HTMX)
    html = answer.content.decode()
    assert "<html" not in html and ">Bonjour</p>" in html
    assert '<textarea name="text"' in html and "</textarea>" in html
    assert Post.objects.in_common_room().count() == 1


def test_a_refused_message_stays_in_the_field(page, sam):
    answer = page(sam).post("/room/", {"text": "y" * 2001}, headers=HTMX)
    assert answer.status_code == 400
    assert "y" * 2001 in answer.content.decode()
    assert not Post.objects.exists()


def test_the_messages_alone_are_asked_for_now_and_then(page, sam):
    conversations.post(None, by=sam, text="Bonjour")
    answer = page(sam).get("/room/", headers={**HTMX, "HX-Target": "posts"})
    assert b"Bonjour" in answer.content and b"<textarea" not in answer.content


def test_a_message_is_changed_and_withdrawn_from_the_page(page, sam):
    row = conversations.post(None, by=sam, text="Bonjour")
    browser = page(sam)
    assert "Bonjour" in browser.get(change(row, "edit"), headers=HTMX).content.decode()
    answer = browser.post(change(row, "edit"), {"text": "Bonsoir"}, headers=HTMX)
    assert "posts-changed" in answer.headers["HX-Trigger"]
    assert browser.post(change(row, "withdraw")).status_code == 302
    html = browser.get("/room/").content.decode()
    assert "Message withdrawn" in html and "Bonsoir" not in html


def test_somebody_elses_message_is_left_alone(page, sam, maya):
    row = conversations.post(None, by=sam, text="Bonjour")
    assert page(maya).get(change(row, "edit")).status_code == 403
    assert page(maya).post(change(row, "withdraw")).status_code == 403
    row.refresh_from_db()
    assert row.text == "Bonjour"


def test_the_bell_tells_who_is_named_until_they_open_the_room(page, sam, maya):
    conversations.post(None, by=maya, text="@Sam ?")
    notify_of(Event.objects.latest("pk"))
    browser = page(sam)
    assert "Maya mentions you: Sales and marketing." in (
        browser.get(reverse("notifications:inbox")).content.decode()
    )
    browser.get("/room/")
    assert not Notification.objects.unread().filter(recipient=sam).exists()


def test_a_closed_conversation_offers_no_field(page, admin, maya):
    lead = factories.mql(maya)
    conversations.post(lead, by=maya, text="Bonjour")
    type(lead).objects.filter(pk=lead.pk).update(stage="erased")
    assert b"<textarea" not in page(maya).get(address(lead)).content
    assert page(maya).post(address(lead), {"text": "Encore"}).status_code == 409


def test_what_costs_is_the_same_for_many_messages(
    page, sam, maya, django_assert_max_num_queries, time_machine_at
):
    browser = page(sam)
    conversations.post(None, by=sam, text="@Maya")
    browser.get("/room/")
    with django_assert_max_num_queries(12) as few:
        browser.get("/room/")
    for number in range(25):
        conversations.post(None, by=(sam, maya)[number % 2], text=f"@Maya @Sam {number}")
    with django_assert_max_num_queries(len(few)):
        browser.get("/room/")


def test_over_the_api_one_says_where(api, sam, maya):
    lead = factories.handed_over(to=sam, by=maya)
    software = api(sam)
    said = software.post("/api/v1/posts/", {"lead": str(lead.public_id), "text": "@Maya ?"})
    assert said.status_code == 201
    assert [one["name"] for one in said.data["mentions"]] == ["Maya"]
    assert software.post("/api/v1/posts/", {"text": "Où ?"}, format="json").status_code == 400
    room = software.post("/api/v1/posts/", {"lead": None, "text": "Tous"}, format="json")
    assert room.status_code == 201

    def texts(query: str) -> list[str]:
        answer = software.get(f"/api/v1/posts/?{query}")
        return [row["text"] for row in answer.data["results"]]

    assert texts(f"lead={lead.public_id}") == ["@Maya ?"]
    assert texts("room=true") == ["Tous"]
    assert texts("") == ["Tous", "@Maya ?"]


def test_over_the_api_ones_own_is_changed_and_withdrawn(api, sam, maya, time_machine_at):
    row = conversations.post(None, by=sam, text="Bonjour")
    path = f"/api/v1/posts/{row.public_id}/"
    assert api(maya).patch(path, {"text": "Non"}).status_code == 403
    assert api(sam).patch(path, {"text": "Bonsoir"}).data["text"] == "Bonsoir"
    withdrawn = api(sam).post(f"{path}withdraw/")
    assert withdrawn.data["text"] == "" and withdrawn.data["withdrawn_at"]
    time_machine_at(row.created_at + timedelta(minutes=20))
    assert api(sam).patch(path, {"text": "Trop tard"}).status_code == 409
