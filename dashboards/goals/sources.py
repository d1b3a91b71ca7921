"""Where each figure of a shared goal is read: a variant of a KPI, never a definition of its own."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alignment.vision.models.goals import GoalFigure
from dashboards import kpis
from dashboards.figures import Figure, Kpi


class Kind(StrEnum):
    """How a figure goes towards its target, and so how its pace is judged."""

    VOLUME = "volume"  # adds up day by day
    RATE = "rate"  # k of n, of what came so far
    LEVEL = "level"  # as it stands on the evening


@dataclass(frozen=True)
class Source:
    """A variant of a KPI; `reads` is a field of its figure or a key of its extra."""

    kpi: str
    variant: str
    kind: Kind
    reads: str
    part: str
    unit: str

    @property
    def module(self) -> Kpi:
        return kpis.KPIS[self.kpi]

    def value(self, figure: Figure) -> float | None:
        """What counts towards the target; None where the KPI says nothing."""
        if self.kind is not Kind.VOLUME:
            return figure.value
        found = getattr(figure, self.reads, None)
        return float(figure.extra.get(self.reads, 0) if found is None else found)


def _count(kpi: str, variant: str, reads: str, part: str) -> Source:
    return Source(kpi, variant, Kind.VOLUME, reads, part, "count")


def _share(kpi: str, variant: str, part: str) -> Source:
    return Source(kpi, variant, Kind.RATE, "value", part, "share")


# What is counted, where the figure is a part of a KPI that says something else.
COUNTED: dict[str, str | Promise] = {
    GoalFigure.MQLS: _("Leads that became MQL in the period; the same person again within 30 days "
        "is not one more."),
    GoalFigure.ACCEPTED: _("Leads that sales accepted in the period."),
    GoalFigure.SQLS: _("Leads that became SQL in the period."),
    GoalFigure.OPPORTUNITIES: _("Opportunities created in the period, without cancelled ones."),
    GoalFigure.REVENUE: _("The yearly value, without tax, of the opportunities won in the period, "
        "whoever started them."),
}  # fmt: skip


def meaning_of(figure: str) -> str:
    """What the figure counts, in a sentence."""
    return str(COUNTED.get(figure) or SOURCES[figure].module.DESCRIPTION)


SOURCES: dict[str, Source] = {
    GoalFigure.MQLS: _count("stage_conversion", "mql_won_ever", "entered", "entered"),
    GoalFigure.ACCEPTED: _count("stage_conversion", "accepted_sql", "entered", "entered"),
    GoalFigure.SQLS: _count("stage_conversion", "sql_opportunity", "entered", "entered"),
    GoalFigure.OPPORTUNITIES: _count("marketing_sourced", "pipeline", "n", "n"),
    GoalFigure.REVENUE: Source(
        "marketing_sourced", "revenue", Kind.VOLUME, "denominator", "n", "money"
    ),
    GoalFigure.PIPELINE: Source("pipeline_value", "total", Kind.LEVEL, "value", "n", "money"),
    GoalFigure.ACCEPTANCE: _share("acceptance_rate", "decided", "denominator"),
    GoalFigure.WIN_RATE: _share("win_rate", "count", ""),
    GoalFigure.CONVERSION: _share("stage_conversion", "mql_won", "denominator"),
    GoalFigure.UNTOUCHED: _share("untouched_rate", "rate", "denominator"),
    GoalFigure.DECISION: Source(
        "stage_duration", "handover_decision", Kind.LEVEL, "value", "n", "working_days"
    ),
}
