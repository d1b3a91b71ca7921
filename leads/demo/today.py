"""What waits for somebody today: the open queues, with deadlines around this very hour."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from alignment.people.models import User
from alignment.web.business_days import add_working_days, local_date
from leads import tiers
from leads.choices import Tier
from leads.demo import words
from leads.demo.story import Cycle
from leads.demo.year import Year
from leads.reasons import Reason

# Sam's hand-overs: priority, and how long from now the verdict is due.
FOR_SAM = (
    (Tier.P1, timedelta(minutes=-25)),
    (Tier.P1, timedelta(minutes=18)),
    (Tier.P2, timedelta(minutes=47)),
    (Tier.P2, timedelta(hours=3)),
    (Tier.P2, timedelta(hours=5, minutes=20)),
    (Tier.P2, timedelta(hours=20)),
    (Tier.P3, timedelta(hours=27)),
    (Tier.P3, timedelta(hours=44)),
)
FOR_OTHERS = (
    ("chloe", Tier.P2, timedelta(hours=2)),
    ("chloe", Tier.P3, timedelta(hours=30)),
    ("hugo", Tier.P2, timedelta(hours=-3)),
    ("hugo", Tier.P2, timedelta(hours=9)),
    ("hugo", Tier.P3, timedelta(hours=26)),
)
NEW_LEADS = 9
TO_HAND_OVER = 5


class Today:
    """Builds the open cycles; each is old enough for what already happened to it."""

    def __init__(self, year: Year) -> None:
        self.year, self.chance = year, year.chance
        self.now, self.people = year.world.now, year.people
        self.maya, self.sam = self.people["maya"], self.people["sam"]

    def cycles(self) -> Iterator[Cycle]:
        """Every open cycle of today, in the order a visitor meets them."""
        for tier, left in FOR_SAM:
            yield self._handed_over(self.sam, tier, left)
        for name, tier, left in FOR_OTHERS:
            yield self._handed_over(self.people[name], tier, left)
        for number in range(NEW_LEADS):
            yield self._new(timedelta(hours=2 + 9 * number))
        for number in range(TO_HAND_OVER):
            yield self._mql(timedelta(days=2 + number))
        yield from self._returned()
        yield from self._rejected()
        yield self._contested()
        yield from self._prequalifications()
        yield from self._to_wake_up()
        yield self._won_this_week()

    def _captured(self, ago: timedelta) -> Cycle:
        cycle = self.year.captured(self._earlier(ago), in_target=True)
        cycle.lead.marketer = cycle.lead.owner = self.maya
        cycle.lead.team = self.maya.team
        return cycle

    def _mql(self, ago: timedelta) -> Cycle:
        cycle = self._captured(ago)
        cycle.qualify(self._earlier(ago * 0.7), self.maya)
        return cycle

    def _new(self, ago: timedelta) -> Cycle:
        return self._captured(ago)

    def _handed_over(self, to: User, tier: str, left: timedelta) -> Cycle:
        """A hand-over whose verdict is due `left` from now, to the minute."""
        ago = self.now - self._started(tier, self.now + left)
        cycle = self._captured(ago + timedelta(days=3))
        cycle.qualify(self._earlier(ago + timedelta(days=1)), self.maya)
        cycle.hand_over(self.now - ago, self.maya, to, self.chance.choice(words.WHY_NOW), tier)
        return cycle

    def _started(self, tier: str, due: datetime) -> datetime:
        """When a hand-over of that priority must begin to be due then, as near as hours allow."""
        times, low, high = tiers.schedule(), due - timedelta(days=14), due
        while high - low > timedelta(seconds=30):
            middle = low + (high - low) / 2
            if times.of_handover(tier, middle)[0] < due:
                low = middle
            else:
                high = middle
        # Between two working hours there is no such moment: rather late than not when it is past.
        return min(low if due < self.now else high, self.now - timedelta(minutes=1))

    def _decided(self, to: User, ago: timedelta) -> Cycle:
        """A hand-over that its rep looked at `ago`."""
        cycle = self._captured(ago + timedelta(days=4))
        cycle.qualify(self._earlier(ago + timedelta(days=2)), self.maya)
        note = self.chance.choice(words.WHY_NOW)
        cycle.hand_over(self._earlier(ago + timedelta(hours=6)), self.maya, to, note, Tier.P2)
        return cycle

    def _returned(self) -> Iterator[Cycle]:
        for name, missing, hours in (("sam", "timing", 4), ("hugo", "person", 20)):
            cycle = self._decided(self.people[name], timedelta(hours=hours))
            question = self.chance.choice(words.QUESTIONS)
            cycle.return_(self._earlier(timedelta(hours=hours)), [missing, "budget"], question)
            yield cycle

    def _rejected(self) -> Iterator[Cycle]:
        for name, reason, hours in (
            ("sam", Reason.OUT_OF_ICP, 3),
            ("chloe", Reason.BAD_DATA, 22),
        ):
            cycle = self._decided(self.people[name], timedelta(hours=hours))
            answer = words.REJECTIONS[reason][0]
            cycle.reject(self._earlier(timedelta(hours=hours)), reason, answer)
            yield cycle

    def _contested(self) -> Cycle:
        cycle = self._decided(self.people["hugo"], timedelta(hours=44))
        cycle.reject(self._earlier(timedelta(hours=44)), Reason.OUT_OF_ICP, "Trois salariés")
        cycle.contest(self._earlier(timedelta(hours=20)), words.ARGUMENTS[0])
        return cycle

    def _prequalifications(self) -> Iterator[Cycle]:
        today = local_date(self.now)
        for name, days in (("maya", 0), ("maya", 1), ("sam", 0), ("lea", 2)):
            cycle = self._mql(timedelta(days=4))
            due_on = add_working_days(today, days)
            at = self._earlier(timedelta(days=1))
            cycle.prequalify(at, self.maya, self.people[name], due_on)
            yield cycle

    def _to_wake_up(self) -> Iterator[Cycle]:
        """Recycled or kept warm months ago, and due again this week."""
        today = local_date(self.now)
        for number, days_left in enumerate((-2, 0, 0, 3)):
            cycle = self._decided(self.people["chloe"], timedelta(days=95 + number))
            at = self._earlier(timedelta(days=94 + number))
            cycle.reject(at, Reason.BAD_TIMING, "Après leur déménagement")
            wake_up_on = today + timedelta(days=days_left)
            at += timedelta(hours=2)
            cycle.recycle(at, self.maya, Reason.BAD_TIMING, "", wake_up_on)
            yield cycle
        for days_left in (-1, 0, 2):
            cycle = self._captured(timedelta(days=70))
            at = self._earlier(timedelta(days=66))
            cycle.nurture(at, self.maya, today + timedelta(days=days_left))
            yield cycle

    def _won_this_week(self) -> Cycle:
        """What the next meeting ends on."""
        cycle = self._captured(timedelta(days=58))
        days = (("qualify", 55), ("hand_over", 54), ("accept", 53), ("call", 52), ("sql", 45),
                ("deal", 40), ("won", 2))  # fmt: skip
        at = {name: self.chance.at_work(self._earlier(timedelta(days=ago))) for name, ago in days}
        cycle.qualify(at["qualify"], self.maya)
        cycle.hand_over(
            at["hand_over"], self.maya, self.sam, self.chance.choice(words.WHY_NOW), Tier.P2
        )
        cycle.accept(at["accept"])
        cycle.act(at["call"], self.sam, "call", self.chance.choice(words.CALLS), "reached")
        cycle.qualify_sql(at["sql"], words.NEXT_STEPS[0], local_date(at["deal"]))
        amount = Decimal("14800")
        name = self.chance.choice(words.DEALS)
        cycle.open_deal(at["deal"], amount, name, local_date(at["won"]))
        cycle.win(min(at["won"], self.now), amount, self.chance.weighted(words.WIN_REASONS))
        return cycle

    def _earlier(self, ago: timedelta) -> datetime:
        return self.now - ago
