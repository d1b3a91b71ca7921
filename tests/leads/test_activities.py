"""What is logged counts from when it happened, within what may be entered late."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from alignment.web.errors import Incomplete
from leads import activities, transitions
from tests import factories

pytestmark = pytest.mark.django_db

LATE = "Only a manager may go back more than 7 days."


def ago(**time):
    return timezone.now() - timedelta(**time)


def test_a_week_back_is_everybody_s_and_beyond_is_a_manager_s(sam, manager):
    lead = factories.lead()
    activities.log_activity(lead, by=sam, kind="call", occurred_at=ago(days=6, hours=23))
    with pytest.raises(Incomplete) as refused:
        activities.log_activity(lead, by=sam, kind="call", occurred_at=ago(days=8))
    assert str(refused.value.fields["occurred_at"]) == LATE
    with override("fr"):
        assert "responsable" in str(refused.value.fields["occurred_at"]).lower()
    activities.log_activity(lead, by=manager, kind="call", occurred_at=ago(days=40))
    assert lead.activities.count() == 2


def test_nobody_logs_what_is_still_to_come(manager):
    lead = factories.lead()
    with pytest.raises(Incomplete) as refused:
        activities.log_activity(lead, by=manager, kind="call", occurred_at=ago(hours=-1))
    assert set(refused.value.fields) == {"occurred_at"}


def test_the_page_and_the_api_refuse_what_is_too_old(page, api, sam):
    lead = factories.lead()
    told = {"kind": "call", "occurred_at": ago(days=8).strftime("%Y-%m-%dT%H:%M")}
    answer = page(sam).post(f"{lead.get_absolute_url()}log/", told)
    assert answer.status_code == 400
    assert LATE in answer.content.decode()
    told = {"kind": "call", "lead": str(lead.public_id), "occurred_at": ago(days=8).isoformat()}
    answer = api(sam).post("/api/v1/activities/", told, format="json")
    assert answer.status_code == 400
    assert LATE in answer.content.decode()
    assert not lead.activities.exists()


def test_the_last_contact_never_moves_back(sam):
    lead = factories.opportunity(sam)
    deal, heard_at = lead.opportunities.get(), lead.contact.last_prospect_contact_at
    activities.log_activity(lead, by=sam, kind="call", outcome="reached", occurred_at=ago(days=2))
    deal.refresh_from_db()
    lead.contact.refresh_from_db()
    assert lead.contact.last_prospect_contact_at >= (heard_at or ago(minutes=1))
    assert deal.touched_at >= deal.opened_at
    later = activities.log_activity(lead, by=sam, kind="call", outcome="reached")
    deal.refresh_from_db()
    lead.contact.refresh_from_db()
    assert (lead.contact.last_prospect_contact_at, deal.touched_at) == (later.occurred_at,) * 2


def test_a_note_is_no_sign_of_life(sam):
    lead = factories.opportunity(sam)
    deal = lead.opportunities.get()
    lead.contact.refresh_from_db()
    heard_at, touched_at = lead.contact.last_prospect_contact_at, deal.touched_at
    activities.log_activity(lead, by=sam, kind="note", outcome="reached", text="Vu sur leur site")
    deal.refresh_from_db()
    lead.contact.refresh_from_db()
    assert (lead.contact.last_prospect_contact_at, deal.touched_at) == (heard_at, touched_at)


def test_a_conversation_told_with_a_step_is_the_last_contact_until_undone(sam):
    lead = transitions.accept(factories.handed_over(to=sam), by=sam)
    soon = timezone.localdate() + timedelta(days=3)
    transitions.qualify_sql(
        lead, by=sam, role="decider", next_action="Devis", next_action_on=soon,
        conversation="A appelé",
    )  # fmt: skip
    lead.contact.refresh_from_db()
    assert lead.contact.last_prospect_contact_at == lead.sql_at
    transitions.undo(lead, by=sam)
    lead.contact.refresh_from_db()
    assert lead.contact.last_prospect_contact_at is None
