"""Whether the contract was kept in a month: each line under the version that counted at the time.

A volume adds up its versions by working days; a delay is judged by the version of each clock; a
rate's target is weighted by what was decided under each version. The whole is its worst line.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.web.business_days import add_months, days_between, first_of_month, local_date
from sla.calendars import calendar_of
from sla.choices import TIMED, Promise, side_of
from sla.models import Agreement, Commitment
from sla.promises import share_words, target_words
from sla.selectors.kept import Days, Facts, days_of, facts_between, month_days

# A line kept by more than this three months in a row is too easy (domain of the review).
ALWAYS = 0.95
MONTHS_REVIEWED = 3


class State(models.TextChoices):
    """Where a line stands; a fact, not an inference."""

    NONE = "none", _("Nothing yet")
    HELD = "held", _("Held")
    AT_RISK = "at_risk", _("At risk")
    MISSED = "missed", _("Missed")


WORST = (State.MISSED, State.AT_RISK, State.HELD, State.NONE)


class Flag(models.TextChoices):
    """What the next review should look at."""

    ALWAYS = "always", _("Always met for three months: tighten it or drop it")
    NEVER = "never", _("Never met for three months: renegotiate it")


@dataclass(frozen=True)
class Line:
    """One promise (and priority) in one month.

    `done` of `due` were kept; `rate` is their ratio, `required` the ratio that was promised.
    `pace` compares a volume with its share of the working days gone by (1.0 is on pace).
    `against` is how many speak against it: late, wrong, or sent for nothing.
    """

    promise: str
    tier: str
    target: str
    done: int
    due: int
    rate: float | None
    required: float
    state: State
    pace: float | None = None
    expected: int | None = None
    part: str = ""
    against: int = 0
    flag: str = ""
    month: date = field(default=date.min)

    @property
    def side(self) -> str:
        return side_of(self.promise)

    @property
    def label(self) -> Any:
        return Promise(self.promise).label

    @property
    def filled(self) -> int:
        """How much of the bar is full, in per cent."""
        return min(round(100 * (self.rate or 0)), 100)

    @property
    def mark(self) -> int:
        """Where the bar should be by now, in per cent; 0 where the whole bar is asked for."""
        if self.promise == Promise.VOLUME:
            return round(100 * (self.expected or 0) / self.due) if self.due else 0
        return round(100 * self.required) if self.required < 1 else 0

    @property
    def rows_url(self) -> str:
        """The page of the rows behind the line; `part=missed` for the late or missing ones."""
        asked = {"month": f"{self.month:%Y-%m}"} | ({"tier": self.tier} if self.tier else {})
        return f"{reverse('sla:rows', args=[self.promise])}?{urlencode(asked)}"


@dataclass(frozen=True)
class Report:
    """The contract in one month; without versions there was none."""

    month: date
    lines: list[Line]
    versions: list[Agreement]
    state: State
    is_over: bool

    def of_side(self, side: str) -> list[Line]:
        """The lines that one team promised."""
        return [line for line in self.lines if line.side == side]


@dataclass(frozen=True)
class Count:
    """What was done of what was due under one version, and the ratio it asked for."""

    done: int
    due: int
    required: float


class Month:
    """One month of facts: its days, how much of it has gone by, and its versions."""

    def __init__(self, month: date, facts: Facts, today: date) -> None:
        self.facts, self.today = facts, today
        self.days = month_days(month)
        self.versions = [v for v in facts.versions if days_of(v).overlap(self.days)]
        self.working = [day for day in days_between(self.days.first, self.days.last) if _works(day)]
        self.is_over = self.days.last < today

    def covered(self, version: Agreement) -> Days:
        """The days of the month on which the version counted."""
        days = days_of(version).overlap(self.days)
        assert days
        return days

    def promised(self, promise: str, tier: str) -> Iterator[tuple[Agreement, Commitment]]:
        """The versions of the month that have the line, oldest first."""
        for version in self.versions:
            for line in version.commitments.all():
                if (line.promise, line.tier) == (promise, tier):
                    yield version, line


def report_of(month: date, *, now: datetime | None = None) -> Report:
    """Every line of the month with its state and flag; the same few statements for any month."""
    now = now or timezone.now()
    today, first = local_date(now), first_of_month(month)
    newest = first if month_days(first).last < today else add_months(first, -1)
    reviewed = [add_months(newest, -back) for back in range(MONTHS_REVIEWED)]
    days = Days(min(*reviewed, first), month_days(first).last)
    facts = facts_between(days, now)
    before = [{_key(line): line for line in _lines(Month(m, facts, today))} for m in reviewed]
    shown = Month(first, facts, today)
    lines = [
        replace(line, flag=_flag([kept.get(_key(line)) for kept in before]), month=first)
        for line in _lines(shown)
    ]
    return Report(first, lines, shown.versions, worst_of(lines), shown.is_over)


def lines_of(agreement: Agreement | None, month: date) -> list[Line]:
    """The lines of a month; with a version, those that it promises."""
    lines = report_of(month).lines
    if agreement is None:
        return lines
    wanted = {(line.promise, line.tier) for line in agreement.commitments.all()}
    return [line for line in lines if _key(line) in wanted]


def worst_of(lines: list[Line]) -> State:
    """The state of the whole: never an average that hides a line."""
    states = {line.state for line in lines}
    return next((state for state in WORST if state in states), State.NONE)


def _key(line: Line) -> tuple[str, str]:
    return line.promise, line.tier


def _works(day: date) -> bool:
    return not calendar_of().is_day_off(day)


def _lines(month: Month) -> list[Line]:
    found: dict[tuple[str, str], Line] = {}
    for version in reversed(month.versions):
        for line in version.commitments.all():
            key = line.promise, line.tier
            if key not in found:
                found[key] = _line(month, *key)
    return list(found.values())


def _line(month: Month, promise: str, tier: str) -> Line:
    if promise == Promise.VOLUME:
        return _volume(month)
    count = COUNTED.get(promise, _clocks)
    counts = list(count(month, promise, tier))
    done, due = sum(c.done for c in counts), sum(c.due for c in counts)
    required = _required(month, promise, tier, counts)
    rate = done / due if due else None
    state = _rate_state(month, done, due, required)
    target, part = _words(month, promise, tier)
    return Line(
        promise, tier, target, done, due, rate, required, state, part=part, against=due - done
    )


def _volume(month: Month) -> Line:
    """Σ of the versions' volumes by their working days; net of what marketing sent for nothing."""
    due, expected, done, in_vain = Decimal(0), Decimal(0), 0, 0
    for version, line in month.promised(Promise.VOLUME, ""):
        days = month.covered(version)
        mine = [day for day in month.working if day in days]
        each = Decimal(line.number or 0) / (len(month.working) or 1)
        due += each * len(mine)
        expected += each * sum(day < month.today for day in mine)
        counts = [n for day, n in month.facts.handed.items() if day in days]
        done += sum(n[0] - n[2] for n in counts)
        in_vain += sum(n[2] for n in counts)
    whole, by_now = _whole(due), int(expected)
    state = _volume_state(month, done, whole, by_now)
    target, _part = _words(month, Promise.VOLUME, "")
    return Line(
        Promise.VOLUME, "", target, done, whole, done / whole if whole else None, 1.0, state,
        pace=float(done / expected) if expected else None, expected=_whole(expected),
        against=in_vain,
    )  # fmt: skip


