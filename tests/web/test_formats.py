"""Dates and numbers typed and shown by French and English people of the same company."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django import forms
from django.template import Context, Template
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import override

from alignment.web import moments


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


@pytest.mark.parametrize(
    ("pattern", "day", "text"),
    [
        ("l j F", date(2027, 5, 1), "samedi 1er mai"),
        ("j F Y", date(2027, 1, 1), "1er janvier 2027"),
        (None, date(2027, 1, 1), "1er janvier 2027"),
        ("l j F", date(2027, 5, 11), "mardi 11 mai"),
        ("l j F", date(2027, 5, 21), "vendredi 21 mai"),
        ("d/m/Y", date(2027, 5, 1), "01/05/2027"),
        ("F Y", date(2027, 5, 1), "mai 2027"),
    ],
)
def test_the_french_say_first_of_the_month(pattern, day, text):
    shown = "{{ day|date }}" if pattern is None else f'{{{{ day|date:"{pattern}" }}}}'
    with override("fr"):
        assert Template(shown).render(Context({"day": day})) == text
        assert pattern is None or moments.written(day, pattern) == text
    with override("en"):
        assert "1er" not in Template(shown).render(Context({"day": day}))


def test_a_full_moment_on_the_first_says_so_too():
    with override("fr"):
        assert moments.full(datetime(2027, 5, 1, 9, tzinfo=UTC)) == "samedi 1er mai 2027 11:00"


def test_what_is_late_for_months_is_said_calmly():
    chip = Template("{% due_chip moment calm=True %}")
    now = timezone.now()
    with override("fr"):
        old = chip.render(Context({"moment": now - timedelta(days=347)}))
        recent = chip.render(Context({"moment": now - timedelta(days=3)}))
    assert "chip-bad" in recent
    assert not any(loud in old for loud in ("chip-bad", "data-due", "347\u00a0"))
