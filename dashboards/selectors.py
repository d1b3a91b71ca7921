"""Reading stored measures for pages: nothing is computed here, and few statements are needed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from alignment.people.models import Team
from dashboards.choices import Period, Segment
from dashboards.models import Measure
from dashboards.windows import shifted, start_of
from leads.choices import Source

Key = tuple[str, str]
NOBODY_SAID = _("Nobody said")
NOT_GRADED = _("Not graded")
# What a point of a curve is drawn from.
POINT = ("kpi", "variant", "start", "value", "n", "low", "high", "extra")


@dataclass(frozen=True)
class Cut:
    """Which period and which part of the company a page shows."""

    period: str
    start: date
    segment: str = ""
    segment_value: str = ""

    @property
    def before(self) -> date:
        return shifted(self.period, self.start, -1)

    @property
    def after(self) -> date:
        return shifted(self.period, self.start, 1)


def measures_of(cut: Cut) -> tuple[dict[Key, Measure], dict[Key, Measure]]:
    """The measures of the period and of the one before, by (kpi, variant); one statement."""
    found = Measure.objects.filter(
        period=cut.period, start__in=(cut.start, cut.before), segment=cut.segment,
        segment_value=cut.segment_value,
    )  # fmt: skip
    now: dict[Key, Measure] = {}
    before: dict[Key, Measure] = {}
    for measure in found:
        (now if measure.start == cut.start else before)[measure.kpi, measure.variant] = measure
    return now, before


def measure_at(kpi: str, variant: str, cut: Cut) -> Measure | None:
    """The stored measure of one figure, if it was computed."""
    return Measure.objects.filter(
        kpi=kpi, variant=variant, period=cut.period, start=cut.start, segment=cut.segment,
        segment_value=cut.segment_value,
    ).first()  # fmt: skip


def series_of(
    keys: Iterable[Key], cut: Cut, *, count: int = 12
) -> tuple[list[date], dict[Key, list[Measure | None]]]:
    """Starts and measures of the last `count` months up to the cut's period; one statement."""
    last = start_of(Period.MONTH, min(cut.after, _latest() or cut.start))
    if last >= cut.after:
        last = shifted(Period.MONTH, cut.after, -1)
    starts = [shifted(Period.MONTH, last, -back) for back in range(count - 1, -1, -1)]
    keys = list(keys)
    found = Measure.objects.filter(
        kpi__in={kpi for kpi, _variant in keys}, variant__in={variant for _kpi, variant in keys},
        period=Period.MONTH, start__in=starts, segment=cut.segment, segment_value=cut.segment_value,
    )  # fmt: skip
    points = found.only(*POINT).order_by()
    by_place = {(m.kpi, m.variant, m.start): m for m in points}
    return starts, {key: [by_place.get((*key, start)) for start in starts] for key in keys}


def segments_of(cut: Cut) -> list[tuple[str, str, str]]:
    """(segment, value, label) of every part that the period was measured for, in words."""
    found = (
        Measure.objects.filter(period=cut.period, start=cut.start)
        .exclude(segment="")
        .order_by("segment", "segment_value")
        .values_list("segment", "segment_value")
        .distinct()
    )
    rows = list(found)
    teams = _team_names() if any(segment == Segment.TEAM for segment, value in rows) else {}
    return [(segment, value, segment_label(segment, value, teams)) for segment, value in rows]


def segment_label(segment: str, value: str, teams: dict[str, str] | None = None) -> str:
    """What people call the part: a known source, a team's name, a grade."""
    if segment == Segment.SOURCE:
        if not value:
            return str(NOBODY_SAID)
        return str(Source(value).label) if value in Source.values else value.replace("_", " ")
    if segment == Segment.TEAM:
        names = _team_names() if teams is None else teams
        return names.get(value, value)
    return _("Grade {letter}").format(letter=value) if value else str(NOT_GRADED)


def computed_at(measures: Sequence[Measure]) -> datetime | None:
    """When the latest of them was computed (UTC)."""
    return max((measure.computed_at for measure in measures), default=None)


def latest_start(period: str) -> date | None:
    """The latest measured period of that kind, or None before the first night."""
    return Measure.objects.filter(period=period, segment="").aggregate(last=Max("start"))["last"]


def _latest() -> date | None:
    return latest_start(Period.MONTH)


def _team_names() -> dict[str, str]:
    return {str(pk): name for pk, name in Team.objects.values_list("pk", "name")}
