"""Twelve months at random: what marketing and sales did with some six hundred leads."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from alignment.people.models import User
from alignment.web.business_days import (
    add_months,
    add_working_days,
    days_between,
    is_working_day,
    local_date,
    zone,
)
from leads.choices import DealStep, Ruling, Stage
from leads.demo import words
from leads.demo.chance import Chance, Directory
from leads.demo.story import Cycle, NotYet, World, log
from leads.models import Campaign, Company
from leads.reasons import RULES, Fate, Reason

LEADS_A_MONTH = 44
# Share of an ordinary month: France is away in August, trade fairs are in spring and autumn.
SEASON = (0.95, 1.0, 1.2, 1.05, 0.9, 1.1, 0.75, 0.45, 1.2, 1.15, 1.1, 0.7)
# The last days belong to the open queues of `today`.
SETTLED_BEFORE = timedelta(days=2)
# What must not be left open by chance: deadlines would have passed weeks ago.
UNSETTLED = frozenset(
    {Stage.PREQUAL, Stage.HANDED_OVER, Stage.RETURNED, Stage.REJECTED, Stage.CONTESTED}
)
MARKETERS = (("maya", 6), ("ines", 3), ("lea", 2))
SELLERS = (("sam", 4), ("chloe", 3), ("hugo", 3), ("paul", 1))
NORTHERN = frozenset({"11", "24", "27", "28", "32", "44", "52", "53"})


class Year:
    """Draws the cycles of the year; the same seed and day give the same ones."""

    def __init__(
        self, chance: Chance, world: World, people: dict[str, User], campaigns: list[Campaign]
    ) -> None:
        self.chance, self.world, self.people = chance, world, people
        self.campaigns = campaigns
        self.directory = Directory(chance)
        self.accepted_so_far = 0.5

    def cycles(self, start: date, end: date) -> Iterator[Cycle]:
        """Cycles captured from start to end, the oldest first."""
        months = 12
        for day in days_between(start, end):
            for _n in range(self._how_many(day)):
                at = self._moment(day)
                if at > self.world.now - SETTLED_BEFORE:
                    continue
                progress = (day - start).days / (months * 30.4)
                cycle = self.captured(at)
                with suppress(NotYet):
                    self._live(cycle, progress)
                if cycle.lead.stage not in UNSETTLED:
                    self._look_ahead(cycle)
                    yield cycle

    def captured(self, at: datetime, *, in_target: bool | None = None) -> Cycle:
        """A new lead of a new person, sometimes of a company that is known."""
        chance = self.chance
        source, campaign = self._source(at)
        target = chance.happens(0.8) if in_target is None else in_target
        known = [c for c in self.directory.companies[-200:] if c.region]
        if known and in_target is None and chance.happens(0.14):
            company = chance.choice(known)
        else:
            company = self.directory.company(at, target)
        contact = self.directory.contact(company, at)
        contact.source = source
        by = (
            self._marketer() if source not in ("outbound", "inbound_call") else self.seller(company)
        )
        return log(
            self.world,
            at,
            by,
            company,
            contact,
            source=source,
            campaign=campaign,
            touches=self._touches(source, at),
            need=chance.choice(words.NEEDS),
            offer=chance.choice(words.OFFERS),
            timing=chance.choice(words.TIMINGS) if chance.happens(0.6) else "",
            budget=chance.choice(words.BUDGETS) if chance.happens(0.4) else "",
            current_solution=chance.choice(words.SOLUTIONS) if chance.happens(0.7) else "",
        )

    def seller(self, company: Company | None) -> User:
        """Whose ground the company is on."""
        north = bool(company and company.region in NORTHERN)
        names = [
            (name, weight)
            for name, weight in SELLERS
            if (str(self.people[name].team) == "Ventes Nord") == north
        ]
        return self.people[self.chance.weighted(names)]

    # --- One life -------------------------------------------------------------------------

    def _live(self, cycle: Cycle, progress: float) -> None:
        chance, lead = self.chance, cycle.lead
        graded_out = lead.fit_grade == "D"
        if chance.happens(0.55 if graded_out else 0.1):
            return self._put_aside(cycle, graded_out)
        marketer = lead.marketer or self._marketer()
        cycle.qualify(chance.days_after(lead.captured_at, 0.1, 3.5 - 1.5 * progress), marketer)
        if chance.happens(0.28):
            self._prequalify(cycle, marketer)
        if lead.stage != Stage.MQL or chance.happens(0.06):
            return None
        seller = self.seller(lead.company)
        at = chance.days_after(lead.stage_entered_at, 0.1, 4 - 2 * progress)
        cycle.hand_over(at, marketer, seller, chance.choice(words.WHY_NOW))
        return self._decide(cycle, progress)

    def _put_aside(self, cycle: Cycle, out: bool) -> None:
        chance, lead = self.chance, cycle.lead
        at = chance.days_after(lead.captured_at, 0.5, 12)
        by = lead.marketer or self._marketer()
        if out and chance.happens(0.7):
            cycle.disqualify(at, by, Reason.OUT_OF_ICP, "Ne fabrique pas")
        else:
            cycle.nurture(at, by, local_date(at) + timedelta(days=chance.randint(45, 150)))

    def _prequalify(self, cycle: Cycle, marketer: User) -> None:
        chance, lead = self.chance, cycle.lead
        at = chance.after(lead.stage_entered_at, 2, 30)
        caller = marketer if chance.happens(0.6) else self.seller(lead.company)
        cycle.prequalify(at, marketer, caller, add_working_days(local_date(at), 3))
        call = chance.after(at, 4, 50)
        cycle.act(call, caller, "call", chance.choice(words.CALLS), "reached")
        outcome = chance.weighted((("confirmed", 78), ("nurture", 14), ("disqualify", 8)))
        timing = lead.timing or chance.choice(words.TIMINGS)
        cycle.conclude(call + timedelta(minutes=9), outcome, timing, Reason.NOT_A_BUYER)

    def _decide(self, cycle: Cycle, progress: float) -> None:
        """Sales accepts more and faster as the year goes on."""
        chance = self.chance
        given = cycle.handovers[-1]
        at = self._before(given.decide_by, given.handed_over_at, progress)
        if chance.happens(0.11):
            missing = chance.sample(["timing", "budget", "need", "person", "reach"], k=1)
            cycle.return_(at, missing, chance.choice(words.QUESTIONS))
            at = chance.after(at, 5, 40)
            cycle.resubmit(at, chance.choice(words.ANSWERS_TO_QUESTIONS))
            at = self._before(given.decide_by, at, progress)
        attempted = chance.happens(0.35)
        if attempted:
            self._call(cycle, at - timedelta(minutes=12))
        bias = {"A": 0.08, "B": 0.02, "C": -0.1, "D": -0.4}.get(cycle.lead.fit_grade, 0)
        if self._evenly(0.685 + 0.19 * progress + bias):
            cycle.accept(at)
            self._work(cycle, progress)
        else:
            self._refuse(cycle, at, progress)

    def _before(self, due: datetime, at: datetime, progress: float) -> datetime:
        """Mostly in time, a little later than promised now and then, less as the year goes on."""
        chance = self.chance
        late = due <= at or chance.happens(0.2 - 0.13 * progress)
        if late:
            return chance.after(max(due, at), 0.4, 20)
        in_time = chance.at_work(at + (due - at) * chance.uniform(0.1, 0.85))
        return max(at, min(in_time, due - timedelta(minutes=3)))

    def _refuse(self, cycle: Cycle, at: datetime, progress: float) -> None:
        chance, lead = self.chance, cycle.lead
        reason = chance.weighted(words.REJECTION_WEIGHTS)
        cycle.reject(at, reason, chance.choice(words.REJECTIONS[reason]))
        marketer = lead.marketer
        at = chance.after(at, 3, 40)
        if chance.happens(0.16) and reason in (Reason.OUT_OF_ICP, Reason.BAD_DATA):
            cycle.contest(at, chance.choice(words.ARGUMENTS))
            at = chance.after(at, 24, 90)
            if chance.happens(0.45):
                cycle.rule(at, self.people["dana"], Ruling.OVERTURN, words.RULINGS[0])
                cycle.accept(chance.after(at, 1, 10))
                return self._work(cycle, progress)
            cycle.rule(at, self.people["dana"], Ruling.UPHOLD, words.RULINGS[1])
            at = chance.after(at, 1, 20)
        rule = RULES[Reason(reason)]
        if rule.fate == Fate.RECYCLE:
            wake = local_date(at) + timedelta(days=rule.wake_after_days)
            return cycle.recycle(at, marketer, reason, "", wake)
        return cycle.disqualify(at, marketer, reason)

    def _work(self, cycle: Cycle, progress: float) -> None:
        """After the yes: calls, a conversation, a qualified need or a goodbye."""
        chance, lead = self.chance, cycle.lead
        at = lead.stage_entered_at
        if chance.happens(0.05 - 0.04 * progress):
            return None  # accepted and never called
        at = self._before(cycle.handovers[-1].attempt_by, at, progress)
        reached = self._call(cycle, at)
        for _attempt in range(chance.randint(0, 3)):
            at = chance.after(at, 0.5, 40 - 15 * progress)
            reached = self._call(cycle, at) or reached
        if chance.happens(0.3):
            at = chance.after(at, 0.2, 20)
            cycle.act(at, lead.owner, "email", chance.choice(words.MAILS), "sent")
        at = chance.days_after(at, 1, 9)
        if reached and chance.happens(0.68 + 0.08 * progress):
            next_on = add_working_days(local_date(at), chance.randint(2, 8))
            cycle.qualify_sql(at, chance.choice(words.NEXT_STEPS), next_on)
            return self._sell(cycle, progress)
        at = chance.days_after(at, 3, 16)
        if not reached and len(cycle.activities) < 6:
            for _more in range(6 - len(cycle.activities)):
                at = chance.days_after(at, 1, 3)
                cycle.act(at, lead.owner, "call", chance.choice(words.NO_ANSWERS), "no_answer")
        reason = chance.choice(list(words.AFTER_CONTACT)) if reached else Reason.UNREACHABLE
        answers = words.AFTER_CONTACT.get(reason, ("",))
        rule = RULES[Reason(reason)]
        if rule.fate == Fate.DISQUALIFY:
            return cycle.disqualify(at, lead.owner, reason, answers[0])
        wake = local_date(at) + timedelta(days=rule.wake_after_days)
        return cycle.recycle(at, lead.owner, reason, answers[0], wake)

    def _sell(self, cycle: Cycle, progress: float) -> None:
        chance, lead = self.chance, cycle.lead
        at = chance.days_after(lead.stage_entered_at, 1, 12)
        if chance.happens(0.16):
            reason = Reason.NO_BUDGET
            wake = local_date(at) + timedelta(days=180)
            return cycle.recycle(at, lead.owner, reason, words.AFTER_CONTACT[reason][0], wake)
        amount = self._amount()
        close_on = local_date(at) + timedelta(days=chance.randint(30, 90))
        cycle.open_deal(at, amount, chance.choice(words.DEALS), close_on)
        # Sells a little faster at the end of the year than at its beginning.
        length = chance.uniform(18, 85) * (1.1 - 0.25 * progress)
        for step, share in ((DealStep.PROPOSAL, 0.35), (DealStep.NEGOTIATION, 0.7)):
            when = chance.at_work(at + timedelta(days=length * share))
            if chance.happens(0.5):
                amount = (amount * Decimal(chance.choice(["0.9", "1.1", "1.25"]))).quantize(
                    Decimal(100)
                )
            close_on = max(close_on, local_date(when) + timedelta(days=14))
            cycle.act(when, lead.owner, "meeting", chance.choice(words.CALLS), "reached")
            cycle.change_deal(when + timedelta(minutes=40), step, amount, close_on)
        end = chance.at_work(at + timedelta(days=length))
        if chance.happens(0.31 + 0.07 * progress):
            return cycle.win(end, amount, chance.weighted(words.WIN_REASONS))
        reason = chance.weighted(words.LOSS_REASONS)
        rival = chance.choice(words.COMPETITORS) if reason == "price" else ""
        return cycle.lose(end, reason, rival)

    def _call(self, cycle: Cycle, at: datetime) -> bool:
        """One attempt; whether somebody answered."""
        chance = self.chance
        if chance.happens(0.55):
            cycle.act(at, cycle.lead.owner, "call", chance.choice(words.CALLS), "reached")
            return True
        cycle.act(at, cycle.lead.owner, "call", chance.choice(words.NO_ANSWERS), "no_answer")
        return False

    def _look_ahead(self, cycle: Cycle) -> None:
        """What is still open has its next action around today, not months ago."""
        lead, today = cycle.lead, local_date(self.world.now)
        overdue = lead.next_action_on is not None and lead.next_action_on < today
        if lead.stage in (Stage.ACCEPTED, Stage.SQL) and overdue:
            action = lead.next_action or self.chance.choice(words.NEXT_STEPS)
            cycle.plan_next(action, add_working_days(today, self.chance.randint(0, 6)))
        deal = cycle.deal
        late = deal and deal.status == "open" and (deal.expected_close_on or today) < today
        if deal and late and self.chance.happens(0.75):
            deal.expected_close_on = today + timedelta(days=self.chance.randint(5, 60))
            cycle.revisions[-1].expected_close_on = deal.expected_close_on

    # --- Draws ----------------------------------------------------------------------------

    def _how_many(self, day: date) -> int:
        if not is_working_day(day):
            return int(self.chance.happens(0.15))
        mean = LEADS_A_MONTH / 21 * SEASON[day.month - 1]
        low = int(mean)
        return low + int(self.chance.happens(mean - low)) + self.chance.choice((-1, 0, 0, 1))

    def _moment(self, day: date) -> datetime:
        minutes = self.chance.randint(0, 570)
        return datetime.combine(day, time(8, 30), tzinfo=zone()) + timedelta(minutes=minutes)

    def _source(self, at: datetime) -> tuple[str, Campaign | None]:
        day = local_date(at)
        running = [
            campaign
            for campaign in self.campaigns
            if (campaign.starts_on or day) <= day <= (campaign.ends_on or day)
        ]
        share = words.CAMPAIGN_WEIGHT / (
            words.CAMPAIGN_WEIGHT + sum(weight for _name, weight in words.PLAIN_SOURCES)
        )
        if running and self.chance.happens(share):
            campaign = self.chance.choice(running)
            return campaign.channel, campaign
        return self.chance.weighted(words.PLAIN_SOURCES), None

    def _touches(self, source: str, at: datetime) -> list[tuple[str, datetime, str]]:
        kinds = {
            "event": "event",
            "content": "content",
            "webinar": "event",
            "demo_request": "demo_request",
            "paid_search": "price",
            "social": "click",
            "email": "click",
            "website": "price",
        }
        if source not in kinds:
            return []
        touches = [(kinds[source], at, words.TOUCHES.get(source, ""))]
        if self.chance.happens(0.45):
            before = at - timedelta(hours=self.chance.uniform(0.5, 60))
            kind = self.chance.choice(("visit", "click", "content", "price"))
            touches.append((kind, before, "Page « Découpe laser »"))
        return touches

    def _evenly(self, share: float) -> bool:
        """That share of the times, without the streaks that would hide a year's progress."""
        self.accepted_so_far += share + self.chance.uniform(-0.2, 0.2)
        if self.accepted_so_far < 1:
            return False
        self.accepted_so_far -= 1
        return True

    def _amount(self) -> Decimal:
        thousands = self.chance.lognormvariate(2.45, 0.65)
        return Decimal(min(max(round(thousands * 1000, -2), 2000), 80000)).quantize(Decimal(100))

    def _marketer(self) -> User:
        return self.people[self.chance.weighted(MARKETERS)]


def start_of(today: date, months: int) -> date:
    """The first day of the month that many months before today's."""
    return add_months(today, -months)
