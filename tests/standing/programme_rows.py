"""Rows of the programme that addresses of the matrix name."""

from typing import Any

from alignment.programme import rounds
from alignment.programme.models import Round
from alignment.web.business_days import today

Named = dict[str, Any]


def named(row: Any) -> Named:
    return {"public_id": row.public_id}


def a_round(world: Named) -> Named:
    """One of the pulse that is open."""
    found = Round.objects.open(today()).filter(kind="pulse").first()
    return named(found or rounds.open_round("pulse", by=world["direction"]))


def none_open(world: Named) -> Named:
    """As long as one is open, no other can be."""
    Round.objects.filter(closed_on__isnull=True).update(closed_on=today())
    return {}
