"""Days whose year nobody means are refused by the services: every door says so beside the field."""

import pytest
from django.urls import reverse

from tests import factories

ODD = ["0001-01-01", "1989-12-31", "2101-01-01", "9999-12-31"]
MEANT = ["1990-01-01", "2100-12-31"]
SAID = {"This year cannot be meant."}


@pytest.mark.parametrize("day", ODD)
def test_a_next_action_in_an_odd_year_is_refused(api, sam, day):
    lead = factories.accepted(sam)
    before = lead.next_action_on
    answer = api(sam).patch(f"/api/v1/leads/{lead.public_id}/", {"next_action_on": day})
    assert answer.status_code == 400
    assert set(answer.json()["errors"]["next_action_on"]) == SAID
    lead.refresh_from_db()
    assert lead.next_action_on == before


@pytest.mark.parametrize("day", ODD)
def test_an_expected_signature_in_an_odd_year_is_refused(api, sam, day):
    deal = factories.opportunity(sam).opportunities.get()
    before = deal.expected_close_on
    url = f"/api/v1/opportunities/{deal.public_id}/"
    answer = api(sam).patch(url, {"expected_close_on": day})
    assert answer.status_code == 400
    assert set(answer.json()["errors"]["expected_close_on"]) == SAID
    deal.refresh_from_db()
    assert deal.expected_close_on == before
    assert deal.revisions.count() == 1


@pytest.mark.parametrize("day", MEANT)
def test_the_first_and_the_last_day_meant_are_kept(api, sam, day):
    lead = factories.opportunity(sam)
    deal = lead.opportunities.get()
    client = api(sam)
    changed = client.patch(f"/api/v1/leads/{lead.public_id}/", {"next_action_on": day})
    assert changed.json()["next_action_on"] == day
    url = f"/api/v1/opportunities/{deal.public_id}/"
    assert client.patch(url, {"expected_close_on": day}).json()["expected_close_on"] == day


def test_the_forms_of_the_pages_say_the_same(page, sam):
    lead = factories.opportunity(sam)
    deal = lead.opportunities.get()
    forms = {
        reverse("leads:lead_edit", args=[lead.public_id]): {"next_action_on": "9999-12-31"},
        reverse("leads:opportunity_edit", args=[deal.public_id]): {
            "step": "proposal",
            "recurrence": "one_off",
            "amount": "12000",
            "expected_close_on": "9999-12-31",
        },
    }
    browser = page(sam)
    browser.cookies["django_language"] = "en"
    sam.language = "en"
    sam.save(update_fields=["language"])
    for address, typed in forms.items():
        html = browser.post(address, typed).content.decode()
        assert "This year cannot be meant." in html
    lead.refresh_from_db()
    deal.refresh_from_db()
    assert "9999" not in f"{lead.next_action_on} {deal.expected_close_on}"
