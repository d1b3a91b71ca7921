"""Theme and language of a browser."""

import pytest

from tests import factories


def test_the_theme_is_remembered_for_a_year(page, db):
    cookie = page().post("/theme/", {"theme": "dark"}).cookies["theme"]
    assert (cookie.value, cookie["max-age"]) == ("dark", 365 * 24 * 3600)


def test_htmx_is_told_to_refresh(page, db):
    response = page().post("/theme/", {"theme": "dark"}, HTTP_HX_REQUEST="true")
    assert (response.status_code, response.headers["HX-Refresh"]) == (204, "true")


@pytest.mark.parametrize("theme", ["", "pink", "<script>"])
def test_an_unknown_theme_is_refused(page, db, theme):
    response = page().post("/theme/", {"theme": theme})
    assert response.status_code == 400
    assert "theme" not in response.cookies


def test_a_visitor_reads_french_unless_asked_otherwise(page, db):
    assert page().get("/login/").headers["Content-Language"] == "fr"
    english = page().get("/login/", HTTP_ACCEPT_LANGUAGE="en-GB")
    assert english.headers["Content-Language"] == "en"


def test_a_visitor_can_choose_the_language(page, db):
    client = page()
    client.post("/language/", {"language": "en"})
    assert client.get("/login/", HTTP_ACCEPT_LANGUAGE="fr").headers["Content-Language"] == "en"


def test_a_members_own_language_wins(page, db):
    lea = factories.person("Léa", email="lea@example.com", language="fr")
    response = page(lea).get("/profile/", HTTP_ACCEPT_LANGUAGE="en")
    assert response.headers["Content-Language"] == "fr"


def test_a_key_answers_in_its_owners_language(api, db):
    lea = factories.person("Léa", email="lea@example.com", language="fr")
    response = api(lea).get("/api/v1/nowhere/")
    assert response.status_code == 404
