"""Stage conversion: of the leads that entered a stage in the period, the share that went on."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from dashboards.facts import (
    Facts,
    Row,
    calendar_days,
    counted,
    evenings,
    group,
    known,
    not_known,
    of_segment,
    rank_of,
    reach,
)
from dashboards.figures import COHORT, Figure
from dashboards.histories import LEADS, grouped
from dashboards.statistics import pending_bounds, rate, wilson
from dashboards.windows import Window
from leads.models import Lead

KEY = "stage_conversion"
VERSION = 1
VIEW = COHORT
LABEL = _("Conversion")
DESCRIPTION = _(
    "Of the leads that entered a stage in the period, the share that reached the next one within "
    "the usual time (nine in ten of those who ever did). Leads younger than that still wait."
)
TRAILING = 365
SHORTEST_FOLLOW_UP = 30
USUAL = 0.9
MILESTONES = ("captured", "mql", "handed_over", "accepted", "sql", "opportunity", "won")
NEVER_INFERRED = ("captured", "won")


@dataclass(frozen=True)
class Way:
    """From one milestone to a later one; `ever` follows without an end."""

    start: str
    goal: str
    ever: bool = False


WAYS = {
    "captured_mql": Way("captured", "mql"),
    "mql_handed_over": Way("mql", "handed_over"),
    "handed_over_accepted": Way("handed_over", "accepted"),
    "accepted_sql": Way("accepted", "sql"),
    "sql_opportunity": Way("sql", "opportunity"),
    "opportunity_won": Way("opportunity", "won"),
    "mql_sql": Way("mql", "sql"),
    "mql_won": Way("mql", "won"),
    "captured_won": Way("captured", "won"),
    "mql_won_ever": Way("mql", "won", ever=True),
    "captured_won_ever": Way("captured", "won", ever=True),
}
VARIANTS = {
    "captured_mql": _("Captured to MQL"),
    "mql_handed_over": _("MQL to handed over"),
    "handed_over_accepted": _("Handed over to accepted"),
    "accepted_sql": _("Accepted to SQL"),
    "sql_opportunity": _("SQL to opportunity"),
    "opportunity_won": _("Opportunity to won"),
    "mql_sql": _("MQL to SQL"),
    "mql_won": _("MQL to won"),
    "captured_won": _("Captured to won"),
    "mql_won_ever": _("MQL to won, without a time limit"),
    "captured_won_ever": _("Captured to won, without a time limit"),
}
UNITS = dict.fromkeys(VARIANTS, "share")
FUNNEL = "captured_won_ever"
# Variants that start at the same milestone are measured from the same leads.
FACTS = {name: way.start for name, way in WAYS.items()} | {FUNNEL: FUNNEL}
GOALS = {
    start: list(dict.fromkeys(way.goal for way in WAYS.values() if way.start == start))
    for start in MILESTONES[:-1]
}
PARTS = ("numerator", "denominator", "entered", "reached", "pending")


def default() -> str:
    """The conversion of the whole way."""
    return "mql_won"


def facts(name: str, windows: Sequence[Window]) -> Facts:
    """Leads by the day of a milestone and of those that may follow, and how long to follow them."""
    if name == FUNNEL:
        return _funnel_facts(windows)
    columns = [f"{milestone}_on" for milestone in (name, *GOALS[name])]
    rows = grouped(LEADS, *columns, between=reach(windows), where=_where(name))
    days = {goal: dict(_follow_ups(name, goal, evenings(windows))) for goal in GOALS[name]}
    return Facts(rows, notes={"days": days})


def measure(variant: str, facts: Facts, window: Window) -> Figure:
    """Share that went on within the usual time, of those followed that long (K6).

    The younger ones are `pending` and give the bounds; `ever` counts everybody without a limit.
    """
    if WAYS[variant].ever:
        return _measure_ever(variant, facts, window)
    goal = WAYS[variant].goal
    days = facts.notes["days"][goal][window.as_of]
    tally = _tally(variant, facts, window, days)
    interval = wilson(tally.on_time, tally.mature)
    entered = tally.mature + tally.young + tally.early
    reached = tally.on_time + tally.early
    bounds = pending_bounds(reached, tally.mature - tally.on_time, tally.young)
    return Figure(
        value=rate(tally.on_time, tally.mature),
        numerator=tally.on_time,
        denominator=tally.mature,
        n=tally.mature,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        extra={
            "window_days": days,
            "mature": window.is_finished and tally.mature == entered,
            "entered": entered,
            "reached": reached,
            "pending": tally.young,
            "lower": bounds.low if bounds else None,
            "upper": bounds.high if bounds else None,
        },
        seen=entered,
    )


def rows(
    variant: str, window: Window, part: str, segment: str = "", segment_value: str = ""
) -> QuerySet:
    """The leads of the cohort behind one part."""
    way = WAYS[variant]
    start, goal = f"{way.start}_on", f"{way.goal}_on"
    found = _entered(way.start).filter(
        of_segment(segment, segment_value), **{f"{start}__range": (window.first, window.last)}
    )
    if variant == FUNNEL and part in MILESTONES[1:]:
        return found.filter(known(f"{part}_on", window.as_of))
    reached = known(goal, window.as_of)
    if way.ever:
        return found.filter(reached) if part in ("numerator", "reached") else found
    ((_evening, days),) = _follow_ups(way.start, way.goal, [window.as_of])
    limit = timedelta(days=days)
    on_time = reached & Q(**{f"{goal}__lte": F(start) + limit})
    late = Q(**{f"{goal}__gt": F(start) + limit})
    mature = Q(**{f"{start}__lte": window.as_of - limit})
    wanted = {
        "numerator": mature & on_time,
        "denominator": mature,
        "reached": on_time,
        "pending": ~mature & (not_known(goal, window.as_of) | late),
    }
    return found.filter(wanted.get(part, Q()))


class _Tally(NamedTuple):
    mature: int
    on_time: int
    young: int
    early: int


def _goal_place(variant: str) -> int:
    """Where the day of the goal stands in a row."""
    way = WAYS[variant]
    return 1 + GOALS[way.start].index(way.goal)


def _tally(variant: str, facts: Facts, window: Window, days: int) -> _Tally:
    """Followed long enough, of these on time; too young, of these already there (`early`)."""
    mature = on_time = young = early = 0
    as_of, limit, place = window.as_of, timedelta(days=days), _goal_place(variant)

    def there(row: Row) -> bool:
        goal = row[place]
        return goal is not None and goal <= as_of and goal - row[0] <= limit

    for start, is_there, n in facts.told(variant, as_of, there).within(window.first, window.last):
        if start <= as_of - limit:
            mature += n
            on_time += n if is_there else 0
        elif is_there:
            early += n
        else:
            young += n
    return _Tally(mature, on_time, young, early)


def _measure_ever(variant: str, facts: Facts, window: Window) -> Figure:
    funnel = _funnel(variant, facts, window)
    entered, reached = funnel[0], funnel[-1]
    interval = wilson(reached, entered)
    extra: dict = {"entered": entered, "reached": reached}
    if variant == FUNNEL:
        extra["funnel"] = dict(zip(MILESTONES, funnel, strict=True))
    return Figure(
        value=rate(reached, entered),
        numerator=reached,
        denominator=entered,
        n=entered,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        extra=extra,
        seen=entered,
    )


def _funnel(variant: str, facts: Facts, window: Window) -> list[int]:
    """How many entered, and how many of them had reached each later milestone."""
    if variant != FUNNEL:
        as_of, place = window.as_of, _goal_place(variant)
        told = facts.told(
            variant, as_of, lambda row: row[place] is not None and row[place] <= as_of
        )
        found = told.within(window.first, window.last)
        return [sum(n for *_told, n in found), sum(n for _day, there, n in found if there)]
    rows = facts.within(window.first, window.last)
    found = [row for row in rows if row[1] == window.as_of]
    return [sum(row[-1] for row in found)] + [
        sum(row[2 + place] for row in found) for place in range(len(MILESTONES) - 1)
    ]


def _funnel_facts(windows: Sequence[Window]) -> Facts:
    """Captured leads by day, with the count at each milestone as known on each evening."""
    found: list[Row] = []
    for evening in evenings(windows):
        first, last = reach([span for span in windows if span.as_of == evening])
        leads = Lead.objects.filter(counted(), captured_on__range=(first, last))
        reached: dict[str, Any] = {
            f"_{name}": Count("pk", filter=known(f"{name}_on", evening)) for name in MILESTONES[1:]
        }
        found += [(row[0], evening, *row[1:]) for row in group(leads, "captured_on", **reached)]
    found.sort(key=lambda row: row[0])
    return Facts(found, summed=True)


def _entered(start: str) -> QuerySet:
    return Lead.objects.filter(counted(), **{f"{start}_on__isnull": False}, **_where(start))


def _where(start: str) -> dict[str, bool]:
    # The same person qualified again within 30 days is not one more MQL.
    return {"mql_repeat": False} if start == "mql" else {}


def _follow_ups(start: str, goal: str, days: Sequence[date]) -> Iterator[tuple[date, int]]:
    """For each evening how long leads are followed, from all that had gone this way by then.

    Steps that were never observed have no duration.
    """
    observed = {
        f"{stage}_inferred": False for stage in (start, goal) if stage not in NEVER_INFERRED
    }
    pairs = grouped(LEADS, f"{start}_on", f"{goal}_on", where=observed | _where(start))
    gone: Counter[tuple[date, date]] = Counter()
    for begun, ended, *_segments, n in pairs:
        if ended is not None:
            gone[begun, ended] += n
    done = sorted((max(way), calendar_days(*way), n) for way, n in gone.items())
    counts: Counter[int] = Counter()
    place = 0
    for evening in days:
        while place < len(done) and done[place][0] <= evening:
            counts[done[place][1]] += done[place][2]
            place += 1
        yield evening, _usual(counts)


def _usual(counts: Counter[int]) -> int:
    return max(SHORTEST_FOLLOW_UP, rank_of(counts, USUAL) or 0)
