"""K23 against a count by hand: what the tool can see of work done twice."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from alignment.library.models import Content, Remake
from dashboards import kpis
from dashboards.choices import Period
from leads.choices import MissingItem, Stage
from leads.models import Handover, Lead
from tests import factories
from tests.dashboards.rows import figure, noon, span_of
from tests.lasting import as_in_a_test, kept_for_the_file

pytestmark = pytest.mark.django_db
EVENING = date(2026, 11, 20)
VARIANTS = ("duplicates", "asked_again", "remade")


def merged(on: date, **fields) -> None:
    first, other = factories.lead(**fields), factories.lead(**fields)
    Lead.objects.filter(pk=other.pk).update(
        captured_on=on, captured_at=noon(on), merged_at=timezone.now(), merged_into=first,
        stage=Stage.MERGED,
    )  # fmt: skip


def returned(on: date, missing: list, complete: bool = True) -> None:
    row = factories.handed_over().handovers.get()
    Handover.objects.filter(pk=row.pk).update(
        returned_at=noon(on), missing=missing, is_complete=complete
    )


def remade(on: date) -> None:
    content, _new = Content.objects.get_or_create(title="Plaquette")
    row = Remake.objects.create(content=content, by=factories.seller(), note="Trop longue",
                                address="https://x.example")  # fmt: skip
    Remake.objects.filter(pk=row.pk).update(at=noon(on))


def by_hand(first: date, last: date) -> dict[str, int]:
    """The same without the module: every row, one by one."""
    inside = [lead for lead in Lead.objects.all() if lead.merged_at and not lead.is_test]
    minimal = {"company", "industry", "workforce", "person", "reach", "need"}
    asked = [
        row
        for row in Handover.objects.countable()
        if row.returned_at and row.is_complete and minimal & set(row.missing)
        and first <= timezone.localtime(row.returned_at).date() <= last
    ]  # fmt: skip
    made = [
        row for row in Remake.objects.all() if first <= timezone.localtime(row.at).date() <= last
    ]
    return {
        "duplicates": sum(first <= lead.captured_on <= last for lead in inside),
        "asked_again": len(asked),
        "remade": len(made),
    }


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    with kept_for_the_file(django_db_blocker):
        with as_in_a_test():
            tell()
        yield


@pytest.fixture
def trouble(told, db):
    """What was told once, for tests that only read it."""


def tell():
    for days in (0, 5, 89, 90, 120):
        day = EVENING - timedelta(days=days)
        merged(day, source="event" if days else "web")
        returned(day, [MissingItem.NEED])
        returned(day, [MissingItem.BUDGET])
        returned(day, [MissingItem.NEED, MissingItem.BUDGET], complete=days > 5)
        remade(day)


@pytest.mark.parametrize("variant", VARIANTS)
def test_it_counts_as_by_hand_and_its_rows_are_those(trouble, variant):
    found = figure("doubled_work", variant, EVENING, period=Period.DAY, as_of=EVENING)
    told = by_hand(EVENING - timedelta(days=89), EVENING)
    assert found.value == told[variant] > 0
    span = span_of("doubled_work", EVENING, period=Period.DAY)
    assert kpis.KPIS["doubled_work"].rows(variant, span, "n").count() == found.value


def test_a_part_of_the_company_counts_its_own(trouble):
    found = figure(
        "doubled_work", "duplicates", EVENING, period=Period.DAY, as_of=EVENING,
        segment="source", value="event",
    )  # fmt: skip
    span = span_of("doubled_work", EVENING, period=Period.DAY)
    rows = kpis.KPIS["doubled_work"].rows("duplicates", span, "n", "source", "event")
    assert found.value == rows.count() == 2


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_rows_can_be_opened(trouble, page, variant):
    path = f"/dashboard/doubled_work/rows/?variant={variant}&part=n&period=day&start=2026-11-20"
    assert page(factories.seller()).get(path).status_code == 200
