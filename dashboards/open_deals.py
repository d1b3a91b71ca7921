"""The pipeline as it stood on an evening: which deals were open, worth what, and how alive."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, When

from alignment.web.business_days import DAY, day_bounds
from dashboards.facts import Row, counted, group, known, not_known
from leads.models import Activity, DealRevision, Opportunity

# An opportunity without a sign of life for so many days is dormant.
IDLE_DAYS = 45


def open_on(evening: date) -> QuerySet:
    """Opportunities open on the evening, with `step_then`, `value_then` and `dormant` (0 or 1).

    Values are those of the last revision by then; a deal without revisions is taken as it is.
    """
    revisions = DealRevision.objects.filter(opportunity=OuterRef("pk"), on__lte=evening)
    newest = revisions.order_by("-on", "-id")
    return (
        Opportunity.objects.filter(
            counted("lead__"),
            known("opened_on", evening),
            not_known("won_on", evening),
            not_known("lost_on", evening),
            not_known("cancelled_on", evening),
        )
        .annotate(revised=Exists(revisions))
        .annotate(
            **{
                f"{name}_then": Case(
                    When(revised=True, then=Subquery(newest.values(name)[:1])), default=F(name)
                )
                for name in ("value", "step", "expected_close_on")
            }
        )
        .annotate(dormant=Case(When(_is_dormant(evening), then=1), default=0))
    )


def stock(evenings: Iterable[date]) -> list[Row]:
    """Open deals per evening: (evening, step, dormant, value, priced, ...segments, count)."""
    found: list[Row] = []
    for evening in evenings:
        rows = group(
            open_on(evening),
            "step_then",
            "dormant",
            lead="lead__",
            _value=Sum("value_then"),
            _priced=Count("value_then"),
        )
        found += [(evening, *row) for row in rows]
    return found


def _is_dormant(evening: date) -> Q:
    """Past its expected date, or without any sign of life for 45 days."""
    first_day = evening - timedelta(days=IDLE_DAYS) + DAY
    moments = (day_bounds(first_day)[0], day_bounds(evening)[1])
    revised = DealRevision.objects.filter(
        opportunity=OuterRef("pk"), on__range=(first_day, evening)
    )
    acted = Activity.objects.filter(
        lead=OuterRef("lead"), occurred_at__gte=moments[0], occurred_at__lt=moments[1]
    )
    alive = (
        Q(opened_on__gte=first_day)
        | Q(touched_at__gte=moments[0], touched_at__lt=moments[1])
        | Q(Exists(revised))
        | Q(Exists(acted))
    )
    return Q(expected_close_on_then__lt=evening) | ~alive
