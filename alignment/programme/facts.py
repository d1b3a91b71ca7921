"""What higher apps know about the diagnostic: measured facts and hidden costs, by settings.

`DIAGNOSTIC_FACTS` names a function of () -> {item key: Fact}, `DIAGNOSTIC_COSTS` one of
() -> [Cost]; `MEETINGS` one of () -> [Meeting] and `MEETINGS_NAMED` one of (ids) -> {id: Meeting}.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from alignment.people.models import User


@dataclass(frozen=True)
class Fact:
    """What was measured: the figure in words, over how many cases, and where its rows are."""

    label: str
    figure: str
    n: int = 0
    url: str = ""


@dataclass(frozen=True)
class Cost:
    """A hidden cost: euros (None where a part is unknown), its formula and what is missing."""

    key: str
    label: str
    euros: int | None
    formula: str
    missing: str = ""
    url: str = ""


@dataclass(frozen=True)
class Meeting:
    """A meeting with a prospect that somebody may go along to."""

    id: uuid.UUID
    at: datetime
    label: str
    host: User
    url: str


def facts() -> dict[str, Fact]:
    """By the key of the statement they stand beside."""
    return _ask(settings.DIAGNOSTIC_FACTS)


def costs() -> list[Cost]:
    """What misalignment costs each month, as far as the tool can see."""
    return _ask(settings.DIAGNOSTIC_COSTS)


def meetings() -> list[Meeting]:
    """Meetings of the next weeks, the nearest first."""
    return _ask(settings.MEETINGS)


def meetings_named(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Meeting]:
    """Those of the meetings that are still there, by id."""
    return _ask(settings.MEETINGS_NAMED, ids)


def _ask(path: str, *args: Any) -> Any:
    return import_string(path)(*args)
