"""Reading the glossary: the words in force, which ones a text holds, when a definition changed."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from alignment.vision.choices import TermGroup
from alignment.vision.models import Term, TermVersion
from alignment.vision.models.glossary import is_french
from alignment.web.business_days import local_date

SHORTEST_MARKED = 3


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


@dataclass(frozen=True)
class Change:
    """A definition that took the place of another."""

    code: str
    word: str
    before: int
    after: int
    day: date

    @property
    def label(self) -> str:
        return f"{self.word} v{self.before} → v{self.after}"


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


def changes(codes: Iterable[str], first: date, last: date) -> list[Change]:
    """Definitions of these words that took another's place in these local days, oldest first."""
    rows = (
        TermVersion.objects.published()
        .filter(term__code__in=set(codes), number__gt=1, effective_at__date__range=(first, last))
        .select_related("term")
        .order_by("effective_at", "number")
    )
    return [_change(row) for row in rows if row.effective_at]


def _change(row: TermVersion) -> Change:
    assert row.effective_at is not None
    day = local_date(row.effective_at)
    return Change(row.term.code, row.term.word, row.number - 1, row.number, day)


def used_in(codes: Iterable[str], first: date, last: date) -> dict[str, tuple[int, ...]]:
    """The versions of each word that were in force in these local days, in one statement.

    Before its first definition a word has meant what that one says.
    """
    wanted = set(codes)
    rows = TermVersion.objects.published().filter(term__code__in=wanted).order_by("number")
    spans: dict[str, list[tuple[int, date, date]]] = {}
    for code, number, since, until in rows.values_list(
        "term__code", "number", "effective_at", "superseded_at"
    ):
        begins = local_date(since) if number > 1 and since else date.min
        spans.setdefault(code, []).append(
            (number, begins, local_date(until) if until else date.max)
        )
    return {code: tuple(_numbers(found, first, last)) for code, found in spans.items()}


def _numbers(spans: list[tuple[int, date, date]], first: date, last: date) -> Iterator[int]:
    for number, begins, ends in spans:
        if begins <= last and ends > first:
            yield number
