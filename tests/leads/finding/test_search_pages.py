"""The search as a page, as the list of the dialog, and over REST."""

import pytest

from leads import services
from leads.finding.acts import acts_for
from tests import factories

pytestmark = pytest.mark.django_db


def labels(user, text, at=""):
    return [str(act.label) for act, _score in acts_for(user, text, at=at)]


def test_the_page_works_without_scripts(page, sam):
    person = factories.contact(factories.company("Bréval"), last_name="Durand")
    html = page(sam).get("/search/", {"q": "durnad"}).content.decode()
    assert "<html" in html
    assert f'href="{person.get_absolute_url()}"' in html


def test_the_dialog_gets_options(page, sam):
    factories.contact(factories.company("Bréval"), last_name="Durand")
    answer = page(sam).get("/search/", {"q": "durand"}, headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert "<html" not in html
    assert 'role="option"' in html
    assert "HX-Request" in answer["Vary"]


def test_every_page_of_members_holds_the_dialog(page, sam, stranger):
    assert 'id="palette"' in page(sam).get("/companies/").content.decode()
    assert 'id="palette"' not in page(stranger).get("/profile/").content.decode()


@pytest.mark.parametrize(
    ("typed", "label"),
    [("contract", "Contract"), ("new lead", "New lead"), ("dashbord", "Dashboard"),
     ("ICP", "Shared vision"), ("csv", "Imports"), ("dark", "Dark theme")],
)  # fmt: skip
def test_pages_and_actions_are_found_by_words(typed, label, sam):
    assert labels(sam, typed)[0] == label


def test_what_one_may_not_open_is_not_proposed(sam, admin):
    assert "People and teams" not in labels(sam, "people")
    assert "People and teams" in labels(admin, "people")


def test_on_the_page_of_a_lead_its_steps_come_first(sam, maya):
    lead = factories.handed_over(to=sam)
    at = lead.get_absolute_url()
    assert labels(sam, "acc", at=at)[0] == "Accept"
    assert "Accept" in labels(sam, "", at=at)
    assert "Accept" not in labels(maya, "accept", at=at)
    assert labels(sam, "accept", at="/leads/00000000-0000-0000-0000-000000000000/") == ["To do"]


def test_without_words_it_shows_what_this_browser_opened(page, sam, maya):
    first, second = factories.lead(maya), factories.company("Bréval")
    seen = f"companies:{second.public_id},leads:{first.public_id},leads:nonsense,x:y"
    html = page(sam).get("/search/", {"seen": seen}).content.decode()
    assert -1 < html.index(">Bréval<") < html.index(first.company.name)


def test_a_browser_that_remembers_nothing_shows_what_one_worked_on(page, sam):
    company = factories.company("Bréval")
    services.save_company(company, by=sam, city="Lyon 3")
    assert "Bréval" in page(sam).get("/search/").content.decode()


def test_it_answers_over_rest(api, sam):
    person = factories.contact(factories.company("Bréval"), last_name="Durand")
    (hit,) = api(sam).get("/api/v1/search/?q=durnad").json()["results"]
    assert (hit["kind"], hit["id"], hit["label"]) == (
        "contact", str(person.public_id), person.full_name,
    )  # fmt: skip
    assert api(sam).get("/api/v1/search/").json() == {"results": []}
