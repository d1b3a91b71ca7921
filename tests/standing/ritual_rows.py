"""Rituals and meetings that addresses name."""

from datetime import time, timedelta
from typing import Any

from django.utils import timezone

from alignment.rituals import meetings
from alignment.rituals.choices import Kind, State
from alignment.rituals.models import Meeting, Ritual

Named = dict[str, Any]


def a_ritual(world: Named) -> Named:
    return {"public_id": _weekly(world).public_id}


def a_meeting(world: Named) -> Named:
    """Planned, whatever became of those before it."""
    return {"public_id": _planned(world).public_id}


def a_running_meeting(world: Named) -> Named:
    return {"public_id": _running(world).public_id}


def a_card(world: Named) -> Named:
    return {"public_id": _running(world).public_id, "number": 1}


def _weekly(world: Named) -> Ritual:
    found = Ritual.objects.filter(kind=Kind.WEEKLY).first()
    chosen = {"kind": Kind.WEEKLY, "weekday": 1, "at": time(9, 30)}
    return found or meetings.begin(by=world["marketing"], **chosen)


def _planned(world: Named) -> Meeting:
    ritual = _weekly(world)
    ritual.meetings.filter(state=State.RUNNING).update(state=State.HELD)
    found = meetings.plan_next(ritual)
    assert found
    return found


def _running(world: Named) -> Meeting:
    ritual = _weekly(world)
    found = ritual.meetings.filter(state=State.RUNNING).first()
    return found or meetings.start(_planned(world), by=world["marketing"])


def another_hour(world: Named) -> Named:
    moved = timezone.localtime() + timedelta(days=9)
    return {"to": moved.replace(hour=10, minute=0).strftime("%Y-%m-%dT%H:%M")}


def later(world: Named) -> Named:
    return {"to": (timezone.now() + timedelta(days=9)).isoformat()}


BODIES: Named = {
    "rituals:begin": {"kind": "monthly", "weekday": "1", "at": "09:30"},
    "rituals:move": another_hour,
    "rituals:cancel": {"why": "Salon"},
    "rituals:decide": {"text": "Rappeler sous 4 h", "why": "Trop de retards"},
    "rituals:end": lambda world: {f"p-{world['marketing'].public_id}": "present"},
    "rituals-api:ritual-list": {"kind": "monthly", "weekday": 1, "at": "09:30"},
    "rituals-api:meeting-move": later,
    "rituals-api:meeting-cancel": {"why": "Salon"},
    "rituals-api:meeting-decide": {"text": "Rappeler sous 4 h", "why": "Trop de retards"},
    "rituals-api:meeting-end": lambda world: {"present": [str(world["marketing"].public_id)]},
}
