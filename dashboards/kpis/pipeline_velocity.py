"""Pipeline velocity: the euros a day that the pipeline can be expected to bring in."""

import math
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from alignment.web.business_days import DAY
from dashboards import open_deals
from dashboards.choices import Period
from dashboards.facts import Facts, group, instants, of_segment
from dashboards.figures import INSTANT, Figure
from dashboards.kpis.win_rate import closed_deals
from dashboards.windows import Window
from leads.choices import DealStatus

KEY = "pipeline_velocity"
VERSION = 1
VIEW = INSTANT
LABEL = _("Pipeline velocity")
DESCRIPTION = _(
    "Open opportunities × mean deal won × win rate ÷ mean cycle, in euros a day; the last three "
    "terms over the twelve months before. Dormant opportunities are left out."
)
VARIANTS = {"": _("Euros a day")}
UNITS = {"": "money_per_day"}
FACTS = {"": "all"}
PARTS = ("n", "won", "closed")
TRAILING = 365
COMPARED_WITH_DAYS = 90
TERMS = ("open", "mean_won", "win_rate", "cycle")


class Terms(NamedTuple):
    """The four terms: deals, euros, a share and days; with the counts behind the shares."""

    open: int
    mean_won: float | None
    win_rate: float | None
    cycle: float | None
    won: int = 0
    closed: int = 0

    @property
    def velocity(self) -> float | None:
        if self.mean_won is None or self.win_rate is None or self.cycle is None:
            return None
        return self.open * self.mean_won * self.win_rate / max(1.0, self.cycle)


def default() -> str:
    """There is one."""
    return ""


def facts(name: str, windows: Sequence[Window]) -> Facts:
    """Deals closed by day, and those open on each evening and on the one compared with it."""
    looked_at = {*instants(windows), *(_before(span) for span in windows)}
    first = min(looked_at) - timedelta(days=TRAILING)
    closed = closed_deals().filter(closed_on__range=(first, max(looked_at)))
    sums = {"_value": Sum("value"), "_priced": Count("value")}
    columns = ("closed_on", "status", "opened_on", "opened_inferred")
    return Facts(
        group(closed, *columns, lead="lead__", **sums),
        open_deals.stock(sorted(looked_at)),
        summed=True,
    )


def measure(variant: str, facts: Facts, window: Window) -> Figure:
    """N × A × W / L in euros a day, with the terms and the one that moved most (K3).

    Unknown while no deal with an amount and a date was won in the twelve months.
    """
    now, before = _terms(facts, window.last), _terms(facts, _before(window))
    value = now.velocity
    top = None
    if value is not None and now.cycle is not None:
        top = value * max(1.0, now.cycle)
    return Figure(
        value=value,
        numerator=top,
        denominator=None if value is None or now.cycle is None else max(1.0, now.cycle),
        n=now.open,
        extra={
            **{name: getattr(now, name) for name in TERMS},
            "before": {name: getattr(before, name) for name in TERMS} | {"value": before.velocity},
            "moved": _moved_most(now, before),
            "won": now.won,
            "closed": now.closed,
        },
        seen=now.open + now.closed,
    )


def rows(
    variant: str, window: Window, part: str, segment: str = "", segment_value: str = ""
) -> QuerySet:
    """The open deals of the day, or those closed (or won) in the twelve months before."""
    wanted = of_segment(segment, segment_value, "lead__")
    if part == "n":
        return open_deals.open_on(window.last).filter(wanted, dormant=0)
    closed = closed_deals().filter(
        wanted, closed_on__range=(window.last - timedelta(days=TRAILING - 1), window.last)
    )
    return closed.filter(status=DealStatus.WON) if part == "won" else closed


def _before(window: Window) -> date:
    """The evening to compare with: the end of the period before, or 90 days ago."""
    if window.period == Period.DAY:
        return window.last - timedelta(days=COMPARED_WITH_DAYS)
    return window.first - DAY


def _terms(facts: Facts, evening: date) -> Terms:
    won = closed = priced = dated = days = 0
    euros = Decimal()
    for row in facts.within(evening - timedelta(days=TRAILING - 1), evening):
        closed_on, status, opened_on, inferred, value, with_value, *_segments, n = row
        closed += n
        if status == DealStatus.WON:
            won, priced, euros = won + n, priced + with_value, euros + (value or 0)
            if not inferred:
                dated, days = dated + n, days + n * max(0, (closed_on - opened_on).days)
    return Terms(
        open=sum(row[-1] for row in facts.on(evening) if not row[2]),
        mean_won=float(euros / priced) if priced else None,
        win_rate=won / closed if closed else None,
        cycle=days / dated if dated else None,
        won=won,
        closed=closed,
    )


def _moved_most(now: Terms, before: Terms) -> str | None:
    """The term whose ratio is farthest from 1, in either direction."""
    moves = {}
    for name in TERMS:
        new, old = getattr(now, name), getattr(before, name)
        if new and old:
            moves[name] = abs(math.log(new / old))
    moved = max(moves, key=lambda name: moves[name], default=None)
    return moved if moved and moves[moved] > 0 else None
