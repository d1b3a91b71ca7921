"""Links in messages: they act once, for one person, for three days, and never on a GET."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from alignment.journal.models import Event
from alignment.notifications import links
from alignment.notifications.models import Delivery, OneTimeLink
from leads import transitions
from tests import factories
from tests.notifications.channels import channel, send_all, tell_all
from tests.standing.snapshot import database_hash

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(maya, sam):
    return factories.handed_over(to=sam, by=maya, company=factories.company("Acme"))


def path_of(url: str) -> str:
    return re.sub(r"^https?://[^/]+", "", url)


@pytest.fixture
def accept(sam, lead):
    return path_of(links.make(sam, "lead.accept", lead.public_id))


@pytest.fixture
def reject(sam, lead):
    return path_of(links.make(sam, "lead.reject", lead.public_id))


def stage(lead) -> str:
    lead.refresh_from_db()
    return lead.stage


def test_opening_shows_the_lead_and_changes_nothing_however_often(page, lead, accept):
    before = database_hash()
    for _scanner in range(3):
        response = page().get(accept)
        assert response.status_code == 200 and "Acme" in response.content.decode()
        assert page().head(accept).status_code == 200
    assert database_hash() == before


def test_pressing_accepts_in_the_persons_name_without_a_login(page, lead, sam, accept):
    response = page().post(accept)
    assert response.status_code == 200 and "is accepted" in response.content.decode()
    assert stage(lead) == "accepted"
    event = lead_event(lead, "lead.accepted")
    assert (event.actor, event.via) == (sam, "link")


def lead_event(lead, verb):
    return Event.objects.about(lead).get(verb=verb)


def test_it_works_once(page, lead, accept):
    page().post(accept)
    before = database_hash()
    for answer in (page().post(accept), page().get(accept)):
        assert answer.status_code == 410
        assert "used already" in answer.content.decode()
    assert database_hash() == before


def test_a_refusal_by_the_form_leaves_the_link_usable(page, lead, reject):
    response = page().post(reject, {"reason": "out_of_icp"})
    assert response.status_code == 400 and stage(lead) == "handed_over"
    assert not OneTimeLink.objects.filter(used_at__isnull=False).exists()
    done = page().post(reject, {"reason": "out_of_icp", "answer_out_of_icp": "Trop petit"})
    assert done.status_code == 200 and stage(lead) == "rejected"
    assert lead.handovers.get().answer == "Trop petit"


def test_it_ends_after_three_days(page, lead, accept, time_machine_at):
    time_machine_at(timezone.now() + timedelta(hours=72, seconds=1))
    assert page().get(accept).status_code == 410
    assert page().post(accept).status_code == 410
    assert stage(lead) == "handed_over"


def test_a_forged_link_is_not_there(page, lead, accept):
    token = accept.split("/")[2]
    stem, _dot, seal = token.rpartition(".")
    forged = [f"{stem}x.{seal}", f"{stem}.{seal[::-1]}", stem, "x" * 40, links.SIGNER.sign("new")]
    before = database_hash()
    for wrong in forged:
        for answer in (page().get(f"/l/{wrong}/"), page().post(f"/l/{wrong}/")):
            assert answer.status_code == 404, wrong
    assert database_hash() == before


def test_only_a_hash_is_kept(accept):
    token = accept.split("/")[2]
    row = OneTimeLink.objects.get()
    assert token not in repr(vars(row)) and len(row.digest) == 64


def test_somebody_else_who_is_logged_in_is_told_so(page, lead, maya, accept):
    for answer in (page(maya).get(accept), page(maya).post(accept)):
        assert answer.status_code == 403 and "somebody else" in answer.content.decode()
    assert stage(lead) == "handed_over"


def test_a_link_of_somebody_who_left_is_dead(page, lead, sam, accept):
    sam.is_active = False
    sam.save(update_fields=["is_active"])
    assert page().post(accept).status_code == 404
    assert stage(lead) == "handed_over"


def test_the_link_does_not_outlive_the_right(page, lead, manager, accept):
    other = factories.person("Lou")
    transitions.reassign(lead, by=manager, owner=other, why="Congés")
    before = database_hash()
    response = page().post(accept)
    assert response.status_code == 403 and "not yours" in response.content.decode()
    assert database_hash() == before


def test_who_comes_second_is_told_who_was_first(page, lead, manager, accept):
    transitions.accept(lead, by=manager)
    response = page().post(accept)
    assert response.status_code == 409 and "Marc was here first" in response.content.decode()


def test_a_link_from_a_channel_asks_for_a_login(page, lead, sam):
    url = path_of(links.make(sam, "lead.accept", lead.public_id, needs_login=True))
    assert "Log in to answer" in page().get(url).content.decode()
    page().post(url)
    assert stage(lead) == "handed_over"
    page(sam).post(url)
    assert stage(lead) == "accepted"


def test_a_post_from_elsewhere_is_refused(lead, accept):
    client = Client(enforce_csrf_checks=True)
    assert client.post(accept).status_code == 403
    assert stage(lead) == "handed_over"


def test_the_mail_of_a_hand_over_carries_both_links_and_they_work(page, lead):
    tell_all(), send_all()
    urls = re.findall(r"https?://\S+/l/\S+", mail.outbox[0].body)
    titles = [page().get(path_of(url)).content.decode() for url in urls]
    assert len(urls) == 2
    assert "Accept this lead?" in titles[0] and "Reject this lead?" in titles[1]
    page().post(path_of(urls[0]))
    assert stage(lead) == "accepted"


def test_links_stand_in_no_row_of_the_mail_and_need_a_login_in_a_channel(maya, sam, manager):
    row = channel(
        manager, "https://hooks.slack.com/services/T/B/x", kind="slack", secret="", is_active=True
    )
    factories.handed_over(to=sam, by=maya)
    tell_all(), send_all()
    for found in OneTimeLink.objects.all():
        assert found.needs_login or "/l/" not in str(of_mail().payload) + of_mail().body
    assert "/l/" in str(of_channel_handed(row).payload)


def of_mail():
    return Delivery.objects.get(medium="email")


def of_channel_handed(row):
    return Delivery.objects.get(channel=row, event__verb="lead.handed_over")


def test_old_links_are_forgotten(sam, lead, accept):
    OneTimeLink.objects.update(expires_at=timezone.now() - timedelta(days=31))
    assert links.forget_old() == 1


def test_a_mail_that_comes_after_the_answer_offers_nothing_to_answer(page, lead, sam):
    tell_all()
    transitions.accept(lead, by=sam)
    send_all()
    assert "/l/" not in mail.outbox[0].body
