"""One cycle of the demo, told step by step: the same fields and events as transitions write.

Rows stay in memory until `building` writes them all at once; history is no news, nobody is told.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import models

from alignment.people.models import User
from alignment.vision.models import IcpVersion
from alignment.web.business_days import add_working_days, local_date
from leads import engagement, fit, tiers
from leads.choices import (
    MILESTONES,
    ActivityKind,
    ActivityOutcome,
    DealStatus,
    DealStep,
    Ruling,
    Stage,
    Tier,
    TouchKind,
    Verdict,
    origin_of,
)
from leads.models import (
    Activity,
    Campaign,
    Company,
    Contact,
    DealRevision,
    Handover,
    Lead,
    Opportunity,
    Touch,
)
from leads.models.deals import yearly
from leads.reasons import fault_of
from leads.searching import search_text


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
class Cycle:
    """A lead on its way, with everything that will be saved with it."""

    world: World
    lead: Lead
    touches: list[Touch] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    handovers: list[Handover] = field(default_factory=list)
    deal: Opportunity | None = None
    revisions: list[DealRevision] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)

    # --- Marketing's ground ---------------------------------------------------------------

    def qualify(self, at: datetime, by: User) -> None:
        lead = self.lead
        self._move(Stage.MQL, at)
        self._stamp("mql", at)
        self._grade(at)
        lead.due_at = None
        lead.marketer = by
        self._own(by, at)
        self._say("lead.qualified", by, at)

    def prequalify(self, at: datetime, by: User, owner: User, due_on: date) -> None:
        self._move(Stage.PREQUAL, at)
        self.lead.prequal_started_at = at
        self.lead.due_at = tiers.end_of(due_on)
        self._own(owner, at)
        facts = {"owner": owner, "due_on": due_on.isoformat()}
        self._say("lead.prequalification_started", by, at, **facts)

    def conclude(self, at: datetime, outcome: str, timing: str = "", reason: str = "") -> None:
        lead, by = self.lead, self.lead.owner
        stages = {"confirmed": Stage.MQL, "nurture": Stage.NURTURING}
        self._move(stages.get(outcome, Stage.DISQUALIFIED), at)
        lead.prequal_ended_at, lead.due_at = at, None
        if outcome == "confirmed":
            lead.is_tql, lead.timing = True, timing
        elif outcome == "nurture":
            lead.wake_up_on = local_date(at) + timedelta(days=60)
        else:
            self._close(at, reason)
        self._say("lead.prequalification_ended", by, at, outcome=outcome)
        self._own(lead.marketer or by, at)

    def nurture(self, at: datetime, by: User | None, wake_up_on: date, why: str = "") -> None:
        self._move(Stage.NURTURING, at)
        self.lead.wake_up_on, self.lead.due_at = wake_up_on, None
        self._say("lead.nurtured", by, at, why=why)

    def hand_over(
        self, at: datetime, by: User, to: User, note: str, tier: str = "", counts: bool = True
    ) -> None:
        lead = self.lead
        tier = Tier(tier or fit.tier_of(lead))
        self._move(Stage.HANDED_OVER, at)
        self._stamp("handed_over", at)
        handover = self._handover(at, by, to, note, tier, counts)
        lead.tier, lead.why_now, lead.due_at = tier, note, handover.decide_by
        self._own(to, at)
        self._say("lead.handed_over", by, at, assignee=to, tier=str(tier), handover=handover)

    def resubmit(self, at: datetime, answer: str) -> None:
        handover = self.handovers[-1]
        self._move(Stage.HANDED_OVER, at)
        handover.resubmitted_at = at
        handover.decide_by, handover.attempt_by = tiers.schedule().of_handover(
            handover.tier,
            handover.handed_over_at,
            handover.assignee.holiday_zone,
            pause=(handover.returned_at or at, at),
        )
        handover.attempt_by_on = local_date(handover.attempt_by)
        self.lead.due_at = handover.decide_by
        by = self.lead.marketer
        self._say("lead.resubmitted", by, at, answer=answer, handover=handover)

    def contest(self, at: datetime, argument: str) -> None:
        handover, by = self.handovers[-1], self.lead.marketer
        self._move(Stage.CONTESTED, at)
        handover.contested_at, handover.contested_on = at, local_date(at)
        handover.contested_by, handover.argument = by, argument
        self.lead.due_at = tiers.answer_by(Stage.CONTESTED, at)
        self._say("lead.contested", by, at, argument=argument, handover=handover)

    # --- The ground of sales --------------------------------------------------------------

    def accept(self, at: datetime) -> None:
        lead, handover, by = self.lead, self.handovers[-1], self.lead.owner
        self._move(Stage.ACCEPTED, at)
        self._decide(Verdict.ACCEPTED, at, by)
        self._stamp("accepted", at)
        self.plan_next("", add_working_days(local_date(at), 1))
        lead.next_action = ""
        self._say("lead.accepted", by, at, handover=handover)

    def return_(self, at: datetime, missing: list[str], question: str) -> None:
        handover, by = self.handovers[-1], self.lead.owner
        self._move(Stage.RETURNED, at)
        handover.returned_at, handover.missing, handover.question = at, missing, question
        self.lead.due_at = tiers.answer_by(Stage.RETURNED, at)
        facts = {"missing": missing, "question": question, "handover": handover}
        self._say("lead.returned", by, at, **facts)

    def reject(self, at: datetime, reason: str, answer: str) -> None:
        handover, by = self.handovers[-1], self.lead.owner
        self._move(Stage.REJECTED, at)
        self._decide(Verdict.REJECTED, at, by)
        handover.reason, handover.answer = reason, answer
        handover.fault = fault_of(reason)
        self.lead.due_at = tiers.answer_by(Stage.REJECTED, at)
        facts = {"reason": reason, "answer": answer, "fault": handover.fault}
        self._say("lead.rejected", by, at, handover=handover, **facts)

    def rule(self, at: datetime, by: User, ruling: str, why: str) -> None:
        handover = self.handovers[-1]
        overturned = ruling == Ruling.OVERTURN
        self._move(Stage.HANDED_OVER if overturned else Stage.REJECTED, at)
        handover.ruled_at, handover.ruled_on, handover.ruled_by = at, local_date(at), by
        if overturned:
            handover.verdict = Verdict.OVERTURNED
            again = self._handover(at, by, handover.assignee, handover.note, handover.tier, False)
            self.lead.due_at = again.decide_by
        else:
            self.lead.due_at = tiers.answer_by(Stage.REJECTED, at)
        self._say("lead.ruled", by, at, ruling=ruling, why=why, handover=handover)

    def qualify_sql(self, at: datetime, next_action: str, next_action_on: date) -> None:
        by = self.lead.owner
        self._move(Stage.SQL, at)
        self._stamp("sql", at)
        self.plan_next(next_action, next_action_on)
        if self.lead.contact:
            self.lead.contact.role = self.lead.contact.role or "decider"
        facts = {"next_action": next_action, "next_action_on": next_action_on.isoformat()}
        self._say("lead.sales_qualified", by, at, **facts)

    def open_deal(self, at: datetime, amount: Decimal | None, name: str, close_on: date) -> None:
        lead, by = self.lead, self.lead.owner
        self._move(Stage.OPPORTUNITY, at)
        self._stamp("opportunity", at)
        lead.due_at = None
        self.deal = Opportunity(
            lead=lead,
            owner=by,
            name=name,
            amount=amount,
            value=yearly(amount, "one_off"),
            expected_close_on=close_on,
            opened_at=at,
            opened_on=local_date(at),
            touched_at=at,
            created_at=at,
            changed_at=at,
            origin=origin_of(lead.source),
        )
        self._revise(at)
        facts = {
            "opportunity": self.deal,
            "amount": None if amount is None else str(amount),
            "expected_close_on": close_on.isoformat(),
            "origin": self.deal.origin,
        }
        self._say("lead.opportunity_opened", by, at, **facts)

    def change_deal(self, at: datetime, step: str, amount: Decimal, close_on: date) -> None:
        self._require_past(at)
        deal, by = self._deal(), self.lead.owner
        was = {"amount": str(deal.amount), "step": str(deal.step)}
        deal.step, deal.amount, deal.value = DealStep(step), amount, amount
        deal.expected_close_on = close_on
        deal.touched_at = deal.changed_at = at
        self._revise(at)
        facts = {"opportunity": deal, "was": was, "amount": str(amount), "step": step}
        self.said.append(Said("opportunity.changed", by, at, facts))

    def win(self, at: datetime, amount: Decimal, reason: str) -> None:
        lead, by = self.lead, self.lead.owner
        self._move(Stage.WON, at)
        deal = self._deal()
        self._stamp("won", at)
        self._end_deal(at, DealStatus.WON, reason)
        deal.won_at, deal.won_on = at, local_date(at)
        deal.amount = deal.value = amount
        self._revise(at)
        self._close(at)
        if lead.company:
            lead.company.is_customer = True
        facts = {"opportunity": deal, "reason": reason, "amount": str(amount)}
        self._say("lead.won", by, at, **facts)

    def lose(self, at: datetime, reason: str, competitor: str = "") -> None:
        self._move(Stage.LOST, at)
        deal = self._deal()
        self._stamp("lost", at)
        self._end_deal(at, DealStatus.LOST, reason)
        deal.lost_at, deal.lost_on, deal.competitor = at, local_date(at), competitor
        self._close(at)
        self._say("lead.lost", self.lead.owner, at, opportunity=deal, reason=reason)

    # --- Either side ----------------------------------------------------------------------

    def recycle(
        self, at: datetime, by: User | None, reason: str, answer: str, wake_up_on: date
    ) -> None:
        self._move(Stage.RECYCLED, at)
        self.lead.wake_up_on = wake_up_on
        self._close(at, reason)
        facts = {"reason": reason, "answer": answer, "wake_up_on": wake_up_on.isoformat()}
        self._say("lead.recycled", by, at, **facts)

    def disqualify(self, at: datetime, by: User | None, reason: str, answer: str = "") -> None:
        self._move(Stage.DISQUALIFIED, at)
        self._close(at, reason)
        facts = {"reason": reason, "answer": answer, "fault": fault_of(reason)}
        self._say("lead.disqualified", by, at, **facts)

    def act(
        self, at: datetime, by: User | None, kind: str, text: str = "", outcome: str = ""
    ) -> None:
        """An activity; the first ones of the cycle and of the hand-over stop their clocks."""
        self._require_past(at)
        activity = Activity(
            lead=self.lead,
            contact=self.lead.contact,
            kind=ActivityKind(kind),
            outcome=outcome,
            text=text,
            by=by,
            occurred_at=at,
            recorded_at=at,
        )
        self.activities.append(activity)
        if activity.is_attempt:
            self._first(self.lead, "first_attempt", at)
            self._attempt(at)
        if outcome == ActivityOutcome.REACHED:
            self._first(self.lead, "first_conversation", at)
            self._converse(at)
        facts = {"kind": kind, "outcome": outcome, "activity": activity}
        self.said.append(Said("activity.logged", by, at, facts))

    def plan_next(self, action: str, on: date) -> None:
        """The next action that the rep owes the prospect."""
        self.lead.next_action, self.lead.next_action_on = action, on
        self.lead.due_at = tiers.end_of(on)

    # --- How ------------------------------------------------------------------------------

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

    def _attempt(self, at: datetime) -> None:
        given = [h for h in self.handovers if h.handed_over_at <= at]
        if not given or given[-1].first_attempt_at:
            return
        handover = given[-1]
        self._first(handover, "first_attempt", at)
        handover.attempt_minutes = tiers.schedule().waited(
            handover.handed_over_at,
            at,
            handover.assignee.holiday_zone,
            pause=(handover.returned_at, handover.resubmitted_at) if handover.returned_at else None,
        )
        handover.attempt_on_time = at <= handover.attempt_by

    def _converse(self, at: datetime) -> None:
        given = [h for h in self.handovers if h.handed_over_at <= at]
        if given:
            self._first(given[-1], "first_conversation", at)
        if self.lead.contact:
            self.lead.contact.last_prospect_contact_at = at
        if self.deal and self.deal.status == DealStatus.OPEN:
            self.deal.touched_at = at

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


def log(
    world: World,
    at: datetime,
    by: User,
    company: Company,
    contact: Contact,
    *,
    source: str,
    campaign: Campaign | None = None,
    touches: Iterable[tuple[str, datetime, str]] = (),
    **said: str,
) -> Cycle:
    """A new cycle with its touches; graded as it is known that day."""
    lead = Lead(
        company=company,
        contact=contact,
        source=source,
        campaign=campaign,
        captured_at=at,
        captured_on=local_date(at),
        stage_entered_at=at,
        assigned_at=at,
        owner=by,
        team=by.team,
        marketer=by if by.is_marketing else None,
        created_by=by,
        created_at=at,
        changed_at=at,
        informed_on=local_date(at),
        **said,
    )
    lead.search = search_text(lead)
    cycle = Cycle(world, lead)
    first = [(str(TouchKind.CAPTURE), at, "")]
    for kind, when, detail in [*first, *touches]:
        cycle.touches.append(
            Touch(
                lead=lead,
                contact=contact,
                campaign=campaign,
                kind=kind,
                source=source,
                detail=detail,
                occurred_at=when,
                recorded_at=when,
            )
        )
    cycle._grade(at)
    facts = {"from": "", "to": str(Stage.NEW), "source": source}
    cycle.said.append(Said("lead.logged", by, at, facts))
    return cycle


def as_facts(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts with rows replaced by their keys, known once everything is saved."""
    return {
        name: value.pk if isinstance(value, models.Model) else value
        for name, value in facts.items()
    }
