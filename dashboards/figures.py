"""What a KPI module is: the figure it gives and the functions it must have."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db.models import QuerySet
from django.utils.functional import Promise

from dashboards.facts import Facts
from dashboards.windows import Window

COHORT, PERIOD, INSTANT = "cohort", "period", "instant"


@dataclass(frozen=True)
class Figure:
    """One KPI over one window. `seen` tells whether anything at all stood behind it."""

    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    n: int = 0
    low: float | None = None
    high: float | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    seen: int = 0


class Kpi(Protocol):
    """A module of dashboards/kpis/.

    `VARIANTS` and `UNITS` are keyed by variant, `FACTS` names the set of facts that a variant is
    measured from (variants may share one), `PARTS` the parts whose rows can be opened, all counts:
    fields of the figure or keys of its extra. `TRAILING` is what a day looks back over, in days.
    """

    KEY: str
    VERSION: int
    VIEW: str
    LABEL: str | Promise
    DESCRIPTION: str | Promise
    VARIANTS: dict[str, str | Promise]
    UNITS: dict[str, str]
    FACTS: dict[str, str]
    PARTS: tuple[str, ...]
    TRAILING: int

    def default(self) -> str: ...

    def facts(self, name: str, windows: Sequence[Window]) -> Facts: ...

    def measure(self, variant: str, facts: Facts, window: Window) -> Figure: ...

    def rows(
        self, variant: str, window: Window, part: str, segment: str = "", segment_value: str = ""
    ) -> QuerySet: ...
