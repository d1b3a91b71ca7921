"""The library over REST and the life of requests and own versions."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alignment.journal.models import Event
from alignment.library import asking, remakes, selectors, services
from alignment.library.models import Content, ContentRequest, Remake
from alignment.library.selectors import Wanted
from alignment.vision.choices import VersionStatus
from alignment.vision.models import HouseVersion, MessageHouse
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from leads import sharing
from tests import factories
from tests.library.samples import PDF, sent

pytestmark = pytest.mark.django_db
HERE = "/api/v1/contents/"


def made(maya, title="Cas client", **fields) -> Content:
    return services.save_content(None, by=maya, title=title, file=sent(f"{title}.pdf"), **fields)


def test_marketing_adds_a_content_and_brings_its_file(api, maya):
    client = api(maya)
    row = client.post(HERE, {"title": "Cas client", "kind": "case", "moments": ["need"]}).json()
    assert row["current"] is None
    at = f"{HERE}{row['id']}/versions/"
    version = client.post(at, {"file": sent(), "note": "Chiffres"}, format="multipart")
    assert version.status_code == 201
    assert version.json()["size"] == len(PDF)
    assert client.post(at, {"address": "https://x.example/"}).json()["number"] == 2
    wrong = client.post(at, {"file": sent("page.html", b"<html>")}, format="multipart")
    assert wrong.status_code == 400
    assert client.get(f"{HERE}?moment=need&kind=case").json()["results"][0]["id"] == row["id"]
    assert client.get(f"{HERE}?moment=decision").json()["results"] == []


def test_sales_may_read_and_ask_but_not_write(api, sam, maya):
    row, client = made(maya), api(sam)
    assert client.get(f"{HERE}{row.public_id}/").status_code == 200
    for path in ("versions/", "archive/", "restore/", "review/"):
        assert client.post(f"{HERE}{row.public_id}/{path}", {}).status_code == 403, path
    assert client.patch(f"{HERE}{row.public_id}/", {"title": "Autre"}).status_code == 403
    assert client.post("/api/v1/content-requests/", {"title": "Fiche alu"}).status_code == 201


def test_a_share_over_rest_gives_its_link(api, sam, maya):
    row, lead = made(maya), factories.accepted(sam)
    body = {"content": str(row.public_id), "lead": str(lead.public_id), "channel": "copied"}
    made_share = api(sam).post("/api/v1/shares/", body)
    assert made_share.status_code == 201
    assert "/d/" in made_share.json()["url"]
    at = f"/api/v1/shares/{made_share.json()['id']}/close/"
    assert api(maya).post(at).status_code == 403
    assert api(sam).post(at).json()["revoked_at"]


def test_a_request_goes_from_asked_to_answered_and_tells_who_waits(maya, sam):
    row = asking.ask(by=sam, title="  Fiche   aluminium ")
    assert row.title == "Fiche aluminium"
    asking.take(row, by=maya)
    with pytest.raises(Incomplete):
        asking.end(row, by=maya)
    asking.end(row, by=maya, content=made(maya))
    with pytest.raises(Conflict):
        asking.take(row, by=maya)
    told = Event.objects.filter(verb__startswith="content_request.").order_by("pk")
    assert [event.verb.split(".")[1] for event in told] == ["asked", "taken", "answered"]
    assert told[0].facts["tell"] == [maya.pk]
    assert told[2].facts["tell"] == [sam.pk]


def test_an_own_version_is_adopted_once_and_keeps_its_author(maya, sam):
    row = made(maya)
    with pytest.raises(Incomplete):
        remakes.propose(row, by=sam, file=sent("moi.pdf"))
    mine = remakes.propose(row, by=sam, file=sent("moi.pdf"), note="Trop long")
    with pytest.raises(NotAllowed):
        remakes.adopt(mine, by=sam)
    version = remakes.adopt(mine, by=maya)
    row.refresh_from_db()
    assert (row.current, version.number, version.by) == (version, 2, sam)
    assert version.file.open().read() == PDF
    with pytest.raises(Conflict):
        remakes.decline(mine, by=maya, word="Finalement non")


def test_putting_an_own_version_aside_needs_a_word(maya, sam):
    mine = remakes.propose(made(maya), by=sam, address="https://x.example/", note="Trop long")
    with pytest.raises(Incomplete):
        remakes.decline(mine, by=maya, word=" ")
    assert remakes.decline(mine, by=maya, word="Merci, plus tard").state == "declined"
    assert Remake.objects.count() == 1


def test_the_list_is_searched_and_narrowed(maya, sam):
    made(maya, "Cas industrie", sections=["C"], moments=["need"])
    made(maya, "Cas santé", sections=["Q"], summary="Pour les cliniques")
    made(maya, "Pour tous")

    def titles(**asked):
        return [row.title for row in selectors.contents(Wanted(**asked))]

    assert titles(q="cas clin") == ["Cas santé"]
    assert titles(section="C") == ["Cas industrie", "Pour tous"]
    assert titles(section="Q", moment="need") == ["Cas santé", "Pour tous"]
    assert titles(kind="video") == []


def test_states_tell_what_sleeps_is_to_review_and_is_shared_though_old(maya, sam):
    hot, asleep = made(maya, "Très vu"), made(maya, "Dort")
    for _n in range(selectors.MUCH_SHARED):
        sharing.share(hot, factories.accepted(sam), by=sam, channel="copied")

    def titles(state):
        return [row.title for row in selectors.contents(Wanted(state=state))]

    assert titles("dormant") == ["Dort"]
    assert titles("hot") == []
    house = HouseVersion.objects.create(
        house=MessageHouse.objects.create(), number=1, status=VersionStatus.SUPERSEDED
    )
    Content.objects.filter(pk=hot.pk).update(message=house)
    assert titles("hot") == titles("old_message") == ["Très vu"]
    services.review(asleep, by=maya, until=timezone.localdate() + timedelta(days=1))
    Content.objects.filter(pk=asleep.pk).update(review_on=timezone.localdate())
    assert titles("review") == ["Dort"]
    services.archive(asleep, by=maya, why="Vieux")
    assert titles("review") == []
    assert titles("retired") == ["Dort"]


def test_titles_are_once_and_codes_are_known(maya):
    made(maya)
    wrongs = [{"title": "Cas client"}, {"title": " "}, {"title": "B", "kind": "poème"}]
    wrongs += [{"title": "B", "moments": ["midi"]}, {"title": "B", "sections": [["C"]]}]
    for wrong in wrongs:
        with pytest.raises(Incomplete):
            services.save_content(None, by=maya, **wrong)
    assert Content.objects.count() == 1
    assert not ContentRequest.objects.exists()
