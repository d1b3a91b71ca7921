"""The template tags: what reaches the page, and that nothing typed by people becomes markup."""

import re
from datetime import timedelta

import pytest
from django import forms
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.template import engines
from django.utils import timezone
from django.utils.translation import override

from alignment.people.choices import TeamKind
from alignment.people.models import Team, User


@pytest.fixture(autouse=True)
def no_counts(settings):
    """People here are not saved: what waits for them is asked of nobody unless a test says so."""
    settings.NAV_COUNTS = {}


def render(text: str, **context) -> str:
    return engines["django"].from_string(text).render(context)


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def test_an_icon_is_inline_and_silent():
    html = render('{% icon "inbox" "icon-l" %}')
    assert html.startswith("<svg")
    assert 'aria-hidden="true"' in html
    assert 'class="icon icon-l"' in html


@pytest.mark.parametrize(("minutes", "state"), [(-5, "bad"), (30, "warn"), (500, "ok")])
def test_a_deadline_says_its_state_by_icon_word_and_colour(minutes, state):
    html = render("{% due_chip due %}", due=timezone.now() + timedelta(minutes=minutes, seconds=20))
    assert f"chip-{state}" in html
    assert "<svg" in html
    assert re.search(r'data-due="\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"', html)
    assert ("late</span>" in html) == (state == "bad")


def test_no_deadline_is_no_chip():
    assert render("{% due_chip due %}", due=None) == ""


def test_what_people_typed_is_escaped():
    hostile = "<b>x</b>\"'"
    for text in ("{% chip x %}", "{% chip 'a' 'ok' '' x %}", "{% ball x x %}", "{{ x|phone }}"):
        assert "<b>" not in render(text, x=hostile)


def test_grades_are_told_by_letter_and_by_ring():
    arcs = [re.search(r'dasharray="([\d.]+)', render("{% grade g %}", g=g))[1] for g in "ABCD"]
    assert [float(arc) for arc in arcs] == sorted((float(arc) for arc in arcs), reverse=True)
    assert "—" in render("{% grade g %}", g="")


def test_a_key_figure_sets_its_unit_apart():
    with override("fr"):
        html = render('{% figure 412000 "money" %}')
    assert html == '412<span class="unit">\u00a0k€</span>'


def test_an_avatar_bears_the_colour_of_the_first_team():
    user = User(first_name="Julie", last_name="Perrin", team=Team(kind=TeamKind.SALES))
    assert render("{% avatar user %}", user=user).count("avatar-sales") == 1


def test_a_message_with_an_undo_offers_it_as_a_post():
    said = Message(messages.SUCCESS, "Accepted", extra_tags="undo:/leads/7/undo/")
    html = render('{% include "components/toasts.html" %}', messages=[said])
    assert '<form method="post" action="/leads/7/undo/"' in html
    plain = Message(messages.SUCCESS, "Accepted")
    assert "<form" not in render('{% include "components/toasts.html" %}', messages=[plain])


class Refusal(forms.Form):
    reason = forms.ChoiceField(widget=forms.RadioSelect, choices=[("a", "Off target")])
    note = forms.CharField(required=False, help_text="One line.")
    agreed = forms.BooleanField(required=False)
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_form_draws_labels_helps_and_errors_where_readers_find_them():
    html = str(Refusal({"note": "x"}))
    assert "<legend>Reason" in html
    assert 'class="field-error"' in html
    assert 'id="id_note_helptext"' in html
    assert 'aria-describedby="id_note_helptext"' in html
    assert html.count('type="hidden"') == 1
    assert "(optional)" in html


def test_errors_that_belong_to_no_field_come_first():
    form = Refusal({"reason": "a"})
    form.add_error(None, "Sam was faster.")
    html = str(form)
    assert html.index("Sam was faster.") < html.index("<legend>")
    assert 'role="alert"' in html
