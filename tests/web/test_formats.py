"""Dates and numbers typed and shown by French and English people of the same company."""

from datetime import date

import pytest
from django import forms
from django.utils.formats import date_format, number_format
from django.utils.translation import override


class Typed(forms.Form):
    day = forms.DateField(localize=True)
    amount = forms.DecimalField(localize=True)


@pytest.mark.parametrize("text", ["22/11/2026", "2026-11-22", "22/11/26", "22-11-2026"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_days_are_read_day_first(language, text):
    with override(language):
        form = Typed({"day": text, "amount": "1"})
        assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == date(2026, 11, 22)


def test_a_french_amount_is_read_with_its_comma():
    with override("fr"):
        form = Typed({"day": "22/11/2026", "amount": "1\u00a0234,50"})
        assert form.is_valid(), form.errors
    assert str(form.cleaned_data["amount"]) == "1234.50"


def test_days_and_numbers_are_written_as_in_france():
    with override("fr"):
        assert date_format(date(2026, 11, 22), "SHORT_DATE_FORMAT") == "22/11/2026"
        assert date_format(date(2026, 11, 22)) == "22 novembre 2026"
        assert number_format(1234567.5, 2) == "1\u00a0234\u00a0567,50"
