from decimal import Decimal

import pytest

from leads.importing.values import WrongCell, amount_of


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1 234,50 €", "1234.50"),
        ("1\u202f234,50\u00a0€ HT", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("229,932.50", "229932.50"),
        ("12 k€", "12000"),
        ("1,5 M€", "1500000"),
        ("1,234", "1234"),
        ("1.5", "1.50"),
        ("0,125", "0.12"),
        ("1054", "1054"),
        ("1,234,567", "1234567"),
    ],
)
def test_amounts_are_read_as_people_write_them(text, amount):
    assert amount_of(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["beaucoup", "-5", "1e9", "99999999999", "12.3.4,5,6", "€"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(WrongCell):
        amount_of(text)
