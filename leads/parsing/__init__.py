"""From a pasted signature, card, form mail or line to the fields of a lead. Pure, and never lossy.

What has a shape (e-mail, phone, SIRET, site, postal code) is taken first, wherever it stands. The
rest is cut into pieces at commas, bars and line ends, and each piece is a name, a title, a company,
a source or, failing that, part of the note. Every pattern is bounded, so no text can stall it.
"""

from leads.identifiers import search_key
from leads.parsing.card import LIMIT, TAKEN, Card, Found, Piece, Reader
from leads.parsing.companies import guess_from_addresses, take_company
from leads.parsing.names import GREETINGS, split_name, split_pieces, take_name, take_titles
from leads.parsing.shapes import (
    take_company_numbers,
    take_emails,
    take_form_lines,
    take_phones,
    take_places,
    take_websites,
)
from leads.parsing.sources import Sources, lexicon_of, take_source
from leads.words import SOURCE_WORDS

__all__ = ["LIMIT", "Card", "Found", "read_card", "split_name"]

# The order matters: a SIRET would read as a phone, a domain as a site of an e-mail.
SHAPES = (
    take_form_lines, take_emails, take_websites, take_company_numbers, take_phones, take_places,
)  # fmt: skip


def read_card(text: str, sources: Sources = SOURCE_WORDS) -> Card:
    """Split a pasted text into the fields of a lead; what is not understood is kept in the note.

    `sources` gives the code of each source with the words that give it away.
    """
    reader = Reader.of(text)
    for take in SHAPES:
        take(reader)
    pieces = reader.pieces()
    for piece in pieces:
        piece.is_taken = search_key(piece.text) in GREETINGS
    split_pieces(pieces)
    take_name(reader, pieces)
    take_titles(reader, pieces)
    take_source(reader, pieces, lexicon_of(tuple((code, tuple(words)) for code, words in sources)))
    take_company(reader, pieces)
    guess_from_addresses(reader)
    keep_the_rest(reader, pieces)
    return reader.card


def keep_the_rest(reader: Reader, pieces: list[Piece]) -> None:
    """What nobody claimed goes to the note, line by line, with its own punctuation."""
    rest: list[tuple[int, int, int]] = []
    for at, piece in enumerate(pieces):
        if piece.is_taken:
            continue
        follows = rest and not pieces[at - 1].is_taken and rest[-1][2] == piece.line
        if follows and TAKEN not in reader.rest[rest[-1][1] : piece.start]:
            rest[-1] = (rest[-1][0], piece.end, piece.line)
        else:
            rest.append((piece.start, piece.end, piece.line))
    reader.card.leftovers = [reader.text[start:end] for start, end, _line in rest]
    reader.card.note = "\n".join(reader.card.leftovers)
