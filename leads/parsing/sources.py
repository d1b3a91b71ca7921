"""Where the lead came from, when a piece of the text says so."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from leads.identifiers import search_key
from leads.parsing.card import EDGES, GUESS, LIKELY, Piece, Reader

Sources = Iterable[tuple[str, Iterable[str]]]


LEAD_IN = re.compile(
    r"^(?:(?:rencontr|vu|crois|connu|venu|trouv|contact)(?:é|e|ée|ee|és|és)?|source|origine|provenance|via|"
    r"suite|issu|lead|contact|par|depuis|sur|au|aux|à|a|le|la|les|l|du|de|des|d|un|une|notre|son|stand|the|from)"
    r"[ :'’]+",
    re.IGNORECASE,
)
SALON_SHOP = ("salon de coiffure", "salon de the", "salon de beaute", "salon d esthetique")


class Lexicon(NamedTuple):
    """The words that give a source away, as one pattern; the first listed wins."""

    shape: re.Pattern[str]
    codes: dict[str, str]


@lru_cache(maxsize=16)
def lexicon_of(sources: tuple[tuple[str, tuple[str, ...]], ...]) -> Lexicon:
    codes: dict[str, str] = {}
    for code, words in sources:
        for word in filter(None, map(search_key, words)):
            codes.setdefault(word, code)
    return Lexicon(re.compile(rf"({'|'.join(map(re.escape, codes)) or '(?!)'})(?![a-z0-9])"), codes)


def take_source(reader: Reader, pieces: list[Piece], lexicon: Lexicon) -> None:
    links = sum(
        search_key(p.text) in {"linkedin", "twitter", "facebook", "instagram"} for p in pieces
    )
    for piece in pieces:
        key = search_key(piece.text)
        if piece.is_taken or len(key.split()) > 9 or key.startswith(SALON_SHOP):
            continue
        code, word = _source_in(key, lexicon)
        if not code or (code == "social" and links > 1):
            continue
        reader.note("source", code, piece.start, piece.end, LIKELY)
        reader.note("campaign", _campaign_in(piece.text, word), piece.start, piece.end, GUESS)
        piece.is_taken = True
        return


def _source_in(key: str, lexicon: Lexicon) -> tuple[str, str]:
    """Code and word of a source that a piece opens with, lead-in apart (« rencontrée au … »)."""
    found = lexicon.shape.match(key) or lexicon.shape.match(search_key(_without_lead_in(key)))
    return (lexicon.codes[found[1]], found[1]) if found else ("", "")


def _without_lead_in(text: str) -> str:
    for _turn in range(5):
        shorter = LEAD_IN.sub("", text, count=1)
        if shorter == text:
            break
        text = shorter
    return text


def _campaign_in(text: str, word: str) -> str:
    """What follows the word of the source: « salon Sirha » names Sirha."""
    rest = [each for each in text.split() if search_key(each) not in word.split()]
    return _without_lead_in(_without_lead_in(" ".join(rest)) + " ").strip(EDGES)[:120]
