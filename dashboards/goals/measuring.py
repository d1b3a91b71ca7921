"""Where each goal stood, evening by evening: the KPI over the goal's own days, as known then."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Sum
from django.utils import timezone

from alignment.vision.choices import VersionStatus
from alignment.vision.models.goals import Objective
from dashboards.choices import Period
from dashboards.facts import Facts, by_segment
from dashboards.figures import Figure
from dashboards.goals.sources import SOURCES, Source
from dashboards.models import Progress
from dashboards.services import last_complete_day
from dashboards.windows import Window

SUNDAY = 6
# A goal that is over is measured again for a month: what was typed late counts too.
AFTER = timedelta(days=31)


def keep_up(day: date) -> int:
    """Measure every goal in force that the evening concerns; rows written. Safe twice."""
    goals = Objective.objects.filter(
        status=VersionStatus.ACTIVE, first__lte=day, last__gte=day - AFTER
    )
    return sum(measure(goal, day) for goal in goals)


def measure(goal: Objective, day: date | None = None) -> int:
    """Measure a goal on the evening (yesterday's unless said) and each Sunday before; rows."""
    evenings = evenings_of(goal, day or last_complete_day())
    if not evenings:
        return 0
    known = set(Progress.objects.filter(objective=goal).values_list("as_of", flat=True))
    wanted = [each for each in evenings[:-1] if each not in known] + evenings[-1:]
    source = SOURCES[goal.figure]
    windows = {evening: window_of(goal, evening) for evening in wanted}
    facts = source.module.facts(source.module.FACTS[source.variant], list(windows.values()))
    part = _part_of(goal, facts)
    rows = [_row(goal, source, part, window) for window in windows.values()]
    Progress.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["objective", "as_of"],
        update_fields=["value", "numerator", "denominator", "n", "squares", "computed_at"],
    )
    return len(rows)


def evenings_of(goal: Objective, day: date) -> list[date]:
    """The Sundays of the goal up to the day, and the day itself (or the goal's last)."""
    end = min(day, goal.last)
    if end < goal.first:
        return []
    sunday = goal.first + timedelta(days=SUNDAY - goal.first.weekday())
    sundays = [sunday + timedelta(weeks=each) for each in range((end - sunday).days // 7 + 1)]
    return [*(each for each in sundays if each < end), end]


def window_of(goal: Objective, evening: date) -> Window:
    """The days of the goal up to the evening, as known then; like a day that looks back so far."""
    return Window(Period.DAY, evening, goal.first, evening, evening)


def rows_of(goal: Objective, evening: date) -> Any:
    """The rows that the goal counts by the evening."""
    source = SOURCES[goal.figure]
    window = window_of(goal, evening)
    return source.module.rows(source.variant, window, source.part, goal.segment, goal.segment_value)


def history(goals: Sequence[Objective]) -> dict[int, list[Progress]]:
    """Every stored evening of the goals by their number, in order; one statement."""
    found: dict[int, list[Progress]] = {goal.pk: [] for goal in goals}
    for row in Progress.objects.filter(objective__in=goals).order_by("as_of"):
        found[row.objective_id].append(row)
    return found


def _part_of(goal: Objective, facts: Facts) -> Facts:
    """The facts of the goal's part of the company; none where nothing of it was seen."""
    for segment, value, part in by_segment(facts):
        if (segment, value) == (goal.segment, goal.segment_value):
            return part
    return Facts(notes=facts.notes, summed=facts.summed)


def _row(goal: Objective, source: Source, facts: Facts, window: Window) -> Progress:
    figure = source.module.measure(source.variant, facts, window)
    value = source.value(figure)
    return Progress(
        objective=goal,
        as_of=window.as_of,
        value=value,
        numerator=figure.numerator,
        denominator=figure.denominator,
        n=_n(source, figure, value),
        squares=_squares(goal, source, window),
        computed_at=timezone.now(),
    )


def _n(source: Source, figure: Figure, value: float | None) -> int:
    """The rows behind the value: of a volume of leads, the volume itself."""
    return int(value or 0) if source.reads == "entered" else figure.n


def _squares(goal: Objective, source: Source, window: Window) -> float | None:
    """The squared euros of the deals, which say how far one more may move a sum of money."""
    if (source.unit, source.reads) != ("money", "denominator"):
        return None
    found = rows_of(goal, window.as_of).aggregate(squares=Sum(F("value_then") * F("value_then")))
    return float(found["squares"] or 0)
