"""The public register of companies: asked seldom, never needed, never obeyed blindly."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from leads import reference, services
from leads.fit import facts_of
from leads.models import Company, Lead, RegistryAnswer
from leads.registry import asking, filling
from tests import factories
from tests.leads.registry_answers import ACME, answer, hidden
from tests.listener import listening

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(settings, monkeypatch):
    """A register on this machine that answers what it is told."""
    settings.OUTGOING_LOOPBACK = True
    monkeypatch.setattr(asking, "SLOT", 0.001)

    @contextmanager
    def open_(*answers):
        with listening(*answers) as listener:
            settings.REGISTRY_URL = f"http://127.0.0.1:{listener.port}"
            yield listener

    return open_


def test_a_name_is_asked_once_a_month(register):
    with register(answer(ACME)) as listener:
        first = asking.look_up("Acmé Découpe")
        again = asking.look_up("acme decoupe")
        with time_machine.travel(timezone.now() + timedelta(days=31)):
            asking.look_up("acme decoupe")
    assert [each.siren for each in first.found] == ["732829320"] and again.found == first.found
    assert len(listener.heard) == 2
    assert "q=acme+decoupe" in listener.heard[0].path
    assert listener.heard[0].headers["user-agent"].startswith("Tandem CRM")


def test_directors_are_never_kept(register):
    with register(answer(ACME)):
        asking.look_up("acme")
    assert "SECRET" not in str(RegistryAnswer.objects.get().answer)


def test_the_register_is_asked_twice_a_second_by_the_whole_house(register, monkeypatch):
    monkeypatch.setattr(asking, "SLOT", 0.5)
    monkeypatch.setattr(asking, "PATIENCE", 0)
    with register(answer(ACME)) as listener, time_machine.travel(timezone.now(), tick=False):
        asking.look_up("acme")
        refused = asking.look_up("bolt")
    assert refused.sentence == asking.BUSY and len(listener.heard) == 1


def test_when_it_asks_to_wait_nobody_asks_until_then(register):
    with register((429, {"Retry-After": "120"}, b""), answer(ACME)) as listener:
        assert asking.look_up("acme").sentence == asking.BUSY
        assert asking.look_up("acme").sentence == asking.SILENT
        assert len(listener.heard) == 1
        cache.delete(asking.RESTING)
        assert asking.look_up("acme").found


@pytest.mark.parametrize(
    "reply", [500, (200, {}, b"<html>"), (200, {}, b"[]"), (200, {}, b'{"results": 3}')]
)
def test_nonsense_is_no_answer(register, reply):
    with register(reply):
        assert asking.look_up("acme").found == ()


def test_without_a_network_there_is_one_quiet_sentence(settings):
    settings.OUTGOING_LOOPBACK = True
    settings.REGISTRY_URL = "http://127.0.0.1:9"
    assert asking.look_up("acme").sentence == asking.SILENT


def test_switched_off_nobody_is_asked():
    assert asking.look_up("acme").sentence == asking.OFF


def test_without_the_setting_of_tests_the_guard_keeps_it_out_of_the_house(settings):
    settings.REGISTRY_URL = "https://192.168.1.1"
    assert asking.look_up("acme").sentence == asking.SILENT


def found_in(register, row=ACME, text="732 829 320"):
    with register(answer(row)):
        return asking.look_up_siren("732829320", near=text)[0]


def test_only_empty_fields_are_filled_with_where_they_come_from(register, sam):
    company = factories.company("Acme", siren="732829320", workforce_band="", city="", naf_code="")
    Company.objects.filter(pk=company.pk).update(departement="", region="")
    company.refresh_from_db()
    filling.fill_empty(company, found_in(register), by=sam)
    assert (company.name, company.siret, company.naf_code) == ("Acme", "73282932000074", "25.62B")
    assert (company.departement, company.region, company.city) == ("2A", "94", "Porto-Vecchio")
    assert company.address == "12 RUE DES FORGES"
    assert (company.workforce_band, company.workforce_year) == ("12", 2023)
    assert (company.revenue, company.revenue_year, company.naf25_code) == (2500000, 2023, "25.53Y")
    assert company.provenance["siret"]["source"] == "registry"
    assert "name" not in company.provenance


def test_the_establishment_asked_for_decides_the_place(register, sam):
    company = factories.company("Acme", siren="732829320", city="", departement="", region="")
    filling.fill_empty(company, found_in(register), by=sam, siret="73282932000082")
    assert (company.departement, company.region) == ("974", "04")


def test_what_somebody_typed_waits_to_be_ticked(register, sam):
    company = factories.company("Acme", siren="732829320", workforce_band="21")
    lines = {line.name: line for line in filling.differences(company, found_in(register))}
    assert not lines["workforce_band"].is_safe and lines["revenue"].is_safe
    filling.fill(company, found_in(register), fields=["workforce_band"], by=sam)
    assert company.workforce_band == "12"
    services.save_company(company, by=sam, workforce_band="21")
    company.refresh_from_db()
    assert "workforce_band" not in company.provenance


def test_of_a_hidden_company_only_the_objection_is_taken(register, sam):
    company = factories.company("Acme", siren="732829320", address="")
    filling.fill_empty(company, found_in(register, hidden()), by=sam)
    assert company.is_confidential and company.address == "" and company.naf25_code == ""


def test_what_ceased_is_said(register, sam):
    company = factories.company("Acme", siren="732829320")
    row = {**ACME, "etat_administratif": "C", "date_fermeture": "2025-03-01"}
    filling.fill_empty(company, found_in(register, row), by=sam)
    assert str(company.ceased_on) == "2025-03-01"


def test_after_the_switch_the_first_code_is_of_the_new_nomenclature(register, settings, sam):
    settings.NAF = "naf25"
    company = factories.company("Acme", siren="732829320", naf_code="")
    row = {**ACME, "activite_principale": "25.53Y"}
    del row["activite_principale_naf25"]
    filling.fill_empty(company, found_in(register, row), by=sam)
    assert (company.naf_code, company.nomenclature) == ("25.53Y", "naf25")
    assert company.code_in("naf25") == "25.53Y" and company.code_in("naf2") == ""


def test_the_page_compares_and_takes_over(register, client, sam):
    client.force_login(sam)
    company = factories.company("Acme", siren="732829320", workforce_band="21")
    url = reverse("leads:company_registry", args=[company.public_id])
    with register(answer(ACME)):
        page = client.get(url).content.decode()
        assert "FR44732829320" in page and "written by somebody" in page
        client.post(url, {"take": ["vat_number"]})
    company.refresh_from_db()
    assert (company.vat_number, company.workforce_band) == ("FR44732829320", "21")


def test_quick_add_suggests_and_fills_and_saves_the_rest(register, client, maya):
    client.force_login(maya)
    with register(answer(ACME)):
        part = client.get(reverse("leads:registry"), {"company": "acme"}).content.decode()
        assert "ACME DECOUPE" in part and "732829320:73282932000074" in part
        typed = {"company": "Acme", "last_name": "Petit", "read_company": "", "city": "Nice"}
        url = reverse("leads:read") + "?registry=732829320:73282932000074"
        fields = client.post(url, typed).content.decode()
        assert 'value="25.62B"' in fields and 'value="Nice"' in fields
        assert "RUE DES FORGES" not in fields
        form = {**typed, "siren": "732829320", "registry": "732829320:73282932000074"}
        client.post(reverse("leads:new"), form)
    company = Lead.objects.get().company
    assert (company.name, company.city) == ("Acme", "Nice")
    assert company.vat_number == "FR44732829320" and company.provenance["siren"]


def test_the_company_form_is_filled_where_it_is_empty(register, client, maya):
    client.force_login(maya)
    url = reverse("leads:company_new")
    with register(answer(ACME)):
        typed = {"name": "Acme", "fill": "732829320:73282932000074", "nomenclature": "naf2"}
        page = client.post(url, typed).content.decode()
        assert 'value="Acme"' in page and 'value="PORTO' not in page and "Porto-Vecchio" in page
        form = {"name": "Acme", "siren": "732829320", "nomenclature": "naf2"}
        client.post(url, {**form, "registry": "732829320:73282932000074"})
    company = Company.objects.get(siren="732829320")
    assert (company.departement, company.category) == ("2A", "PME")


def test_criteria_read_a_code_in_their_own_nomenclature_alone():
    old = factories.company(naf_code="25.62B", naf25_code="25.53Y")
    new = factories.company(naf_code="25.53Y", nomenclature="naf25")
    assert facts_of(old, None)["naf_code"] == "25.62B"
    assert facts_of(old, None, nomenclature="naf25")["naf_code"] == "25.53Y"
    assert "naf_code" not in facts_of(new, None) and "naf_section" not in facts_of(new, None)


def test_a_typed_code_is_of_the_nomenclature_that_is_set(settings, sam):
    settings.NAF = "naf25"
    company = services.save_company(None, by=sam, name="Acme", naf_code="25.53Y")
    assert company.nomenclature == "naf25"


@pytest.mark.parametrize(
    ("commune", "departement"),
    [("75115", "75"), ("2A247", "2A"), ("2b033", "2B"), ("97411", "974"), ("01004", "01")],
)
def test_the_departement_is_read_in_the_code_of_the_commune(commune, departement):
    assert reference.departement_of_commune(commune) == departement


@pytest.mark.parametrize("commune", ["", "20004", "99999", "751", "7511500"])
def test_what_is_no_commune_has_no_departement(commune):
    assert reference.departement_of_commune(commune) == ""
