"""Which columns of a table can be learned from, how each is read, why others are left out."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from dashboards.learning import texts
from dashboards.learning.columns import Column, Kind
from leads.identifiers import search_key
from leads.importing.dates import DateColumn

SURE = 0.9
MOST_LEVELS = 100
MOST_WORDS = 60
FEWEST_ROWS = 5  # of one level or word
LONG_TEXT = 25  # letters on average: sentences rather than names
MOST_KNOTS = 12
DATE_KNOTS = 6
ROWS_A_KNOT = 40
SEEN_FOR_KIND = 5000


def _words(text: str) -> list[str]:
    return text.split()


# Words of a header. What names one person teaches nothing about the next, and is not needed.
PERSON = frozenset(
    _words(
        "email mail courriel phone telephone tel mobile portable fax firstname lastname prenom "
        "surname siren siret linkedin twitter facebook iban address adresse street rue birthday "
        "naissance password ip uuid guid "
    )
)
# These name somebody unless they come back often: then they are groups like any other.
NAMES = frozenset(
    _words(
        "name nom fullname contact company societe entreprise account compte organisation "
        "organization client customer prospect raison id identifiant identifier ref "
        "reference numero "
        "url site website web domain domaine key cle title titre mql "
    )
)
COMES_BACK = 0.3
# What is known only once the lead is won, lost or refused: it would tell the outcome by itself.
LATER = (
    "close date", "closed at", "closed on", "closed date", "date closed", "closing date",
    "close value", "closedate", "won date", "won at", "won on", "date won", "lost date",
    "lost at", "date lost", "lost reason", "loss reason", "reason lost", "reject reason",
    "rejection reason", "rejected at", "accepted at", "accepted on", "decided at", "decided on",
    "signature date", "signed at", "deal stage", "deal status", "lead status", "lifecycle stage",
    "converted at", "converted date", "conversion date", "date de cloture", "date cloture",
    "cloture", "date de signature", "date signature", "signe le", "gagne le", "perdu le",
    "motif", "motif de refus", "motif de perte", "raison de perte", "raison de refus",
    "montant signe", "etape", "statut", "stage", "status", "outcome", "verdict", "resultat",
    "issue", "final amount", "montant final", "date de decision",
)  # fmt: skip


class Left(StrEnum):
    """Why a column is left out."""

    PERSON = "person"
    IDENTITY = "identity"
    EMPTY = "empty"
    SAME = "same"
    LATER = "later"
    TELLS = "tells"
    ASKED = "asked"


@dataclass(frozen=True)
class LeftOut:
    """A column that is not learned from, and why."""

    name: str
    why: Left


def recognise(
    name: str, values: Sequence[str], *, by_name: bool = True, is_code: bool = False
) -> Column | LeftOut:
    """How a column is read, over all of its values; its name may say that it is none to learn.

    A code is a category even when it is made of digits.
    """
    counts = Counter(values)
    known = {text: n for text, n in counts.items() if not texts.is_nothing(text)}
    if not known:
        return LeftOut(name, Left.EMPTY)
    if len(counts) == 1:
        return LeftOut(name, Left.SAME)
    why = _by_name(name, known)
    if by_name and why:
        return LeftOut(name, why)
    if is_code:
        return _worded(name, known)
    return _dated(name, known) or _numbered(name, known) or _worded(name, known)


def _by_name(name: str, known: dict[str, int]) -> Left | None:
    key = search_key(name)
    words = set(key.split())
    if key in LATER:
        return Left.LATER
    if words & PERSON or {"first", "name"} <= words or {"last", "name"} <= words:
        return Left.PERSON
    rows = sum(known.values())
    if sum(n for text, n in known.items() if "@" in text) > rows / 2:
        return Left.PERSON
    comes_back = len(known) <= COMES_BACK * rows
    return Left.IDENTITY if words & NAMES and not comes_back else None


def _dated(name: str, known: dict[str, int]) -> Column | None:
    sample = list(known)[:SEEN_FOR_KIND]
    column = DateColumn()
    for text in known:
        column.weigh(text)
    if any(text.isdigit() or texts.number_of(text, ".") is not None for text in sample[:20]):
        return None  # five digits would be a day of Excel, and eight a compact date
    read = DateColumn(declared=column.order)
    if sum(texts.date_of(text, read) is not None for text in sample) < SURE * len(sample):
        return None
    days = {text: texts.date_of(text, read) for text in known}
    found = [(float(day.toordinal()), known[text]) for text, day in days.items() if day]
    return Column(name, Kind.DATE, knots=_knots(found, DATE_KNOTS), order=column.order)


def _numbered(name: str, known: dict[str, int]) -> Column | None:
    if any(texts.CODE.fullmatch(text) for text in known):
        return None
    decimal = texts.decimal_of(known)
    read = [(texts.number_of(text, decimal), n) for text, n in known.items()]
    found = [(value, n) for value, n in read if value is not None]
    rows = sum(known.values())
    if sum(n for _value, n in found) < SURE * rows:
        return None
    most = min(MOST_KNOTS, max(4, rows // ROWS_A_KNOT))
    return Column(name, Kind.NUMBER, knots=_knots(found, most), decimal=decimal)


def _worded(name: str, known: dict[str, int]) -> Column | LeftOut:
    rows = sum(known.values())
    often = max(FEWEST_ROWS, rows // 1000)
    folded: Counter[str] = Counter()
    label: dict[str, str] = {}
    for text, n in sorted(known.items(), key=lambda pair: (-pair[1], pair[0])):
        key = search_key(text)
        folded[key] += n
        label.setdefault(key, text)
    letters = sum(len(text) * n for text, n in known.items()) / rows
    many = len(folded) > max(MOST_LEVELS, rows // 5)
    if many or (letters > LONG_TEXT and len(folded) > rows // 20):
        found = _text(name, known, rows)
        if isinstance(found, Column) or len(folded) > COMES_BACK * rows:
            return found
    levels = [key for key, n in _most(folded, MOST_LEVELS) if n >= often and key]
    labels = [label[key] for key in levels]
    return Column(name, Kind.CATEGORY, levels=levels, labels=labels)


def _text(name: str, known: dict[str, int], rows: int) -> Column | LeftOut:
    """Words that come back; a text without any is an identifier."""
    held: Counter[str] = Counter()
    for text, n in known.items():
        held.update(dict.fromkeys(texts.words_of(text), n))
    often = max(10, rows // 100)
    words = [word for word, n in _most(held, MOST_WORDS) if n >= often]
    if not words:
        return LeftOut(name, Left.IDENTITY)
    return Column(name, Kind.WORDS, levels=words, labels=words)


def _most(counts: Counter[str], most: int) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:most]


def _knots(found: list[tuple[float, int]], most: int) -> list[float]:
    """Values between which rows are spread evenly; each value itself when there are few."""
    counts: Counter[float] = Counter()
    for value, n in found:
        counts[value] += n
    values = sorted(counts)
    if len(values) <= most:
        return values
    passed = list(accumulate(counts[value] for value in values))
    steps = [passed[-1] * step / (most - 1) for step in range(1, most - 1)]
    inside = [values[bisect_left(passed, step)] for step in steps]
    return sorted({values[0], *inside, values[-1]})
