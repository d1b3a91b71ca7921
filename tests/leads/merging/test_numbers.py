"""A lead that turned out to be a double leaves every number, denominators included."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dashboards.kpis import pairs
from leads.choices import Record
from leads.merging import merge_records, undo_merge
from tests import factories
from tests.dashboards.rows import figure

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=7)


def figures():
    """Every KPI in every variant as of tonight."""
    today = timezone.localdate()
    return {
        (kpi.KEY, variant): figure(kpi.KEY, variant, today, as_of=today) for kpi, variant in pairs()
    }


# The one figure whose subject is what was entered twice.
COUNTS_DOUBLES = ("doubled_work", "duplicates")


def told(found):
    return {
        key: (f.value, f.numerator, f.denominator, f.n, f.extra)
        for key, f in found.items()
        if key != COUNTS_DOUBLES
    }


@pytest.fixture
def company(maya, sam):
    """A company with a little of everything, before anybody is entered twice."""
    for make in (factories.won, factories.rejected, factories.opportunity, factories.accepted):
        make(sam)
    return factories.company("Bréval")


@pytest.mark.parametrize("make", ["mql", "handed_over", "rejected", "accepted", "sql"])
def test_a_double_leaves_every_kpi_as_if_it_had_never_been(
    make, company, maya, sam, time_machine_at
):
    moment = timezone.now()
    kept = factories.contact(company)
    factories.opportunity(sam, company=company, contact=kept)
    without = told(figures())
    time_machine_at(moment + LATER)
    gone = factories.contact(company)
    double = getattr(factories, make)(maya if make == "mql" else sam, company=company, contact=gone)
    with_double = told(figures())
    assert with_double != without
    merge = merge_records(Record.CONTACT, kept, gone, by=maya)
    double.refresh_from_db()
    assert double.merged_into is not None
    after = told(figures())
    assert {key: (without[key], after[key]) for key in without if without[key] != after[key]} == {}
    undo_merge(merge, by=maya)
    again = told(figures())
    assert {key for key in again if again[key] != with_double[key]} == set()