def _clocks(month: Month, promise: str, tier: str) -> Iterator[Count]:
    """Each clock by the version under which it started, even one of an earlier month."""
    shares = {
        version.pk: float(line.share or 1)
        for version in month.facts.versions
        for line in version.commitments.all()
        if (line.promise, line.tier) == (promise, tier)
    }
    totals: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for version, day, met, late in month.facts.clocks.get((promise, tier), ()):
        if day in month.days and version in shares:
            totals[version][0] += met
            totals[version][1] += met + late
    for version, (met, due) in totals.items():
        yield Count(met, due, shares[version])


def _acceptance(month: Month, promise: str, tier: str) -> Iterator[Count]:
    yield from _by_day(month, promise, month.facts.decided, lambda n: (n[0], n[0] + n[1]))


def _complete(month: Month, promise: str, tier: str) -> Iterator[Count]:
    yield from _by_day(month, promise, month.facts.handed, lambda n: (n[1], n[0]))


def _by_day(
    month: Month,
    promise: str,
    counts: dict[date, list[int]],
    part: Callable[[list[int]], tuple[int, int]],
) -> Iterator[Count]:
    for version, line in month.promised(promise, ""):
        days = month.covered(version)
        pairs = [part(n) for day, n in counts.items() if day in days]
        done, due = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
        yield Count(done, due, float(line.share or 1))


