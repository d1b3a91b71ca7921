"""The price list, and amounts made of products."""

from decimal import Decimal

import pytest
from django.urls import reverse

from alignment.web.errors import Conflict, Incomplete, NotAllowed
from leads import deals, products, transitions
from leads.models import DealRevision, Product
from tests import factories

pytestmark = pytest.mark.django_db


def product(dana, name="Découpe", price="90", recurrence="one_off"):
    return products.save_product(
        None, by=dana, name=name, price=Decimal(price), recurrence=recurrence
    )


@pytest.fixture
def deal(sam):
    return factories.opportunity(sam).opportunities.get()


def test_the_amount_becomes_the_sum_and_the_change_is_kept(dana, sam, deal):
    cut, bend = product(dana), product(dana, "Pliage", "12.5")
    before = DealRevision.objects.filter(opportunity=deal).count()
    lines = [
        {"product": cut, "quantity": Decimal(10)},
        {"product": bend, "quantity": Decimal(3), "unit_price": Decimal("10.01")},
    ]
    changed = products.set_lines(deal, by=sam, lines=lines)
    assert (changed.amount, changed.recurrence) == (Decimal("930.03"), "one_off")
    assert DealRevision.objects.filter(opportunity=deal).count() == before + 1


def test_one_rhythm_stays_and_mixed_ones_count_by_the_year(dana, sam, deal):
    care = product(dana, "Maintenance", "100", "monthly")
    changed = products.set_lines(deal, by=sam, lines=[{"product": care}])
    assert (changed.amount, changed.recurrence, changed.value) == (100, "monthly", 1200)
    mixed = [{"product": care}, {"product": product(dana)}]
    changed = products.set_lines(deal, by=sam, lines=mixed)
    assert (changed.amount, changed.recurrence, changed.value) == (1290, "yearly", 1290)


def test_an_amount_made_of_products_is_changed_by_changing_them(dana, sam, deal):
    products.set_lines(deal, by=sam, lines=[{"product": product(dana)}])
    with pytest.raises(Incomplete):
        deals.change_deal(deal, by=sam, amount=Decimal(5))
    assert deals.change_deal(deal, by=sam, amount=Decimal(90), step="proposal").step == "proposal"
    products.set_lines(deal, by=sam, lines=[])
    assert deals.change_deal(deal, by=sam, amount=Decimal(5)).amount == 5


def test_a_wrong_line_is_named_and_nothing_changes(dana, sam, deal):
    cut, free = product(dana), Product.objects.create(name="Étude")
    products.set_lines(deal, by=sam, lines=[{"product": cut}])
    with pytest.raises(Incomplete) as refused:
        products.set_lines(deal, by=sam, lines=[{"product": cut}, {"product": free}])
    assert list(refused.value.fields) == ["line_2"]
    assert deal.lines.get().product == cut
    with pytest.raises(Incomplete):
        products.set_lines(deal, by=sam, lines=[{"product": cut, "quantity": Decimal(0)}])


def test_what_is_not_sold_any_more_stays_where_it_stands(dana, sam, deal):
    cut = product(dana)
    products.set_lines(deal, by=sam, lines=[{"product": cut}])
    products.save_product(cut, by=dana, is_active=False)
    products.set_lines(deal, by=sam, lines=[{"product": cut, "quantity": Decimal(2)}])
    other = factories.opportunity(sam).opportunities.get()
    with pytest.raises(Incomplete):
        products.set_lines(other, by=sam, lines=[{"product": cut}])


def test_a_closed_deal_and_another_rep_are_refused(dana, sam, deal):
    cut = product(dana)
    with pytest.raises(NotAllowed):
        products.set_lines(deal, by=factories.person("Chloé"), lines=[{"product": cut}])
    transitions.lose(deal.lead, by=sam, reason="price")
    with pytest.raises(Conflict):
        products.set_lines(deal, by=sam, lines=[{"product": cut}])


def test_only_managers_and_direction_write_the_list(maya, sam):
    for person in (maya, sam):
        with pytest.raises(NotAllowed):
            product(person)


def test_the_dialog_saves_rows_and_shows_the_wrong_one(client, dana, sam, deal):
    cut, free = product(dana), Product.objects.create(name="Étude")
    client.force_login(sam)
    url = reverse("leads:deal_lines", args=[deal.public_id])
    wrong = client.post(url, {"product_1": str(free.public_id)})
    assert wrong.status_code >= 400
    assert "field-error" in wrong.content.decode()
    client.post(url, {"product_0": str(cut.public_id), "quantity_0": "2,5", "price_0": "1 000"})
    deal.refresh_from_db()
    assert deal.amount == 2500


def test_over_rest_lines_go_in_and_out(api, dana, sam, deal):
    cut = product(dana)
    url = f"/api/v1/opportunities/{deal.public_id}/lines/"
    body = {"lines": [{"product": str(cut.public_id), "quantity": "2"}]}
    told = api(sam).post(url, body, format="json").json()
    assert told["lines"][0]["unit_price"] == "90.00"
    deal.refresh_from_db()
    assert deal.amount == 180
