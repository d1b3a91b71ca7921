"""What the pages of leads show of a clock: hand-overs and leads follow when due times move."""

from datetime import datetime

from django.db.models import F

from alignment.web.business_days import local_date
from leads.choices import Stage, Verdict
from leads.models import Handover, Lead
from sla.choices import Promise
from sla.models import Clock

# Whose due time a lead shows while it stands there.
SHOWN = {
    Promise.DECISION: Stage.HANDED_OVER,
    Promise.ANSWER_RETURNS: Stage.RETURNED,
    Promise.ANSWER_REFUSALS: Stage.REJECTED,
}


def follow() -> int:
    """After a change of hours: bring the stored deadlines of leads in step; returns how many."""
    moved = 0
    for promise, stage in SHOWN.items():
        found = _running(promise).filter(lead__stage=stage).exclude(lead__due_at=F("due_at"))
        for key, due_at in found.values_list("lead", "due_at"):
            moved += Lead.objects.filter(pk=key, stage=stage).update(due_at=due_at)
    _follow_handovers(Promise.DECISION, verdict=Verdict.PENDING)
    _follow_handovers(Promise.FIRST_ATTEMPT, first_attempt_at__isnull=True)
    return moved


def _running(promise: str):
    return Clock.objects.running().filter(promise=promise, due_at__isnull=False)


def _follow_handovers(promise: str, **still: object) -> None:
    name = "decide_by" if promise == Promise.DECISION else "attempt_by"
    found = _running(promise).exclude(**{f"handover__{name}": F("due_at")})
    for key, due_at in found.exclude(handover=None).values_list("handover", "due_at"):
        Handover.objects.filter(pk=key, **still).update(**_values(name, due_at))


def _values(name: str, due_at: datetime) -> dict[str, object]:
    if name == "decide_by":
        return {name: due_at}
    return {name: due_at, "attempt_by_on": local_date(due_at)}
