"""Administrators look after people and teams."""

import re

from django.core.management import call_command
from django.urls import reverse

from alignment.people.models import Team, User
from tests.factories import PASSWORD, person, team

NEW = {"first_name": "Noa", "last_name": "Roy", "email": "Noa.Roy@Example.com", "language": "fr"}


def form_of(person, **changes):
    fields = {
        "first_name": person.first_name,
        "email": person.email,
        "team": person.team_id,
        "language": person.language,
        "is_active": "on",
        "is_admin": "on" if person.is_admin else "",
    }
    return {name: value for name, value in {**fields, **changes}.items() if value}


def test_a_new_person_gets_a_password_that_is_shown_once(page, admin):
    response = page(admin).post(
        "/people/new/", {**NEW, "team": team("sales").pk, "is_active": "on"}
    )
    password = re.search(r"<code>([a-z0-9-]{23})</code>", response.content.decode())[1]
    noa = User.objects.get(email="noa.roy@example.com")
    assert noa.check_password(password)
    assert noa.is_sales


def test_the_same_address_in_capitals_is_the_same_person(page, admin, sam):
    response = page(admin).post(
        "/people/new/", {**NEW, "email": sam.email.upper(), "is_active": "on"}
    )
    assert response.status_code == 400
    assert User.objects.filter(email__iexact=sam.email).count() == 1


def test_a_person_can_be_moved_and_closed(page, admin, sam):
    marketing = team("marketing")
    data = form_of(sam, team=marketing.pk, is_active="")
    assert page(admin).post(f"/people/{sam.public_id}/", data).status_code == 302
    sam.refresh_from_db()
    assert (sam.team, sam.is_active) == (marketing, False)


def test_an_administrator_cannot_lock_themselves_out(page, admin):
    for change in ({"is_admin": ""}, {"is_active": ""}, {"team": ""}):
        response = page(admin).post(f"/people/{admin.public_id}/", form_of(admin, **change))
        assert response.status_code == 400, change
    admin.refresh_from_db()
    assert admin.is_admin
    assert admin.is_active


def test_nobody_is_their_own_deputy(page, admin, sam):
    response = page(admin).post(f"/people/{sam.public_id}/", form_of(sam, deputy=sam.pk))
    assert response.status_code == 400


def test_a_new_password_ends_the_old_one(page, admin, sam):
    browser = page(sam)
    page(admin).post(f"/people/{sam.public_id}/password/")
    sam.refresh_from_db()
    assert not sam.check_password(PASSWORD)
    assert browser.get("/profile/").status_code == 302


def test_a_team_can_be_added(page, admin):
    page(admin).post("/teams/new/", {"name": "Sales, north", "kind": "sales"})
    assert Team.objects.get(name="Sales, north").kind == "sales"


def test_a_profile_changes_only_what_it_shows(page, sam):
    data = {"first_name": "Samuel", "language": "fr", "is_admin": "on", "is_manager": "on"}
    data |= {"email": "other@example.com", "team": team("direction").pk, "is_active": ""}
    assert page(sam).post("/profile/", data).status_code == 302
    before, sam_now = sam, User.objects.get(pk=sam.pk)
    assert (sam_now.first_name, sam_now.language) == ("Samuel", "fr")
    assert (sam_now.email, sam_now.team_id) == (before.email, before.team_id)
    assert not (sam_now.is_admin or sam_now.is_manager)


def test_changing_the_password_keeps_this_browser_logged_in(page, sam):
    here, elsewhere, new = page(sam), page(sam), "another-long-password"
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert here.post("/profile/password/", data).status_code == 302
    assert here.get("/profile/").status_code == 200
    assert elsewhere.get("/profile/").status_code == 302


def test_a_short_password_is_refused(page, sam):
    data = {"old_password": PASSWORD, "new_password1": "short", "new_password2": "short"}
    assert page(sam).post("/profile/password/", data).status_code == 400


def test_the_list_is_searched(page, sam, maya):
    html = page(sam).get("/people/?search=maya").content.decode()
    assert maya.email in html
    assert sam.email not in html.split("<table")[1]


def test_the_list_costs_the_same_for_many(page, sam, django_assert_max_num_queries):
    for _number in range(30):
        person()
    browser = page(sam)
    with django_assert_max_num_queries(7):
        browser.get("/people/")


def test_the_first_administrator_is_made_by_a_command(db, capsys):
    call_command("create_admin", "Boss@Example.com", "--generate")
    password = capsys.readouterr().out.split("Password: ")[1].strip()
    boss = User.objects.get(email="boss@example.com")
    assert boss.check_password(password)
    assert boss.is_admin
    assert set(Team.objects.values_list("kind", flat=True)) == {
        "marketing",
        "sales",
        "direction",
    }


def test_keys_are_found_from_every_page_and_a_new_one_can_be_copied(page, sam):
    browser = page(sam)
    keys = reverse("people:keys")
    assert f'href="{keys}"' in browser.get(reverse("leads:queue")).content.decode()
    assert f'href="{keys}"' in browser.get(reverse("api_docs")).content.decode()
    html = browser.post(keys, {"name": "CRM", "scope": "read", "days": "365"}).content.decode()
    assert re.search(r'data-copy="tdm_[^"]+"', html)
