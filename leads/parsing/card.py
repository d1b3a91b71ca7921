"""What is read from a pasted text, and the text with what is left to read."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from leads import identifiers

LIMIT = 10_000
SURE, LIKELY, GUESS = 1.0, 0.7, 0.4

Spot = tuple[int, int]


class Found(NamedTuple):
    """Where a field was read in the text (None when deduced) and how sure that is, 0 to 1."""

    start: int | None
    end: int | None
    confidence: float


@dataclass
class Card:
    """What a pasted text says. Phones are E.164, codes and e-mail normalised; "" is not known.

    `truncated` says that the text was longer than LIMIT and that the rest was not read.
    """

    first_name: str = ""
    last_name: str = ""
    job_title: str = ""
    company: str = ""
    email: str = ""
    phones: list[str] = field(default_factory=list)
    website: str = ""
    siren: str = ""
    siret: str = ""
    address: str = ""
    postal_code: str = ""
    city: str = ""
    source: str = ""
    campaign: str = ""
    note: str = ""
    leftovers: list[str] = field(default_factory=list)
    found: dict[str, Found] = field(default_factory=dict)
    truncated: bool = False

    @property
    def phone(self) -> str:
        """The first fixed line."""
        return next((p for p in self.phones if not identifiers.is_mobile(p)), "")

    @property
    def mobile(self) -> str:
        return next((p for p in self.phones if identifiers.is_mobile(p)), "")


ODD_SPACES = dict.fromkeys(
    map(ord, "\t\u00a0\u202f\u2007\u2009\u200a\u200b\u200e\u200f\ufeff\x0b\x0c"), " "
)
ODD_SPACES[ord("\r")] = "\n"
TAKEN = "\0"
SEPARATOR = re.compile(r"\0+|[,;|•·▪►*\n]| [-–—/>] |[–—]| {4,}|_{2,}|-{2,}")
EDGES = ' \0.,;:|•·▪►*/\\-–—_<>()[]{}"«»“”=~+'


@dataclass
class Piece:
    """A stretch of text between two separators; `line` tells which line it stands on."""

    start: int
    end: int
    text: str
    line: int
    is_taken: bool = False


@dataclass
class Reader:
    text: str
    left: list[str]
    card: Card
    forms: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> "Reader":
        kept = text[:LIMIT].translate(ODD_SPACES)
        return cls(kept, list(kept), Card(truncated=len(text) > LIMIT))

    @property
    def rest(self) -> str:
        """The text with what was taken blanked out; positions stay the same."""
        return "".join(self.left)

    def take(self, start: int, end: int) -> None:
        self.left[start:end] = TAKEN * (end - start)

    def note(self, name: str, value: str, start: int, end: int, confidence: float = SURE) -> None:
        """Set a field once, and remember where it was read."""
        if value and not getattr(self.card, name):
            setattr(self.card, name, value)
            self.card.found[name] = Found(start, end, confidence)

    def pieces(self) -> list[Piece]:
        rest, found, start = self.rest, [], 0
        cuts = [(cut.start(), cut.end()) for cut in SEPARATOR.finditer(rest)]
        for cut_start, cut_end in [*cuts, (len(rest), len(rest))]:
            raw = rest[start:cut_start]
            text = raw.strip(EDGES)
            if text:
                at = start + raw.index(text)
                found.append(Piece(at, at + len(text), text, rest.count("\n", 0, at)))
            start = cut_end
        return found


def capitalised(text: str) -> str:
    """Names written in capitals or small letters as one writes them: « LE GALL » is Le Gall."""
    if not (text.isupper() or text.islower()) or len(text) < 2:
        return text
    return re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize(), text.lower())
