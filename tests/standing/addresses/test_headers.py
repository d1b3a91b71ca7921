"""What answers carry beside the headers that every visit inspects (see inspections.py)."""

from django.conf import settings


def test_an_error_under_the_api_is_never_html(api, maya):
    for path in ("/api/", "/api/v1/nowhere/", "/api/v1/people/not-an-id/", "/api/v1/me/%00/"):
        response = api(maya).get(path)
        assert response.headers["Content-Type"] == "application/problem+json", path
        assert response.json()["status"] == response.status_code


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
