"""Measuring nights and ranges of days: facts from the KPI modules, written as Measure rows.

Running a night again gives the same rows; a late run of an old day never overwrites what was
known later; each period is replaced in one transaction.
"""

import gc
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from django.db.models import Count, Max, Min
from django.utils import timezone

from alignment.web.business_days import DAY, days_between, today
from dashboards import kpis, writing
from dashboards.choices import Period, Segment
from dashboards.facts import by_segment
from dashboards.figures import Figure, Kpi
from dashboards.models import Measure, Measuring
from dashboards.reading import read_once
from dashboards.windows import ALIVE, Window, shifted, start_of, starts_between, window
from dashboards.writing import Key, Slot
from leads.models import Lead

log = logging.getLogger(__name__)

CATCH_UP_DAYS = 31
# So many evenings are measured from one reading of the facts.
CHUNK = 31
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Done:
    """What a run did: evenings measured, rows written or removed."""

    days: int = 0
    rows: int = 0


def last_complete_day() -> date:
    """Yesterday, in the company's zone."""
    return today() - DAY


def first_day() -> date | None:
    """The local day of the first captured lead; None in an empty company."""
    found = Lead.objects.countable().aggregate(first=Min("captured_on"))
    return found["first"]


def measure_day(day: date) -> Done:
    """Measure the evening of one local day: its day row and every period still alive.

    The first run of all also brings in the older periods, back to the first lead.
    """
    since = first_day()
    if since is None or day < since:
        return Done()
    slots = [Slot(Period.DAY, day, day), *_alive(day, since)]
    return Done(1, _measure(slots))


def measure_range(first: date, last: date, *, days: bool = True, tell: Tell | None = None) -> Done:
    """Measure every evening from first to last, then every period that has a day among them.

    Periods are taken as known on the evening of `last`. Days before the first lead are left out.
    """
    since = first_day()
    if since is None or last < since:
        return Done()
    first = max(first, since)
    done = Done()
    if days:
        for chunk in _chunks(days_between(first, last), CHUNK):
            rows = _measure([Slot(Period.DAY, day, day) for day in chunk])
            done = Done(done.days + len(chunk), done.rows + rows)
            if tell:
                tell(f"{chunk[-1]}: {done.days} of {(last - first).days + 1} days")
    periods = [
        Slot(period, start, last)
        for period in ALIVE
        for start in starts_between(period, first, last)
    ]
    return Done(done.days, done.rows + _measure(periods, tell))


def window_of(kpi: Kpi, period: str, start: date, measure: Measure | None = None) -> Window:
    """The days behind a figure, as known when it was measured (else yesterday, or its own end)."""
    if measure:
        as_of = measure.as_of
    else:
        as_of = start if period == Period.DAY else max(start, last_complete_day())
    return window(period, start, as_of, trailing=kpi.TRAILING)


def missed_days() -> list[date]:
    """The evenings since the last complete night, at most 31, not counting one that is running.

    A night is complete when every KPI has its row; before the first night only yesterday is due.
    """
    yesterday = last_complete_day()
    if first_day() is None:
        return []
    since = max(last_night() or _first_night() or date.min, yesterday - timedelta(CATCH_UP_DAYS))
    if not Measure.objects.filter(period=Period.DAY).exists():
        since = yesterday - DAY
    return list(days_between(since + DAY, yesterday))


def last_night() -> date | None:
    """The last day of which every KPI was measured."""
    nights = (
        Measure.objects.filter(period=Period.DAY, segment=Segment.WHOLE)
        .filter(start__gte=last_complete_day() - timedelta(days=CATCH_UP_DAYS))
        .order_by("start")
        .values("start")
        .annotate(n=Count("pk"))
        .filter(n__gte=len(kpis.pairs()))
    )
    return nights.aggregate(last=Max("start"))["last"]


def _first_night() -> date | None:
    """Where to begin when no night is complete: before the oldest one that was begun."""
    begun = Measure.objects.filter(period=Period.DAY, segment=Segment.WHOLE)
    first = begun.aggregate(first=Min("start"))["first"]
    return first - DAY if first else None


def _alive(day: date, since: date) -> Iterator[Slot]:
    """The periods that the night of the day keeps up to date; all of them the first time."""
    is_first_run = not Measure.objects.exclude(period=Period.DAY).exists()
    for period, count in ALIVE.items():
        oldest = since if is_first_run else shifted(period, start_of(period, day), 1 - count)
        for start in starts_between(period, max(oldest, since), day):
            yield Slot(period, start, day)


def _measure(slots: Sequence[Slot], tell: Tell | None = None) -> int:
    """Measure every KPI over the slots; the number of rows that changed."""
    written, now = 0, timezone.now()
    with read_once():
        for kpi in kpis.KPIS.values():
            written += _measure_kpi(kpi, slots, now)
            if tell:
                tell(f"{kpi.KEY}: {len(slots)} periods")
    Measuring.objects.create(began_at=now, ended_at=timezone.now(), rows=written)
    return written


def _measure_kpi(kpi: Kpi, slots: Sequence[Slot], now: datetime) -> int:
    """Measure every variant of a KPI over the slots; the number of rows that changed."""
    written, windows = 0, {slot: _window(kpi, slot) for slot in slots}
    with _uncollected():
        for name in dict.fromkeys(kpi.FACTS.values()):
            variants = [variant for variant in kpi.VARIANTS if kpi.FACTS[variant] == name]
            written += _measure_variants(kpi, name, variants, windows, now)
    return written


@contextmanager
def _uncollected() -> Iterator[None]:
    """Facts are many small tuples without circles: looking for circles costs a tenth of a night."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _measure_variants(
    kpi: Kpi, name: str, variants: Iterable[str], windows: dict[Slot, Window], now: datetime
) -> int:
    """Measure variants that share their facts, for the whole company and every segment."""
    facts = kpi.facts(name, list(windows.values()))
    cuts = list(by_segment(facts))
    written = 0
    for variant in variants:
        figures: dict[Slot, dict[Key, Figure]] = {slot: {} for slot in windows}
        for segment, value, part in cuts:
            for slot, span in windows.items():
                figure = kpi.measure(variant, part, span)
                # The whole company always has its row, a segment only where something is.
                if figure.seen or not segment:
                    figures[slot][segment, value] = figure
        written += writing.write(kpi, variant, figures, now=now)
    return written


def _window(kpi: Kpi, slot: Slot) -> Window:
    return window(slot.period, slot.start, slot.as_of, trailing=kpi.TRAILING)


def _chunks(days: Iterable[date], size: int) -> Iterator[list[date]]:
    each = iter(days)
    while chunk := list(islice(each, size)):
        yield chunk
