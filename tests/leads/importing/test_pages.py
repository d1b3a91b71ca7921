"""An import in the browser, from the file to the leads just imported and back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from leads.choices import ImportStatus
from leads.importing import runs
from leads.models import Company, Contact, Import, Lead

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uploads_apart")]
FILE = """Export du 3 mars;;;;
Prénom;Nom;E-mail;Téléphone;Société
Claire;Martin;Claire.Martin@acier.example;="06 12 34 56 78";Acier & Fils
Paul;Durand;paul.durand@bois.example;04 72 00 00 01;Bois du Nord
Zoé;Petit;pas une adresse;;Bois du Nord
""".encode("cp1252")
CHOICES = {
    "with_leads": "1", "mode": "both", "match_on": "email", "replaces": "0", "skip_bad": "1",
    "provenance": "Badges du salon", "legal_basis": "legitimate_interest", "drops_cells": "0",
}  # fmt: skip


def address(name, batch, *more):
    return reverse(f"leads:{name}", args=[batch.public_id, *more])


def send(browser, data=FILE, name="salon.csv"):
    answer = browser.post(reverse("leads:import_new"), {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return Import.objects.latest("pk")


def columns(browser, batch):
    said = {f"column-{n}": name for n, name in enumerate(batch.mapping["fields"])}
    answer = browser.post(address("import_columns", batch), said)
    assert answer.status_code == 302, answer.content.decode()[-3000:]


def test_a_file_goes_from_the_browser_to_the_list_and_back(page, maya):
    browser = page(maya)
    batch = send(browser)
    assert batch.mapping["fields"] == ["first_name", "last_name", "email", "phone", "company"]
    shown = browser.get(address("import_columns", batch)).content.decode()
    assert "Prénom" in shown and "Claire" in shown
    columns(browser, batch)
    answer = browser.post(address("import_choices", batch), CHOICES)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    check = browser.get(address("import_check", batch)).content.decode()
    assert "Claire Martin · Acier &amp; Fils" in check
    assert "pas une adresse" in check
    assert not Lead.objects.exists()
    browser.post(address("import_start", batch))
    assert runs.do(batch.pk)
    batch.refresh_from_db()
    assert batch.status == ImportStatus.DONE
    assert (batch.created, batch.refused, batch.done) == (2, 1, 3)
    told = browser.get(address("import", batch)).content.decode()
    assert f"?batch={batch.public_id}" in told
    listed = browser.get(reverse("leads:list") + f"?batch={batch.public_id}").content.decode()
    assert "Acier &amp; Fils" in listed
    person = Contact.objects.get(email="claire.martin@acier.example")
    assert (person.mobile, person.source) == ("+33612345678", "Badges du salon")
    browser.post(address("import_do", batch, "revert"))
    batch.refresh_from_db()
    assert batch.status == ImportStatus.REVERTED
    assert not (Lead.objects.exists() or Contact.objects.exists() or Company.objects.exists())


def test_faulty_lines_come_back_as_a_file_that_french_excel_opens(page, maya):
    browser = page(maya)
    batch = send(browser)
    columns(browser, batch)
    browser.post(address("import_choices", batch), CHOICES)
    browser.post(address("import_start", batch))
    runs.do(batch.pk)
    answer = browser.get(address("import_faults", batch))
    text = b"".join(answer.streaming_content).decode("utf-8")
    assert text.startswith("\ufeff") and ";" in text
    assert "5;E-mail;pas une adresse;" in text


def test_a_file_without_provenance_does_not_start(page, maya):
    browser = page(maya)
    batch = send(browser)
    columns(browser, batch)
    answer = browser.post(address("import_choices", batch), {**CHOICES, "provenance": ""})
    assert answer.status_code == 400
    assert "provenance" in answer.context["form"].errors


def test_a_file_that_is_no_table_is_refused_with_a_sentence(page, maya):
    answer = page(maya).post(
        reverse("leads:import_new"), {"file": SimpleUploadedFile("x.csv", b"a;b\n\x00\x00\n")}
    )
    assert answer.status_code == 400
    assert "NUL" in answer.content.decode()
    assert not Import.objects.exists()
