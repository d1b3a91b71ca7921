"""HTML in every text field of every model: what people, imports and other software may write."""

from itertools import cycle

from django.apps import apps
from django.db import models

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '" onmouseover=alert(1) x="',
    "' onfocus=alert(1) autofocus='",
    "</textarea><script>alert(1)</script>",
    "</title><iframe src=javascript:alert(1)>",
    "--><b onclick=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<style>*{display:none}</style>",
    "<base href=//evil.example>",
    "<math><mtext></form><form><mglyph><style>",
]
# As they would stand in a page if somebody forgot to escape them.
RAW = [
    *(payload for payload in PAYLOADS if "<" in payload),
    '" onmouseover=alert',
    "' onfocus=alert",
    'href="javascript:',
    'href="<',
]
POISONED = ("people", "vision", "leads")
# Kept: what logs in, what is code, what a constraint judges.
KEPT = {"password", "prefix", "digest", "siren", "siret", "key", "language", "segment"}


def poison() -> int:
    """Write the payloads over every text of every row; returns how many were written."""
    payloads, written = cycle(PAYLOADS), 0
    for label in POISONED:
        for model in apps.get_app_config(label).get_models():
            fields = [field for field in model._meta.concrete_fields if is_free_text(field)]
            for row in model._base_manager.all():
                changes = {field.name: fitting(field, next(payloads), row.pk) for field in fields}
                written += len(changes)
                model._base_manager.filter(pk=row.pk).update(**changes)
    return written


def is_free_text(field: models.Field) -> bool:
    is_text = isinstance(field, models.CharField | models.TextField)
    is_text = is_text and not isinstance(field, models.SlugField)
    return is_text and not field.choices and field.name not in KEPT


def fitting(field: models.Field, payload: str, number: int) -> str:
    if isinstance(field, models.EmailField):
        return f"{number}{payload}@evil.example"
    return f"{payload}{number}"[: field.max_length]
