import textwrap
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from leads.importing import choosing, runs, uploads
from leads.importing import mapping as mappings

FUNNEL = """
    [[files]]
    join_on = "ref"
    [files.columns]
    external_id = "ref"
    captured = "first_contact"
    mql = "first_contact"
    source = "origin"

    [[files]]
    join_on = "ref"
    [files.columns]
    won = "won_on"
    amount = "amount"
"""


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def file(tmp_path):
    """`file("leads.csv", "a,b")` writes a file of those lines and returns its path."""

    def write(name: str, text: str | bytes, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        data = text if isinstance(text, bytes) else textwrap.dedent(text).strip().encode(encoding)
        path.write_bytes(data)
        return path

    return write


@pytest.fixture
def mapping(file):
    """`mapping(toml)` reads a mapping; without text, that of a two-file funnel."""
    return lambda text=FUNNEL: mappings.load(file("mapping.toml", text))


@pytest.fixture
def funnel(file):
    """Two files that carry the traps: dd-mm-yyyy, CRLF, empty and unknown origin, an early win."""
    leads = "\r\n".join(
        [
            "ref,first_contact,landing,origin",
            "a1,01-06-2024,p1,social",
            "a2,02-06-2024,p2,",
            "a3,13-06-2024,p2,unknown",
            "a4,05-08-2024,p3,paid_search",
        ]
    )
    deals = "\r\n".join(
        [
            "ref,won_on,amount",
            'a1,21-06-2024 19:58,"1 200,50"',
            "a4,03-08-2024 08:00,",
        ]
    )
    return [file("leads.csv", leads.encode()), file("deals.csv", deals.encode())]


@pytest.fixture
def uploads_apart(settings, tmp_path):
    """Files that tests send are kept in a folder that goes with them."""
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture
def sent(uploads_apart, maya):
    """`sent(text)` is a draft of an import by Maya; its columns are those that are guessed."""

    def send(data: str | bytes, name: str = "contacts.csv", by=None, **how):
        data = textwrap.dedent(data).strip().encode() if isinstance(data, str) else data
        return uploads.receive(SimpleUploadedFile(name, data), by=by or maya, **how)

    return send


@pytest.fixture
def ready(sent, maya):
    """`ready(text, mode="create")` is a draft with its columns and choices made."""

    def prepare(data, name: str = "contacts.csv", by=None, fields=None, **choices):
        batch = sent(data, name, by)
        columns = fields or batch.mapping["fields"]
        choosing.set_columns(batch, by=by or maya, fields=columns)
        told = {"provenance": "Salon 2026", "legal_basis": "legitimate_interest", **choices}
        return choosing.set_choices(batch, by=by or maya, **told)

    return prepare


@pytest.fixture
def imported(ready, maya):
    """`imported(text, **choices)` is an import that a worker has done."""

    def bring_in(data, **how):
        batch = choosing.start(ready(data, **how), by=how.get("by") or maya)
        assert runs.do(batch.pk)
        batch.refresh_from_db()
        return batch

    return bring_in
