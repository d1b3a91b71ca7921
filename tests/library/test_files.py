"""What is taken into the library, and how it is given out again."""

import io
import zipfile

import pytest
from django.urls import reverse

from alignment.library import files, services
from alignment.library.models import ContentVersion
from alignment.web.errors import Conflict, Incomplete
from tests.library.samples import PDF, PNG, book, sent

pytestmark = pytest.mark.django_db

HTML = b"<!doctype html><script>alert(1)</script>"
MACRO = book("docx", word__vbaProject_bin=b"x").replace(b"vbaProject_bin", b"vbaProject.bin")
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


def content_with(maya, upload):
    return services.save_content(None, by=maya, title=f"Cas {upload.name}", file=upload)


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("cas.pdf", PDF, "application/pdf"),
        ("plan.PNG", PNG, "image/png"),
        ("photo.jpg", b"\xff\xd8\xff\xe0 jfif", "image/jpeg"),
        ("film.mp4", b"\x00\x00\x00\x18ftypmp42", "video/mp4"),
        ("prix.csv", "pièce;prix\nA;12\n".encode(), "text/csv"),
        ("note.docx", book("docx"), files.TYPES["docx"].media_type),
        ("offre.pptx", book("pptx", ppt__embeddings__a=b"x"), files.TYPES["pptx"].media_type),
        ("calcul.xlsx", book("xlsx"), files.TYPES["xlsx"].media_type),
    ],
)
def test_known_kinds_are_kept_with_the_type_that_they_are(maya, name, data, media_type):
    version = content_with(maya, sent(name, data)).current
    assert version.media_type == media_type
    assert version.size == len(data)
    assert len(version.sha256) == 64


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("page.html", HTML),
        ("dessin.svg", SVG),
        ("virus.exe", b"MZ"),
        ("sans-extension", PDF),
        ("page.pdf", HTML),
        ("page.pdf", b"GIF89a" + PDF),
        ("page.csv", HTML),
        ("page.csv", b"a;b\n" + HTML),
        ("bin.csv", b"a;b\n\x00\x01"),
        ("dessin.png", SVG),
        ("photo.jpg", PNG),
        ("note.docx", book("xlsx")),
        ("note.docx", PDF),
        ("note.docx", b"PK\x03\x04 not a zip"),
        ("note.docx", MACRO),
        ("vide.pdf", b""),
        ("cas.pdf.html", PDF),
        ("cas.html;.pdf", HTML),
    ],
)  # fmt: skip
def test_what_is_not_what_its_name_says_is_refused(maya, name, data):
    before = kept_files()
    with pytest.raises(Incomplete) as refused:
        content_with(maya, sent(name, data))
    assert set(refused.value.fields) == {"file"}
    assert kept_files() == before
    assert not ContentVersion.objects.exists()


def test_fifty_megabytes_are_refused_before_anything_is_read(maya):
    with pytest.raises(Incomplete) as refused:
        content_with(maya, sent("cas.pdf", PDF + b"0" * 50 * 1024 * 1024))
    assert "50 MB" in str(refused.value.fields["file"])


def test_a_file_that_unfolds_to_much_is_refused(maya):
    bomb = book("xlsx", xl__sheet1=b"\x00" * 60 * 1024 * 1024)
    assert len(bomb) < 200_000
    with pytest.raises(Incomplete):
        content_with(maya, sent("bombe.xlsx", bomb))


def test_a_part_that_climbs_out_of_its_folder_is_refused(maya):
    out = io.BytesIO(book("docx"))
    with zipfile.ZipFile(out, "a") as parts:
        parts.writestr("../../etc/passwd", "x")
    with pytest.raises(Incomplete):
        content_with(maya, sent("note.docx", out.getvalue()))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\sam\\cas client.pdf", "cas_client.pdf"),
        ('a"\r\nSet-Cookie: x.pdf', "aSet-Cookie_x.pdf"),
        ("<img src=x onerror=alert(1)>.pdf", "img_srcx_onerroralert1.pdf"),
        ("...pdf", "document.pdf"),
        ("été à l'usine.pdf", "été_à_lusine.pdf"),
    ],
)
def test_names_lose_paths_and_signs(name, kept):
    assert files.plain_name(name) == kept


def test_what_is_kept_bears_a_name_of_ours(maya):
    version = content_with(maya, sent("../../cas.pdf")).current
    assert version.file.name == f"contents/{version.public_id}.pdf"


def test_a_pdf_is_shown_and_everything_else_saved(maya, page):
    for name, data, how in (("a.pdf", PDF, "inline"), ("b.csv", b"a;b", "attachment")):
        version = content_with(maya, sent(name, data)).current
        answer = page(maya).get(reverse("library:version_file", args=[version.public_id]))
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith(how)
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert b"".join(answer.streaming_content) == data


def test_a_file_gone_from_the_disk_is_not_found(maya, page):
    version = content_with(maya, sent()).current
    version.file.storage.delete(version.file.name)
    answer = page(maya).get(reverse("library:version_file", args=[version.public_id]))
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "ftp://x.example/a",
        "https://a:b@x.example/",
        "//x.example",
        "data:,x",
    ],
)
def test_only_plain_addresses_are_taken_and_none_is_fetched(maya, address):
    with pytest.raises(Incomplete):
        services.save_content(None, by=maya, title="Vidéo", address=address)


def test_a_version_is_one_file_or_one_address(maya):
    row = services.save_content(None, by=maya, title="Vidéo")
    for brought in ({}, {"file": sent(), "address": "https://x.example/"}):
        with pytest.raises(Incomplete):
            services.add_version(row, by=maya, **brought)


def test_versions_are_numbered_and_the_last_is_current(maya):
    row = services.save_content(None, by=maya, title="Cas", file=sent())
    second = services.add_version(row, by=maya, address="https://x.example/cas")
    assert (second.number, row.current) == (2, second)
    services.archive(row, by=maya, why="Trop vieux")
    with pytest.raises(Conflict):
        services.add_version(row, by=maya, file=sent())


def kept_files() -> set[str]:
    folder = files.media_root() / files.FOLDER
    return {path.name for path in folder.iterdir()} if folder.exists() else set()
