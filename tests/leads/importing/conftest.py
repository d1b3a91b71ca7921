import textwrap
from pathlib import Path

import pytest
from django.utils import translation

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
