"""Writing measures: what changed is written at once, what did not keeps its hour."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q

from alignment.people.models import Team
from alignment.web.business_days import working_days_between
from dashboards.choices import Period, Segment
from dashboards.figures import Figure, Kpi
from dashboards.models import Measure
from dashboards.windows import end_of

# A month is closed on the first night with so many working days after its end.
CLOSE_AFTER_WORKING_DAYS = 5
BATCH = 500
KEY_FIELDS = ["kpi", "variant", "period", "start", "segment", "segment_value"]
FIGURE_FIELDS = ["value", "numerator", "denominator", "n", "low", "high", "extra"]
STATE_FIELDS = ["definition_version", "as_of", "computed_at"]
CLOSE_FIELDS = ["closed_value", "closed_n", "closed_at"]
COMPARED = [*FIGURE_FIELDS, "definition_version", *CLOSE_FIELDS]
FINE, COARSE = Decimal("0.000001"), Decimal("0.01")
Key = tuple[str, str]


@dataclass(frozen=True)
class Slot:
    """A period to measure, as known on the evening of `as_of`."""

    period: str
    start: date
    as_of: date


@dataclass
class Changes:
    """What a transaction will do to the table: rows to write, to date on, to delete."""

    rows: list[Measure] = field(default_factory=list)
    dated: dict[date, list[int]] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)

    def date_on(self, row: Measure, as_of: date) -> None:
        """Known on a later evening and still the same."""
        if row.as_of != as_of:
            self.dated.setdefault(as_of, []).append(row.pk)


def write(kpi: Kpi, variant: str, figures: dict[Slot, dict[Key, Figure]], *, now: datetime) -> int:
    """Replace the rows of each slot in one transaction; the number of rows that changed.

    A slot that is known as of a later evening already is left alone.
    """
    teams = _team_names(figures)
    with transaction.atomic():
        stored = _stored(kpi, variant, figures)
        changes = Changes()
        for slot, found in figures.items():
            there = stored.get((slot.period, slot.start), {})
            if any(row.as_of > slot.as_of for row in there.values()):
                continue
            for key, figure in found.items():
                row = _row(kpi, variant, slot, key, figure, now)
                if key[0] == Segment.TEAM:
                    row.extra["label"] = teams.get(key[1], "")
                _compare(row, there.get(key), slot, changes)
            for key, row in there.items():
                if key not in found:
                    _let_go(row, slot, now, changes)
        return _save(changes, now)


def _compare(row: Measure, old: Measure | None, slot: Slot, changes: Changes) -> None:
    """Keep the snapshot of the close, and write only what is new."""
    if old and old.closed_at:
        for name in CLOSE_FIELDS:
            setattr(row, name, getattr(old, name))
    elif _is_closing(slot):
        row.closed_value, row.closed_n, row.closed_at = row.value, row.n, row.computed_at
    if old is None or any(getattr(row, name) != getattr(old, name) for name in COMPARED):
        changes.rows.append(row)
    else:
        changes.date_on(old, slot.as_of)


def _let_go(row: Measure, slot: Slot, now: datetime, changes: Changes) -> None:
    """A segment with nothing behind it any more goes, unless its month was closed with it."""
    if not row.closed_at:
        changes.gone.append(row.pk)
    elif row.n == 0 and row.value is None and not row.extra:
        changes.date_on(row, slot.as_of)
    else:
        for name in ("value", "numerator", "denominator", "low", "high"):
            setattr(row, name, None)
        row.n, row.extra, row.as_of, row.computed_at = 0, {}, slot.as_of, now
        changes.rows.append(row)


def _save(changes: Changes, now: datetime) -> int:
    # Always in the same order, so that two workers wait for each other and never both.
    changes.rows.sort(key=lambda row: (row.period, row.start, row.segment, row.segment_value))
    for row in changes.rows:
        row.pk = None
    Measure.objects.bulk_create(
        changes.rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=KEY_FIELDS,
        update_fields=[*FIGURE_FIELDS, *STATE_FIELDS, *CLOSE_FIELDS],
    )
    for as_of, keys in changes.dated.items():
        for start in range(0, len(keys), BATCH):
            batch = Measure.objects.filter(pk__in=keys[start : start + BATCH])
            batch.update(as_of=as_of, computed_at=now)
    for start in range(0, len(changes.gone), BATCH):
        Measure.objects.filter(pk__in=changes.gone[start : start + BATCH]).delete()
    return len(changes.rows) + len(changes.gone)


def _team_names(figures: dict[Slot, dict[Key, Figure]]) -> dict[str, str]:
    if not any(segment == Segment.TEAM for found in figures.values() for segment, _v in found):
        return {}
    return {str(pk): name for pk, name in Team.objects.values_list("pk", "name")}


def _stored(
    kpi: Kpi, variant: str, slots: Iterable[Slot]
) -> dict[tuple[str, date], dict[Key, Measure]]:
    """What is stored for the slots, locked where the database can."""
    starts: dict[str, list[date]] = {}
    for slot in slots:
        starts.setdefault(slot.period, []).append(slot.start)
    wanted = Q()
    for period, days in starts.items():
        wanted |= Q(period=period, start__in=days)
    found: dict[tuple[str, date], dict[Key, Measure]] = {}
    rows = Measure.objects.filter(wanted, kpi=kpi.KEY, variant=variant).order_by("pk")
    for row in rows.select_for_update():
        found.setdefault((row.period, row.start), {})[row.segment, row.segment_value] = row
    return found


def _row(kpi: Kpi, variant: str, slot: Slot, key: Key, figure: Figure, now: datetime) -> Measure:
    return Measure(
        kpi=kpi.KEY,
        variant=variant,
        period=slot.period,
        start=slot.start,
        segment=key[0],
        segment_value=key[1],
        value=_decimal(figure.value, FINE),
        numerator=_decimal(figure.numerator, COARSE),
        denominator=_decimal(figure.denominator, COARSE),
        n=figure.n,
        low=_decimal(figure.low, FINE),
        high=_decimal(figure.high, FINE),
        extra=_rounded(figure.extra),
        definition_version=kpi.VERSION,
        as_of=slot.as_of,
        computed_at=now,
    )


def _is_closing(slot: Slot) -> bool:
    if slot.period != Period.MONTH:
        return False
    end = end_of(Period.MONTH, slot.start)
    return working_days_between(end, slot.as_of) >= CLOSE_AFTER_WORKING_DAYS


def _decimal(value: float | None, step: Decimal) -> Decimal | None:
    return None if value is None else Decimal(repr(float(value))).quantize(step)


def _rounded(value: Any) -> Any:
    """Numbers of `extra` to six decimals, so that the same facts always give the same JSON."""
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {str(name): _rounded(item) for name, item in value.items()}
    return value
