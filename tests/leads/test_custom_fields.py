"""Fields of one's own: typed values, required by stage, the same behind every door."""

import pytest
from django.urls import reverse

from alignment.journal.models import Event
from alignment.web.errors import Incomplete, NotAllowed
from leads import custom_fields, deals, own_fields, services, transitions
from leads.choices import FieldKind, Record
from leads.models import Company, CustomField, Lead
from tests import factories

pytestmark = pytest.mark.django_db


def field(dana, label="Parc machines", kind=FieldKind.NUMBER, record=Record.COMPANY, **values):
    return own_fields.add_field(by=dana, record=record, label=label, kind=kind, **values)


@pytest.mark.parametrize(
    ("kind", "raw", "kept"),
    [
        ("text", "  deux   mots ", "deux mots"),
        ("number", "1 234,5", 1234.5),
        ("number", "12", 12),
        ("number", 0, 0),
        ("date", "03/04/2026", "2026-04-03"),
        ("choice", "LASER", "Laser"),
        ("yes_no", "Oui", True),
        ("yes_no", False, False),
    ],
)
def test_values_are_kept_in_their_kind(dana, kind, raw, kept):
    own = field(dana, kind=kind, options=["Laser", "Plasma"] if kind == "choice" else [])
    values = custom_fields.merged(Record.COMPANY, {}, {own.key: raw})
    assert values == {own.key: kept}
    assert type(values[own.key]) is type(kept)


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("number", "douze"), ("number", "NaN"), ("number", "1e99"), ("number", True),
        ("date", "32/01/2026"), ("date", "2026"), ("choice", "Jet d'eau"), ("yes_no", "peut-être"),
        ("text", "x" * 501), ("text", ["a"]), ("number", {"a": 1}),
    ],
)  # fmt: skip
def test_what_is_not_of_the_kind_is_refused_by_name(dana, kind, raw):
    own = field(dana, kind=kind, options=["Laser", "Plasma"] if kind == "choice" else [])
    with pytest.raises(Incomplete) as refused:
        custom_fields.merged(Record.COMPANY, {}, {own.key: raw})
    assert list(refused.value.fields) == [f"extra.{own.key}"]


def test_an_empty_value_takes_the_key_away_and_the_others_stay(dana):
    own, other = field(dana), field(dana, "Ville du siège", FieldKind.TEXT)
    before = {own.key: 3, other.key: "Lyon"}
    assert custom_fields.merged(Record.COMPANY, before, {own.key: ""}) == {other.key: "Lyon"}


def test_an_unknown_key_is_refused(dana, maya):
    with pytest.raises(Incomplete):
        services.save_company(factories.company("Durand"), by=maya, extra={"nope": 1})


def test_a_change_is_told_field_by_field(dana, maya):
    own = field(dana)
    company = services.save_company(factories.company("Durand"), by=maya, extra={own.key: "3"})
    services.save_company(company, by=maya, extra={own.key: 4})
    event = Event.objects.filter(verb="company.edited").latest("id")
    assert event.facts["was"] == {f"extra.{own.key}": 3}
    assert event.facts["now"] == {f"extra.{own.key}": 4}


def test_a_stage_asks_for_its_fields_once(dana, maya, sam):
    own = field(dana, required_from="mql")
    lead = factories.lead(maya, company=factories.company("Durand"), need="Découpe")
    with pytest.raises(Incomplete) as refused:
        transitions.qualify(lead, by=maya, need="Découpe")
    assert list(refused.value.fields) == [f"extra.company.{own.key}"]
    given = {"need": "Découpe", "extra": {"company": {own.key: "7"}}}
    transitions.perform(lead, "qualify", by=maya, data=given)
    lead.refresh_from_db()
    assert lead.stage == "mql"
    assert Company.objects.get().extra == {own.key: 7}
    # Past that stage nothing asks again, even when somebody empties it.
    services.save_company(lead.company, by=maya, extra={own.key: None})
    transitions.hand_over(lead, by=maya, assignee=sam)


def test_a_skip_forward_is_asked_for_what_it_crosses(dana, maya, sam):
    own = field(dana, "Urgence", FieldKind.YES_NO, Record.LEAD, required_from="mql")
    lead = factories.lead(maya)
    with pytest.raises(Incomplete) as refused:
        transitions.hand_over(lead, by=maya, assignee=sam)
    assert f"extra.lead.{own.key}" in refused.value.fields


