"""What the taps and lines of the card say, as the fields of sla.feedback.give."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from sla.models import Feedback
from sla.selectors.cards import NOTHING, suggested_missing

TEXTS = ("answer", "competitor", "content_missing", "sentence")


def fields_of(feedback: Feedback, data: QueryDict) -> dict[str, Any]:
    """Only what this tap changes: a page that has been open for long overwrites nothing."""
    said: dict[str, Any] = {
        name: data[name]
        for name in TEXTS
        if name in data and data[name] != data.get(f"was_{name}", data[name])
    }
    for name, read in READ.items():
        if name in data:
            said |= read(feedback, str(data[name]))
    return said


def opened_at(data: QueryDict) -> datetime | None:
    """When the card came up, as the page says; None when it says nothing sensible."""
    try:
        found = parse_datetime(data.get("opened", ""))
    except ValueError:
        return None
    return found if found and timezone.is_aware(found) else None


def _file(feedback: Feedback, value: str) -> dict[str, Any]:
    if value == NOTHING:
        return {"is_complete_file": True}
    return {"missing": suggested_missing(feedback)}


def _missing(feedback: Feedback, value: str) -> dict[str, Any]:
    return {"missing": _toggled(feedback.missing, value)}


def _effect(feedback: Feedback, value: str) -> dict[str, Any]:
    message, _colon, effect = value.partition(":")
    return {"effects": {message: effect}}


def _rows(field: str) -> Callable[[Feedback, str], dict[str, Any]]:
    def read(feedback: Feedback, value: str) -> dict[str, Any]:
        names = [str(row.public_id) for row in getattr(feedback, field).all()]
        return {field: _toggled(names, value)}

    return read


def _toggled(before: list[str], value: str) -> list[str]:
    """« +x » puts x in, « -x » takes it out: sent twice it does the same."""
    sign, item = value[:1], value[1:]
    rest = [other for other in before if other != item]
    return rest if sign == "-" else [*rest, item]


READ: dict[str, Callable[[Feedback, str], dict[str, Any]]] = {
    "reason": lambda feedback, value: {"reason": value},
    "rival": lambda feedback, value: {"competitor": value},
    "file": _file,
    "missing": _missing,
    "effect": _effect,
    "content": _rows("contents"),
    "objection": _rows("objections"),
}
