"""The search of every page at full size, and what its index and the pairs of a night cost."""

import time
from collections.abc import Callable, Iterator
from typing import Any

from django.test import Client
from django.urls import reverse

from leads.finding import index
from leads.merging.pairing import find_pairs

# A name, a slip, a person in a company, an e-mail, a phone, a SIREN.
QUERIES = (
    ("a name", "marchetti"),
    ("with a slip", "marchteti"),
    ("common words", "claire marchetti"),
    ("three words, a slip", "belhadj clare ateliers"),
    ("an e-mail", "p12345@firm"),
    ("a phone", "01 99 01 23"),
    ("a SIREN", "100 001 234"),
)


def fill(say: Callable[[str], None]) -> None:
    """Let the index read all that was written in bulk."""
    start = time.perf_counter()
    notes = index.take_up(10**9)
    say(f"search index: {notes:,} rows read in {time.perf_counter() - start:.1f} s")


def cases(page: Client) -> Iterator[tuple[str, Callable[[], Any]]]:
    """The list that the dialog asks for at each pause of the typing."""
    url = reverse("leads:search")
    for name, words in QUERIES:
        yield (
            f"search: {name}",
            lambda words=words: page.get(url, {"q": words}, headers={"HX-Request": "true"}),
        )


def measure_pairs(say: Callable[[str], None]) -> None:
    """The first night compares everything; the others what changed."""
    start = time.perf_counter()
    found = find_pairs()
    say(f"{'pairs, first night':22}{time.perf_counter() - start:8.2f} s ({found:,} pairs)")
