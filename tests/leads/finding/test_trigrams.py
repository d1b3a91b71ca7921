"""Letters anywhere in the words of a lead: the same rows with SQLite's trigrams and without."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads.finding import trigrams
from leads.models import Lead
from tests import factories

pytestmark = pytest.mark.django_db
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has an index")
WORDS = ("durand", "ateliers", "0612345678", "claire", "n20", "acme", "ab", "abc", "anna")


def held(word: str) -> set[int]:
    return set(Lead.objects.filter(search__holds=word).values_list("pk", flat=True))


def contained(word: str) -> set[int]:
    return set(Lead.objects.filter(search__contains=word).values_list("pk", flat=True))


def write(texts: list[str]) -> None:
    leads = [factories.lead() for _text in texts]
    for lead, text in zip(leads, texts, strict=True):
        Lead.objects.filter(pk=lead.pk).update(search=text)


@pytest.mark.parametrize(
    "word", ["dur", "rand", "an", "0612", "ateliers durand", "zzz", 'a"b', "%n"]
)
def test_the_same_rows_as_without(word):
    write(["durand ateliers", "claire durand 0612345678", "anna banana", ""])
    assert held(word) == contained(word)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    texts=st.lists(st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join), max_size=3),
    part=st.text("abcdnr012 ", min_size=1, max_size=5),
)
def test_any_part_of_any_words(texts, part):
    Lead.objects.update(search="")
    write(texts)
    assert held(part) == contained(part)


def test_what_changes_and_what_goes_is_known_at_once():
    lead = factories.lead()
    Lead.objects.filter(pk=lead.pk).update(search="menuiserie")
    assert held("nuiser") == {lead.pk}
    Lead.objects.filter(pk=lead.pk).update(search="carrosserie")
    assert held("nuiser") == set()
    assert held("carross") == {lead.pk}


@on_sqlite
def test_the_plan_enters_the_trigrams():
    plan = Lead.objects.filter(search__holds="durand").order_by().values("pk").explain()
    assert "VIRTUAL TABLE INDEX" in plan


@on_sqlite
def test_lost_triggers_are_made_again_and_the_table_filled():
    """As after a migration that remade the table of leads."""
    with connection.cursor() as cursor:
        for name in trigrams.TRIGGERS:
            cursor.execute(f"DROP TRIGGER {name}")
    lead = factories.lead()
    Lead.objects.filter(pk=lead.pk).update(search="menuiserie")
    assert held("menuis") == set()
    trigrams.keep(connection)
    assert held("menuis") == {lead.pk}


@on_sqlite
def test_without_the_table_the_rows_are_read(monkeypatch):
    lead = factories.lead()
    Lead.objects.filter(pk=lead.pk).update(search="menuiserie")
    monkeypatch.setattr(trigrams, "is_kept", lambda _connection: False)
    assert "MATCH" not in str(Lead.objects.filter(search__holds="nuiser").query)
    assert held("nuiser") == {lead.pk}
