"""Reading the glossary: the words in force, which ones a text holds, when a definition changed."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from time import monotonic
from typing import ClassVar

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import get_language

from alignment.vision.choices import TermGroup
from alignment.vision.models import Term, TermVersion
from alignment.vision.models.glossary import is_french

SHORTEST_MARKED = 3
# So many seconds pages go on with what they read: words change a few times a year.
FRESH_FOR = 60.0


@dataclass(frozen=True)
class Word:
    """A word as pages show it: its definition in force, in the reader's language."""

    code: str
    word: str
    definition: str
    number: int
    since: datetime | None
    # How it may be written in a text.
    forms: tuple[str, ...]

    @property
    def url(self) -> str:
        return reverse("vision:term", args=[self.code])


class Words:
    """The words in force, read once, and the search for them in a text."""

    def __init__(self, found: Iterable[Word]) -> None:
        self.by_code = {word.code: word for word in found}

    def get(self, code: str) -> Word | None:
        return self.by_code.get(code)

    @cached_property
    def _of_form(self) -> dict[str, Word]:
        pairs = ((form.casefold(), word) for word in self.by_code.values() for form in word.forms)
        found: dict[str, Word] = {}
        for form, word in pairs:
            found.setdefault(form, word)
        return found

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        forms = sorted((f for f in self._of_form if len(f) >= SHORTEST_MARKED), key=len)
        if not forms:
            return None
        either = "|".join(re.escape(form) for form in reversed(forms))
        return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)

    def first_in(self, text: str) -> tuple[int, int, Word] | None:
        """(start, end, word) of the first word of the glossary in a text, the longest there."""
        match = self._pattern.search(text) if self._pattern else None
        if match is None:
            return None
        return match.start(), match.end(), self._of_form[match.group().casefold()]


def words() -> Words:
    """Every word with the definition in force, in one statement."""
    rows = TermVersion.objects.in_force().select_related("term").order_by("term")
    return Words(_word(row) for row in rows)


class Kept:
    """What pages of this process have read, by language."""

    by_language: ClassVar[dict[str, tuple[float, Words]]] = {}


def known() -> Words:
    """The words in force in the language of the reader, as read within the last minute."""
    language, now = get_language() or "", monotonic()
    at, found = Kept.by_language.get(language, (0.0, None))
    if found is None or now - at > FRESH_FOR:
        found = words()
        Kept.by_language[language] = now, found
    return found


def forget() -> None:
    """Read anew when a page asks next."""
    Kept.by_language.clear()


def _word(version: TermVersion) -> Word:
    term = version.term
    forms = tuple(dict.fromkeys([term.word_fr, term.word_en, *term.forms]))
    return Word(
        term.code, term.word, version.definition, version.number, version.effective_at, forms
    )


def grouped() -> list[tuple[str, list[Term]]]:
    """The words by what they are about, each with `current` and `pending`, in two statements."""
    found: dict[str, list[Term]] = {}
    for term in _with_versions():
        found.setdefault(term.group, []).append(term)
    key = "word_fr" if is_french() else "word_en"
    return [
        (str(group.label), sorted(found[group], key=lambda term: _in_order(getattr(term, key))))
        for group in TermGroup
        if group in found
    ]


def _in_order(word: str) -> str:
    """As a dictionary has it: « échange » stands with the e's."""
    return unicodedata.normalize("NFKD", word.casefold()).encode("ascii", "ignore").decode()


def _with_versions() -> QuerySet[Term]:
    open_ones = TermVersion.objects.filter(status__in=("active", "proposed", "signed"))
    owners = ("marketing_owner", "sales_owner")
    teams = [f"{owner}__{team}" for owner in owners for team in ("team", "second_team")]
    return Term.objects.select_related(*owners, *teams).prefetch_related(
        Prefetch("versions", open_ones, to_attr="open_versions")
    )
