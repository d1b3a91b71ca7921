"""E-mails: in the reader's language, escaped, one-line subjects, kept where no server is set."""

import pytest
from django.core import mail

from alignment.notifications import preferences
from alignment.notifications.models import Delivery, KeptMail, Notification
from alignment.notifications.words import one_line
from leads import transitions
from tests import factories
from tests.notifications.channels import send_all, tell_all

pytestmark = pytest.mark.django_db
EVIL = "<script>alert(1)</script>"


def test_the_reps_mail_is_in_their_language_with_both_parts(maya, sam):
    sam.language = "fr"
    sam.save(update_fields=["language"])
    lead = factories.handed_over(to=sam, by=maya, company=factories.company("Acme"))
    tell_all(), send_all()
    (message,) = mail.outbox
    assert message.to == [sam.email]
    assert "Acme" in message.subject and "handed over" not in message.subject
    html, kind = message.alternatives[0]
    assert kind == "text/html" and lead.get_absolute_url() in html
    assert lead.get_absolute_url() in message.body
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


def test_html_that_somebody_wrote_is_escaped_in_the_mail(maya, sam):
    lead = factories.handed_over(to=sam, by=maya, company=factories.company(f"Acme {EVIL}"))
    transitions.reject(lead, by=sam, reason="out_of_icp", answer=EVIL)
    tell_all(), send_all()
    assert len(mail.outbox) == 2
    for message in mail.outbox:
        assert "<script" not in message.alternatives[0][0]
        assert "&lt;script&gt;" in message.alternatives[0][0]
        assert EVIL in message.body  # plain text stays as it was written


def test_a_name_cannot_add_a_header(maya, sam):
    evil = "Acme\r\nBcc: everybody@example.com\x1b"
    factories.handed_over(to=sam, by=maya, company=factories.company(evil))
    tell_all(), send_all()
    (message,) = mail.outbox
    raw = message.message()
    assert raw["Bcc"] is None and message.recipients() == [sam.email]
    assert "\n" not in message.subject and "\r" not in message.subject


def test_a_sentence_is_one_line_and_its_hard_spaces_stay():
    hard = "12\u202f000\xa0€\xa0?"
    assert one_line(f" Devis :\r\n\t{hard}  \x1b[31m oui ") == f"Devis : {hard} [31m oui"


def test_every_attempt_carries_the_same_message_id(maya, sam):
    factories.handed_over(to=sam, by=maya)
    tell_all(), send_all()
    delivery = Delivery.objects.get(recipient=sam)
    assert mail.outbox[0].extra_headers["Message-ID"].startswith(f"<{delivery.key}@")


@pytest.mark.parametrize("is_wanted", [True, False])
def test_people_choose_what_they_get_by_mail(maya, sam, is_wanted):
    preferences.wish(maya, "lead.accepted", "email", is_wanted)
    preferences.wish(sam, "lead.handed_over", "email", is_wanted)
    lead = factories.handed_over(to=sam, by=maya)
    transitions.accept(lead, by=sam)
    tell_all(), send_all()
    assert sorted(m.to[0] for m in mail.outbox) == sorted(
        [maya.email, sam.email] if is_wanted else []
    )


def test_by_default_an_acceptance_is_told_in_the_product_alone(maya, sam):
    lead = factories.handed_over(to=sam, by=maya)
    transitions.accept(lead, by=sam)
    tell_all(), send_all()
    assert [m.to for m in mail.outbox] == [[sam.email]]
    assert Notification.objects.filter(recipient=maya, event__verb="lead.accepted").exists()


def test_people_choose_what_they_are_told_in_the_product(maya, sam):
    preferences.wish(maya, "lead.accepted", "in_app", False)
    lead = factories.handed_over(to=sam, by=maya)
    transitions.accept(lead, by=sam)
    tell_all()
    assert not Notification.objects.filter(recipient=maya).exists()
    assert Notification.objects.filter(recipient=sam).exists()


def test_the_page_saves_what_is_ticked(page, sam):
    browser = page(sam)
    assert "lead.returned email" in browser.get("/notifications/preferences/").content.decode()
    browser.post("/notifications/preferences/", {"on": ["lead.won email", "nonsense in_app", "x"]})
    on = {(w.topic.code, w.way) for w in preferences.wishes_of(sam) if w.is_on}
    assert on == {("lead.won", "email")}


def test_over_rest_one_reads_and_sets_ones_own(api, sam, maya):
    client = api(sam)
    body = {"topic": "lead.won", "way": "email", "is_on": True}
    assert client.post("/api/v1/preferences/", body).json() == body
    assert body in client.get("/api/v1/preferences/").json()
    assert {**body, "is_on": False} in api(maya).get("/api/v1/preferences/").json()
    assert client.post("/api/v1/preferences/", {**body, "topic": "x"}).status_code == 400


@pytest.fixture
def kept(settings):
    settings.EMAIL_BACKEND = settings.KEEP_MAILS


def test_without_a_mail_server_mails_are_kept_and_read_by_administrators(
    maya, sam, admin, page, kept
):
    factories.handed_over(to=sam, by=maya, company=factories.company(f"Acme {EVIL}"))
    tell_all(), send_all()
    row = KeptMail.objects.get()
    assert row.to == sam.email and mail.outbox == []
    listed = page(admin).get("/mails/").content.decode()
    shown = page(admin).get(f"/mails/{row.public_id}/").content.decode()
    html = page(admin).get(f"/mails/{row.public_id}/html/")
    assert "Acme" in listed and "Acme" in shown
    for text in (listed, shown, html.content.decode()):
        assert EVIL not in text
    assert "sandbox" in html.headers["Content-Security-Policy"]
    assert page(sam).get("/mails/").status_code == 403


def test_where_mails_leave_there_is_no_such_page(page, admin):
    assert page(admin).get("/mails/").status_code == 404
