"""What the pages of an import show: columns beside their first values, the rows that came of it."""

from dataclasses import dataclass
from typing import Any

from django.forms import BoundField
from django.urls import reverse

from leads.forms.imports import ColumnsForm
from leads.importing import uploads
from leads.models import Company, Contact, Import, Lead


@dataclass(frozen=True)
class Column:
    """One column of the file and the field that says what it is."""

    name: str
    values: list[str]
    field: BoundField


def columns_shown(batch: Import, form: ColumnsForm) -> list[Column]:
    """Each column with the values of its first rows."""
    rows = uploads.first_rows(batch)
    return [
        Column(
            name,
            [row[place][:80] for row in rows if place < len(row) and row[place]][:3],
            form[f"column-{place}"],
        )
        for place, name in enumerate(batch.reading["header"])
    ]


def made_by(batch: Import) -> dict[str, Any]:
    """How many leads, people and companies came with the import, and where they are listed."""
    query = f"?batch={batch.public_id}"
    found: dict[str, Any] = {}
    for name, model, page in (
        ("leads", Lead, "leads:list"),
        ("contacts", Contact, "leads:contacts"),
        ("companies", Company, "leads:companies"),
    ):
        count = model._default_manager.filter(batch=batch).count()
        found[name] = {"count": count, "url": reverse(page) + query}
    return found
