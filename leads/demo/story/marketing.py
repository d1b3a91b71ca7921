"""The steps of marketing."""

from datetime import date, datetime, timedelta

from alignment.people.models import User
from alignment.web.business_days import local_date
from leads import fit, tiers
from leads.choices import Stage, Tier
from leads.demo.story.telling import Telling


class Marketing(Telling):
    """Qualify, hand over, answer."""

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
