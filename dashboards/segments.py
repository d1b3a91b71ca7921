"""What each segment brings: its open leads, and what became of what was handed over in a year."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.db.models import CharField, Count, IntegerField, QuerySet, Value

from alignment.vision.glossary import rules
from alignment.vision.models import Segment
from alignment.web.business_days import today
from alignment.web.errors import Incomplete
from alignment.web.statistics import Interval
from dashboards.kpis import acceptance_rate, win_rate
from dashboards.proof.reading import span_until
from dashboards.statistics import wilson
from dashboards.windows import Window
from leads import conditions
from leads.choices import CLOSED_STAGES, Record
from leads.models import Lead

DECIDED = acceptance_rate.default()
# What is counted of a segment; each is also a list of rows.
PARTS = ("open", "accepted", "decided", "won")


@dataclass(frozen=True)
class Line:
    """A segment with its counts; none of them once a filter of its rule is gone."""

    segment: Segment
    counts: dict[str, int]

    @cached_property
    def rule(self) -> list[str]:
        return list(rules().in_words(self.segment.query))

    @cached_property
    def is_broken(self) -> bool:
        return not self.counts

    @property
    def open(self) -> int:
        return self.counts.get("open", 0)

    @property
    def accepted(self) -> int:
        return self.counts.get("accepted", 0)

    @property
    def decided(self) -> int:
        return self.counts.get("decided", 0)

    @property
    def won(self) -> int:
        return self.counts.get("won", 0)

    @property
    def interval(self) -> Interval | None:
        """Where the share accepted lies, 95 times of 100."""
        return wilson(self.accepted, self.decided)


def lines() -> list[Line]:
    """Every segment in use, in the order in which they are looked at; two statements for all."""
    known = list(Segment.objects.in_use())
    asked = [count for each in known for count in _counts(each)]
    found: dict[int, dict[str, int]] = {}
    for key, part, n in asked[0].union(*asked[1:], all=True) if asked else ():
        found.setdefault(key, dict.fromkeys(PARTS, 0))[part] = n
    judged = {each.pk: dict.fromkeys(PARTS, 0) for each in known if _leads_of(each) is not None}
    return [Line(each, judged.get(each.pk, {}) | found.get(each.pk, {})) for each in known]


def rows_of(segment: Segment, part: str) -> QuerySet:
    """The leads, hand-overs or deals behind one number; none once a filter of the rule is gone."""
    leads = _leads_of(segment)
    if leads is None:
        return Lead.objects.none()
    if part == "open":
        return leads.exclude(stage__in=CLOSED_STAGES)
    keys = leads.order_by().values("pk")
    if part == "won":
        return win_rate.rows(win_rate.default(), year(), "won").filter(lead__in=keys)
    wanted = "numerator" if part == "accepted" else "denominator"
    return acceptance_rate.rows(DECIDED, year(), wanted).filter(lead__in=keys)


def year() -> Window:
    """The twelve months that end yesterday."""
    return span_until(today() - timedelta(days=1))


def _leads_of(segment: Segment) -> QuerySet[Lead] | None:
    try:
        rows = Lead.objects.countable()  # type: ignore[attr-defined]
        return conditions.narrow(Record.LEAD, segment.query, by=None, rows=rows)
    except Incomplete:
        return None


def _counts(segment: Segment) -> Iterator[QuerySet]:
    """One row each: (segment, part, n); a part without rows gives none."""
    if _leads_of(segment) is None:
        return
    for part in PARTS:
        rows = rows_of(segment, part).order_by()
        named = rows.annotate(
            segment_key=Value(segment.pk, output_field=IntegerField()),
            part=Value(part, output_field=CharField()),
        )
        grouped = named.values("segment_key", "part").annotate(n_rows=Count("pk", distinct=True))
        yield grouped.values_list("segment_key", "part", "n_rows")
