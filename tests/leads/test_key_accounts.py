"""Key accounts: an owner, a plan, both sides' last touch, and their leads to their owner first."""

from datetime import timedelta

from django.utils import timezone

from leads import activities
from leads.models import Activity, Touch
from leads.selectors.companies import last_touches
from leads.selectors.reps import reps_for
from tests import factories


def test_the_owner_of_the_account_is_suggested_first(sam, maya):
    others = [factories.person("Olga"), factories.person("Abel")]
    company = factories.company(owner=sam, is_strategic=True)
    for _each in range(5):
        factories.handed_over(to=sam)
    reps = reps_for(factories.mql(maya, company=company))
    assert reps[0].user == sam and reps[0].is_account_owner
    assert {rep.user for rep in reps[1:]} >= set(others)


def test_the_plan_is_written_and_shown(page, sam):
    company = factories.company(is_strategic=True)
    sent = {"name": company.name, "siren": company.siren, "nomenclature": "naf2",
            "is_strategic": "on", "plan": "Équiper le second site\navant juin"}  # fmt: skip
    answer = page(sam).post(f"{company.get_absolute_url()}edit/", sent, follow=True)
    assert answer.status_code == 200
    assert "Équiper le second site" in answer.content.decode()


def test_the_last_touch_of_each_side(sam, maya):
    lead, now = factories.lead(maya), timezone.now()
    assert last_touches(lead.company)["sales"] is None
    activities.log_activity(lead, by=sam, kind="call", occurred_at=now - timedelta(hours=5))
    activities.log_activity(lead, by=sam, kind="note", text="Rien de plus")
    activities.log_activity(lead, by=maya, kind="email", occurred_at=now - timedelta(hours=3))
    later = Touch.objects.create(contact=lead.contact, kind="content")
    found = last_touches(lead.company)
    assert found["sales"] == Activity.objects.get(kind="call").occurred_at
    assert found["marketing"] == later.occurred_at
    assert set(last_touches(factories.company()).values()) == {None}
