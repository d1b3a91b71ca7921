"""The frame around every page, with a few addresses of its own."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import include, path
from django.utils.translation import override

from alignment.people.choices import TeamKind
from alignment.people.models import Team, User
from alignment.web.nav import Shell


def answer(request, **_kwargs):
    return HttpResponse()


leads = [
    path("queue/", answer, name="queue"),
    path("leads/", answer, name="list"),
    path("leads/new/", answer, name="new"),
    path("leads/<int:pk>/", answer, name="lead"),
]
people = [path("logout/", answer, name="logout"), path("profile/", answer, name="profile")]
urlpatterns = [
    path("", include((leads, "leads"))),
    path("", include((people, "people"))),
    path("theme/", answer, name="set_theme"),
]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture(autouse=True)
def no_counts(settings):
    """People here are not saved: what waits for them is asked of nobody unless a test says so."""
    settings.NAV_COUNTS = {}
    settings.NAV_CLOCK = ""


def two_waiting(user) -> int:
    return 2


def must_not_count(user) -> int:
    raise AssertionError("counted without need")


def member(**fields) -> User:
    team = Team(name="Sales", kind=TeamKind.SALES)
    return User(first_name="Sam", last_name="Martin", team=team, **fields)


def shell(address="/queue/", user=None, **cookies) -> Shell:
    request = RequestFactory().get(address)
    request.user = user or AnonymousUser()
    request.COOKIES.update(cookies)
    return Shell(request)


def page(user=None, template="base.html", **cookies) -> str:
    request = RequestFactory().get("/queue/")
    request.user = user or AnonymousUser()
    request.COOKIES.update(cookies)
    with override("en"):
        return render_to_string(template, {"request_id": "0192"}, request)


def test_entries_appear_when_their_pages_exist():
    assert [entry.key for entry in shell(user=member()).daily] == ["queue", "leads"]
    assert shell(user=member()).shared == []


def test_the_entry_of_the_page_is_marked_also_on_the_pages_under_it():
    below = shell("/leads/7/", user=member())
    assert [entry.current for entry in below.daily] == [False, True]


def test_a_longer_address_wins():
    new = shell("/leads/new/", user=member())
    assert [entry.current for entry in new.daily] == [False, False]
    assert new.new.current


def test_counts_stand_beside_their_entry(settings):
    settings.NAV_COUNTS = {"queue": f"{__name__}.two_waiting"}
    html = page(member())
    assert '<span class="badge">2</span>' in html


def test_nothing_is_counted_for_pages_without_the_shell(settings):
    settings.NAV_COUNTS = {"queue": f"{__name__}.must_not_count"}
    page(member(), template="404.html")


def test_strangers_and_visitors_see_no_navigation():
    assert shell().daily == []
    stranger = User(first_name="Eve")
    assert shell(user=stranger).tabs == []
    assert shell(user=stranger).new is None


def test_administration_is_for_administrators():
    assert shell(user=member()).administration == []


@pytest.mark.parametrize(
    ("cookie", "attribute"), [("dark", True), ("light", True), ("system", False), ('"><b>', False)]
)
def test_the_theme_comes_with_the_page(cookie, attribute):
    tag = re.search(r"<html[^>]*>", page(member(), theme=cookie))[0]
    assert (f'data-theme="{cookie}"' in tag) == attribute
    assert ("data-theme" in tag) == attribute


def test_one_leaves_by_post_only():
    html = page(member())
    form = re.search(r'<form method="post" action="/logout/">.*?</form>', html, re.S)[0]
    assert "csrfmiddlewaretoken" in form
    assert 'href="/logout/"' not in html


@pytest.mark.parametrize("template", ["base.html", "base_bare.html", "404.html", "500.html"])
def test_pages_obey_the_strict_content_policy(template):
    html = page(member(), template=template)
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", html))
    assert '"allowEval":false' in html
    assert "//" not in " ".join(re.findall(r'(?:src|href)="([^"]*)"', html))


def test_pages_begin_with_their_language_and_a_way_past_the_menu():
    html = page(member())
    assert '<html lang="en"' in html
    assert html.index('class="skip-link"') < html.index("<nav")
    assert 'id="content"' in html


def test_the_page_of_a_breakdown_reads_no_session():
    assert 'id="toasts"' in page(template="404.html")
    assert 'id="toasts"' not in page(template="500.html")


@pytest.mark.parametrize("status", ["400", "403", "404", "429", "500"])
def test_an_error_gives_its_reference_and_a_way_back(status):
    html = page(template=f"{status}.html")
    assert "0192" in html
    assert 'href="/"' in html