def test_a_refused_step_keeps_nothing_of_its_fields(dana, maya):
    own = field(dana)
    lead = factories.lead(maya, company=factories.company("Durand"), need="")
    with pytest.raises(Incomplete):
        # No need: the step is refused after the field was written.
        transitions.perform(lead, "qualify", by=maya, data={"extra": {"company": {own.key: 1}}})
    assert Company.objects.get().extra == {}


def test_the_dialog_of_a_step_asks_and_saves(client, dana, maya):
    own = field(dana, required_from="mql")
    lead = factories.lead(maya, company=factories.company("Durand"), need="Découpe")
    client.force_login(maya)
    url = reverse("leads:act", args=[lead.public_id, "qualify"])
    name = f"extra.company.{own.key}"
    assert f'name="{name}"' in client.get(url).content.decode()
    assert client.post(url, {"need": "Découpe"}).status_code >= 400
    client.post(url, {"need": "Découpe", name: "12,5"})
    assert Lead.objects.get(pk=lead.pk).stage == "mql"
    assert Company.objects.get().extra == {own.key: 12.5}


def test_the_form_of_a_company_shows_and_keeps_them(client, dana, maya):
    own = field(dana)
    company = factories.company("Durand")
    client.force_login(maya)
    url = reverse("leads:company_edit", args=[company.public_id])
    page = {"name": "Durand", "nomenclature": "naf2"}
    refused = client.post(url, {**page, f"extra.{own.key}": "beaucoup"})
    assert refused.status_code == 400
    assert "beaucoup" in refused.content.decode()
    client.post(url, {**page, f"extra.{own.key}": "1 200"})
    company.refresh_from_db()
    assert company.extra == {own.key: 1200}
    assert "Parc machines" in client.get(company.get_absolute_url()).content.decode()


def test_an_opportunity_has_its_own(dana, sam):
    own = field(dana, "Remise", FieldKind.NUMBER, Record.OPPORTUNITY)
    deal = factories.opportunity(sam).opportunities.get()
    changed = deals.change_deal(deal, by=sam, extra={own.key: "5"})
    assert changed.extra == {own.key: 5}


def test_over_rest_values_go_in_and_out(api, dana, maya):
    own = field(dana)
    company = factories.company("Durand")
    url, client = f"/api/v1/companies/{company.public_id}/", api(maya)
    assert client.patch(url, {"extra": {own.key: 9}}, format="json").json()["extra"] == {own.key: 9}
    wrong = client.patch(url, {"extra": {own.key: "neuf"}}, format="json")
    assert wrong.status_code == 400
    assert f"extra.{own.key}" in str(wrong.json())


def test_what_is_written_about_a_field_is_shown_as_text(client, dana, maya):
    html = "<b onclick=alert(1)>"
    field(dana, label=f"Parc {html}", help=f"Combien {html}")
    client.force_login(maya)
    shown = client.get(reverse("leads:company_new")).content.decode()
    assert html not in shown
    assert shown.count("&lt;b onclick=alert(1)&gt;") == 2


def test_an_archived_field_leaves_the_forms_and_keeps_its_values(dana, maya):
    own = field(dana)
    company = services.save_company(factories.company("Durand"), by=maya, extra={own.key: 3})
    own_fields.archive_field(own, by=dana)
    assert custom_fields.facts(Record.COMPANY, company.extra) == []
    own_fields.restore_field(own, by=dana)
    assert custom_fields.facts(Record.COMPANY, company.extra) == [("Parc machines", "3")]


def test_keys_are_made_of_labels_and_never_meet(dana):
    first, second = field(dana, "Été à l'atelier"), field(dana, "Ete a l atelier")
    assert (first.key, second.key) == ("ete_a_latelier", "ete_a_l_atelier")
    assert field(dana, "Été à l'atelier").key == "ete_a_latelier_2"


def test_fields_change_places(dana):
    a, b, c = (field(dana, label) for label in "ABC")
    own_fields.move_field(c, by=dana, up=True)
    own_fields.move_field(a, by=dana, up=True)
    labels = CustomField.objects.order_by("position").values_list("label", flat=True)
    assert list(labels) == ["A", "C", "B"]


def test_only_direction_and_managers_shape(maya, sam):
    for person in (maya, sam):
        with pytest.raises(NotAllowed):
            field(person)


def test_a_choice_needs_two_and_a_first_stage_cannot_be_required(dana):
    with pytest.raises(Incomplete):
        field(dana, kind=FieldKind.CHOICE, options=["Laser", "laser "])
    with pytest.raises(Incomplete):
        field(dana, required_from="new")
