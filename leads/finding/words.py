"""What a record is found by, and how near a typed word comes to it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import OSA

from alignment.library.models import Content
from leads.identifiers import company_domain, search_key
from leads.models import Campaign, Company, Contact, Opportunity

LONGEST = 60
# Misspellings are looked up by the beginning of a word; what comes after is compared.
BEGINNING = 7
SHORTEST_FORGIVEN = 4
LONG_WORD = 7
EXACT, BEGINS, SLIP = 100, 85, 60
# Mainland and overseas.
FRENCH = ("33", "262", "590", "594", "596", "508", "681", "687", "689")
NOT_WORD = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True)
class Kind:
    """One kind of record: its columns that words come from, and the words of a row."""

    model: type[Any]
    columns: tuple[str, ...]
    words: Callable[[Any], Iterable[str]]


def kinds() -> dict[str, Kind]:
    """The kinds of records that have words of their own; leads are found by their people."""
    return {
        "company": Kind(Company, ("name", "siren", "domain"), words_of_company),
        "contact": Kind(
            Contact,
            ("first_name", "last_name", "email", "phone", "mobile", "erased_at"),
            words_of_contact,
        ),
        "campaign": Kind(Campaign, ("name",), lambda row: search_key(row.name).split()),
        "content": Kind(Content, ("title",), lambda row: search_key(row.title).split()),
        "opportunity": Kind(Opportunity, ("name",), lambda row: search_key(row.name).split()),
    }


def words_of(kind: str, row: Any) -> set[str]:
    """The words of a row, cut to what the index holds."""
    return {word[:LONGEST] for word in kinds()[kind].words(row) if word}


def words_of_company(row: Company) -> list[str]:
    return [*search_key(row.name).split(), row.siren, *_label(row.domain)]


def words_of_contact(row: Contact) -> list[str]:
    """Names, numbers without their country, the e-mail as one word and in parts."""
    if row.erased_at is not None:
        return []
    words = search_key(f"{row.first_name} {row.last_name}").split()
    words += [national(row.phone), national(row.mobile)]
    if row.email:
        mailbox = row.email.partition("@")[0]
        words += [squeezed(row.email), *search_key(mailbox).split()]
        words += _label(company_domain(row.email))
    return words


def squeezed(text: str) -> str:
    """An e-mail as one word."""
    return NOT_WORD.sub("", text.lower())


def national(phone: str) -> str:
    """The digits of an E.164 number, a French one without its country: +33 6 12… → 612…"""
    digits = "".join(sign for sign in phone if sign.isdigit())
    for country in FRENCH:
        # Nine digits follow; a foreign number that starts alike has another length.
        if len(digits) == len(country) + 9 and digits.startswith(country):
            return digits.removeprefix(country)
    return digits


def spellings(word: str) -> set[str]:
    """The beginning of the word, whole and with each letter left out; none for short words."""
    if not is_forgiven(word):
        return set()
    start = word[:BEGINNING]
    return {start, *(start[:place] + start[place + 1 :] for place in range(len(start)))}


def is_forgiven(word: str) -> bool:
    """Whether slips in the word are forgiven: numbers are typed right or not at all."""
    return len(word) >= SHORTEST_FORGIVEN and word.isalpha()


def nearness(typed: str, known: Iterable[str]) -> int:
    """How near the typed word comes to the nearest of the words: 100 the same, 0 not at all."""
    best = 0
    for word in known:
        if word == typed:
            return EXACT
        if best < BEGINS and word.startswith(typed):
            best = BEGINS
        elif best < SLIP and is_slip(typed, word):
            best = SLIP
    return best


def is_slip(typed: str, word: str) -> bool:
    """One slip in a word, two in a long one, also while its end is still to be typed."""
    if not (is_forgiven(typed) and is_forgiven(word)):
        return False
    most = 2 if len(typed) >= LONG_WORD else 1
    if OSA.distance(typed, word, score_cutoff=most) <= most:
        return True
    start = word[: len(typed)]
    return len(word) > len(typed) and OSA.distance(typed, start, score_cutoff=1) <= 1


def _label(domain: str) -> list[str]:
    """The telling part of a domain: acme.fr → acme."""
    return search_key(domain.rpartition(".")[0]).split() if domain else []
