from decimal import Decimal

import pytest
from django.utils.translation import override

from alignment.web import figures


@pytest.fixture(params=["fr", "en"])
def language(request):
    with override(request.param):
        yield request.param


@pytest.fixture
def french():
    with override("fr"):
        yield


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (12000, "12\u00a0000\u00a0€"),
        (Decimal("1234567.50"), "1\u00a0234\u00a0567,50\u00a0€"),
        (Decimal("22.67"), "22,67\u00a0€"),
        (Decimal("85.00"), "85\u00a0€"),
        (-1530, "\u22121\u00a0530\u00a0€"),
        (0, "0\u00a0€"),
        (None, "—"),
    ],
)
def test_money_is_written_as_in_france(french, amount, text):
    assert figures.money(amount) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (850, "850\u00a0€"),
        (9999, "9\u00a0999\u00a0€"),
        (412_300, "412\u00a0k€"),
        (999_499, "999\u00a0k€"),
        (999_600, "1\u00a0M€"),
        (1_234_000, "1,2\u00a0M€"),
        (-412_300, "\u2212412\u00a0k€"),
    ],
)
def test_compact_money_never_says_a_thousand_thousands(french, amount, text):
    assert figures.money(amount, compact=True) == text


def test_english_puts_the_euro_first():
    with override("en"):
        assert figures.money(-12000) == "\u2212€12,000"
        assert figures.money(412_300, compact=True) == "€412k"
        assert figures.percent(0.818) == "81.8%"


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (0.818, "81,8\u00a0%"),
        (0.8, "80\u00a0%"),
        (Decimal("0.92450"), "92,5\u00a0%"),
        (0, "0\u00a0%"),
    ],
)
def test_percentages_take_a_ratio_and_drop_empty_decimals(french, ratio, text):
    assert figures.percent(ratio) == text


def test_halves_round_up_in_decimal_and_not_in_binary(french):
    assert figures.number(Decimal("2.675"), 2) == "2,68"
    assert figures.number(2.675, 2) == "2,68"
    assert figures.number(-0.4) == "0"


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "0\u00a0min"),
        (45, "45\u00a0min"),
        (59.6, "1\u00a0h\u00a000"),
        (192, "3\u00a0h\u00a012"),
        (1440, "1\u00a0j"),
        (3120, "2\u00a0j\u00a04\u00a0h"),
        (-100, "\u22121\u00a0h\u00a040"),
        (None, "—"),
    ],
)
def test_durations_are_hours_and_minutes(french, minutes, text):
    assert figures.duration(minutes) == text


def test_a_day_of_work_may_be_shorter_than_a_calendar_day(french):
    assert figures.duration(600, day=480) == "1\u00a0j\u00a02\u00a0h"


@pytest.mark.parametrize(("value", "text"), [(6, "+6"), (-2, "\u22122"), (0, "0"), (0.04, "0,0")])
def test_changes_bear_their_sign(french, value, text):
    assert figures.signed(value, 1 if isinstance(value, float) else 0) == text


def test_rates_admit_small_samples(french):
    assert figures.rate(0, 0) == "—"
    assert figures.rate(9, 11) == "81,8\u00a0%"
    with override("en"):
        assert figures.rate(4, 5) == "4 of 5"
        assert figures.rate(8, 10) == "80%"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.84, "percent", "84\u00a0%"),
        (412_000, "money", "412\u00a0k€"),
        (192, "minutes", "3\u00a0h\u00a012"),
        (7, "count", "7"),
        (Decimal("1.92"), "times", "×\u00a01,92"),
        (None, "money", "—"),
    ],
)
def test_key_figures_are_their_number_and_their_unit(french, value, unit, text):
    assert str(figures.figure(value, unit)) == text


def test_every_unit_prints_in_every_language(language):
    for unit in figures.FIGURES:
        assert str(figures.figure(3, unit))


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("+33612345678", "06 12 34 56 78"),
        ("+262262123456", "+262 262 12 34 56"),
        ("+442079460958", "+44 20 7946 0958"),
        ("poste 12", "poste 12"),
        ("", ""),
    ],
)
def test_phones_are_shown_as_dialled_in_france(stored, shown):
    assert figures.phone(stored).replace("\u00a0", " ") == shown


def test_sirens_and_sirets_are_grouped():
    assert figures.siren("552100554") == "552\u00a0100\u00a0554"
    assert figures.siren("55210055400025") == "552\u00a0100\u00a0554\u00a000025"
    assert figures.siren("") == ""
