"""What a cell of a column says: nothing, a number, a date, words. Pure functions."""

import re
from collections.abc import Iterable
from datetime import date

from leads.identifiers import search_key
from leads.importing.dates import DateColumn, NotADate


def _words(text: str) -> list[str]:
    return text.split()


NOTHING = frozenset({"", "-", "?", "na", "n a", "nan", "nc", "n c", "nd", "null", "none", "nil"})
NOISE = re.compile(r"(?:[\s\u00a0\u202f'’]|€|\$|£|%|EUR|HT)", re.IGNORECASE)
NUMBER = re.compile(r"(?P<number>[+-]?(?:\d[\d.,]*|[.,]\d+)(?:e[+-]?\d+)?)(?P<scale>[km])?")
SCALES = {"k": 1000.0, "m": 1_000_000.0}
# « 01 » and « 0612 » are codes: as numbers they would be near 2 and 613.
CODE = re.compile(r"0\d+")
LONGEST_WORD = 30
SMALL_WORDS = frozenset(
    _words(
        "a au aux avec ce ces dans de des du elle en et eux il je la le les leur lui ma mais me "
        "mes mon ne nos notre nous on ou par pas pour qu que qui sa se ses son sur ta te tes toi "
        "ton tu un une vos votre vous the of and to in for on is it with at by an be or "
        "as from our we "
    )
)


def is_nothing(text: str) -> bool:
    """Whether the cell says that nothing is known."""
    return not text or (len(text) < 6 and search_key(text) in NOTHING)


def number_of(text: str, decimal: str) -> float | None:
    """A number as people write it (« 1 234,5 », « 12 k€ », « -3 % »), None when it is none."""
    found = NUMBER.fullmatch(NOISE.sub("", text).lower())
    if not found:
        return None
    grouping = "." if decimal == "," else ","
    try:
        plain = found["number"].replace(grouping, "").replace(decimal, ".")
        return float(plain) * SCALES.get(found["scale"] or "", 1.0)
    except ValueError:
        return None


def decimal_of(texts: Iterable[str]) -> str:
    """The decimal mark of a column, found over all its values: one number alone may be doubtful.

    A mark that is followed by other than three digits, or by « 0 » before it, is decimal.
    """
    sure = {",": 0, ".": 0}
    for text in texts:
        plain = NOISE.sub("", text)
        last = max(plain.rfind(","), plain.rfind("."))
        if last < 0:
            continue
        mark, rest = plain[last], plain[last + 1 :].rstrip("kKmM")
        other = "," if mark == "." else "."
        if plain.count(mark) == 1 and (
            len(rest) != 3 or other in plain or plain[:last].lstrip("+-") in ("", "0")
        ):
            sure[mark] += 1
        elif plain.count(mark) > 1:
            sure[other] += 1
    return "," if sure[","] > sure["."] else "."


def date_of(text: str, column: DateColumn) -> date | None:
    """The day that a cell says, None when it says none."""
    try:
        return column.read(text).date()
    except NotADate:
        return None


def words_of(text: str) -> set[str]:
    """The words of a text that may mean something, folded."""
    return {
        word
        for word in search_key(text).split()
        if 2 < len(word) <= LONGEST_WORD and word not in SMALL_WORDS and not word.isdigit()
    }
