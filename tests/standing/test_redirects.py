"""`next` leads nowhere but to ourselves."""

import pytest

from tests.factories import PASSWORD

EVIL = [
    "//evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "https:evil.example",
    "https://evil.example/",
    "http:///evil.example",
    "javascript:alert(1)",
    " //evil.example",
    "data:text/html,x",
]


@pytest.mark.parametrize("target", EVIL)
def test_the_login_does_not_lead_away(target, page, sam):
    response = page().post("/login/", {"username": sam.email, "password": PASSWORD, "next": target})
    assert response.status_code == 302
    assert response.headers["Location"] == "/"


@pytest.mark.parametrize("target", EVIL)
def test_the_login_form_does_not_carry_a_foreign_target(target, page, db):
    response = page().get("/login/", {"next": target})
    assert b"evil.example" not in response.content
    assert b"javascript:" not in response.content


@pytest.mark.parametrize("target", EVIL)
def test_the_choice_of_a_theme_does_not_lead_away(target, page, db):
    response = page().post("/theme/", {"theme": "dark", "next": target})
    assert response.headers["Location"] == "/"


def test_our_own_page_is_followed(page, sam):
    data = {"username": sam.email, "password": PASSWORD, "next": "/people/?search=a"}
    assert page().post("/login/", data).headers["Location"] == "/people/?search=a"


def test_a_visitor_comes_back_to_the_page_asked_for(page, db):
    assert page().get("/people/").headers["Location"] == "/login/?next=/people/"