def _persistence(month: Month, promise: str, tier: str) -> Iterator[Count]:
    for version, line in month.promised(promise, ""):
        days = month.covered(version)
        cycles = [cycle for cycle in month.facts.cycles if cycle.closed_on in days]
        kept = sum(cycle.persisted(line) for cycle in cycles)
        yield Count(kept, len(cycles), float(line.share or 1))


def _capacity(month: Month, promise: str, tier: str) -> Iterator[Count]:
    """Weeks of reps, each counted in the month of its Monday, by the days the rep was there."""
    for version, line in month.promised(promise, ""):
        days = month.covered(version)
        cap, number = month.facts.presence.cap, line.number or 0
        kept = [
            n <= cap(number, rep, monday)
            for (rep, monday), n in month.facts.weeks.items()
            if monday in days
        ]
        yield Count(sum(kept), len(kept), float(line.share or 1))


COUNTED: dict[str, Callable[[Month, str, str], Iterator[Count]]] = {
    Promise.ACCEPTANCE: _acceptance,
    Promise.COMPLETE_FILES: _complete,
    Promise.PERSISTENCE: _persistence,
    Promise.CAPACITY: _capacity,
    **dict.fromkeys(TIMED, _clocks),
}


def _required(month: Month, promise: str, tier: str, counts: list[Count]) -> float:
    """The versions' ratios weighted by what was due under each; the newest when nothing was."""
    due = sum(count.due for count in counts)
    if due:
        return sum(count.required * count.due for count in counts) / due
    *_older, (_version, line) = month.promised(promise, tier)
    return float(line.share or 1)


def _rate_state(month: Month, done: int, due: int, required: float) -> State:
    if not due:
        return State.NONE
    # A hair of tolerance: 0.9 of ten is nine.
    if done >= required * due - 1e-9:
        return State.HELD
    # Until the month is over nothing is lost: what comes may still be kept.
    return State.MISSED if month.is_over else State.AT_RISK


def _volume_state(month: Month, done: int, due: int, by_now: int) -> State:
    if done >= due:
        return State.HELD
    if month.is_over:
        return State.MISSED
    if not done and not by_now:
        return State.NONE
    return State.HELD if done >= by_now else State.AT_RISK


def _words(month: Month, promise: str, tier: str) -> tuple[str, str]:
    """« 1 working day, then 4 h » where the month had two versions; and for which part."""
    day = calendar_of().day_minutes
    lines = [line for _version, line in month.promised(promise, tier)]
    targets = list(dict.fromkeys(target_words(line, day) for line in lines))
    parts = list(dict.fromkeys(filter(None, (share_words(line) for line in lines))))
    then = str(_(", then "))
    return then.join(targets), then.join(parts)


def _flag(lines: list[Line | None]) -> str:
    """Kept too easily, or never, in every month reviewed."""
    if len(lines) < MONTHS_REVIEWED or not all(line and line.due for line in lines):
        return ""
    known = [line for line in lines if line]
    if all(line.state == State.HELD and (line.rate or 0) > ALWAYS for line in known):
        return Flag.ALWAYS
    return Flag.NEVER if all(line.state == State.MISSED for line in known) else ""


def _whole(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))
