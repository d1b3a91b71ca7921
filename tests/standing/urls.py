"""Every address of the URLconf, by name, with what it needs to be opened."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse


@dataclass(frozen=True)
class Address:
    """One URL pattern; `name` is what reverse() takes, `kwargs` what it needs besides."""

    name: str
    route: str
    kwargs: tuple[str, ...] = ()
    view: Any = field(default=None, compare=False, repr=False)

    @property
    def is_api(self) -> bool:
        """An endpoint of DRF, called with a key; pages about the API are pages."""
        return hasattr(self.view, "cls")

    def path(self, **values: Any) -> str:
        if self.name == "api_not_found":
            return "/api/nowhere/"
        return reverse(self.name, kwargs=values)


def every_address() -> list[Address]:
    """All addresses, in the order of the URLconf, each name once."""
    found: dict[str, Address] = {}
    for address in walk(get_resolver().url_patterns):
        found.setdefault(address.name or f"unnamed {address.route}", address)
    return list(found.values())


def walk(patterns, route: str = "", spaces: tuple[str, ...] = ()) -> Iterator[Address]:
    for pattern in patterns:
        here = route + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from walk(pattern.url_patterns, here, inner)
        elif isinstance(pattern, URLPattern):
            name = ":".join((*spaces, pattern.name)) if pattern.name else ""
            yield Address(name, here, names_in(pattern), pattern.callback)


def names_in(pattern: URLPattern) -> tuple[str, ...]:
    return tuple(pattern.pattern.regex.groupindex)
