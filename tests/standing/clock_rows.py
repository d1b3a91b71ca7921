"""Clocks and late promises that addresses name, made for the people of the world."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from leads.models import Handover, Lead
from sla import breaches
from sla.models import Breach, Clock
from tests import factories

Named = dict[str, Any]


def late(world: Named) -> Lead:
    """A lead of the rep whose time is up and that nobody has tried."""
    lead = factories.handed_over(to=world["sales"], by=world["marketing"], tier="P2")
    before = timezone.now() - timedelta(minutes=5)
    Handover.objects.filter(lead=lead).update(decide_by=before, attempt_by=before)
    Clock.objects.filter(lead=lead).update(due_at=before)
    breaches.note(Clock.objects.filter(lead=lead), timezone.now())
    return lead


def a_late_one(world: Named) -> Named:
    return {"public_id": late(world).public_id}


def a_clock(world: Named) -> Named:
    clock = Clock.objects.filter(lead=late(world)).first()
    assert clock
    return {"public_id": clock.public_id}


def a_breach(world: Named) -> Named:
    breach = Breach.objects.filter(clock__lead=late(world)).first()
    assert breach
    return {"public_id": breach.public_id}
