"""Feedback completeness: of the fields that verdicts and outcomes ask for, the share given."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from alignment.web.business_days import DAY, add_working_days
from dashboards.facts import Facts, Row, group, known, of_segment, reach
from dashboards.figures import COHORT, Figure
from dashboards.statistics import rate, wilson
from dashboards.windows import Window
from leads.reasons import Reason
from sla.choices import Moment
from sla.models import Feedback

KEY = "feedback_completeness"
VERSION = 1
VIEW = COHORT
LABEL = _("Feedback completeness")
DESCRIPTION = _(
    "Of the feedback asked for at least five working days ago, the share that answers everything "
    "it is asked; beside it, the share of fields given. “Other” should stay under one in ten."
)
VARIANTS = {
    "strict": _("Complete"),
    "fields": _("Fields given"),
    "verdict": _("Complete, after the verdict"),
    "outcome": _("Complete, after the outcome"),
}
UNITS = dict.fromkeys(VARIANTS, "share")
FACTS = dict.fromkeys(VARIANTS, "feedback")
PARTS = ("numerator", "denominator", "other")
TRAILING = 90
OLD_ENOUGH = 5
MOMENTS = {"verdict": Moment.VERDICT, "outcome": Moment.OUTCOME}


def default() -> str:
    """Complete cards: half an answer helps half."""
    return "strict"


def facts(name: str, windows: Sequence[Window]) -> Facts:
    """Feedback by the day it was asked for, done, its moment, and how many fields were given."""
    found = _feedback().filter(asked_on__range=reach(windows))
    columns = ("asked_on", "done_on", "moment", "is_other", "due_fields", "given_fields")
    return Facts(group(found, *columns, lead="lead__"))


def measure(variant: str, facts: Facts, window: Window) -> Figure:
    """Complete cards, or fields given, out of those due (K13)."""
    counts: Counter[str] = Counter()
    last = min(window.last, _old_enough(window.as_of))
    told = facts.told(KEY, window.as_of, lambda row: _outcome(row, window.as_of))
    for _day, (is_done, moment, is_other, due, given), n in told.within(window.first, last):
        if variant in MOMENTS and moment != MOMENTS[variant]:
            continue
        counts["n"] += n
        counts["done"] += n * is_done
        counts["other"] += n * bool(is_other)
        counts["due"] += n * due
        counts["given"] += n * (due if is_done else min(given, due))
    yes, all_ = (
        (counts["given"], counts["due"]) if variant == "fields" else (counts["done"], counts["n"])
    )
    interval = None if variant == "fields" else wilson(yes, all_)
    return Figure(
        value=rate(yes, all_),
        numerator=yes,
        denominator=all_,
        n=counts["n"],
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        extra={"other": counts["other"], "other_share": rate(counts["other"], counts["n"])},
        seen=counts["n"],
    )


def rows(
    variant: str, window: Window, part: str, segment: str = "", segment_value: str = ""
) -> QuerySet:
    """The feedback asked for in the window, what of it is complete, or says “other”."""
    last = min(window.last, _old_enough(window.as_of))
    found = _feedback().filter(
        of_segment(segment, segment_value, "lead__"), asked_on__range=(window.first, last)
    )
    if variant in MOMENTS:
        found = found.filter(moment=MOMENTS[variant])
    if part == "other":
        return found.filter(is_other=True)
    if variant != "fields" and part == "numerator":
        return found.filter(known("done_on", window.as_of))
    return found


def _outcome(row: Row, as_of: date) -> tuple[bool, str, bool, int, int]:
    """Complete by then or not, its moment, whether it says “other”, fields due and given."""
    _day, done, moment, is_other, due, given = row[:6]
    return done is not None and done <= as_of, moment, is_other, due, given


def _feedback() -> QuerySet:
    return Feedback.objects.filter(
        cancelled_at__isnull=True, lead__is_test=False, lead__merged_at__isnull=True
    ).annotate(is_other=ExpressionWrapper(Q(reason=Reason.OTHER), output_field=BooleanField()))


def _old_enough(as_of: date) -> date:
    return add_working_days(as_of + DAY, -OLD_ENOUGH)
