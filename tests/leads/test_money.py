"""Amounts as people write them in forms."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from leads.forms.fields import MoneyField, parse_money


@pytest.mark.parametrize(
    ("typed", "euros"),
    [
        ("12 000,50 €", "12000.50"),
        ("12\u202f000,50\u00a0€", "12000.50"),
        ("12.000,50", "12000.50"),
        ("12,000.50", "12000.50"),
        ("12000.5", "12000.50"),
        ("12 000", "12000"),
        ("12.000", "12000"),
        ("1.234.567", "1234567"),
        ("12,5", "12.5"),
        ("12,5 k€", "12500"),
        ("1,2 M€", "1200000"),
        ("15k", "15000"),
        ("800 EUR HT", "800"),
        ("€ 800", "800"),
        ("0", "0"),
        ("−5", "-5"),
    ],
)
def test_amounts_are_understood(typed, euros):
    assert parse_money(typed) == Decimal(euros)


@pytest.mark.parametrize(
    "typed", ["", "beaucoup", "12 apples", "1,2,3.4.5x", "k€", "--5", "1e9", "NaN"]
)
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(ValueError):  # noqa: PT011 - the text is the message
        parse_money(typed)


@pytest.mark.parametrize(
    ("language", "euros", "shown"),
    [
        ("fr", "42200.00", "42\u00a0200"),
        ("fr", "42200.50", "42\u00a0200,50"),
        ("en", "42200.00", "42,200"),
        ("en", "42200.50", "42,200.50"),
        ("fr", "800.00", "800"),
    ],
)
def test_a_known_amount_is_proposed_as_people_write_it_and_read_back(language, euros, shown):
    with override(language):
        field = MoneyField()
        assert field.prepare_value(Decimal(euros)) == shown
        assert field.clean(shown) == Decimal(euros)
