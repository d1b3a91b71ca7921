"""The words a new company starts with, in French and English (data/terms.csv)."""

import csv
from datetime import datetime
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "data" / "terms.csv"
TOLD = ("group", "word_fr", "word_en")
DEFINED = ("definition_fr", "definition_en")


def load(terms: Any, versions: Any, at: datetime) -> int:
    """Add the built-in words that are missing, in force since `at`; how many were added.

    Takes the two managers, so that a migration may give those of its own time.
    """
    known = set(terms.values_list("code", flat=True))
    rows = [row for row in _rows() if row["code"] not in known]
    made = {row["code"]: terms.create(**_term(row)) for row in rows}
    versions.bulk_create(
        versions.model(
            term=made[row["code"]],
            number=1,
            status="active",
            effective_at=at,
            **{name: row[name] for name in DEFINED},
        )
        for row in rows
    )
    return len(rows)


def _rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def _term(row: dict[str, str]) -> dict[str, Any]:
    forms = [form for form in row["forms"].split("|") if form]
    return {"code": row["code"], "forms": forms, **{name: row[name] for name in TOLD}}
