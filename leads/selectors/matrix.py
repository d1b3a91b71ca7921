"""Fit by interest: how many open leads stand in each cell, and what to do with them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from alignment.vision.choices import Grade
from leads.choices import OPEN_STAGES, UPSTREAM_STAGES, Stage
from leads.engagement import COLDEST, Recommendation, recommend
from leads.models import Lead

LEVELS = tuple(range(1, COLDEST + 1))
# With marketing, with sales, or both: the advice is first of all for what was not handed over.
PHASES: dict[str, frozenset[Stage]] = {
    "before": UPSTREAM_STAGES,
    "after": OPEN_STAGES - UPSTREAM_STAGES,
    "all": OPEN_STAGES,
}


@dataclass(frozen=True)
class Cell:
    """The leads of one grade (empty: not graded) and one level; `share` is of the fullest cell."""

    grade: str
    level: int
    leads: int
    advised: Recommendation
    share: float
    phase: str

    @property
    def advice(self) -> str:
        return str(self.advised.advice.label)

    @property
    def depth(self) -> int:
        """0 for nothing, 1 to 4 for a quarter more each."""
        return min(4, 1 + int(4 * self.share)) if self.leads else 0

    @property
    def url(self) -> str:
        """The list of these leads."""
        stages = [] if self.phase == "all" else [stage.value for stage in _in_order(self.phase)]
        asked = {"state": "open", "engagement": self.level, "stage": stages}
        asked |= {"grade": self.grade} if self.grade else {"empty": "grade"}
        return f"{reverse('leads:list')}?{urlencode(asked, doseq=True)}"


def matrix_of(phase: str) -> list[list[Cell]]:
    """A row a grade, A to D and then not graded, a cell a level. One statement."""
    rows = Lead.objects.countable().filter(stage__in=PHASES[phase]).order_by()
    found = rows.values_list("fit_grade", "engagement_level").annotate(n=Count("pk"))
    counts = {(grade, level): n for grade, level, n in found}
    most = max(counts.values(), default=0) or 1
    return [[_cell(counts, grade, level, most, phase) for level in LEVELS] for grade in GRADES]


GRADES = (*Grade.values, "")


def _cell(
    counts: dict[tuple[str, int], int], grade: str, level: int, most: int, phase: str
) -> Cell:
    n = counts.get((grade, level), 0)
    return Cell(grade, level, n, recommend(grade, level), n / most, phase)


def _in_order(phase: str) -> list[Stage]:
    return [stage for stage in Stage if stage in PHASES[phase]]
