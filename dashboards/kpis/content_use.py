"""Use of contents: of what sales may show, the share shown to a prospect in 90 days."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from alignment.library.models import Content
from alignment.people.choices import TeamKind
from alignment.people.models import User
from dashboards.facts import Facts, Row, evenings
from dashboards.figures import INSTANT, Figure
from dashboards.statistics import rate, wilson
from dashboards.windows import Window
from leads.selectors.contents import assets_on, sharers_on

KEY = "content_use"
VERSION = 1
VIEW = INSTANT
LABEL = _("Use of contents")
DESCRIPTION = _(
    "Of the contents in use for at least 30 days, the share that somebody shared with a prospect "
    "in the last 90 days. A download is not a use. Beside it: those asleep, and how many of the "
    "reps share any."
)
VARIANTS = {"": _("Shared within 90 days")}
UNITS = {"": "share"}
FACTS = {"": "contents"}
PARTS = ("numerator", "denominator", "asleep")
TRAILING = 90


def default() -> str:
    """There is one."""
    return ""


def facts(name: str, windows: Sequence[Window]) -> Facts:
    """Contents old enough on each evening by whether they were used, and who shared any.

    Contents are of no source, team or grade: only the whole company has a figure.
    """
    found: list[Row] = []
    notes: dict[str, Any] = {"sellers": _sellers().count()}
    for evening in evenings(windows):
        counts = Counter(assets_on(evening).values_list("is_used", flat=True))
        found += [(evening, used, *NOWHERE, n) for used, n in sorted(counts.items())]
        notes[evening.isoformat()] = sharers_on(evening, _sellers())
    return Facts(stock=found, notes=notes)


def measure(variant: str, facts: Facts, window: Window) -> Figure:
    """Used of those old enough on the evening, with a Wilson interval (K14)."""
    counts: Counter[bool] = Counter()
    for row in facts.on(window.as_of):
        counts[bool(row[1])] += row[-1]
    used, n = counts[True], counts.total()
    interval = wilson(used, n)
    reps, sellers = facts.notes.get(window.as_of.isoformat(), 0), facts.notes.get("sellers", 0)
    return Figure(
        value=rate(used, n),
        numerator=used,
        denominator=n,
        n=n,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        extra={"asleep": counts[False], "reps": reps, "sellers": sellers},
        # Never cut by segment: see facts().
        seen=0,
    )


def rows(
    variant: str, window: Window, part: str, segment: str = "", segment_value: str = ""
) -> QuerySet:
    """The contents old enough on the evening, those used, or those asleep."""
    if segment:
        return Content.objects.none()
    found = assets_on(window.as_of)
    wanted = {"numerator": True, "asleep": False}
    return found.filter(is_used=wanted[part]) if part in wanted else found


# No lead stands behind a content: neither source, team nor grade.
NOWHERE = ("", None, "")


def _sellers() -> QuerySet[User]:
    return User.objects.active().of_kind(TeamKind.SALES)
