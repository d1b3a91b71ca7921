"""What every answer carries, whoever asks."""

import pytest
from django.conf import settings

from tests.standing.matrix import MATRIX
from tests.standing.urls import every_address

# The script that sites load to embed our forms; see tests/leads/test_web_forms.py.
FOR_OTHER_SITES = {"leads:embed_script"}
ADDRESSES = [
    address
    for address in every_address()
    if address.name in MATRIX and address.name not in FOR_OTHER_SITES
]
EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}
# The address of a shared content is its secret: it is told to no other site, ours included.
STRICTER = {"leads:shared": {"Referrer-Policy": "no-referrer"}}


@pytest.mark.parametrize("role", ["anonymous", "admin"])
@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.name)
def test_every_answer_carries_the_headers(address, role, path_of, caller_for):
    response = caller_for(role, address.is_api).get(path_of(address))
    told = {name: response.headers.get(name) for name in EXPECTED}
    told["Cache-Control"] = str(told["Cache-Control"]).removeprefix("private, ")
    assert told == EXPECTED | STRICTER.get(address.name, {})
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert len(response.headers["X-Request-ID"]) == 36
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src 'self'" in policy or "default-src 'none'" in policy


def test_an_error_under_the_api_is_never_html(api, maya):
    for path in ("/api/", "/api/v1/nowhere/", "/api/v1/people/not-an-id/", "/api/v1/me/%00/"):
        response = api(maya).get(path)
        assert response.headers["Content-Type"] == "application/problem+json", path
        assert response.json()["status"] == response.status_code


def test_pages_hold_no_inline_scripts_or_styles(admin, page, path_of):
    for address in ADDRESSES:
        if address.is_api:
            continue
        html = b"".join(page(admin).get(path_of(address))).decode(errors="replace")
        for forbidden in (" style=", "<style", " onclick=", " onload=", "javascript:"):
            assert forbidden not in html, f"{address.name}: {forbidden}"
        assert "<script>" not in html, address.name


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(page, sam):
    client = page()
    client.post("/login/", {"username": sam.email, "password": "a-long-password-for-tests"})
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_null_character_in_an_address_is_refused(page, sam):
    assert page(sam).get("/people/?search=%00").status_code == 400
    assert page(sam).get("/people/%00/").status_code in (400, 404)


def test_a_part_asked_for_after_the_session_ended_sends_the_whole_page_to_the_login(page):
    response = page().get(
        "/people/", HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL="http://testserver/people/?search=x"
    )
    assert response.status_code == 401
    assert response.headers["HX-Redirect"] == "/login/?next=%2Fpeople%2F%3Fsearch%3Dx"


def test_a_foreign_current_url_is_not_followed(page):
    response = page().get(
        "/people/", HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL="https://evil.example/people/"
    )
    assert response.headers["HX-Redirect"] == "/login/?next=%2F"
