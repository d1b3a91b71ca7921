"""Rows as they stand after a history, written straight to the tables, for figures alone."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from dashboards import kpis
from dashboards.choices import Period
from dashboards.facts import by_segment
from dashboards.figures import Figure
from dashboards.windows import Window, start_of, window
from leads.choices import DealStatus, Verdict
from leads.models import DealRevision, Handover, Lead, Opportunity
from tests import factories

MILESTONES = ("mql", "handed_over", "accepted", "sql", "opportunity", "won", "lost", "closed")


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 11, tzinfo=UTC)


def lead(captured: date, *, inferred: tuple[str, ...] = (), **fields: Any) -> Lead:
    """A lead by the local days of its milestones: `lead(day, mql=day, won=other_day)`."""
    values: dict[str, Any] = {"captured_at": noon(captured), "captured_on": captured}
    for name in MILESTONES:
        if day := fields.pop(name, None):
            values[f"{name}_on"] = day
            values[f"{name}_at"] = noon(day)
    for name in inferred:
        values[f"{name}_inferred"] = True
    return Lead.objects.create(**values, **fields)


def handover(day: date, verdict: str = Verdict.PENDING, **fields: Any) -> Handover:
    """A hand-over of that day with its verdict; `decided`, `tried` and `due` are local days.

    Who makes hundreds names the `assignee`: looking Sam up each time takes a third of it.
    """
    row = fields.pop("lead", None) or lead(day, handed_over=day)
    decided = fields.pop("decided", day if verdict != Verdict.PENDING else None)
    tried, due = fields.pop("tried", None), fields.pop("due", day + timedelta(days=1))
    if tried:
        fields.setdefault("attempt_minutes", (tried - day).days * 1440)
        fields.setdefault("attempt_on_time", tried <= due)
    return Handover.objects.create(
        lead=row,
        assignee=fields.pop("assignee", None) or factories.seller(),
        tier="P2",
        handed_over_at=noon(day),
        handed_over_on=day,
        decide_by=noon(due),
        attempt_by=noon(due),
        attempt_by_on=due,
        verdict=verdict,
        decided_on=decided,
        decided_at=noon(decided) if decided else None,
        first_attempt_on=tried,
        first_attempt_at=noon(tried) if tried else None,
        **fields,
    )


def deal(opened: date, amount: int | None = None, **fields: Any) -> Opportunity:
    """An opportunity with one revision; `won` or `lost` on a local day closes it."""
    row = fields.pop("lead", None) or lead(opened, opportunity=opened)
    value = None if amount is None else Decimal(amount)
    closing: dict[str, Any] = {}
    for name, status in (("won", DealStatus.WON), ("lost", DealStatus.LOST)):
        if day := fields.pop(name, None):
            closing = {f"{name}_on": day, f"{name}_at": noon(day), "status": status}
    fields.setdefault("expected_close_on", opened + timedelta(days=365))
    found = Opportunity.objects.create(
        lead=row,
        opened_on=opened,
        opened_at=noon(opened),
        touched_at=noon(opened),
        amount=value,
        value=value,
        **closing,
        **fields,
    )
    revise(found, opened)
    return found


def revise(found: Opportunity, day: date) -> None:
    """Keep how the deal stands from that day on."""
    DealRevision.objects.create(
        opportunity=found,
        at=noon(day),
        on=day,
        value=found.value,
        step=found.step,
        expected_close_on=found.expected_close_on,
    )


def figure(
    kpi: str,
    variant: str,
    day: date,
    *,
    period: str = Period.MONTH,
    as_of: date | None = None,
    segment: str = "",
    value: str = "",
) -> Figure:
    """The figure of the period that holds the day, as known on that evening or a later one."""
    module = kpis.KPIS[kpi]
    span = span_of(kpi, day, period=period, as_of=as_of)
    cuts = by_segment(module.facts(module.FACTS[variant], [span]))
    (facts,) = (part for *cut, part in cuts if cut == [segment, value])
    return module.measure(variant, facts, span)


def span_of(
    kpi: str, day: date, *, period: str = Period.MONTH, as_of: date | None = None
) -> Window:
    start = start_of(period, day)
    return window(period, start, as_of or day, trailing=kpis.KPIS[kpi].TRAILING)
