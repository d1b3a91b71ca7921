"""Who a message names: « @Sam », « @"Sam Roux" », as typed or as picked from the list."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q

from alignment.people.models import User
from leads.identifiers import search_key

# Not inside a word or an address; names in quotes of any country, or up to four words after it.
AT = re.compile(
    r"(?<![\w@./-])@(?:"
    r"\"(?P<straight>[^\"\n]{1,254})\"|“(?P<curly>[^”\n]{1,254})”|«\s?(?P<french>[^»\n]{1,254})»"
    r"|(?P<words>[\w’'-]{1,80}(?: [\w’'-]{1,80}){0,3}))"
)
LAST_WORD = re.compile(r"[ ’'-]+[^ ’'-]*$")


@dataclass(frozen=True)
class Mention:
    """The part of a text, from `start` to `end`, that names a person."""

    start: int
    end: int
    user: User


@dataclass(frozen=True)
class Suggestion:
    """A person of the list, and the words that name nobody else."""

    user: User
    handle: str


class Names:
    """The names that people answer to: full name, first name and e-mail, without accents or case.

    A name that two people share names neither of them.
    """

    def __init__(self, people: Iterable[User]) -> None:
        self._known: dict[str, set[int]] = defaultdict(set)
        self._people = {person.pk: person for person in people}
        for person in self._people.values():
            for name in (person.first_name, person.full_name, person.email):
                self._known[search_key(name)].add(person.pk)

    def __getitem__(self, name: str) -> User | None:
        found = self._known.get(search_key(name), set())
        return self._people[next(iter(found))] if len(found) == 1 else None

    def suggestions(self) -> list[Suggestion]:
        """Everybody, with the shortest words that name them alone."""
        return [Suggestion(person, self._handle(person)) for person in self._people.values()]

    def _handle(self, person: User) -> str:
        for name in (person.first_name, person.full_name):
            if self[name] == person:
                plain = re.fullmatch(r"[\w-]+", name)
                return f"@{name}" if plain else f'@"{name}"'
        return f'@"{person.email}"'


def members() -> list[User]:
    """Who may be named: active people of a team."""
    in_a_team = Q(team__isnull=False) | Q(second_team__isnull=False)
    return list(User.objects.active().filter(in_a_team).select_related("team"))


def mentions_in(text: str, people: Iterable[User]) -> Iterator[Mention]:
    """Each place of the text that names exactly one of the people, in order."""
    names = Names(people)
    for found in AT.finditer(text):
        if found["words"] is None:
            quoted = found["straight"] or found["curly"] or found["french"]
            user, end = names[quoted.strip()], found.end()
        else:
            user, end = _longest(names, found["words"], found.start() + 1)
        if user is not None:
            yield Mention(found.start(), end, user)


def _longest(names: Names, words: str, start: int) -> tuple[User | None, int]:
    """Whom the first words name, the more words the better, and where their name ends."""
    while words:
        if user := names[words]:
            return user, start + len(words.rstrip("’'-"))
        shorter = LAST_WORD.sub("", words)
        words = shorter if shorter != words else ""
    return None, start
