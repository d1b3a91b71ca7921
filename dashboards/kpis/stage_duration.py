"""Funnel speed: how long leads stay in a step before they leave it, one way or another."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from dashboards.facts import (
    Facts,
    Row,
    calendar_days,
    counted,
    known,
    of_segment,
    working_days,
)
from dashboards.figures import COHORT, Figure
from dashboards.histories import HANDOVERS, LEADS, History, grouped
from dashboards.statistics import (
    Median,
    aalen_johansen,
    incidence_at,
    kaplan_meier,
    median_of,
    survival_quantile,
)
from dashboards.statistics import Step as KmStep
from dashboards.windows import Window, days_before
from leads.choices import Verdict
from leads.models import Handover

KEY = "stage_duration"
VERSION = 1
VIEW = COHORT
LABEL = _("Time per step")
DESCRIPTION = _(
    "The time by which half of the leads have left a step, whatever the outcome; those still "
    "inside count as still waiting (Kaplan-Meier)."
)
VARIANTS = {
    "captured_mql": _("Captured to MQL"),
    "handover_decision": _("Handed over to decision"),
    "decision_conversation": _("Decision to first conversation"),
    "sal_sql": _("Accepted to SQL"),
    "sql_won": _("SQL to won or lost"),
}
# Steps inside the company are counted in its working days; where the buyer sets the pace, in days.
UNITS = {
    "captured_mql": "working_days",
    "handover_decision": "working_days",
    "decision_conversation": "working_days",
    "sal_sql": "days",
    "sql_won": "days",
}
FACTS = {name: name for name in VARIANTS}
PARTS = ("n", "events", "waiting")
TRAILING = 90
INDEX_DAYS = 90
PROMPT_DAYS = (2, 5)
NEVER = date.max
Stay = tuple[int, str | None]


@dataclass(frozen=True)
class Step:
    """Where the step begins and the ways out of it, by local-day columns.

    `inferred` marks a way out that was never observed: such a row is no duration.
    """

    history: History
    entry: str
    exits: tuple[str, ...]
    inferred: tuple[str, str] | None = None
    where: Mapping[str, object] = field(default_factory=dict)

    @property
    def lead(self) -> str:
        return self.history.lead

    def rows(self) -> QuerySet:
        """Everybody who may enter the step."""
        return self.history.rows().filter(**self.where)


# With those that were handed over again after a ruling: their conversation counts as well.
ACCEPTED = History(
    "accepted",
    lambda: Handover.objects.filter(counted("lead__"), verdict=Verdict.ACCEPTED),
    ("decided_on", "first_conversation_on", "lead__sql_on", "lead__closed_on"),
    lead="lead__",
)
STEPS = {
    "captured_mql": Step(LEADS, "captured_on", ("mql_on", "closed_on"), ("mql_inferred", "mql_on")),
    "handover_decision": Step(HANDOVERS, "handed_over_on", ("decided_on",)),
    "decision_conversation": Step(
        ACCEPTED, "decided_on", ("first_conversation_on", "lead__sql_on", "lead__closed_on")
    ),
    "sal_sql": Step(
        LEADS,
        "accepted_on",
        ("sql_on", "closed_on"),
        ("sql_inferred", "sql_on"),
        where={"accepted_inferred": False},
    ),
    "sql_won": Step(
        LEADS, "sql_on", ("won_on", "lost_on", "closed_on"), where={"sql_inferred": False}
    ),
}


def default() -> str:
    """The thermometer of the alignment: how fast sales decide."""
    return "handover_decision"


def facts(name: str, windows: Sequence[Window]) -> Facts:
    """Rows by the day they entered the step and the days of each way out."""
    step = STEPS[name]
    first = min(span.first for span in windows) - timedelta(days=INDEX_DAYS)
    last = max(span.last for span in windows)
    # The verdict tells how a hand-over ended; elsewhere the flag tells what was never observed.
    mark = "verdict" if name == "handover_decision" else (step.inferred or (step.entry,))[0]
    columns = (step.entry, mark, *step.exits)
    entered = grouped(step.history, *columns, between=(first, last), where=step.where)
    return Facts(list(_timed(name, entered)))


def measure(variant: str, facts: Facts, window: Window) -> Figure:
    """Kaplan-Meier median of the step in the unit of the variant, with P90 and an index (K2).

    The index compares with those who entered in the 90 days before: 1.25 is 25 % faster.
    """
    observations = _observations(variant, facts, window)
    steps = kaplan_meier(observations)
    median = median_of(steps, observations)
    before = _observations(variant, facts, days_before(window, INDEX_DAYS))
    extra = _extra(steps, median, median_of(kaplan_meier(before), before))
    if variant == "handover_decision":
        extra |= _promptness(observations)
    return Figure(
        value=median.value,
        numerator=median.events,
        denominator=median.n,
        n=median.n,
        extra=extra,
        seen=median.n,
    )


def rows(
    variant: str, window: Window, part: str, segment: str = "", segment_value: str = ""
) -> QuerySet:
    """Who entered the step in the window (`n`), has left it (`events`) or is `waiting`."""
    step = STEPS[variant]
    found = step.rows().filter(
        Q(**{f"{step.entry}__range": (window.first, window.last)}),
        of_segment(segment, segment_value, step.lead),
    )
    if step.inferred:
        flag, day = step.inferred
        found = found.exclude(Q(**{flag: True}) & known(day, window.as_of))
    left = reduce(or_, (known(column, window.as_of) for column in step.exits))
    if part == "events":
        return found.filter(left)
    return found.exclude(left) if part == "waiting" else found


def _timed(variant: str, rows: Iterable[Row]) -> Iterator[Row]:
    """(entry, day of leaving, days inside, how it ended, day from which it is no duration, ...)."""
    step, between = STEPS[variant], _between(variant)
    ways_out = slice(2, 2 + len(step.exits))
    for row in rows:
        entry, mark, days = row[0], row[1], row[ways_out]
        left_on = min((day for day in days if day is not None), default=NEVER)
        inside = between(entry, left_on) if left_on != NEVER else 0
        void_from = (days[0] or NEVER) if step.inferred and mark else NEVER
        yield (entry, left_on, inside, _cause(variant, mark), void_from, *row[-4:])


def _observations(variant: str, facts: Facts, window: Window) -> list[tuple]:
    """Durations with how they ended, alike ones together."""
    told = facts.told(variant, window.as_of, _stay(variant, window.as_of))
    counts: Counter[Stay] = Counter()
    for _day, stay, n in told.within(window.first, window.last):
        if stay:
            counts[stay] += n
    return [(days, end, count) for (days, end), count in counts.items()]


def _stay(variant: str, as_of: date) -> Callable[[Row], Stay | None]:
    """How long a row had stayed by the evening and how it ended; None where it is no duration."""
    between = _between(variant)

    def stay(row: Row) -> Stay | None:
        entry, left_on, inside, end, void_from = row[:5]
        if left_on > as_of:
            return between(entry, as_of), None
        return (inside, end) if void_from > as_of else None

    return stay


def _between(variant: str) -> Callable[[date, date], int]:
    return working_days if UNITS[variant] == "working_days" else calendar_days


def _cause(variant: str, mark: object) -> str:
    """How it ended; only decisions are told apart. A ruling later does not change the decision."""
    if variant != "handover_decision":
        return "left"
    return {Verdict.ACCEPTED: "accepted", Verdict.EXPIRED: "expired"}.get(
        Verdict(str(mark)), "rejected"
    )


def _extra(steps: Sequence[KmStep], median: Median, then: Median) -> dict:
    extra: dict = {
        "events": median.events,
        "waiting": median.n - median.events,
        "too_few": not median.is_solid,
        "p90": survival_quantile(steps, 0.9),
        "previous": then.value,
    }
    if median.beyond is not None:
        extra["beyond"] = median.beyond
    if median.value and then.value and then.is_solid and median.is_solid:
        extra["index"] = then.value / median.value
    return extra


def _promptness(observations: list[tuple]) -> dict:
    """The share accepted by two and by five working days, everybody counted (Aalen-Johansen)."""
    curve = aalen_johansen(observations).get("accepted", [])
    return {f"accepted_by_{days}": incidence_at(curve, days) for days in PROMPT_DAYS}
