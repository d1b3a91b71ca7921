"""Rounds of questions: answers are counted, never kept, and read when nobody can be guessed."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import transaction

from alignment.people.choices import TeamKind
from alignment.programme import results, rounds
from alignment.programme.models import Answered, Box, Round
from alignment.programme.publishing import Shown, shown
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from tests import factories

pytestmark = pytest.mark.django_db
PULSE = {"1": 4, "2": 2}


def people(kind: str, count: int):
    return [factories.person(f"{kind} {index}", kind) for index in range(count)]


@pytest.fixture
def company(dana):
    """Five of sales, four of marketing, and Dana alone in the direction."""
    return people(TeamKind.SALES, 5), people(TeamKind.MARKETING, 4), dana


@pytest.mark.parametrize(
    ("answers", "groups", "whole"),
    [
        ({"sales": 5, "marketing": 4}, {"sales", "marketing"}, True),
        ({"sales": 5, "marketing": 3}, set(), True),
        ({"sales": 5, "marketing": 3, "direction": 1}, {"sales"}, True),
        ({"sales": 3, "marketing": 3}, set(), True),
        ({"sales": 2, "marketing": 1}, set(), False),
        ({"sales": 5, "marketing": 0}, {"sales"}, True),
        ({}, set(), False),
    ],
)
def test_a_figure_needs_four_and_no_difference_leaves_fewer(answers, groups, whole):
    assert shown(answers) == Shown(frozenset(groups), whole)


def test_no_difference_of_published_groups_leaves_one_to_three_people():
    for sales in range(8):
        for marketing in range(8):
            for direction in range(5):
                answers = {"sales": sales, "marketing": marketing, "direction": direction}
                found = shown(answers)
                left = sum(answers.values()) - sum(answers[kind] for kind in found.groups)
                assert all(answers[kind] >= 4 for kind in found.groups)
                assert not (found.company and found.groups and 0 < left < 4), answers


def test_an_answer_is_added_to_counters_and_said_once(company):
    sales, _marketing, dana = company
    round_ = rounds.open_round("pulse", by=dana)
    rounds.answer(round_, by=sales[0], values=PULSE, obstacle="Trop de réunions")
    box = Box.objects.get(round=round_)
    assert box.counts["sales"]["answered"] == 1
    assert box.counts["sales"]["items"]["1"] == [0, 0, 0, 0, 1, 0]
    with pytest.raises(Conflict):
        rounds.answer(round_, by=sales[0], values=PULSE)
    assert Box.objects.get(round=round_).counts["sales"]["answered"] == 1


def test_each_statement_wants_an_answer_or_a_does_not_know(company):
    round_ = rounds.open_round("diagnostic", by=company[2])
    with pytest.raises(Incomplete) as refused:
        rounds.answer(round_, by=company[0][0], values={"1": 3, "2": 6})
    assert "item_2" in refused.value.fields and "item_15" in refused.value.fields
    assert not Answered.objects.exists()


def test_a_team_of_one_answers_openly_and_may_mend_it(company):
    sales, _marketing, dana = company
    round_ = rounds.open_round("pulse", by=dana)
    rounds.answer(round_, by=dana, values=PULSE)
    rounds.answer(round_, by=dana, values={"1": 5, "2": 0})
    assert "direction" not in Box.objects.get(round=round_).counts
    rounds.close(round_, by=dana)
    line = results.results_of(round_).lines[0]
    assert line.direction and line.direction.mean == 5 and line.direction.together
    assert line.company is None and line.sales is None


def test_nothing_can_be_read_before_the_round_is_closed(company):
    sales, marketing, dana = company
    round_ = rounds.open_round("pulse", by=dana)
    for person in [*sales, *marketing]:
        rounds.answer(round_, by=person, values=PULSE, obstacle="Trop de réunions")
    found = results.results_of(Round.objects.get())
    assert not found.is_readable and found.obstacles == []
    rounds.close(round_, by=dana)
    found = results.results_of(round_)
    assert found.lines[0].sales.mean == 4 and found.lines[0].company.n == 9
    assert found.obstacles == ["Trop de réunions"] * 9


def test_three_answers_of_a_team_disappear_into_the_company(company):
    sales, marketing, dana = company
    round_ = rounds.open_round("pulse", by=dana)
    for person in [*sales, *marketing[:3]]:
        rounds.answer(round_, by=person, values=PULSE)
    rounds.close(round_, by=dana)
    found = results.results_of(round_)
    assert found.merged
    assert found.lines[0].sales is None and found.lines[0].marketing is None
    assert found.lines[0].company.n == 8


def test_obstacles_of_three_people_are_not_shown(company):
    round_ = rounds.open_round("pulse", by=company[2])
    for person in company[0][:3]:
        rounds.answer(round_, by=person, values=PULSE, obstacle="Je suis débordé")
    rounds.close(round_, by=company[2])
    assert results.results_of(round_).obstacles == []


def test_a_mean_of_few_opinions_among_many_answers_is_not_shown(company):
    sales, marketing, dana = company
    round_ = rounds.open_round("pulse", by=dana)
    for index, person in enumerate(sales):
        rounds.answer(round_, by=person, values={"1": 5, "2": 3 if index < 2 else 0})
    for person in marketing:
        rounds.answer(round_, by=person, values={"1": 1, "2": 3})
    rounds.close(round_, by=dana)
    first, second = results.results_of(round_).lines
    assert first.gap == 4 and first.is_wide
    assert second.sales is None and second.marketing is None and second.company.n == 6


def test_gaps_come_first_then_what_is_weakest(company):
    sales, marketing, dana = company
    round_ = rounds.open_round("diagnostic", by=dana)
    flat = {str(key): 4 for key in range(1, 16)}
    for person in sales:
        rounds.answer(round_, by=person, values=flat | {"6": 5, "3": 1})
    for person in marketing:
        rounds.answer(round_, by=person, values=flat | {"6": 2, "3": 1})
    rounds.close(round_, by=dana)
    found = results.results_of(round_)
    assert [line.key for line in found.to_discuss[:2]] == ["6", "3"]
    assert found.to_discuss[0].gap == 3
    assert found.level and found.level[0] == "aligned"


def counted_rows() -> dict[str, int]:
    """How many rows every table has but the two that an answer may touch."""
    models = [model for model in apps.get_models() if model not in (Box, Answered)]
    return {model._meta.label: model._default_manager.count() for model in models}


def after(order, said, dana) -> dict:
    """All that the database holds of the answers that these people gave in this order."""
    with transaction.atomic():
        round_ = rounds.open_round("pulse", by=dana)
        before = counted_rows()
        for person in order:
            mark, obstacle = said[person.pk]
            rounds.answer(round_, by=person, values={"1": mark, "2": 3}, obstacle=obstacle)
        assert counted_rows() == before
        box = Box.objects.values("counts", "obstacles").get(round=round_)
        who = set(Answered.objects.values_list("person", flat=True))
        transaction.set_rollback(True)
    return {"box": box, "who": who}


def test_the_database_is_the_same_whoever_said_what_in_whatever_order(company):
    sales, _marketing, dana = company
    marks = [(1, "Aucun retour"), (5, ""), (3, "Pas le temps"), (2, ""), (4, "Trop d’outils")]
    one = after(sales, {p.pk: marks[i] for i, p in enumerate(sales)}, dana)
    other = after(sales[::-1], {p.pk: marks[4 - i] for i, p in enumerate(sales)}, dana)
    swapped = after(sales[2:] + sales[:2], {p.pk: marks[i - 2] for i, p in enumerate(sales)}, dana)
    assert one == other == swapped


def test_no_table_of_answers_has_an_instant_or_a_link_to_a_person(company):
    names = {field.name: field for field in Box._meta.get_fields()}
    assert set(names) == {"id", "round", "counts", "obstacles"}
    assert {field.name for field in Answered._meta.get_fields()} == {"id", "round", "person"}


def test_who_took_part_is_forgotten_when_the_round_closes(company):
    round_ = rounds.open_round("pulse", by=company[2])
    rounds.answer(round_, by=company[0][0], values=PULSE)
    rounds.close(round_, by=company[2])
    assert not Answered.objects.exists()


def test_the_night_closes_what_is_over_and_asks_again_each_month(company, time_machine_at):
    time_machine_at(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC))
    round_ = rounds.open_round("pulse", by=company[2])
    assert rounds.close_due(dt.date(2026, 3, 11)) == 0
    assert rounds.close_due(dt.date(2026, 3, 12)) == 1
    assert rounds.open_due(dt.date(2026, 4, 1)) == 0
    assert rounds.open_due(dt.date(2026, 4, 2)) == 1
    assert rounds.open_due(dt.date(2026, 4, 2)) == 0
    round_.refresh_from_db()
    assert round_.closed_on == dt.date(2026, 3, 11)


def test_only_managers_open_and_close(company, sam):
    with pytest.raises(NotAllowed):
        rounds.open_round("pulse", by=sam)
    round_ = rounds.open_round("pulse", by=company[2])
    with pytest.raises(NotAllowed):
        rounds.close(round_, by=sam)
    with pytest.raises(Conflict):
        rounds.open_round("pulse", by=company[2])


def test_a_team_of_three_may_choose_to_answer_together_and_a_larger_one_may_not(dana):
    sales, marketing = people(TeamKind.SALES, 4), people(TeamKind.MARKETING, 3)
    wanted = [TeamKind.SALES, TeamKind.MARKETING]
    round_ = rounds.open_round("pulse", by=dana, together=wanted)
    for person in [*sales, marketing[0]]:
        rounds.answer(round_, by=person, values=PULSE)
    rounds.close(round_, by=dana)
    line = results.results_of(round_).lines[0]
    assert line.sales and not line.sales.together and line.sales.n == 4
    assert line.marketing and line.marketing.together
