"""Saved views and bulk runs that addresses name, made for the people of the world."""

from typing import Any

from django.utils import timezone

from leads.lists import runs, saved
from leads.models import BulkRun, SavedView
from tests import factories

Named = dict[str, Any]


def a_list(world: Named) -> Named:
    factories.lead(world["marketing"])
    return {"record": "lead"}


def a_view(world: Named) -> Named:
    """Sam shares it."""
    view = saved.save_view(
        by=world["sales"], record="lead", name=f"Salons {SavedView.objects.count()}",
        query={"source": "event"},
        sharing="shared",
    )  # fmt: skip
    return {"public_id": view.public_id}


def a_cell(world: Named) -> Named:
    return {
        "record": "lead",
        "public_id": factories.lead(world["marketing"]).public_id,
        "key": "need",
    }


def a_run(world: Named) -> Named:
    """Sam asked for it, and nobody did it yet."""
    factories.lead(world["marketing"])
    run = runs.ask(
        by=world["sales"], record="lead", action="set-offer", values={"value": "Laser"},
        query={"stage": "new"},
    )  # fmt: skip
    return {"public_id": run.public_id}


def a_done_run(world: Named) -> Named:
    """Sam qualified for sales what nobody undid yet."""
    lead = factories.accepted(world["sales"])
    run = BulkRun.objects.create(
        record="lead", action="accept", ids=[lead.pk], total=1, done=1, by=world["sales"],
        status="done", finished_at=timezone.now(),
    )  # fmt: skip
    return {"public_id": run.public_id}
