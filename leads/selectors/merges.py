"""Where rows are that were folded into others."""

import uuid
from collections.abc import Iterable
from typing import Any

from leads.choices import Record
from leads.models import Company, Contact, Merge


def kept_address(record: str, public_id: uuid.UUID) -> str:
    """Where the row that had this address is now, "" when none ever had it."""
    model: type[Any] = {Record.COMPANY: Company, Record.CONTACT: Contact}[Record(record)]
    merge = Merge.objects.filter(
        record=record, gone_public_id=public_id, undone_at__isnull=True
    ).first()
    while merge is not None:
        row = model._default_manager.filter(pk=merge.kept_id).first()
        if row is not None:
            return row.get_absolute_url()
        merge = Merge.objects.filter(
            record=record, gone_id=merge.kept_id, undone_at__isnull=True
        ).first()
    return ""


def former_ids(record: str, ids: Iterable[int]) -> list[int]:
    """Keys of the rows that were folded into these, and into those before them."""
    found: list[int] = []
    wanted = set(ids)
    while wanted:
        rows = Merge.objects.filter(record=record, kept_id__in=wanted, undone_at__isnull=True)
        wanted = set(rows.values_list("gone_id", flat=True)) - set(found)
        found += sorted(wanted)
    return found


def former_people(ids: Iterable[int]) -> list[Contact]:
    """What the people that were folded into these were called, as unsaved rows."""
    merges = Merge.objects.filter(record=Record.CONTACT, gone_id__in=list(ids))
    names = ("first_name", "last_name", "email", "phone", "mobile")
    kept = [{name: merge.gone.get(name) or "" for name in names} for merge in merges]
    return [Contact(**values) for values in kept]
