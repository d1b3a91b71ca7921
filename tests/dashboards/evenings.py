"""A small company whose evenings are measured, and what was kept of them."""

from datetime import date, timedelta

from dashboards.models import Measure
from leads.choices import Verdict
from tests.dashboards.rows import deal, handover, lead

DAY = date(2026, 11, 20)


def company(months=(8, 9, 10, 11)):
    """A small company with something at every stage, in each of these months of 2026."""
    for month in months:
        day = date(2026, month, 3)
        lead(day, mql=day, source="event", fit_grade="A")
        lead(day, mql=day, source="", fit_grade="B")
        lead(day, mql=day, source="unknown")
        handover(day, Verdict.ACCEPTED, tried=day)
        handover(day, Verdict.REJECTED, reason="bad_data")
        deal(day, 1000, won=day + timedelta(days=9), origin="marketing")
        deal(day, 3000)


def stored(**conditions):
    """Every measure in full, without the hour of its computing."""
    hidden = ("id", "computed_at", "closed_at")
    return [
        {name: value for name, value in row.items() if name not in hidden}
        for row in Measure.objects.filter(**conditions).order_by(*Measure._meta.ordering).values()
    ]


def months(kpi, variant, field="n"):
    found = Measure.objects.filter(kpi=kpi, variant=variant, period="month", segment="")
    return {row.start.month: getattr(row, field) for row in found}
