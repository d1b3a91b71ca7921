"""Hand-overs, clocks and versions written straight into the tables, for counting."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from alignment.people.models import User
from leads.choices import Stage, Verdict
from leads.models import Activity, Handover, Lead
from sla.choices import AgreementStatus, ClockResult, side_of
from sla.models import Agreement, Clock, Commitment
from tests import factories


def at(day: date, hour: int = 10) -> datetime:
    """That hour of the day, in UTC."""
    return datetime.combine(day, time(hour), UTC)


def version(
    start: date, *lines: tuple[str, str, dict[str, Any]], until: date | None = None
) -> Agreement:
    """A version that counted from `start`, in force unless it ended."""
    number = Agreement.objects.count() + 1
    status = AgreementStatus.SUPERSEDED if until else AgreementStatus.ACTIVE
    found = Agreement.objects.create(
        number=number, status=status, effective_on=start, ends_on=until
    )
    for position, (promise, tier, fields) in enumerate(lines):
        Commitment.objects.create(
            agreement=found, promise=promise, tier=tier, position=position, **fields
        )
    return found


def lead(**fields: Any) -> Lead:
    """A bare lead."""
    fields.setdefault("captured_on", date(2026, 11, 1))
    return Lead.objects.create(**fields)


def handover(day: date, to: User | None = None, **fields: Any) -> Handover:
    """A hand-over of that day; `verdict` decides it on the same day."""
    moment = at(day)
    if fields.get("verdict", Verdict.PENDING) != Verdict.PENDING:
        fields.setdefault("decided_at", moment)
        fields.setdefault("decided_on", day)
    defaults = {
        "tier": "P2",
        "handed_over_at": moment,
        "handed_over_on": day,
        "decide_by": moment,
        "attempt_by": moment,
        "attempt_by_on": day,
        "is_complete": True,
    }
    of = fields.pop("lead", None) or lead()
    return Handover.objects.create(
        lead=of, assignee=to or factories.seller(), **{**defaults, **fields}
    )


def clock(under: Agreement | None, promise: str, tier: str, day: date, **fields: Any) -> Clock:
    """A clock that settled on that day, met unless told otherwise."""
    moment = at(day)
    defaults = {
        "side": side_of(promise),
        "minutes": 450,
        "started_at": moment - timedelta(days=1),
        "owner_since": moment - timedelta(days=1),
        "due_at": moment,
        "stopped_at": moment,
        "result": ClockResult.MET,
        "counted_on": day,
    }
    of = fields.pop("lead", None) or lead()
    return Clock.objects.create(
        lead=of, agreement=under, promise=promise, tier=tier, **{**defaults, **fields}
    )


def given_up(handed: date, closed: date, *kinds: str, **fields: Any) -> Lead:
    """A cycle recycled without a conversation after attempts of these kinds."""
    found = lead(
        stage=Stage.RECYCLED,
        handed_over_at=at(handed, 8),
        handed_over_on=handed,
        closed_at=at(closed, 17),
        closed_on=closed,
        **fields,
    )
    for kind in kinds:
        Activity.objects.create(
            lead=found, kind=kind, by=factories.seller(), occurred_at=at(handed, 9)
        )
    return found
