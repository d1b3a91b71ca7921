"""What people send: sheets, titles, odd encodings, saved mappings; and files that mean harm."""

import codecs
import io
import re
import zipfile
from datetime import date

import pytest
import xlsxwriter

from leads.importing import choosing, recognising, sheet_copy, uploads
from leads.importing.problems import Unreadable
from leads.importing.reading import MAX_BYTES
from leads.models import Contact, Import, Lead

pytestmark = pytest.mark.django_db


def workbook(*sheets):
    """The bytes of an XLSX file of these (name, rows)."""
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as made:
        day = made.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets:
            sheet = made.add_worksheet(name)
            for line, row in enumerate(rows):
                for place, value in enumerate(row):
                    how = (day,) if isinstance(value, date) else ()
                    sheet.write(line, place, value, *how)
    return book.getvalue()


def zipped(**parts):
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return book.getvalue()


ODS = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
 <table:table table:name="Salon"><table:table-row><table:table-cell office:value-type="string">
 <text:p>E-mail</text:p></table:table-cell>
 <table:table-cell office:value-type="string"><text:p>Nom</text:p>
 </table:table-cell></table:table-row><table:table-row>
 <table:table-cell office:value-type="string"><text:p>a@b.example</text:p></table:table-cell>
 <table:table-cell office:value-type="string"><text:p>Blanc</text:p></table:table-cell>
 </table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"""


def test_a_sheet_keeps_its_line_numbers_dates_and_numbers(imported):
    rows = [
        ["Badges du salon"],
        [],
        ["Nom", "Téléphone", "Date de création", "Code postal"],
        ["Martin", 612345678, date(2026, 3, 5), 1000],
        ["Durand", "zéro six", date(2026, 3, 6), 69003],
    ]
    batch = imported(workbook(("Vide", []), ("Badges", rows)), name="salon.xlsx", match_on="phone")
    assert (batch.reading["sheet"], batch.reading["header_row"]) == ("Badges", 3)
    assert (batch.created, batch.faults.get().line) == (1, 5)
    lead = Lead.objects.get()
    assert str(lead.captured_on) == "2026-03-05"
    assert lead.contact.last_name == "Martin"


def test_another_sheet_can_be_chosen(sent, maya):
    book = workbook(("Un", [["Nom"], ["A"]]), ("Deux", [["E-mail", "Nom"], ["a@b.example", "B"]]))
    batch = sent(book, name="x.xlsx")
    assert batch.reading["header"] == ["Nom"]
    uploads.read_again(batch, by=maya, sheet="Deux")
    assert batch.mapping["fields"] == ["email", "last_name"]


MANIFEST = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'


def test_an_open_document_is_read(sent):
    parts = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}
    parts |= {"content.xml": re.sub(r">\s+<", "><", ODS), "META-INF/manifest.xml": MANIFEST}
    batch = sent(zipped(**parts), name="salon.ods")
    assert batch.mapping["fields"] == ["email", "last_name"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_encodings_of_old_tools_are_understood(sent, encoding):
    batch = sent("Prénom\tSociété\nZoé\tÉté & Cie\n".encode(encoding), name="x.tsv")
    assert batch.reading["header"] == ["Prénom", "Société"]


def test_serial_dates_and_days_first_are_understood(imported):
    imported("Nom;Date de création\nA;45631\nB;13/02/2026\nC;3 février 2026")
    days = [str(day) for day in Lead.objects.order_by("pk").values_list("captured_on", flat=True)]
    assert days == ["2024-12-05", "2026-02-13", "2026-02-03"]


def test_a_quote_that_is_never_closed_costs_its_line_alone(imported):
    batch = imported('E-mail;Note\na@b.example;"ouvert\nc@d.example;bien\ne@f.example;"bien"\n')
    assert [fault.line for fault in batch.faults.all()] == [2]
    assert set(Contact.objects.values_list("email", flat=True)) == {"c@d.example", "e@f.example"}


def test_two_columns_of_one_name_are_told_apart(imported):
    batch = imported(
        "Téléphone;Téléphone;Nom\n;0472000001;Martin", fields=["phone", "phone", "last_name"]
    )
    assert (batch.created, Contact.objects.get().phone) == (1, "+33472000001")


def test_a_mapping_is_offered_again_to_the_same_headers(sent, maya):
    first = sent("Colonne A;Colonne B\na@b.example;Martin")
    choosing.set_columns(first, by=maya, fields=["email", "last_name"], save_as="Badges")
    again = sent("colonne a;COLONNE B\nc@d.example;Durand")
    assert again.mapping["fields"] == ["email", "last_name"]
    assert [kept.name for kept in uploads.saved_mappings(again)] == ["Badges"]


def test_a_new_import_takes_the_settings_of_an_earlier_one(imported, sent):
    earlier = imported("E-mail;Truc\na@b.example;Laser", fields=["email", "need"], source="event")
    again = sent("Truc;E-mail\nDécoupe;c@d.example", like=earlier)
    assert again.mapping["fields"] == ["need", "email"]
    assert again.mapping["choices"]["source"] == "event"
    assert again.provenance == "Salon 2026"


BOMB = b"<row>" + b"0" * (120 * 1024 * 1024)
MEAN = {
    "nul": b"a;b\n\x00\x00\n",
    "image": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)),
    "pdf": b"%PDF-1.7 ...",
    "empty": b"",
    "html": b"<html><table><tr><td>Nom</td></tr></table></html>",
    "json": b'{"nom": "Martin"}',
    "columns": b";".join([b"c"] * 10_000) + b"\n" + b";" * 9_999,
    "cell": b"nom;note\nMartin;" + b"x" * (32 * 1024 * 1024),
    "old": b"\xd0\xcf\x11\xe0" + b"\x00" * 600,
    "not_zip": b"PK\x03\x04 nothing",
    "other_zip": zipped(notes="a"),
    "doctype": zipped(content_xml='<!DOCTYPE x [<!ENTITY a "b">]><x/>'),
    "nested": zipped(content_xml=ODS, **{"more.zip": "x"}),
    "escape": zipped(content_xml=ODS, **{"../../x": "x"}),
    "many": zipped(content_xml=ODS, **{f"p{n}": "x" for n in range(300)}),
    "wide": workbook(("X", [["c"] * 300, ["v"] * 300])),
    "blank": workbook(("X", [])),
}


@pytest.mark.parametrize("name", MEAN)
def test_a_file_that_is_no_table_is_refused_in_a_sentence_and_not_kept(sent, name, settings):
    with pytest.raises(Unreadable) as refused:
        sent(MEAN[name], name=f"{name}.xlsx")
    assert str(refused.value).endswith(".") and name in str(refused.value)
    assert not Import.objects.exists()
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_a_bomb_is_refused_before_it_is_unpacked(sent):
    with pytest.raises(Unreadable, match="100 MB"):
        sent(zipped(xl__workbook_xml="<x/>", xl__worksheets__sheet1_xml=BOMB), name="x.xlsx")


def test_a_bomb_that_lies_about_its_size_is_stopped(tmp_path):
    data = zipped(content_xml=b"0" * (2 * 1024 * 1024))
    path = tmp_path / "liar.ods"
    # The declared sizes stand in the directory of the archive: they are made small.
    path.write_bytes(
        data.replace((2 * 1024 * 1024).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    )
    with pytest.raises(sheet_copy.Wrong):
        sheet_copy.check(path)


def test_a_file_that_weighs_too_much_is_refused(sent):
    with pytest.raises(Unreadable, match="41 MB"):
        sent(b"a;b\n" * (MAX_BYTES // 4 + 300_000))


def test_a_header_alone_is_told(sent, maya):
    batch = sent("Nom;E-mail\n")
    with pytest.raises(Unreadable, match="no line under"):
        choosing.set_columns(batch, by=maya, fields=["last_name", "email"])


@pytest.mark.parametrize(
    ("header", "tool", "said"),
    [
        ("id,created_time,ad_id,adset_name,campaign_name,form_name,full_name,phone_number,email",
         "Meta", {"id": "external_id", "created_time": "captured", "full_name": "full_name"}),
        ("Record ID,First Name,Last Name,Email,Contact owner,Lifecycle Stage,Create Date",
         "HubSpot", {"Record ID": "external_id", "Contact owner": "owner"}),
        ("Deal - Title,Deal - Value,Organization,Contact person,Deal - Status",
         "Pipedrive", {"Deal - Value": "amount", "Organization": "company"}),
        ("Lead ID,First Name,Email Address,Company Name,Form Name,Submitted At",
         "LinkedIn", {"Email Address": "email", "Submitted At": "captured"}),
        ("EMAIL;NOM;PRENOM;SMS".replace(";", ","), "Brevo", {"SMS": "mobile", "NOM": "last_name"}),
        ("First Name,Last Name,Company,Title,Email,Phone,Lead Source,Status",
         "Salesforce", {"Title": "job_title", "Lead Source": "source"}),
    ],
)  # fmt: skip
def test_exports_of_other_tools_are_recognised(header, tool, said):
    names = header.split(",")
    found = recognising.guess(names, [])
    assert found.tool == tool
    fields = dict(zip(names, found.fields, strict=True))
    assert {name: fields[name] for name in said} == said


def test_columns_without_a_telling_name_are_guessed_by_what_they_hold():
    rows = [
        ["claire@acier.example", "0612345678", "732829320", "www.acier.example", "62.01Z", "rouge"],
        ["paul@bois.example", "0698765432", "552100554", "https://bois.example", "25.62B", "vert"],
    ]
    found = recognising.guess(["A", "B", "C", "D", "E", "F"], rows)
    assert found.fields == ("email", "mobile", "siren", "website", "naf_code", "")


def test_values_of_ad_platforms_lose_their_prefixes(imported):
    header = "id,created_time,adset_name,form_name,full_name,phone_number,email\n"
    imported(header + "l:77,2026-03-05T10:00:00+01:00,a,f,Claire Martin,p:+33612345678,c@a.example")
    assert Contact.objects.get().mobile == "+33612345678"
    assert Lead.objects.get().external_id


def test_a_mark_of_order_does_not_hide_the_first_column(sent):
    batch = sent(codecs.BOM_UTF8 + b"E-mail;Nom\na@b.example;Martin")
    assert batch.mapping["fields"][0] == "email"
