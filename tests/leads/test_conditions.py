"""Queries as plain JSON: what they find, what they refuse, how they read."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from alignment.web.business_days import today
from alignment.web.errors import Incomplete
from leads import conditions
from leads.choices import FieldKind
from leads.models import CustomField, Lead
from tests import factories

pytestmark = pytest.mark.django_db
KINDS = (("budget", FieldKind.NUMBER), ("since", FieldKind.DATE), ("vip", FieldKind.YES_NO))


def named(record, query, by=None) -> set[str]:
    return {str(row.company.name) for row in conditions.narrow(record, query, by=by)}


def test_a_query_finds_what_the_list_would(maya, sam):
    factories.lead(maya, company=factories.company("Alpha"), source="event")
    factories.mql(maya, company=factories.company("Bravo"), source="event")
    factories.mql(maya, company=factories.company("Charlie"), source="referral")
    assert named("lead", {"stage": ["mql"], "source": "event"}) == {"Bravo"}
    assert named("lead", {"source": ["event", "referral"]}) == {"Alpha", "Bravo", "Charlie"}


def test_mine_is_that_of_who_asks(maya, sam):
    factories.lead(maya, company=factories.company("De Maya"))
    factories.handed_over(to=sam, company=factories.company("De Sam"))
    assert named("lead", {"mine": True}, by=sam) == {"De Sam"}
    assert named("lead", {"mine": True}, by=None) == set()


@pytest.mark.parametrize(
    "query",
    [
        {"nope": "1"},
        {"pk": "1"},
        {"company__owner__password": "x"},
        {"stage": "nope"},
        {"stage": ""},
        {"stage": []},
        {"mine": "perhaps"},
        {"owner": {"pk": 1}},
        {"captured_from": "31/31/2026"},
        {"idle": "NaN"},
        {"q": "x" * 400},
        {"q": None},
        {"source": ["a"] * 300},
        {"source": "a\x00b"},
        ["stage"],
        "stage=mql",
        {f"k{n}": "1" for n in range(100)},
    ],
)
def test_a_hostile_query_is_refused_whole(query):
    with pytest.raises(Incomplete):
        conditions.checked("lead", query)


def test_one_row_is_judged_as_the_list_is(maya):
    lead = factories.lead(maya, source="event")
    assert conditions.matches(lead, {"source": "event", "state": "open"})
    assert not conditions.matches(lead, {"source": "event", "state": "ended"})
    assert conditions.matches(lead.company, {"departement": "69", "has_open_leads": True})
    assert conditions.matches(lead.contact, {"filled": ["email", "phone"]})


@pytest.mark.parametrize(("day", "found"), [(-1, "late"), (0, "today"), (5, "week")])
def test_next_actions_are_found_by_their_day(maya, day, found):
    lead = factories.lead(maya)
    assert conditions.matches(lead, {"next": "none"})
    Lead.objects.filter(pk=lead.pk).update(next_action_on=today() + timedelta(days=day))
    asked = {ask for ask in ("late", "today", "week") if conditions.matches(lead, {"next": ask})}
    assert found in asked and not conditions.matches(lead, {"next": "none"})


def test_empty_and_filled_in_are_opposites(maya):
    bare = factories.lead(maya, company=factories.company("Nue", siren="", naf_code=""), need="")
    full = factories.lead(maya, company=factories.company("Pleine"))
    for name in ("siren", "industry", "need"):
        assert conditions.matches(bare, {"empty": name})
        assert conditions.matches(full, {"filled": name})
    assert not conditions.matches(full, {"empty": ["need", "owner"]})


def test_custom_fields_are_asked_like_the_others(maya):
    for key, kind in KINDS:
        CustomField.objects.create(record="lead", key=key, label=key.title(), kind=kind)
    rich = factories.lead(maya)
    poor = factories.lead(maya)
    Lead.objects.filter(pk=rich.pk).update(
        extra={"budget": 900.5, "since": "2026-03-01", "vip": True}
    )
    Lead.objects.filter(pk=poor.pk).update(extra={"budget": 50, "since": "2025-12-31"})
    query = {"x_budget_min": "100", "x_since_from": "2026-01-01", "x_vip": "true"}
    assert list(conditions.narrow("lead", query, by=None)) == [rich]
    assert list(conditions.narrow("lead", {"x_vip": "false"}, by=None)) == [poor]
    with pytest.raises(Incomplete):
        conditions.checked("lead", {"x_nobody_knows": "1"})


def test_a_query_reads_as_sentences(maya):
    with override("fr"):
        words = conditions.in_words(
            "lead", {"stage": ["mql", "new"], "owner": str(maya.public_id), "idle": "7"}
        )
    assert len(words) == 4 and any("MQL" in text for text in words)
    assert any("Maya" in text for text in words)


def test_periods_follow_the_calendar(time_machine_at):
    from datetime import date

    from leads.filters.fields import period

    day = date(2026, 2, 10)
    assert period("last_month", day) == (date(2026, 1, 1), date(2026, 1, 31))
    assert period("last_quarter", day) == (date(2025, 10, 1), date(2025, 12, 31))
    assert period("quarter", day) == (date(2026, 1, 1), date(2026, 3, 31))
    assert period("year", day) == (date(2026, 1, 1), date(2026, 12, 31))
    assert period("week", day) == (date(2026, 2, 9), date(2026, 2, 15))
    assert period("last_7", day) == (date(2026, 2, 3), day)


def test_the_day_is_the_companys(maya):
    lead = factories.lead(maya)
    Lead.objects.filter(pk=lead.pk).update(changed_at=timezone.now())
    assert conditions.matches(lead, {"changed": "today"})
    assert not conditions.matches(lead, {"changed": "past"})
