"""A cell changed where it stands obeys the form's service."""

import pytest

from alignment.journal.models import Event
from leads import own_fields
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


@pytest.fixture
def own(dana):
    """Makes a field of the company's own."""

    def make(label, kind="text", record="lead", **values):
        return own_fields.add_field(by=dana, record=record, label=label, kind=kind, **values)

    return make


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("text", "Trois  lasers", "Trois lasers"),
        ("number", "1 200,5", 1200.5),
        ("date", "2026-12-01", "2026-12-01"),
        ("choice", "Plasma", "Plasma"),
        ("yes_no", "no", False),
    ],
)
def test_a_cell_of_ones_own_is_kept_in_its_kind_and_told(page, own, maya, kind, typed, kept):
    lead = factories.lead(maya)
    field = own("Atelier", kind, options=["Laser", "Plasma"] if kind == "choice" else [])
    key = f"x_{field.key}"
    answer = page(maya).post(path("lead", lead, key), {"value": typed, "columns": f"name,{key}"})
    assert answer.status_code == 200 and f'data-edit="{key}"' in answer.content.decode()
    lead.refresh_from_db()
    assert lead.extra == {field.key: kept}
    event = Event.objects.about(lead).get(verb="lead.edited", actor=maya)
    assert event.facts["now"] == {f"extra.{field.key}": kept}


@pytest.mark.parametrize(
    ("kind", "typed"), [("number", "douze"), ("date", "31/31/2026"), ("choice", "Jet d'eau")]
)
def test_a_wrong_value_of_ones_own_says_why(page, own, maya, kind, typed):
    lead = factories.lead(maya)
    field = own("Atelier", kind, options=["Laser", "Plasma"] if kind == "choice" else [])
    answer = page(maya).post(path("lead", lead, f"x_{field.key}"), {"value": typed})
    assert answer.status_code == 400 and 'role="alert"' in answer.content.decode()
    lead.refresh_from_db()
    assert lead.extra == {}


def test_a_cell_of_ones_own_opens_with_the_widget_and_value_of_the_form(page, own, maya, sam):
    deal = factories.opportunity(sam).opportunities.get()
    rows = {"lead": deal.lead, "company": deal.lead.company, "contact": deal.lead.contact,
            "opportunity": deal}  # fmt: skip
    for record, row in rows.items():
        field = own("Prêt", "yes_no", record)
        type(row).objects.filter(pk=row.pk).update(extra={field.key: True})
        html = page(sam).get(path(record, row, f"x_{field.key}")).content.decode()
        assert '<option value="yes" selected>' in html, record


def test_the_list_marks_cells_of_ones_own_for_who_may_act(page, own, maya):
    factories.lead(maya)
    field = own("Atelier")
    html = page(maya).get(f"/leads/?columns=name,x_{field.key}").content.decode()
    assert f'data-edit="x_{field.key}"' in html


def test_an_archived_or_unknown_field_is_no_cell(page, own, maya, dana):
    lead, field = factories.lead(maya), own("Atelier")
    of_companies = own("Parc", record="company")
    own_fields.archive_field(field, by=dana)
    for key in (f"x_{field.key}", f"x_{of_companies.key}", "x_nope", "x_"):
        assert page(maya).get(path("lead", lead, key)).status_code == 404


def test_an_opportunity_of_somebody_else_keeps_its_own_field(page, own, maya, sam):
    deal = factories.opportunity(sam).opportunities.get()
    field = own("Remise", "number", "opportunity")
    cell = path("opportunity", deal, f"x_{field.key}")
    assert page(maya).post(cell, {"value": "5"}).status_code == 403
    assert page(sam).post(cell, {"value": "5"}).status_code == 200
    deal.refresh_from_db()
    assert deal.extra == {field.key: 5}


def test_a_stranger_changes_no_cell(page, own, maya):
    lead, field = factories.lead(maya), own("Atelier")
    answer = page(factories.person("Ines", None)).post(
        path("lead", lead, f"x_{field.key}"), {"value": "1"}
    )
    assert answer.status_code == 404
