"""Who of the house a name in a file means: said by the importer, or guessed where one only fits."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from alignment.people.models import User
from leads.identifiers import search_key
from leads.importing.tables import TableFile
from leads.models import Import

FIELDS = ("owner", "marketer")
# Beyond that a column hardly names people, and nobody would choose so often.
MOST_NAMES = 40
LONGEST_NAME = 120


@dataclass(frozen=True)
class Named:
    """A name as the file writes it, on how many lines, and whom it is taken for."""

    name: str
    lines: int
    person: User | None
    is_settled: bool


class Staff:
    """Everybody who ever had an account, by what files call them."""

    def __init__(self, people: Iterable[User], said: Mapping[str, str] | None = None) -> None:
        self.people = list(people)
        by_id = {str(user.public_id): user for user in self.people}
        self._said = {name: by_id.get(public_id) for name, public_id in (said or {}).items()}
        self._ranks: list[dict[str, User | None]] = []
        for user in self.people:
            for rank, names in enumerate(_names_of(user)):
                if rank == len(self._ranks):
                    self._ranks.append({})
                for name in names:
                    same = self._ranks[rank].setdefault(name, user)
                    if same != user:
                        self._ranks[rank][name] = None

    def find(self, text: str) -> User | None:
        """Whom the name means; None where nobody or several bear it."""
        name = key_of(text)
        if name in self._said:
            return self._said[name]
        # The surest way of writing a name that fits decides, even when it fits two people.
        return next((rank[name] for rank in self._ranks if name in rank), None)

    def is_settled(self, text: str) -> bool:
        """Whether there is nothing to ask: somebody is found, or it was said that it is nobody."""
        return key_of(text) in self._said or self.find(text) is not None


def staff(said: Mapping[str, str] | None = None) -> Staff:
    """The people of the house as they are now; `said` gives public identifiers by name."""
    people = User.objects.select_related("team", "second_team").order_by("-is_active", "pk")
    return Staff(people, said)


def key_of(text: str) -> str:
    """A name as it is compared: e-mails whole, names without case, accents and signs."""
    return text.strip().lower() if "@" in text else search_key(text)


def count(table: TableFile, cells: list[str], names: Counter[str]) -> None:
    """Count the names of people of the house that a line holds."""
    for field in FIELDS:
        if field in table.places:
            name = table.raw(cells, field).strip()[:LONGEST_NAME]
            if name and (name in names or len(names) < MOST_NAMES):
                names[name] += 1


def named_in(batch: Import) -> list[Named]:
    """The names that the file gives to people of the house; those to be settled come first."""
    known = staff(said_of(batch))
    names: Mapping[str, int] = batch.reading.get("people", {})
    found = [
        Named(name, lines, known.find(name), known.is_settled(name))
        for name, lines in names.items()
    ]
    return sorted(found, key=lambda one: (one.is_settled, -one.lines, one.name))


def said_of(batch: Import) -> dict[str, str]:
    """What was said of names: public identifiers of people, "" for nobody."""
    return dict(batch.mapping.get("choices", {}).get("people", {}))


def _names_of(user: User) -> Iterator[set[str]]:
    """What a file may call somebody, the surest first; every step is as long for everybody."""
    first, last = search_key(user.first_name), search_key(user.last_name)
    yield {user.email.lower()}
    yield {name for name in (f"{first} {last}".strip(), f"{last} {first}".strip()) if name}
    yield {f"{first[:1]} {last}", f"{last} {first[:1]}"} if first and last else set()
    yield {f"{first} {last[:1]}"} if first and last else set()
    yield {name for name in (first, last, _local_part(user)) if name}
    yield {first[:1] + last[:1], first[:1] + last[:2], first[:2] + last[:1]} if last else set()


def _local_part(user: User) -> str:
    return search_key(user.email.partition("@")[0])
