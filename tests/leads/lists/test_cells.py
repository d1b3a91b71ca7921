"""A cell changed where it stands obeys the form's service."""

import pytest

from alignment.journal.models import Event
from leads.models import Contact, Lead
from tests import factories

pytestmark = pytest.mark.django_db


def path(record, row, key):
    return f"/lists/{record}/cells/{row.public_id}/{key}/"


def test_enter_saves_and_the_row_comes_back(page, maya):
    lead = factories.lead(maya)
    answer = page(maya).post(path("lead", lead, "need"), {"value": "Laser", "columns": "name,need"})
    assert answer.status_code == 200 and answer.headers["HX-Retarget"] == "closest tr"
    html = answer.content.decode()
    assert html.startswith("<tr") and "Laser" in html
    lead.refresh_from_db()
    assert lead.need == "Laser"
    assert Event.objects.about(lead).filter(verb="lead.edited", actor=maya).exists()


@pytest.mark.parametrize(
    ("key", "value"), [("next_on", "31/31/2026"), ("source", "nope"), ("email", "pas un mail")]
)
def test_a_refused_value_says_why_and_stays(page, maya, key, value):
    lead = factories.lead(maya)
    before = Lead.objects.values().get(pk=lead.pk)
    answer = page(maya).post(path("lead", lead, key), {"value": value})
    html = answer.content.decode()
    assert answer.status_code == 400 and 'role="alert"' in html
    assert key == "source" or value in html
    assert Lead.objects.values().get(pk=lead.pk) == before


def test_the_persons_phone_is_normalised_as_on_the_form(page, maya):
    lead = factories.lead(maya)
    page(maya).post(path("lead", lead, "phone"), {"value": "04 91 00 00 00", "columns": "name"})
    assert Contact.objects.get(pk=lead.contact_id).phone == "+33491000000"


def test_a_taken_siren_is_said(page, maya):
    first, second = factories.company("Une"), factories.company("Deux")
    answer = page(maya).post(path("company", second, "siren"), {"value": first.siren})
    assert answer.status_code == 400 and "already has this SIREN" in answer.content.decode()


def test_somebody_elses_opportunity_stays(page, maya, sam):
    deal = factories.opportunity(sam).opportunities.get()
    answer = page(maya).post(path("opportunity", deal, "amount"), {"value": "1"})
    assert answer.status_code == 403
    deal.refresh_from_db()
    assert deal.amount == 12000


@pytest.mark.parametrize(
    ("record", "key"), [("lead", "stage"), ("lead", "owner"), ("nope", "need")]
)
def test_what_a_transition_writes_is_no_cell(page, maya, record, key):
    lead = factories.lead(maya)
    assert page(maya).get(path(record, lead, key)).status_code == 404


def test_every_cell_opens(page, maya, sam):
    from leads.lists.editing import EDITABLE

    deal = factories.opportunity(sam).opportunities.get()
    rows = {"lead": deal.lead, "company": deal.lead.company, "contact": deal.lead.contact,
            "opportunity": deal}  # fmt: skip
    for record, edits in EDITABLE.items():
        for key in edits:
            assert page(sam).get(path(record, rows[record], key)).status_code == 200, key
