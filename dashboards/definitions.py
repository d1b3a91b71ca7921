"""Where a curve may bend because a definition changed: shared words, and the ideal customer."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from alignment.vision.choices import TermGroup
from alignment.vision.models import IcpVersion, TermVersion
from alignment.web.business_days import day_bounds, first_of_month, local_date, next_month
from alignment.web.charts import Mark


@dataclass(frozen=True)
class Change:
    """A definition that came into force on a local day; `figure` is the one KPI it is about."""

    day: date
    label: str
    figure: str = ""


def changes(first: date, last: date) -> list[Change]:
    """What changed from one month to another, the first versions apart; two statements."""
    within = {
        "number__gt": 1,
        "effective_at__gte": day_bounds(first_of_month(first))[0],
        "effective_at__lt": day_bounds(next_month(last))[0],
    }
    return sorted([*_of_words(within), *_of_target(within)], key=lambda change: change.day)


def marks_of(found: list[Change], kpi: str, *, by_month: bool = True) -> list[Mark]:
    """The changes that a curve shows, those of one month (else of one day) under one line."""
    told: dict[date, list[str]] = defaultdict(list)
    for change in found:
        if change.figure in ("", kpi):
            told[first_of_month(change.day) if by_month else change.day].append(change.label)
    return [Mark(day, ", ".join(labels)) for day, labels in told.items()]


def _of_words(within: dict[str, object]) -> Iterator[Change]:
    """Words of the way from lead to customer move every figure, a figure's word its own."""
    about = Q(term__group=TermGroup.PASSAGE) | Q(term__group=TermGroup.FIGURE)
    versions = TermVersion.objects.published().filter(about, **within).select_related("term")
    for version in versions:
        term, since = version.term, version.effective_at
        if since:
            figure = term.code if term.group == TermGroup.FIGURE else ""
            yield Change(local_date(since), f"{term.word} v{version.number}", figure)


def _of_target(within: dict[str, object]) -> Iterator[Change]:
    for version in IcpVersion.objects.published().filter(**within):
        if version.effective_at:
            label = _("Ideal customer v{n}").format(n=version.number)
            yield Change(local_date(version.effective_at), label)
