"""The inbox: one's own news, unread first, marked as read by page and over REST."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alignment.journal.models import Event
from alignment.notifications import selectors
from alignment.notifications.models import Notification
from alignment.notifications.services import notify_of
from leads.models import Lead
from tests import factories

pytestmark = pytest.mark.django_db
INBOX = reverse("notifications:inbox")
READ_ALL = reverse("notifications:read_all")
API = reverse("notifications-api:notification-list")


def text_of(response, status=200):
    assert response.status_code == status, response.content.decode()[:400]
    return response.content.decode()


def news_for(user, of="", by=None):
    """One hand-over told to the person."""
    factories.handed_over(to=user, by=by, company=factories.company(of))
    event = Event.objects.filter(verb="lead.handed_over").latest("pk")
    notify_of(event)
    return Notification.objects.get(event=event, recipient=user)


def read(notification):
    return reverse("notifications:read", args=[notification.event.public_id])


def test_unread_comes_first(page, sam):
    old, read_already = news_for(sam, "Ancienne"), news_for(sam, "Lue")
    Notification.objects.filter(pk=read_already.pk).update(read_at=timezone.now())
    rows = page(sam).get(INBOX).context["page"].rows
    assert rows == [old, read_already]


def test_people_see_their_own_news_only(page, sam, maya):
    news_for(sam, "Acme", by=maya)
    assert "Acme" in text_of(page(sam).get(INBOX))
    assert "Acme" not in text_of(page(maya).get(INBOX))


def test_opening_one_marks_it_and_leads_to_the_record(page, sam):
    one = news_for(sam)
    response = page(sam).post(read(one))
    assert response.status_code == 302 and response.url == one.event.target_url
    one.refresh_from_db()
    assert one.read_at


def test_the_first_reading_counts(page, sam):
    one, browser = news_for(sam), page(sam)
    browser.post(read(one), {"stay": "1"})
    one.refresh_from_db()
    first = one.read_at
    assert browser.post(read(one), {"stay": "1"}).url == INBOX
    one.refresh_from_db()
    assert one.read_at == first


def test_all_are_marked_at_once_and_nobody_elses(page, sam, maya):
    other = news_for(factories.person("Other"), by=maya)
    news_for(sam), news_for(sam)
    assert page(sam).post(READ_ALL).status_code == 302
    assert selectors.unread_count(sam) == 0
    other.refresh_from_db()
    assert other.read_at is None


def test_somebody_elses_news_is_not_there(page, api, sam, maya):
    one = news_for(sam, by=maya)
    assert page(maya).post(read(one)).status_code == 404
    detail = reverse("notifications-api:notification-read", args=[one.event.public_id])
    assert api(maya).post(detail).status_code == 404
    one.refresh_from_db()
    assert one.read_at is None


def test_reading_is_a_post_and_strangers_find_nothing(page, sam, stranger):
    one = news_for(sam)
    assert page(sam).get(read(one)).status_code == 405
    assert page(sam).get(READ_ALL).status_code == 405
    assert page(stranger).get(INBOX).status_code == 404
    assert page(stranger).post(READ_ALL).status_code == 404
    assert selectors.unread_count(sam) == 1


def test_the_bell_counts_what_is_unread(page, sam):
    news_for(sam), news_for(sam)
    response = page(sam).get(INBOX)
    assert response.context["shell"].count("notifications") == 2


def test_a_count_ends_at_a_hundred(sam, monkeypatch):
    monkeypatch.setattr(selectors, "MOST_COUNTED", 1)
    news_for(sam), news_for(sam)
    assert selectors.unread_count(sam) == 1


def test_the_number_of_queries_does_not_grow(page, sam):
    browser = page(sam)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            text_of(browser.get(INBOX))
        return len(seen)

    news_for(sam)
    text_of(browser.get(INBOX))
    few = queries()
    for _each in range(9):
        news_for(sam)
    assert queries() == few <= 12


def test_names_are_escaped(page, sam):
    news_for(sam, "<script>alert(1)</script>")
    assert "<script>alert" not in text_of(page(sam).get(INBOX))


def test_an_empty_inbox_says_so(page, sam):
    assert "Nothing yet." in text_of(page(sam).get(INBOX))


def test_over_rest_one_reads_and_marks_ones_own(api, sam):
    one, client = news_for(sam, "Acme"), api(sam)
    listed = client.get(API).json()["results"]
    assert [row["id"] for row in listed] == [str(one.event.public_id)]
    assert "Acme" in listed[0]["sentence"] and listed[0]["read_at"] is None
    answer = client.post(reverse("notifications-api:notification-read", args=[listed[0]["id"]]))
    assert answer.status_code == 200 and answer.json()["read_at"]
    news_for(sam)
    marked = client.post(reverse("notifications-api:notification-read-all"))
    assert marked.json() == {"marked": 1}


def test_a_key_that_may_only_read_marks_nothing(api, sam):
    news_for(sam)
    response = api(sam, scope="read").post(reverse("notifications-api:notification-read-all"))
    assert response.status_code == 403
    assert selectors.unread_count(sam) == 1


def test_news_is_read_once_its_lead_was_opened(page, sam, maya):
    mine, other = news_for(sam, "Acme"), news_for(sam, "Bolt")
    page(maya).get(mine.event.target_url)
    assert selectors.unread_count(sam) == 2
    page(sam).get(mine.event.target_url)
    assert [n.pk for n in Notification.objects.unread()] == [other.pk]


def test_news_is_read_once_its_lead_was_acted_upon(page, sam):
    mine = news_for(sam, "Acme")
    lead = Lead.objects.get(pk=mine.event.target_id)
    page(sam).post(reverse("leads:act", args=[lead.public_id, "accept"]))
    assert selectors.unread_count(sam) == 0
