"""What people objected to, obeyed by an import: an objection outlives the record it was made on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from leads import suppression
from leads.models import Contact, Suppressed
from leads.models.companies import REFUSED_AT
from leads.suppression import ADDRESSES, ERASED

AT_ONCE = 500


@dataclass(frozen=True)
class Objections:
    """Addresses of a chunk that are on the suppression list, with why and since when."""

    found: dict[tuple[str, str], tuple[str, datetime]] = field(default_factory=dict)

    def erased(self, person: Mapping[str, str]) -> str:
        """The field whose address belongs to somebody who was erased: the line stays out."""
        return next(
            (name for name, _channel, reason, _since in self._of(person) if reason == ERASED), ""
        )

    def closed(self, person: Mapping[str, str]) -> list[str]:
        """The fields whose channel the person closed."""
        return [name for name, _channel, _reason, _since in self._of(person)]

    def close(self, contact: Contact) -> None:
        """Close on a new contact what its addresses are listed for."""
        values = {name: getattr(contact, name) for name in ADDRESSES}
        for name, since in self.closing(contact, values).items():
            setattr(contact, name, since)

    def closing(self, contact: Contact, person: Mapping[str, str]) -> dict[str, Any]:
        """The same as values, for a contact that is known."""
        return {
            REFUSED_AT[channel]: since  # type: ignore[index]
            for _name, channel, _reason, since in self._of(person)
            if getattr(contact, REFUSED_AT[channel]) is None  # type: ignore[index]
        }

    def _of(self, person: Mapping[str, str]) -> Iterable[tuple[str, str, str, datetime]]:
        for name, channel in ADDRESSES.items():
            told = self.found.get((channel, person.get(name, "")))
            if told:
                yield name, channel, *told


def objections_among(people: Iterable[Mapping[str, str]]) -> Objections:
    """What is on the suppression list among the addresses of these people."""
    # A print takes time for each address: an empty list is no reason to take it.
    if not Suppressed.objects.exists():
        return Objections()
    prints: dict[tuple[str, str], list[str]] = {}
    for person in people:
        for name, channel in ADDRESSES.items():
            if person.get(name):
                digest = suppression.fingerprint(channel, person[name])
                prints.setdefault((channel, digest), []).append(person[name])
    found: dict[tuple[str, str], tuple[str, datetime]] = {}
    digests = [digest for _channel, digest in prints]
    for start in range(0, len(digests), AT_ONCE):
        rows = Suppressed.objects.filter(digest__in=digests[start : start + AT_ONCE])
        for row in rows:
            for address in prints.get((row.channel, row.digest), ()):
                found[row.channel, address] = (row.reason, row.since)
    return Objections(found)
