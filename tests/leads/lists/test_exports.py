"""Exports: what one sees, as French Excel reads it, nothing that runs, and noted."""

import csv
import io
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from django.utils.translation import override

from alignment.journal.models import Event
from leads.lists import exports
from leads.lists.columns import Column
from leads.lists.doing import do
from leads.models import BulkRun, Lead
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def exported(page, person, **query) -> list[list[str]]:
    answer = page(person).post("/lists/lead/export/", {"format": "csv", "look": urlencode(query)})
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


def test_it_is_what_one_sees(page, maya):
    factories.lead(maya, company=factories.company("Alpha"), source="event")
    factories.lead(maya, company=factories.company("Zoulou"), source="event")
    factories.lead(maya, company=factories.company("Ailleurs"), source="referral")
    rows = exported(page, maya, source="event", columns="name,need", sort="-name")
    assert rows == [
        ["Lead", "Stated need"],
        ["Zoulou", "Remplacer la découpe laser"],
        ["Alpha", "Remplacer la découpe laser"],
    ]


@pytest.mark.parametrize(
    "text", ["=1+1", "+33 1", "-2", "@SUM", "\t=1", " \n=1", "＝1", "\u200b=1", "\u00a0@x"]
)
def test_text_that_would_run_is_made_text(page, maya, text):
    Lead.objects.filter(pk=factories.lead(maya).pk).update(need=text)
    assert exported(page, maya, columns="need")[1][1] == "'" + text


def test_phones_and_numbers_stay_themselves(page, maya):
    factories.lead(maya)
    assert exported(page, maya, columns="phone")[1][1] == "+33199000001"
    column = Column("amount", "Amount", (), lambda row: row, kind="money")
    assert exports._cell(column, Decimal("-1234.50")) == "-1234,50"
    with override("fr"):
        assert exports._cell(column, date(2026, 11, 22)) == "22/11/2026"
        assert exports._cell(column, True) == "oui"


def test_semicolons_quotes_and_lines_survive(page, maya):
    text = 'Un; "deux"\ntrois'
    Lead.objects.filter(pk=factories.lead(maya).pk).update(need=text)
    assert exported(page, maya, columns="need")[1][1] == text


def test_who_took_what_is_in_the_journal(page, maya):
    factories.lead(maya, source="event")
    exported(page, maya, source="event", columns="name,need")
    event = Event.objects.get(verb="records.exported")
    assert event.actor == maya and event.facts["n"] == 1
    assert event.facts["filters"] == ["source"]


def test_excel_comes_from_a_worker_and_holds_no_formula(page, maya):
    factories.lead(maya, company=factories.company("=cmd|' /C calc'!A0"))
    answer = page(maya).post("/lists/lead/export/", {"format": "xlsx"})
    run = BulkRun.objects.get()
    assert answer.url == run.get_absolute_url()
    do(run.pk)
    run.refresh_from_db()
    file = page(maya).get(f"/runs/{run.public_id}/file/")
    book = ZipFile(io.BytesIO(b"".join(file.streaming_content)))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and "=cmd" in sheet
    assert default_storage.exists(run.file.name)


def test_a_file_is_its_askers_alone(page, maya, sam, dana):
    factories.lead(maya)
    page(maya).post("/lists/lead/export/", {"format": "xlsx"})
    run = BulkRun.objects.get()
    do(run.pk)
    for other in (sam, dana):
        assert page(other).get(f"/runs/{run.public_id}/file/").status_code == 404
    assert page(sam).get(run.get_absolute_url()).status_code == 404


def test_its_statements_do_not_grow_with_the_rows(page, maya, django_assert_max_num_queries):
    browser = page(maya)
    for _n in range(40):
        factories.lead(maya)
    with django_assert_max_num_queries(16):
        b"".join(browser.post("/lists/lead/export/", {"format": "csv"}).streaming_content)
    for path in ("company", "contact"):
        with django_assert_max_num_queries(18):
            answer = browser.post(f"/lists/{path}/export/", {"format": "csv"})
            assert len(b"".join(answer.streaming_content).splitlines()) == 41
