"""What every step of the demo needs: the cycle's rows so far, and how a step is written down."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from alignment.people.models import User
from alignment.vision.models import IcpVersion
from alignment.web.business_days import local_date
from leads import engagement, fit, tiers
from leads.choices import MILESTONES, Stage
from leads.models import Activity, DealRevision, Handover, Lead, Opportunity, Touch


class NotYet(Exception):
    """The step would lie in the future: the cycle stands where it is today."""


@dataclass(frozen=True)
class World:
    """What every cycle shares: today's instant and the versions of the ideal customer."""

    now: datetime
    versions: list[IcpVersion]

    def version_at(self, at: datetime) -> IcpVersion:
        """The version in force at that moment."""
        return [v for v in self.versions if v.effective_at and v.effective_at <= at][-1]


@dataclass
class Said:
    """One event to be written once the rows have their keys."""

    verb: str
    by: User | None
    at: datetime
    facts: dict[str, Any]


@dataclass
class Telling:
    """A lead on its way, with everything that will be saved with it."""

    world: World
    lead: Lead
    touches: list[Touch] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    handovers: list[Handover] = field(default_factory=list)
    deal: Opportunity | None = None
    revisions: list[DealRevision] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)

    def plan_next(self, action: str, on: date) -> None:
        """The next action that the rep owes the prospect."""
        self.lead.next_action, self.lead.next_action_on = action, on
        self.lead.due_at = tiers.end_of(on)

    def _require_past(self, at: datetime) -> None:
        if at > self.world.now:
            raise NotYet

    def _move(self, stage: str, at: datetime) -> None:
        self._require_past(at)
        lead = self.lead
        self._came_from = lead.stage
        lead.stage, lead.stage_entered_at, lead.changed_at = stage, at, at
        lead.version += 1
        if stage in MILESTONES and MILESTONES.index(Stage(stage)) > MILESTONES.index(
            Stage(lead.highest)
        ):
            lead.highest = stage

    def _say(self, verb: str, by: User | None, at: datetime, **facts: Any) -> None:
        moved = {"from": str(self._came_from), "to": str(self.lead.stage)}
        self.said.append(Said(verb, by, at, {**moved, **facts}))

    def _stamp(self, milestone: str, at: datetime) -> None:
        self._first(self.lead, milestone, at)

    def _first(self, row: Lead | Handover, name: str, at: datetime) -> None:
        if getattr(row, f"{name}_at") is None:
            setattr(row, f"{name}_at", at)
            setattr(row, f"{name}_on", local_date(at))

    def _close(self, at: datetime, reason: str = "") -> None:
        lead = self.lead
        lead.closed_at, lead.closed_on = at, local_date(at)
        lead.due_at, lead.close_reason = None, reason

    def _own(self, owner: User | None, at: datetime) -> None:
        self.lead.owner, self.lead.assigned_at = owner, at
        self.lead.team = owner.team if owner else None

    def _grade(self, at: datetime) -> None:
        lead, version = self.lead, self.world.version_at(at)
        found = fit.fit_under(version, lead.company, lead.contact, lead)
        points = engagement.engagement(
            [(touch.kind, touch.occurred_at) for touch in self.touches], at=at
        )
        lead.icp_version = version
        lead.fit_score = found.score and round(found.score, 2)
        lead.fit_completeness = round(found.completeness, 3)
        lead.fit_grade, lead.fit_reasons = found.grade, list(found.reasons)
        lead.engagement_points = Decimal(str(round(points, 2)))
        lead.engagement_level = engagement.level_of(points)

    def _handover(
        self, at: datetime, by: User, to: User, note: str, tier: str, counts: bool
    ) -> Handover:
        decide_by, attempt_by = tiers.schedule().of_handover(tier, at, to.holiday_zone)
        handover = Handover(
            lead=self.lead,
            given_by=by,
            assignee=to,
            tier=tier,
            note=note,
            counts=counts,
            is_complete=True,
            handed_over_at=at,
            handed_over_on=local_date(at),
            decide_by=decide_by,
            attempt_by=attempt_by,
            attempt_by_on=local_date(attempt_by),
        )
        self.handovers.append(handover)
        return handover

    def _decide(self, verdict: str, at: datetime, by: User | None) -> None:
        handover = self.handovers[-1]
        handover.verdict, handover.decided_at = verdict, at
        handover.decided_on, handover.decided_by = local_date(at), by

    def _deal(self) -> Opportunity:
        if self.deal is None:
            raise NotYet
        return self.deal

    def _end_deal(self, at: datetime, status: str, reason: str) -> None:
        deal = self._deal()
        deal.status, deal.reason = status, reason
        deal.touched_at = deal.changed_at = at

    def _revise(self, at: datetime) -> None:
        deal = self._deal()
        self.revisions.append(
            DealRevision(
                opportunity=deal,
                at=at,
                on=local_date(at),
                value=deal.value,
                step=deal.step,
                expected_close_on=deal.expected_close_on,
                by=self.lead.owner,
            )
        )


def as_facts(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts with rows replaced by their keys, known once everything is saved."""
    return {
        name: value.pk if isinstance(value, models.Model) else value
        for name, value in facts.items()
    }
