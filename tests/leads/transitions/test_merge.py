"""Two records become one: the kept one is checked, locked and told what it lacks."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alignment.web.errors import Incomplete
from leads import activities, transitions
from leads.choices import Stage
from leads.models import Lead
from leads.selectors.lookups import leads_named
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_lead_is_merged_into_an_open_one_only(maya, admin):
    double = factories.lead(maya)
    closed = factories.won()
    merged = transitions.merge(factories.lead(maya), by=maya, into=factories.lead(maya))
    erased = transitions.erase(factories.lead(maya), by=admin)
    for wrong in (closed, merged, erased, double):
        with pytest.raises(Incomplete) as refused:
            transitions.merge(double, by=maya, into=wrong)
        assert set(refused.value.fields) == {"into"}
    double.refresh_from_db()
    assert double.stage == Stage.NEW


def test_the_lead_to_keep_is_read_again_before_anything_moves(maya):
    double, other, kept = factories.lead(maya), factories.lead(maya), factories.lead(maya)
    stale = Lead.objects.get(pk=kept.pk)
    transitions.merge(kept, by=maya, into=other)
    with pytest.raises(Incomplete):
        transitions.merge(double, by=maya, into=stale)


def test_what_was_done_for_the_double_counts_for_the_kept_lead(maya, sam):
    kept = factories.handed_over(to=sam)
    Lead.objects.filter(pk=kept.pk).update(captured_at=timezone.now())
    kept.handovers.update(handed_over_at=timezone.now() - timedelta(hours=5))
    double = factories.lead(maya)
    call = activities.log_activity(
        double, by=sam, kind="call", outcome="reached",
        occurred_at=timezone.now() - timedelta(hours=2),
    )  # fmt: skip
    transitions.merge(double, by=maya, into=kept)
    handover = kept.handovers.get()
    kept.contact.refresh_from_db()
    assert (kept.first_attempt_at, kept.first_conversation_at) == (call.occurred_at,) * 2
    assert (handover.first_attempt_at, handover.first_conversation_at) == (call.occurred_at,) * 2
    assert kept.contact.last_prospect_contact_at == call.occurred_at

    transitions.undo(double, by=maya)
    kept.refresh_from_db()
    kept.contact.refresh_from_db()
    assert (kept.first_attempt_at, kept.contact.last_prospect_contact_at) == (None, None)
    assert kept.handovers.get().first_attempt_at is None
    assert double.activities.get() == call


def test_the_kept_lead_s_own_first_attempt_stands_when_it_came_first(maya, sam):
    kept, double = factories.lead(maya), factories.lead(maya)
    first = activities.log_activity(kept, by=sam, kind="call", outcome="no_answer")
    activities.log_activity(double, by=sam, kind="call", outcome="no_answer")
    transitions.merge(double, by=maya, into=kept)
    assert kept.first_attempt_at == first.occurred_at
    assert kept.activities.count() == 2


def test_only_open_leads_are_offered_to_be_kept(page, maya):
    double = factories.lead(maya)
    closed = factories.won()
    for query in ("", f"?q={closed.company.name.split()[0]}"):
        offered = leads_named(query.removeprefix("?q="), besides=double)
        assert all(lead.is_open for lead in offered)
    twin = factories.lead(maya, company=closed.company)
    assert [lead.pk for lead in leads_named("", besides=twin)] == []
    other = factories.lead(maya, company=closed.company)
    assert [lead.pk for lead in leads_named("", besides=twin)] == [other.pk]
    html = page(maya).get(f"/leads/{twin.public_id}/do/merge/").content.decode()
    assert str(other.public_id) in html and str(closed.public_id) not in html
