"""The company: named in the text, or deduced from the e-mail; and the person behind an address."""

import re

from leads import identifiers
from leads.identifiers import search_key
from leads.parsing.card import GUESS, SURE, Card, Found, Piece, Reader, capitalised
from leads.words import COMPANY_WORDS, FIRST_NAMES, FREE_MAIL_DOMAINS, LEGAL_FORMS


def take_company(reader: Reader, pieces: list[Piece]) -> None:
    domain = identifiers.company_domain(reader.card.email or reader.card.website)
    if reader.card.company:
        return
    rated = [
        (_company_points(piece, stem_of(domain)), -at, piece)
        for at, piece in enumerate(pieces)
        if not piece.is_taken
    ]
    best = max(rated, key=lambda each: each[:2], default=None)
    if best and best[0] > 0:
        piece = best[2]
        name = re.sub(r"^(?:chez|société|entreprise)\s*:?\s+", "", piece.text, flags=re.IGNORECASE)
        sure = SURE if best[0] >= 3 else GUESS
        reader.note("company", name[:160], piece.start, piece.end, sure)
        piece.is_taken = True


def _company_points(piece: Piece, stem: str) -> int:
    """How much a piece looks like a company's name; 0 is a phrase for the note."""
    keys = search_key(piece.text).split()
    if not keys or len(keys) > 8 or piece.text[-1] in "!?" or not piece.text[0].isalnum():
        return 0
    if "@" in piece.text or "://" in piece.text:
        return 0
    squashed = "".join(keys)
    if stem and len(squashed) > 2 and (squashed == stem or stem in keys):
        return 5
    if stem and len(stem) > 3 and (stem.startswith(squashed[:40]) or squashed.startswith(stem)):
        return 4
    if {keys[0], keys[-1]} & LEGAL_FORMS or "chez" in keys[:1]:
        return 4
    if set(keys) & COMPANY_WORDS and piece.text[0].isupper():
        return 3
    words = piece.text.split()
    proper = sum(word[0].isupper() or word[0].isdigit() for word in words)
    return 1 if words[0][0].isupper() and len(words) <= 4 and proper * 2 >= len(words) else 0


def guess_from_addresses(reader: Reader) -> None:
    card = reader.card
    domain = identifiers.company_domain(card.email or "")
    if card.email and not card.company:
        _deduce(card, "company", _name_of_stem(domain))
    elif not card.company:
        _deduce(card, "company", _name_of_stem(identifiers.company_domain(card.website)))
    if card.email and not (card.first_name or card.last_name):
        first, last = _person_in(card.email)
        _deduce(card, "first_name", first)
        _deduce(card, "last_name", last)


def _deduce(card: Card, name: str, value: str) -> None:
    if value:
        setattr(card, name, value)
        card.found[name] = Found(None, None, GUESS)


def _person_in(email: str) -> tuple[str, str]:
    """Names in « claire.martin@ » or « c.martin@ »; nothing in contact@ or cmartin@."""
    if identifiers.is_generic_mailbox(email):
        return "", ""
    parts = [part for part in re.split(r"[._]", email.partition("@")[0]) if part]
    parts = [part for part in parts if re.fullmatch(r"[a-z-]{1,30}", part)]
    if len(parts) == 1 and search_key(parts[0]).split(" ")[0] in FIRST_NAMES:
        return capitalised(parts[0]), ""
    if len(parts) != 2:
        return "", ""
    is_swapped = parts[1] in FIRST_NAMES and parts[0] not in FIRST_NAMES and len(parts[0]) > 1
    first, last = parts[::-1] if is_swapped else parts
    return capitalised(first) if len(first) > 1 else "", capitalised(last) if len(last) > 1 else ""


def stem_of(domain: str) -> str:
    """The telling part of a domain, letters and digits only: acme-industrie.fr is acmeindustrie."""
    return "" if domain in FREE_MAIL_DOMAINS else squash(domain.rpartition(".")[0].split(".")[-1])


def squash(text: str) -> str:
    return search_key(text).replace(" ", "")


def _name_of_stem(domain: str) -> str:
    stem = domain.rpartition(".")[0].split(".")[-1]
    return " ".join(part.capitalize() for part in stem.split("-") if part)
