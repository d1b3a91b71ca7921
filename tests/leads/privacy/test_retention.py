"""Three years from the last sign of the person; nothing else counts, and nobody is forgotten."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alignment.web.errors import Conflict, NotAllowed
from leads import suppression
from leads.consents import record_consent
from leads.models import Contact, Touch
from leads.privacy import retention
from tests import factories

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


def aged(years: float, *, of=None, **fields) -> Contact:
    """Somebody collected that long ago."""
    row = factories.contact(of, **fields)
    Contact.objects.filter(pk=row.pk).update(created_at=timezone.now() - years * YEAR)
    return row


def test_time_counts_from_collection_and_warns_sixty_days_before():
    fresh, soon, late = aged(1), aged(2.9), aged(3.1)
    assert list(retention.to_review()) == [late, soon]
    assert list(retention.over()) == [late]
    assert fresh not in retention.to_review()


def test_a_conversation_starts_the_clock_again():
    late = aged(4, last_prospect_contact_at=timezone.now() - YEAR)
    assert late not in retention.to_review()


@pytest.mark.parametrize(("kind", "counts"), [("click", True), ("content", True), ("visit", False)])
def test_what_the_person_did_counts_and_nothing_else(kind, counts):
    late = aged(4)
    Touch.objects.create(contact=late, kind=kind, occurred_at=timezone.now() - YEAR, source="email")
    assert (late in retention.to_review()) is not counts


def test_customers_and_open_opportunities_are_kept(sam):
    customer = aged(4, of=factories.company(is_customer=True))
    deal = factories.opportunity(sam)
    at = timezone.now() - 4 * YEAR
    Contact.objects.filter(pk=deal.contact_id).update(created_at=at, last_prospect_contact_at=at)
    kept = set(retention.to_review())
    assert customer not in kept and deal.contact not in kept


def test_a_person_is_asked_once_and_has_a_month_to_answer(maya):
    late = aged(4)
    retention.ask_permission(late, by=maya)
    assert late not in retention.over() and late in retention.to_review()
    with pytest.raises(Conflict):
        retention.ask_permission(late, by=maya)
    Contact.objects.update(permission_asked_at=timezone.now() - timedelta(days=31))
    assert late in retention.over()


def test_a_yes_starts_the_clock_again(maya):
    late = aged(4)
    retention.ask_permission(late, by=maya)
    record_consent(late, channel="email", state="given", via="Lien", by=None)
    assert late not in retention.to_review()


def test_who_refuses_mails_is_not_asked(maya):
    late = aged(4)
    record_consent(late, channel="email", state="refused", by=maya)
    with pytest.raises(Conflict):
        retention.ask_permission(late, by=maya)


def test_the_purge_blanks_only_whose_time_is_over(dana):
    late, fresh = aged(4), aged(1)
    address = late.email
    assert retention.purge([late.pk, fresh.pk], by=dana) == 1
    late.refresh_from_db()
    assert late.erased_at and late.email == "" and late.last_name == ""
    assert Contact.objects.get(pk=fresh.pk).erased_at is None
    assert suppression.is_suppressed("email", address)
    assert retention.purge([late.pk], by=dana) == 0


def test_the_cycles_of_a_purged_person_keep_their_dates(dana):
    lead = factories.mql()
    at = timezone.now() - 4 * YEAR
    Contact.objects.filter(pk=lead.contact_id).update(created_at=at)
    retention.purge([lead.contact_id], by=dana)
    before = lead.mql_at
    lead.refresh_from_db()
    assert lead.erased_at and lead.mql_at == before and lead.need == ""


def test_only_direction_or_an_administrator_purges(maya):
    with pytest.raises(NotAllowed):
        retention.purge([aged(4).pk], by=maya)


def test_the_queue_takes_one_question_however_long(django_assert_num_queries):
    for _n in range(5):
        aged(4)
    with django_assert_num_queries(1):
        assert len(retention.to_review()) == 5
