"""Who objects or is forgotten leaves the forecast; what was counted before stays counted."""

import pytest

from leads import transitions
from leads.choices import DealStatus, Stage
from leads.models import Lead, Opportunity
from tests import factories

pytestmark = pytest.mark.django_db


def counted(lead: Lead) -> list[object]:
    """What past figures read: milestones, the day a deal opened, and its amount."""
    names = ("mql_at", "handed_over_at", "accepted_at", "sql_at", "opportunity_at", "won_at")
    fresh = Lead.objects.get(pk=lead.pk)
    deals = Opportunity.objects.filter(lead=lead).values_list("opened_on", "amount", "won_on")
    return [*(getattr(fresh, name) for name in names), *deals]


@pytest.mark.parametrize("goodbye", ["opt_out", "erase"])
def test_an_open_deal_is_cancelled_with_its_cycle(goodbye, admin, sam):
    lead = factories.opportunity(sam)
    before = counted(lead)
    extra = {"channel": "téléphone"} if goodbye == "opt_out" else {}
    getattr(transitions, goodbye)(lead, by=admin, **extra)
    deal = Opportunity.objects.get(lead=lead)
    assert (deal.status, deal.cancelled_at is not None) == (DealStatus.CANCELLED, True)
    assert not Opportunity.objects.open().exists()
    assert counted(lead) == before
    lead.refresh_from_db()
    assert lead.stage == (Stage.DISQUALIFIED if goodbye == "opt_out" else Stage.ERASED)


@pytest.mark.parametrize("goodbye", ["opt_out", "erase"])
def test_what_was_won_stays_won(goodbye, admin, sam):
    lead = factories.won(sam)
    before = counted(lead)
    extra = {"channel": "téléphone"} if goodbye == "opt_out" else {}
    getattr(transitions, goodbye)(lead, by=admin, **extra)
    assert Opportunity.objects.get(lead=lead).status == DealStatus.WON
    assert counted(lead) == before


def test_an_objection_taken_back_opens_the_deal_again(sam):
    lead = factories.opportunity(sam)
    transitions.opt_out(lead, by=sam, channel="e-mail")
    transitions.undo(lead, by=sam)
    assert Opportunity.objects.open().get().lead == lead
