"""Days away: one's own by oneself, others' by their manager; days only, never a reason."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import FieldDoesNotExist

from alignment.people import absences
from alignment.people.choices import HolidayZone
from alignment.people.models import Absence
from alignment.web.business_days import today
from alignment.web.errors import Incomplete, NotAllowed
from tests import factories

FIRST, LAST = date(2030, 3, 4), date(2030, 3, 8)
pytestmark = pytest.mark.django_db


@pytest.fixture
def away(sam):
    return absences.add_absence(sam, by=sam, starts_on=FIRST, ends_on=LAST)


def test_own_days_and_those_of_the_team_may_be_noted(sam, maya, dana, manager):
    stranger_manager = factories.person("Mia", "marketing", is_manager=True)
    assert [absences.may_change(sam, by) for by in (sam, manager, dana)] == [True] * 3
    assert [absences.may_change(sam, by) for by in (maya, stranger_manager)] == [False] * 2


def test_others_may_not(sam, maya, away):
    with pytest.raises(NotAllowed):
        absences.add_absence(sam, by=maya, starts_on=FIRST, ends_on=LAST)
    with pytest.raises(NotAllowed):
        absences.remove_absence(away, by=maya)
    with pytest.raises(NotAllowed):
        absences.set_stand_in(sam, by=maya, deputy=None, holiday_zone="")
    assert Absence.objects.count() == 1


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (LAST, FIRST, "ends_on"),
        (LAST, LAST, "starts_on"),  # overlaps by a day
        (date(2029, 1, 1), date(2031, 1, 1), "starts_on"),
        (date(1, 1, 1), date(1, 1, 2), "starts_on"),
        (date(2031, 1, 1), date(2040, 1, 1), "ends_on"),
    ],
)
def test_wrong_days_are_refused(sam, away, first, last, field):
    with pytest.raises(Incomplete) as refusal:
        absences.add_absence(sam, by=sam, starts_on=first, ends_on=last)
    assert field in refusal.value.fields
    assert Absence.objects.count() == 1


def test_the_deputy_is_somebody_else_who_works_here(sam, stranger):
    left = factories.person("Left", is_active=False)
    for wrong in (sam, stranger, left):
        with pytest.raises(Incomplete) as refusal:
            absences.set_stand_in(sam, by=sam, deputy=wrong, holiday_zone="")
        assert "deputy" in refusal.value.fields
        with pytest.raises(Incomplete):
            absences.add_absence(sam, by=sam, starts_on=FIRST, ends_on=LAST, deputy=wrong)


def test_no_reason_can_be_kept():
    for name in ("reason", "kind", "note", "comment"):
        with pytest.raises(FieldDoesNotExist):
            Absence._meta.get_field(name)


def test_the_page_notes_and_removes_days(page, sam, maya):
    browser, address = page(sam), f"/people/{sam.public_id}/absences/"
    days = {"starts_on": today() + timedelta(days=3), "ends_on": today() + timedelta(days=4)}
    assert browser.post(address, {**days, "deputy": ""}).status_code == 302
    absence = sam.absences.get()
    again = browser.post(address, days)
    assert again.status_code == 400
    assert "overlap with another absence" in again.content.decode()
    assert page(maya).post(address, days).status_code == 403
    remove = f"/absences/{absence.public_id}/remove/"
    assert page(maya).post(remove).status_code == 403
    assert browser.post(remove).status_code == 302
    assert not sam.absences.exists()


def test_the_page_sets_deputy_and_holidays(page, sam, maya, manager):
    address = f"/people/{sam.public_id}/deputy/"
    data = {"deputy": maya.pk, "holiday_zone": HolidayZone.ALSACE_MOSELLE}
    assert page(manager).post(address, data).status_code == 302
    sam.refresh_from_db()
    assert (sam.deputy, sam.holiday_zone) == (maya, "57")
    assert page(manager).post(address, {"holiday_zone": "99"}).status_code == 400
    sam.refresh_from_db()
    assert sam.holiday_zone == "57"


def test_others_read_the_page_without_its_forms(page, sam, maya, away):
    html = page(maya).get(f"/people/{sam.public_id}/absences/").content.decode()
    assert "8 March 2030" in html
    assert "<form" not in html.split("<main")[1].split("</main")[0]


def test_absences_over_rest(api, sam, maya, manager):
    body = {"person": str(sam.public_id), "starts_on": "2030-03-04", "ends_on": "2030-03-08"}
    assert api(maya).post("/api/v1/absences/", body).status_code == 403
    made = api(sam).post("/api/v1/absences/", {**body, "deputy": str(maya.public_id)})
    assert (made.status_code, made.json()["deputy"]) == (201, str(maya.public_id))
    assert api(sam).post("/api/v1/absences/", body).status_code == 400
    asked = f"/api/v1/absences/?person={sam.public_id}&ends_after=2030-03-08"
    assert [row["id"] for row in api(maya).get(asked).json()["results"]] == [made.json()["id"]]
    address = f"/api/v1/absences/{made.json()['id']}/"
    assert api(maya).delete(address).status_code == 403
    assert api(manager).delete(address).status_code == 204
    for person in ("nobody", None, 7):
        assert api(sam).post("/api/v1/absences/", {**body, "person": person}).status_code == 400
