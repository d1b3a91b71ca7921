"""The contract over REST: the same acts, the same refusals, the state of a month."""

from datetime import UTC, date, datetime

import pytest

from sla.choices import Promise
from sla.models import Agreement
from tests.sla.contracts import draft, in_force, managers
from tests.sla.rows import handover

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/agreements/"
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def late_november(time_machine_at):
    time_machine_at(datetime(2026, 11, 23, 9, tzinfo=UTC))


def act(client, agreement, name, **body):
    return client.post(f"{ROOT}{agreement.public_id}/{name}/", body, format="json")


def test_a_contract_is_written_and_signed_over_the_api(api):
    mona, marc = managers()
    ours, theirs = api(mona), api(marc)
    assert ours.post(ROOT).status_code == 201
    contract = Agreement.objects.get()
    assert act(ours, contract, "save_line", promise="volume", number=40).status_code == 200
    answer = act(ours, contract, "save_line", promise="decision", tier="P2", minutes=450)
    assert [line["promise"] for line in answer.data["commitments"]] == ["volume", "decision"]
    terms = {"effective_on": "2026-11-23", "note": "First"}
    changed = ours.patch(f"{ROOT}{contract.public_id}/", terms, format="json")
    assert changed.data["note"] == "First"
    assert act(ours, contract, "propose").data["status"] == "proposed"
    assert act(ours, contract, "sign", side="marketing").data["status"] == "proposed"
    assert act(theirs, contract, "sign", side="sales").data["status"] == "active"


def test_the_wrong_team_is_refused(api):
    mona, marc = managers()
    contract = draft()
    act(api(mona), contract, "propose")
    answer = act(api(marc), contract, "sign", side="marketing")
    assert (answer.status_code, answer.data["code"]) == (403, "not_allowed")


def test_a_target_of_zero_is_refused_by_name(api, maya):
    contract = draft()
    answer = act(api(maya), contract, "save_line", promise="volume", number=0)
    assert answer.status_code == 400
    assert "number" in answer.data["errors"]


def test_a_draft_is_cancelled_without_a_trace(api, maya):
    contract = draft()
    assert act(api(maya), contract, "cancel").status_code == 204
    assert not Agreement.objects.exists()


def test_a_month_answers_every_line_with_its_state_and_rows(api, sam):
    in_force(TODAY, (Promise.VOLUME, "", {"number": 40}), (Promise.DECISION, "P1", {"minutes": 60}))
    handover(TODAY)
    answer = api(sam).get("/api/v1/commitments/?month=2026-11")
    assert answer.status_code == 200
    assert (answer.data["state"], answer.data["versions"]) == ("held", [1])
    volume = answer.data["lines"][0]
    assert (volume["promise"], volume["done"], volume["due"]) == ("volume", 1, 12)
    assert volume["rows_url"].endswith("/contract/rows/volume/?month=2026-11")


@pytest.mark.parametrize("month", ["2026-13", "soon", "2030-01", "0001-01"])
def test_a_month_that_cannot_be_is_refused(api, sam, month):
    assert api(sam).get(f"/api/v1/commitments/?month={month}").status_code == 400
