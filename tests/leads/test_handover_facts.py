"""What was known at the hand-over stays as it was."""

import pytest

from leads import handover_facts, transitions
from leads.models import HandoverFacts
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_hand_over_keeps_what_was_known_of_the_lead(sam):
    lead = factories.handed_over(sam)
    kept = lead.handovers.get().facts
    assert (kept.naf_code, kept.region) == (lead.company.naf_code, lead.company.region)
    assert (kept.need, kept.grade, kept.is_exact) == (lead.need, lead.fit_grade, True)


def test_what_is_learned_later_changes_nothing(sam):
    lead = factories.handed_over(sam)
    before = lead.handovers.get().facts.workforce_band
    lead.company.workforce_band = "53"
    lead.company.save(update_fields=["workforce_band"])
    transitions.accept(lead, by=sam)
    assert lead.handovers.get().facts.workforce_band == before != "53"


def test_history_is_filled_once_and_said_to_be_read_later(sam):
    lead = factories.handed_over(sam)
    HandoverFacts.objects.all().delete()
    assert (handover_facts.fill_missing(), handover_facts.fill_missing()) == (1, 0)
    assert lead.handovers.get().facts.is_exact is False


def test_facts_are_told_as_criteria_read_them():
    columns = dict.fromkeys(handover_facts.COLUMNS, "")
    told = handover_facts.told(columns | {"naf_code": "25.62B", "nomenclature": "naf2"})
    assert told == {"naf_code": "25.62B", "naf_division": "25", "naf_section": "C"}


def test_an_erasure_leaves_no_words_of_the_person(sam, admin):
    lead = factories.handed_over(sam)
    HandoverFacts.objects.update(job_title="Directrice", need="Laser", budget="15 k€")
    transitions.erase(lead, by=admin)
    kept = HandoverFacts.objects.get()
    assert (kept.job_title, kept.need, kept.budget) == ("", "", "")
