"""How a person is recognised in the words of others."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from leads.identifiers import search_key
from leads.models import Contact

SHORTEST_WORD = 3
# A French number without its country code or leading nought.
SIGNIFICANT_DIGITS = 9
MASK = "…"
NUMBER = re.compile(r"\+?\d(?:[\s.\-/()]*\d){7,}")


@dataclass(frozen=True)
class Identity:
    """The words and numbers that a person is known by; `names` are first and last names."""

    words: tuple[str, ...]
    numbers: tuple[str, ...]
    names: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, contacts: Iterable[Contact]) -> "Identity":
        words, numbers, names = set(), set(), set()
        for contact in contacts:
            words |= {contact.first_name, contact.last_name, contact.email}
            numbers |= {digits_of(contact.phone), digits_of(contact.mobile)}
            names.add((contact.first_name.strip(), contact.last_name.strip()))
        return cls(
            tuple(word.casefold() for word in words if len(word) >= SHORTEST_WORD),
            tuple(number[-SIGNIFICANT_DIGITS:] for number in numbers if number),
            tuple(names),
        )

    def is_in(self, text: str) -> bool:
        """Whether the text names the person; too often rather than too rarely."""
        folded, digits = text.casefold(), digits_of(text)
        return any(word in folded for word in self.words) or any(
            number in digits for number in self.numbers
        )

    def is_whole_in(self, text: str) -> bool:
        """Whether first and last name, the e-mail or a number stand in it: no namesake's chance."""
        plain, folded, digits = f" {search_key(text)} ", text.casefold(), digits_of(text)
        return (
            any(number in digits for number in self.numbers)
            or any("@" in word and word in folded for word in self.words)
            or any(all(_has(plain, part) for part in name) for name in self.names)
        )

    def masked(self, text: str) -> str:
        """The text without the person; what else it says stays. A first name alone says nobody."""
        shown = text
        for first, last in self.names:
            if len(last) >= SHORTEST_WORD and _word(last).search(shown):
                shown = _word(last).sub(MASK, shown)
                shown = _word(first).sub(MASK, shown) if len(first) >= SHORTEST_WORD else shown
        for word in self.words:
            if "@" in word:
                shown = re.sub(re.escape(word), MASK, shown, flags=re.IGNORECASE)
        return NUMBER.sub(self._masked_number, shown)

    def _masked_number(self, found: re.Match[str]) -> str:
        digits = digits_of(found[0])
        return MASK if any(digits.endswith(number) for number in self.numbers) else found[0]


def digits_of(text: str) -> str:
    """The digits of a text, run together."""
    return "".join(sign for sign in text if sign.isdigit())


def _word(name: str) -> re.Pattern[str]:
    # A colleague of the same name who is called with @ stays called.
    return re.compile(rf"(?<![@\w]){re.escape(name)}(?!\w)", re.IGNORECASE)


def _has(plain: str, part: str) -> bool:
    key = search_key(part)
    return len(key) >= SHORTEST_WORD and f" {key} " in plain
