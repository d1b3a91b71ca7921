"""The steps of sales, and of who settles between the teams."""

from datetime import date, datetime
from decimal import Decimal

from alignment.people.models import User
from alignment.web.business_days import add_working_days, local_date
from leads import tiers
from leads.choices import DealStatus, DealStep, Ruling, Stage, Verdict, origin_of
from leads.demo.story.telling import Said, Telling
from leads.models import Opportunity
from leads.models.deals import yearly
from leads.reasons import fault_of


class Sales(Telling):
    """Accept, ask back, reject, and lead a deal to its end."""

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
