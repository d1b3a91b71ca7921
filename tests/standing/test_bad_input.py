"""What cannot be meant is refused with words that help, and nothing is changed."""

import json

import pytest

from tests import factories
from tests.standing.snapshot import database_hash

LONG = "x" * 30_000
PAGES = {
    "oversize text": ("/leads/new/", {"text": LONG}),
    "oversize name": ("/leads/new/", {"company": LONG, "first_name": "C"}),
    "not an e-mail": ("/leads/new/", {"company": "Acme", "email": "nobody"}),
    "impossible SIREN": ("/leads/new/", {"company": "Acme", "siren": "123 456 789"}),
    "unknown source": ("/companies/new/", {"name": "Acme", "nomenclature": "nace"}),
    "unknown action": ("/leads/{lead}/do/teleport/", {}),
    "missing reason": ("/leads/{lead}/do/reject/", {}),
    "unknown reason": ("/leads/{lead}/do/reject/", {"reason": "because"}),
    "reason without its answer": ("/leads/{lead}/do/reject/", {"reason": "out_of_icp"}),
    "nothing missing": ("/leads/{lead}/do/return/", {"question": "?"}),
    "impossible date": ("/leads/{lead}/do/accept/", {"next_action_on": "31/02/2026"}),
    "year of the Romans": ("/leads/{lead}/do/accept/", {"next_action_on": "0323-05-20"}),
    "oversize answer": (
        "/leads/{lead}/do/reject/",
        {"reason": "out_of_icp", "answer_out_of_icp": LONG},
    ),
    "wrong stage": ("/leads/{lead}/do/win/", {"reason": "trust"}),
}
CALLS = {
    "oversize text": ("reject", {"reason": "out_of_icp", "answer": LONG}, "answer"),
    "missing reason": ("reject", {}, "reason"),
    "unknown reason": ("reject", {"reason": "because"}, "reason"),
    "impossible date": ("accept", {"next_action_on": "2026-02-31"}, "next_action_on"),
    "a date to come": ("accept", {"at": "2999-01-01T00:00:00Z"}, "at"),
    "a number for text": ("reject", {"reason": 7}, "reason"),
    "a list for text": ("return", {"missing": "need"}, "missing"),
}


@pytest.fixture
def lead(sam, maya):
    return factories.handed_over(to=sam, by=maya)


@pytest.mark.parametrize("case", PAGES)
def test_a_page_says_what_to_mend(case, lead, sam, page):
    path, body = PAGES[case]
    client = page(sam)
    before = database_hash()
    answer = client.post(path.format(lead=lead.public_id), body)
    assert answer.status_code in (400, 404, 409), answer.status_code
    assert database_hash() == before
    if answer.status_code == 400:
        html = answer.content.decode()
        assert "field-error" in html or "banner-bad" in html or 'role="alert"' in html


@pytest.mark.parametrize("case", CALLS)
def test_the_api_names_the_field(case, lead, sam, api):
    action, body, field = CALLS[case]
    client = api(sam)
    client.get("/api/v1/me/")
    before = database_hash()
    answer = client.post(f"/api/v1/leads/{lead.public_id}/{action}/", body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert database_hash() == before


@pytest.mark.parametrize(
    "query",
    [
        "stage=nowhere", "grade=Z", "tier=P9", "owner=x", "captured_from=2026-02-31",
        "q=" + "x" * 500, "cursor=%21%21", "cursor=" + "A" * 500, "page_size=0",
        "page_size=99999999999999999999", "ordering=password", "stage=%00",
    ],
)  # fmt: skip
def test_a_filter_that_cannot_be_is_refused(query, lead, sam, api):
    assert api(sam).get(f"/api/v1/leads/?{query}").status_code == 400


@pytest.mark.parametrize("path", ["/leads/", "/companies/", "/opportunities/", "/leads/queue/"])
def test_pages_survive_any_filter(path, lead, sam, page):
    client = page(sam)
    for query in (
        "stage=nowhere&owner=x&captured_from=2026-02-31&tab=x&scope=x&view=x&status=x",
        "cursor=%21%21", "cursor=" + "A" * 500, "q='\");--" + "%25" * 60, "q=" + "x" * 5000,
        "sort=password", "ordering=password", "period=x&start=x",
    ):  # fmt: skip
        assert client.get(f"{path}?{query}").status_code in (200, 302, 400, 404), query
    assert client.get(f"{path}?q=%00").status_code == 400


def test_a_body_that_is_not_utf8_is_refused(lead, sam, api, page):
    client, browser = api(sam), page(sam)
    client.get("/api/v1/me/")
    before = database_hash()
    path = f"/api/v1/leads/{lead.public_id}/reject/"
    body = json.dumps({"reason": "other", "answer": "é"}, ensure_ascii=False).encode("latin-1")
    assert client.post(path, body, content_type="application/json").status_code == 400
    form = b"text=caf%E9&company=Soci%E9t%E9+G&first_name=Ren%E9"
    kind = "application/x-www-form-urlencoded"
    answer = browser.post("/leads/new/", form, content_type=kind)
    assert answer.status_code == 400
    assert database_hash() == before


def test_a_body_of_fifty_megabytes_is_refused(lead, sam, api, page):
    client, browser = api(sam), page(sam)
    client.get("/api/v1/me/")
    before = database_hash()
    path = f"/api/v1/leads/{lead.public_id}/reject/"
    body = b'{"reason": "other", "answer": "' + b"x" * 50_000_000 + b'"}'
    assert client.post(path, body, content_type="application/json").status_code in (400, 413)
    form = b"text=" + b"x" * 50_000_000
    kind = "application/x-www-form-urlencoded"
    assert browser.post("/leads/new/", form, content_type=kind).status_code in (400, 413)
    assert database_hash() == before
