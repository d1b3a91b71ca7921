"""What became of the leads of twelve months, by what was known of them at their hand-over.

Two statements read every outcome; the rest is counting by value, so that a criterion is judged
once for each value of its fact, not once for each lead.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import F

from alignment.vision.choices import FactName
from alignment.vision.models import Criterion
from alignment.vision.scoring import MET, UNKNOWN, CriterionLike, verdict_of
from dashboards.choices import Period
from dashboards.kpis import acceptance_rate
from dashboards.kpis.win_rate import closed_deals
from dashboards.proof.maths import Sides
from dashboards.windows import Window, window
from leads.choices import DealStatus
from leads.handover_facts import told
from leads.models.handed import COLUMNS
from leads.reasons import Reason

DAYS = 365
QUARTER = timedelta(days=91)
KEPT = ("nomenclature", *COLUMNS)
ROWS_AT_ONCE = 5000
# How many leads of each combination of verdicts are kept to be shown.
SAMPLE = 10
Value = Any


@dataclass
class Tally:
    """Leads with one value of a fact: how many, how many said yes, in all and by quarter.

    `off` are rejections coded off-target; `days` and `euros` belong to deals won.
    """

    n: int = 0
    yes: int = 0
    off: int = 0
    quarters: dict[int, list[int]] = field(default_factory=dict)
    days: list[int] = field(default_factory=list)
    euros: list[float] = field(default_factory=list)


@dataclass
class Combo:
    """Leads whose criteria were judged alike; the latest of them by key."""

    n: int = 0
    yes: int = 0
    leads: list[int] = field(default_factory=list)


@dataclass
class Read:
    """Everything that one run reads: tallies by outcome, fact and value."""

    span: Window
    accepted: dict[str, dict[Value, Tally]]
    won: dict[str, dict[Value, Tally]]
    combos: dict[tuple[str, ...], Combo]
    grades: dict[tuple[bool, str], list[int]]
    read_later: int = 0


def span_until(last: date) -> Window:
    """The twelve months that end on the evening of a day."""
    return window(Period.DAY, last, last, trailing=DAYS)


def read(last: date, facts_asked: Set[str], criteria: Sequence[Criterion]) -> Read:
    """Read every outcome of the twelve months: the facts that some criterion asks for.

    `criteria` are those of the version in force, whose combinations are counted besides.
    """
    span = span_until(last)
    found = Read(span, _tallies(), _tallies(), defaultdict(Combo), defaultdict(lambda: [0, 0]))
    judges = [_Judge(criterion) for criterion in criteria]
    half = span.first + (span.last - span.first) / 2
    for day, yes, off, lead, grade, is_exact, facts in _verdicts(span):
        quarter = (span.last - day) // QUARTER
        for name in facts_asked:
            _count(found.accepted[name][facts[name]], yes, quarter).off += off
        combo = found.combos[tuple([judge(facts) for judge in judges])]
        combo.n, combo.yes = combo.n + 1, combo.yes + yes
        if len(combo.leads) < SAMPLE:
            combo.leads.append(lead)
        counts = found.grades[day > half, grade]
        counts[0], counts[1] = counts[0] + yes, counts[1] + 1
        found.read_later += not is_exact
    for day, opened, yes, value, facts in _deals(span):
        quarter = (span.last - day) // QUARTER
        for name in facts_asked:
            tally = _count(found.won[name][facts[name]], yes, quarter)
            if yes:
                tally.days.append((day - opened).days)
                if value is not None:
                    tally.euros.append(float(value))
    return found


class _Judge:
    """One criterion, judged once for each value of its fact."""

    def __init__(self, criterion: CriterionLike) -> None:
        self.criterion, self.known = criterion, dict[Value, str]()

    def __call__(self, facts: dict[str, Value]) -> str:
        value = facts.get(self.criterion.fact, "")
        if value not in self.known:
            self.known[value] = verdict_of({self.criterion.fact: value}, self.criterion)
        return self.known[value]


def sides_of(
    tallies: dict[Value, Tally], criterion: CriterionLike, quarter: int | None = None
) -> tuple[Sides, int, dict[str, list[Tally]]]:
    """The two sides of a criterion, how many were unknown, and the tallies by verdict."""
    by_verdict: dict[str, list[Tally]] = defaultdict(list)
    for value, tally in tallies.items():
        by_verdict[verdict_of({criterion.fact: value}, criterion)].append(tally)
    counts: dict[str, Counter[str]] = {}
    for verdict, found in by_verdict.items():
        counts[verdict] = Counter()
        for tally in found:
            n, yes = (
                (tally.n, tally.yes) if quarter is None else tally.quarters.get(quarter, (0, 0))
            )
            counts[verdict].update(n=n, yes=yes)
    met, unknown = counts.pop(MET, Counter()), counts.pop(UNKNOWN, Counter())
    missed = sum(counts.values(), Counter())
    sides = Sides(met["yes"], met["n"], missed["yes"], missed["n"])
    return sides, unknown["n"], by_verdict


def _tallies() -> dict[str, dict[Value, Tally]]:
    return {name: defaultdict(Tally) for name in FactName.values}


def _count(tally: Tally, yes: int, quarter: int) -> Tally:
    tally.n, tally.yes = tally.n + 1, tally.yes + yes
    counts = tally.quarters.setdefault(quarter, [0, 0])
    counts[0], counts[1] = counts[0] + 1, counts[1] + yes
    return tally


def _verdicts(span: Window) -> Iterator[tuple[date, int, int, int, str, bool, dict[str, Value]]]:
    """Day, accepted, off-target, lead, grade, exact, facts of each verdict; the newest first."""
    found = acceptance_rate.rows("decided", span, "denominator")
    names = (
        "handed_over_on", "verdict", "reason", "decided_on", "contested_on", "settled_on",
        "lead_id", "facts__grade", "facts__is_exact",
    )  # fmt: skip
    rows = found.filter(facts__isnull=False).order_by("-handed_over_on", "-pk")
    kept = [f"facts__{name}" for name in KEPT]
    for row in rows.values_list(*names, *kept).iterator(chunk_size=ROWS_AT_ONCE):
        verdict, reason, *days = row[1:6]
        decided, contested, settled = days
        told = acceptance_rate.outcome(
            verdict, reason, decided, contested, settled, as_of=span.as_of
        )
        yes, off = told == "accepted", told != "accepted" and reason == Reason.OUT_OF_ICP
        lead, grade, is_exact = row[6:9]
        yield row[0], int(yes), int(off), lead, grade, is_exact, _whole(row[9:])


def _deals(span: Window) -> Iterator[tuple[date, date, int, Any, dict[str, Value]]]:
    """Closed on, opened on, won, value and facts of each deal, by its latest hand-over."""
    facts = "lead__handovers__facts"
    rows = closed_deals().filter(closed_on__range=(span.first, span.last))
    rows = rows.filter(lead__handovers__counts=True, **{f"{facts}__isnull": False})
    names = ("pk", "closed_on", "opened_on", "status", "value")
    found = rows.annotate(_at=F("lead__handovers__handed_over_at")).order_by("pk", "_at")
    last: tuple[Any, ...] = ()
    columns = [*names, *(f"{facts}__{name}" for name in KEPT)]
    for row in found.values_list(*columns).iterator(chunk_size=ROWS_AT_ONCE):
        if last and last[0] != row[0]:
            yield _deal(last)
        last = row
    if last:
        yield _deal(last)


def _deal(row: tuple[Any, ...]) -> tuple[date, date, int, Any, dict[str, Value]]:
    _pk, closed, opened, status, value = row[:5]
    return closed, opened, int(status == DealStatus.WON), value, _whole(row[5:])


def _whole(kept: tuple[str, ...]) -> dict[str, Value]:
    """Every fact, the unknown as an empty text, so that the unknown are counted too."""
    facts = dict(zip(COLUMNS, kept[1:], strict=True))
    facts["naf_division"], facts["naf_section"] = _naf(kept[1], kept[0])
    return facts


@lru_cache(maxsize=10_000)
def _naf(code: str, nomenclature: str) -> tuple[str, str]:
    columns = dict.fromkeys(COLUMNS, "") | {"naf_code": code, "nomenclature": nomenclature}
    facts = told(columns)
    return facts.get("naf_division", ""), facts.get("naf_section", "")
