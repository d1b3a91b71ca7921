"""The fields that the company added to its records; values live in `extra`, under their key.

A text or choice is kept as text, a number as a number, a day as an ISO text, yes or no as a
boolean; what nobody filled in has no key.
"""

from typing import Any

from django.core.cache import cache

from leads.models import CustomField

CACHED = "custom-fields"
FRESH_FOR = 60  # seconds


def fields_of(record: str) -> list[CustomField]:
    """The custom fields in use on leads, companies, contacts or opportunities, in their order."""
    kept: list[dict[str, Any]] | None = cache.get(CACHED)
    if kept is None:
        kept = list(CustomField.objects.filter(archived_at__isnull=True).values())
        cache.set(CACHED, kept, FRESH_FOR)
    return [CustomField(**values) for values in kept if values["record"] == record]


def forget() -> None:
    """To be called after every change of a custom field."""
    cache.delete(CACHED)
