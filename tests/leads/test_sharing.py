"""A content on a lead: proposed, shared by a link, opened by a person, counted once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from alignment.journal.models import Event
from alignment.library import services as library
from alignment.library.models import Content
from alignment.notifications.services import notify_of
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from leads import consents, sharing, transitions
from leads.models import Activity, Share, ShareVisit, Touch
from leads.selectors import contents
from tests import factories
from tests.library.samples import PDF, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(maya, sam):
    return factories.accepted(sam)


@pytest.fixture
def case(maya):
    return a_content(maya, "Cas Roubaud")


def a_content(maya, title, **fields) -> Content:
    return library.save_content(None, by=maya, title=title, file=sent(f"{title}.pdf"), **fields)


def link(row: Share) -> str:
    return sharing.address_of(row).split("8000", 1)[1]


def test_a_copied_link_is_a_use_and_no_attempt(sam, lead, case):
    before = Activity.objects.count()
    row = sharing.share(case, lead, by=sam, channel="copied")
    assert row.contact == lead.contact
    assert row.version == case.current
    assert Activity.objects.count() == before
    assert Event.objects.about(lead).filter(verb="content.shared").count() == 1
    assert contents.use_of(case).shown == 1


def test_a_sent_link_is_an_activity_in_the_story(sam, lead, case):
    sharing.share(case, lead, by=sam, channel="sent")
    done = Activity.objects.get(lead=lead, kind="email")
    assert (done.outcome, done.text) == ("sent", "Cas Roubaud")


def test_a_second_press_shares_once(sam, lead, case):
    first = sharing.share(case, lead, by=sam, channel="sent")
    assert sharing.share(case, lead, by=sam, channel="sent") == first
    assert Share.objects.count() == 1
    assert Activity.objects.filter(kind="email").count() == 1


def test_somebody_who_refuses_mails_gets_none_and_who_objected_gets_nothing(sam, lead, case):
    consents.record_consent(lead.contact, channel="email", state="refused", by=sam)
    lead.refresh_from_db()
    with pytest.raises(Conflict):
        sharing.share(case, lead, by=sam, channel="sent")
    assert sharing.share(case, lead, by=sam, channel="copied")
    consents.record_consent(lead.contact, channel="", state="refused", by=sam)
    lead.refresh_from_db()
    with pytest.raises(Conflict):
        sharing.share(case, lead, by=sam, channel="copied")


def test_only_what_can_be_opened_is_shared_and_only_with_people_of_the_lead(
    sam, maya, dana, lead, case, stranger
):
    empty = library.save_content(None, by=maya, title="Vide")
    with pytest.raises(Incomplete):
        sharing.share(empty, lead, by=sam, channel="copied")
    with pytest.raises(Incomplete):
        sharing.share(case, lead, by=sam, channel="copied", contact=factories.contact())
    with pytest.raises(Incomplete):
        sharing.share(case, lead, by=sam, channel="pigeon")
    with pytest.raises(NotAllowed):
        sharing.share(case, lead, by=stranger, channel="copied")
    library.archive(case, by=maya)
    with pytest.raises(Conflict):
        sharing.share(case, lead, by=sam, channel="copied")


def test_looking_changes_nothing_and_acting_is_counted_once(sam, lead, case):
    row = sharing.share(case, lead, by=sam, channel="copied")
    visitor = Client()
    for _look in range(3):
        answer = visitor.get(link(row))
        assert answer.status_code == 200
        assert "noindex" in answer["X-Robots-Tag"]
        assert not answer.cookies
    assert not ShareVisit.objects.exists()
    for _press in range(2):
        answer = visitor.post(link(row), {"act": "opened"})
        assert b"".join(answer.streaming_content) == PDF
        assert not answer.cookies
    assert ShareVisit.objects.count() == 1
    touch = Touch.objects.get(lead=lead, kind="opened")
    assert touch.detail == "Cas Roubaud"
    told = Event.objects.get(verb="content.opened")
    assert told.facts["tell"] == [sam.pk]
    assert notify_of(told) == 1


def test_a_later_visit_is_noted_but_is_neither_news_nor_points_again(sam, lead, case):
    row = sharing.share(case, lead, by=sam, channel="copied")
    sharing.visit(row, kind="opened")
    ShareVisit.objects.update(at=timezone.now() - timedelta(days=2))
    sharing.visit(row, kind="opened")
    assert ShareVisit.objects.count() == 2
    assert Touch.objects.filter(kind="opened").count() == 1
    assert Event.objects.filter(verb="content.opened").count() == 1


def test_asking_to_be_called_tells_who_shared_it(sam, lead, case):
    row = sharing.share(case, lead, by=sam, channel="copied")
    answer = Client().post(link(row), {"act": "call"})
    assert answer.status_code == 302
    assert Event.objects.get(verb="content.call_asked").facts["tell"] == [sam.pk]


def test_a_link_to_a_page_leads_there_and_its_page_lets_the_form_go(sam, maya, lead):
    page = library.save_content(None, by=maya, title="Vidéo", address="https://film.example/v")
    row = sharing.share(page, lead, by=sam, channel="copied")
    assert "form-action 'self' https:" in Client().get(link(row))["Content-Security-Policy"]
    answer = Client().post(link(row), {"act": "opened"})
    assert answer["Location"] == "https://film.example/v"


@pytest.mark.parametrize("change", ["x", "forged"])
def test_a_forged_link_is_unknown(sam, lead, case, change):
    row = sharing.share(case, lead, by=sam, channel="copied")
    token = sharing.token_of(row)
    forged = {"x": token[:-1] + ("A" if token[-1] != "A" else "B"), "forged": "0" * 32 + ".x"}
    for method in ("get", "post"):
        answer = getattr(Client(), method)(f"/d/{forged[change]}/", {"act": "opened"})
        assert answer.status_code == 404
    assert not ShareVisit.objects.exists()


def test_a_closed_or_old_link_says_so_and_gives_nothing(sam, dana, maya, lead, case):
    row = sharing.share(case, lead, by=sam, channel="copied")
    with pytest.raises(NotAllowed):
        sharing.revoke(row, by=maya)
    sharing.revoke(row, by=sam)
    old = sharing.share(case, lead, by=sam, channel="sent")
    Share.objects.filter(pk=old.pk).update(expires_at=timezone.now())
    for each in (row, old):
        for method in ("get", "post"):
            answer = getattr(Client(), method)(link(each), {"act": "opened"})
            assert answer.status_code == 410
            assert not answer.streaming
    assert not ShareVisit.objects.exists()


def test_too_many_requests_from_one_address_wait(sam, lead, case):
    row = sharing.share(case, lead, by=sam, channel="copied")
    codes = {Client().get(link(row)).status_code for _n in range(62)}
    assert codes == {200, 429}


def test_suggestions_suit_the_moment_and_the_industry(sam, maya, lead):
    assert lead.company.naf_code == "25.62B"
    a_content(maya, "Industrie", sections=["C"], moments=["contact"])
    a_content(maya, "Santé", sections=["Q"])
    a_content(maya, "Décision", moments=["decision"])
    a_content(maya, "Pour tous")
    library.save_content(None, by=maya, title="Sans fichier", sections=["C"])
    shown = contents.suggestions_for(lead)
    assert [each.content.title for each in shown] == ["Industrie", "Pour tous"]
    assert len(shown[0].reasons) == 2
    sharing.share(shown[0].content, lead, by=sam, channel="copied")
    assert [each.content.title for each in contents.suggestions_for(lead)] == ["Pour tous"]


def test_two_presses_on_the_lead_make_the_use(page, sam, lead, case):
    browser = page(sam)
    part = browser.get(f"/leads/{lead.public_id}/contents/", headers={"HX-Request": "true"})
    assert "Cas Roubaud" in part.content.decode()
    made = browser.post(
        f"/leads/{lead.public_id}/contents/share/",
        {"content": case.public_id, "channel": "sent"},
        headers={"HX-Request": "true"},
    )
    html = made.content.decode()
    row = Share.objects.get()
    assert sharing.address_of(row) in html
    assert f"mailto:{lead.contact.email}" in html


def test_an_erasure_takes_the_person_and_leaves_the_use(admin, sam, lead, case):
    row = sharing.share(case, lead, by=sam, channel="copied")
    sharing.visit(row, kind="opened")
    transitions.erase(lead, by=admin)
    row.refresh_from_db()
    assert row.contact is None
    assert not ShareVisit.objects.exists()
    assert Client().get(link(row)).status_code == 404
    assert contents.use_of(case).shown == 1


def test_use_is_of_ninety_days_and_of_real_leads(sam, maya, lead, case):
    old, test_lead = a_content(maya, "Vieux"), factories.accepted(sam)
    test_lead.is_test = True
    test_lead.save()
    Content.objects.update(since_on=timezone.localdate() - timedelta(days=40))
    a_content(maya, "Tout neuf")
    sharing.share(case, lead, by=sam, channel="copied")
    stale = sharing.share(old, lead, by=sam, channel="copied")
    day = timezone.localdate() - timedelta(days=90)
    Share.objects.filter(pk=stale.pk).update(shared_on=day)
    sharing.share(old, test_lead, by=sam, channel="copied")
    use = contents.utilisation()
    assert (use.used, use.of, use.reps) == (1, 2, 1)
