"""One cycle, from its capture to its end."""

from collections.abc import Iterable
from datetime import date, datetime

from alignment.people.models import User
from alignment.web.business_days import local_date
from leads import tiers
from leads.choices import ActivityKind, ActivityOutcome, DealStatus, Stage, TouchKind
from leads.demo.story.marketing import Marketing
from leads.demo.story.sales import Sales
from leads.demo.story.telling import Said, World
from leads.models import Activity, Campaign, Company, Contact, Lead, Touch
from leads.reasons import fault_of
from leads.searching import search_text


class Cycle(Marketing, Sales):
    """A lead on its way: the steps of marketing, of sales, and of either side."""

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
            team_kind=by.team_kind if by else "",
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
