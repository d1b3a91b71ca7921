"""A second, slow definition of the KPIs: plain loops over the journal, nothing of dashboards/.

It reads events only (what was reversed is gone) and never a milestone column.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from alignment.journal.models import Event
from alignment.web.business_days import is_working_day

PARIS = ZoneInfo("Europe/Paris")
UPSTREAM = {"new", "nurturing", "mql", "prequal"}
NEUTRAL = {"duplicate", "in_progress", "opt_out"}
TARGET_MINUTES = {"P1": 60, "P2": 450, "P3": 1350}
MINUTE = timedelta(minutes=1)


def day(moment: datetime) -> date:
    return moment.astimezone(PARIS).date()


def works(moment: datetime) -> bool:
    local = moment.astimezone(PARIS)
    hour = local.hour + local.minute / 60
    return is_working_day(local.date()) and (9 <= hour < 12.5 or 14 <= hour < 18)


def due_after(start: datetime, minutes: int, pauses: list) -> datetime:
    """Minute after minute, those in which somebody works and nothing is paused."""
    moment = start
    while minutes:
        paused = any(begun <= moment < end for begun, end in pauses if end)
        minutes -= works(moment) and not paused
        moment += MINUTE
    return moment


@dataclass
class Handed:
    """One hand-over with everything that was ever said of it, dated."""

    at: datetime
    minutes: int
    counts: bool
    said: list[tuple[date, str]] = field(default_factory=list)
    decided: date | None = None
    tried: datetime | None = None
    tried_in_time: bool = False
    returned: datetime | None = None
    pauses: list[tuple[datetime, datetime | None]] = field(default_factory=list)

    @property
    def due(self) -> datetime:
        return due_after(self.at, self.minutes, self.pauses)

    def verdict(self, evening: date) -> str:
        return next((word for when, word in reversed(self.said) if when <= evening), "pending")


@dataclass
class Deal:
    opened: date
    origin: str
    amount: Decimal | None
    expected: date
    signs: list[date]
    final: Decimal | None = None
    won: date | None = None
    lost: date | None = None
    cancelled: date | None = None
    reason: str = ""


@dataclass
class Cycle:
    """One lead: the first day of each milestone, and what was only inferred."""

    reached: dict[str, date] = field(default_factory=dict)
    inferred: set[str] = field(default_factory=set)
    closed: date | None = None
    handed: list[Handed] = field(default_factory=list)
    deals: list[Deal] = field(default_factory=list)

    def reach(self, name: str, when: date, inferred: bool = False) -> None:
        if name not in self.reached:
            self.reached[name] = when
            if inferred:
                self.inferred.add(name)

    def has(self, name: str, evening: date) -> bool:
        return name in self.reached and self.reached[name] <= evening


def replay() -> list[Cycle]:
    """Every cycle, from the standing events in the order they were written."""
    cycles: dict[int, Cycle] = {}
    for event in Event.objects.standing().filter(target_kind="leads.lead").order_by("id"):
        cycle = cycles.setdefault(event.target_id, Cycle())
        _tell(cycle, event.verb, day(event.occurred_at), event.occurred_at, event.facts)
    return [cycle for cycle in cycles.values() if "captured" in cycle.reached]


def _tell(cycle: Cycle, verb: str, when: date, at: datetime, facts: dict[str, Any]) -> None:
    last = cycle.handed[-1] if cycle.handed else None
    deal = cycle.deals[-1] if cycle.deals else None
    if deal and verb == "activity.logged":
        deal.signs.append(when)
    acted = "activity" in facts and facts.get("activity_kind", facts.get("kind")) != "note"
    if acted and last and last.tried is None and at >= last.at:
        last.tried, last.tried_in_time = at, at <= last.due
    match verb:
        case "lead.logged":
            cycle.reach("captured", when)
        case "lead.qualified":
            cycle.reach("mql", when)
        case "lead.handed_over":
            cycle.reach("mql", when, inferred=True)
            cycle.reach("handed_over", when)
            cycle.handed.append(Handed(at, TARGET_MINUTES[facts["tier"]], True))
        case "lead.accepted" | "lead.rejected" | "lead.expired":
            word = verb.removeprefix("lead.")
            if word == "rejected" and facts["reason"] in NEUTRAL:
                word = "neutral"
            last.decided = when
            last.said.append((when, word))
            if word == "accepted":
                cycle.reach("accepted", when)
            if word == "expired":
                cycle.closed = when
        case "lead.contested":
            last.said.append((when, "pending"))
        case "lead.ruled":
            if facts["ruling"] == "overturn":
                last.said.append((when, "accepted"))
                minutes = TARGET_MINUTES[facts.get("tier", "P2")]
                cycle.handed.append(Handed(at, minutes, False))
            else:
                last.said.append((when, last.said[-2][1]))
        case "lead.returned":
            last.pauses.append((at, None))
        case "lead.resubmitted":
            begun, _end = last.pauses.pop()
            last.pauses.append((begun, at))
        case "lead.sales_qualified" | "lead.opportunity_opened":
            if facts["from"] in UPSTREAM:
                for name in ("mql", "handed_over", "accepted"):
                    cycle.reach(name, when, inferred=True)
            cycle.reach("sql", when, inferred=verb != "lead.sales_qualified")
            if verb == "lead.opportunity_opened":
                cycle.reach("opportunity", when)
                amount = None if facts["amount"] is None else Decimal(facts["amount"])
                expected = date.fromisoformat(facts["expected_close_on"])
                cycle.deals.append(Deal(when, facts["origin"], amount, expected, [when]))
        case "lead.won":
            cycle.reach("won", when)
            deal.won, deal.final = when, Decimal(facts["amount"])
            cycle.closed = when
        case "lead.lost":
            deal.lost, deal.reason, cycle.closed = when, facts["reason"], when
        case "lead.opportunity_cancelled":
            deal.cancelled = when
        case "lead.recycled" | "lead.disqualified":
            cycle.closed = when


# --- The KPIs ---------------------------------------------------------------------------------


def reached(cycles, name, first, last):
    """How many cycles passed the milestone between the days."""
    return sum(1 for c in cycles if name in c.reached and first <= c.reached[name] <= last)


def handed_over(cycles, first, last):
    return [h for c in cycles for h in c.handed if h.counts and first <= day(h.at) <= last]


def acceptance(cycles, first, last, evening):
    """(accepted, refused, pending, expired, not counted)."""
    words = [h.verdict(evening) for h in handed_over(cycles, first, last)]
    return tuple(
        words.count(word) for word in ("accepted", "rejected", "pending", "expired", "neutral")
    )


def follow_up(cycles, start, goal, evening):
    """Nine in ten of those who ever went on did so within this many days, at least 30."""
    known = sorted(
        max(0, (c.reached[goal] - c.reached[start]).days)
        for c in cycles
        if c.has(start, evening) and c.has(goal, evening) and not {start, goal} & c.inferred
    )
    if not known:
        return 30
    place = next(n for n in range(1, len(known) + 1) if n * 10 >= len(known) * 9)
    return max(30, known[place - 1])


def conversion(cycles, start, goal, first, last, evening):
    """(days followed, reached in time, followed long enough, too young to say)."""
    days = follow_up(cycles, start, goal, evening)
    yes = mature = young = 0
    for c in cycles:
        if start not in c.reached or not first <= c.reached[start] <= last:
            continue
        limit = c.reached[start] + timedelta(days=days)
        there = c.has(goal, evening) and c.reached[goal] <= limit
        if limit <= evening:
            mature, yes = mature + 1, yes + there
        elif not there:
            young += 1
    return days, yes, mature, young


def ever(cycles, start, goal, first, last, evening):
    """(reached by the evening, entered)."""
    cohort = [c for c in cycles if start in c.reached and first <= c.reached[start] <= last]
    return sum(1 for c in cohort if c.has(goal, evening)), len(cohort)


def closed_deals(cycles, first, last):
    """(won, lost, euros won, euros of both)."""
    deals = [d for c in cycles for d in c.deals if d.reason != "invalid"]
    won = [d for d in deals if d.won and first <= d.won <= last]
    lost = [d for d in deals if d.lost and first <= d.lost <= last]
    ours = sum((d.final for d in won), Decimal())
    theirs = sum((d.amount or Decimal() for d in lost), Decimal())
    return len(won), len(lost), ours, ours + theirs


def cycle_days(cycles, first, last):
    """The days of every deal won, in order."""
    return sorted(
        (d.won - d.opened).days for c in cycles for d in c.deals if d.won and first <= d.won <= last
    )


def sourced(cycles, first, last):
    """(euros of marketing, euros of all) of the revenue."""
    won = [d for c in cycles for d in c.deals if d.won and first <= d.won <= last]
    ours = sum((d.final for d in won if d.origin == "marketing"), Decimal())
    return ours, sum((d.final for d in won), Decimal())


def tried_in_time(cycles, first, last, evening):
    """(in time, due)."""
    yes = due = 0
    for h in handed_over(cycles, first, last):
        if h.tried and day(h.tried) <= evening:
            yes, due = yes + h.tried_in_time, due + 1
        elif day(h.due) <= evening and not _excused(h, evening):
            due += 1
    return yes, due


def _excused(h, evening):
    paused = any(
        day(begun) <= evening and (end is None or day(end) > evening) for begun, end in h.pauses
    )
    refused = any(word in ("rejected", "neutral") for _when, word in h.said)
    return paused or (refused and h.decided <= min(day(h.due), evening))


def untouched(cycles, first, last, evening):
    """(never tried, old enough)."""
    old = [h for h in handed_over(cycles, first, last) if working_days(day(h.at), evening) >= 5]
    return sum(1 for h in old if not (h.tried and day(h.tried) <= evening)), len(old)


def waiting(cycles, evening):
    """How many hand-overs nobody had tried that evening, of cycles still open."""
    return sum(
        1
        for c in cycles
        for h in c.handed
        if h.counts
        and day(h.at) <= evening
        and not (h.tried and day(h.tried) <= evening)
        and not (c.closed and c.closed <= evening)
        and not (h.decided and h.decided <= evening and h.said[0][1] != "accepted")
    )


def decision_median(cycles, first, last, evening):
    """Kaplan-Meier by its definition: the first day by which half have left."""
    rows = []
    for h in handed_over(cycles, first, last):
        decided = h.decided if h.decided and h.decided <= evening else None
        rows.append((working_days(day(h.at), decided or evening), decided is not None))
    alive = 1.0
    for time in sorted({t for t, ended in rows if ended}):
        at_risk = sum(1 for t, _ended in rows if t >= time)
        alive *= 1 - sum(1 for t, ended in rows if ended and t == time) / at_risk
        if alive <= 0.5 + 1e-9:
            return time, len(rows)
    return None, len(rows)


def open_value(cycles, evening):
    """(euros, deals, dormant deals) open that evening."""
    euros, alive, dormant = Decimal(), 0, 0
    for d in (d for c in cycles for d in c.deals if d.opened <= evening):
        if any(end and end <= evening for end in (d.won, d.lost, d.cancelled)):
            continue
        last_sign = max(sign for sign in d.signs if sign <= evening)
        if d.expected < evening or (evening - last_sign).days >= 45:
            dormant += 1
        else:
            alive, euros = alive + 1, euros + (d.amount or Decimal())
    return euros, alive, dormant


def working_days(start, end):
    """One by one, after the start up to and including the end."""
    count = 0
    while start < end:
        start += timedelta(days=1)
        count += is_working_day(start)
    return count
