"""What a campaign cost in a period: costs first, else its budget, spread by day."""

from datetime import date
from decimal import Decimal

import pytest

from alignment.web.errors import Incomplete, NotAllowed
from leads import costs
from leads.models import Campaign, Cost

pytestmark = pytest.mark.django_db
JUNE, END = date(2026, 6, 1), date(2026, 6, 30)


def campaign(**fields):
    return Campaign.objects.create(**{"name": "Sirha", "channel": "event", **fields})


def spent(row, first=JUNE, last=END):
    return costs.ledger([row]).cost(row.pk, first, last)


def test_a_budget_is_spread_evenly_over_its_days():
    row = campaign(budget=Decimal(3000), starts_on=date(2026, 6, 16), ends_on=date(2026, 7, 15))
    assert spent(row) == 1500
    assert spent(row, date(2026, 7, 1), date(2026, 7, 31)) == 1500
    assert spent(row, date(2026, 8, 1), date(2026, 8, 31)) == 0


def test_costs_stand_in_the_place_of_the_budget():
    row = campaign(budget=Decimal(9000), starts_on=JUNE, ends_on=END)
    for amount, first, last in ((600, JUNE, END), (300, date(2026, 5, 22), date(2026, 6, 20))):
        Cost.objects.create(campaign=row, amount=amount, starts_on=first, ends_on=last)
    assert spent(row) == 600 + 200


def test_a_budget_without_an_end_is_spread_over_a_year_and_without_days_spent_at_once():
    row = campaign(budget=Decimal(3650), starts_on=JUNE)
    assert spent(row) == 300
    undated = campaign(name="Divers", budget=Decimal(50))
    day = undated.created_at.date()
    assert spent(undated, date(2020, 1, 1), date(day.year + 1, 1, 1)) == 50


def test_of_a_campaign_without_either_the_cost_is_not_known():
    row = campaign()
    assert spent(row) is None
    assert spent(campaign(name="Gratuit", budget=Decimal(0), starts_on=JUNE)) == 0


def test_parts_of_a_period_add_up_to_the_whole():
    row = campaign(budget=Decimal("1000.01"), starts_on=date(2026, 1, 7), ends_on=date(2026, 9, 3))
    months = [(date(2026, m, 1), date(2026, m + 1, 1).replace(day=1)) for m in range(1, 11)]
    parts = [spent(row, first, end.fromordinal(end.toordinal() - 1)) for first, end in months]
    assert sum(parts) == pytest.approx(Decimal("1000.01"))


def test_salaries_are_of_no_campaign(maya):
    row = campaign()
    for kind in ("salaries", "sales"):
        with pytest.raises(Incomplete) as refused:
            costs.save_cost(None, by=maya, campaign=row, kind=kind, amount=1, starts_on=JUNE)
        assert "kind" in refused.value.fields
        costs.save_cost(None, by=maya, campaign=None, kind=kind, amount=90, starts_on=JUNE)
    assert costs.ledger().outside(JUNE, END) == {"salaries": 90, "sales": 90}


def test_sales_reads_costs_and_marketing_writes_them(maya, sam):
    row = campaign()
    with pytest.raises(NotAllowed):
        costs.save_cost(None, by=sam, campaign=row, amount=10, starts_on=JUNE)
    kept = costs.save_cost(None, by=maya, campaign=row, amount=Decimal(10), starts_on=JUNE)
    assert kept.ends_on == JUNE
    with pytest.raises(Incomplete):
        costs.save_cost(kept, by=maya, campaign=row, ends_on=date(2026, 5, 1))
    with pytest.raises(NotAllowed):
        costs.remove_cost(kept, by=sam)
    costs.remove_cost(kept, by=maya)
    assert not Cost.objects.exists()
