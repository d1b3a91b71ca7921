"""The contract in the browser: read, started, written, proposed, signed, replayed."""

from datetime import UTC, date, datetime

import pytest

from leads.choices import Verdict
from sla.choices import AgreementStatus, Promise
from sla.models import Agreement
from tests.sla.contracts import draft, in_force, managers
from tests.sla.rows import clock, handover

pytestmark = pytest.mark.django_db
NOVEMBER_23 = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def late_november(time_machine_at):
    time_machine_at(NOVEMBER_23)


def text_of(response):
    return response.content.decode()


def test_without_a_contract_four_lines_are_offered(page, maya):
    shown = text_of(page(maya).get("/contract/"))
    assert "No contract yet" in shown
    assert shown.count(" checked") == 4


def test_a_first_contract_that_was_cancelled_starts_anew(page):
    mona, _marc = managers()
    contract = draft()
    page(mona).post("/contract/draft/propose/")
    page(mona).post(f"/contract/versions/{contract.number}/cancel/")
    assert "No contract yet" in text_of(page(mona).get("/contract/"))


def test_the_guided_start_writes_the_chosen_lines_with_usual_targets(page, maya):
    answer = page(maya).post(
        "/contract/draft/start/", {"promise": [Promise.VOLUME, Promise.FIRST_ATTEMPT]}
    )
    assert answer.url == "/contract/draft/"
    lines = Agreement.objects.get().commitments
    assert lines.get(promise="volume").number == 40
    delays = lines.filter(promise="first_attempt").order_by("tier")
    assert list(delays.values_list("tier", "minutes")) == [("P1", 60), ("P2", 450), ("P3", 1350)]


def test_more_than_five_promises_to_begin_with_are_asked_twice(page, maya):
    browser, six = page(maya), {"promise": Promise.values[:6]}
    answer = browser.post("/contract/draft/start/", six)
    assert answer.status_code == 400
    assert text_of(answer).count(" checked") == 6
    assert not Agreement.objects.exists()
    assert browser.post("/contract/draft/start/", {**six, "sure": "on"}).status_code == 302


def test_the_page_costs_the_same_whatever_it_counts(page, sam, django_assert_max_num_queries):
    contract = in_force(TODAY)
    for _n in range(5):
        handover(TODAY, verdict=Verdict.ACCEPTED)
        clock(contract, Promise.FIRST_ATTEMPT, "P2", TODAY)
    browser = page(sam)
    browser.get("/contract/")
    with django_assert_max_num_queries(16):
        browser.get("/contract/")


def test_with_one_promise_a_side_the_page_is_complete_and_true(page, sam):
    contract = in_force(
        TODAY, (Promise.VOLUME, "", {"number": 40}), (Promise.FIRST_ATTEMPT, "P2", {"minutes": 450})
    )
    handover(TODAY)
    clock(contract, Promise.FIRST_ATTEMPT, "P2", TODAY)
    shown = text_of(page(sam).get("/contract/"))
    assert "Marketing promises" in shown
    assert "Sales promises" in shown
    assert "Every promise is on course." in shown
    assert shown.count('class="promise"') == 2


def test_each_line_opens_its_rows_and_the_late_ones(page, sam):
    in_force(TODAY)
    handover(TODAY, verdict=Verdict.ACCEPTED)
    handover(TODAY, verdict=Verdict.REJECTED, reason="out_of_icp", fault="marketing")
    browser = page(sam)
    assert text_of(browser.get("/contract/rows/acceptance/")).count("data-row") == 2
    assert text_of(browser.get("/contract/rows/acceptance/?part=missed")).count("data-row") == 1


@pytest.mark.parametrize(
    "address",
    [
        "/contract/rows/happiness/",
        "/contract/rows/volume/?tier=P1",
        "/contract/rows/first_attempt/",
        "/contract/rows/volume/?part=some",
        "/contract/?month=2026-13",
        "/contract/?month=1999-01",
        "/contract/versions/9/",
    ],
)
def test_an_address_that_names_nothing_is_not_found(page, sam, address):
    in_force(TODAY)
    assert page(sam).get(address).status_code == 404


def test_a_line_is_written_in_words_and_percent(page, maya):
    contract = draft()
    answer = page(maya).post(
        "/contract/draft/lines/first_attempt/",
        {"minutesP1": "30 min", "minutesP2": "4 h", "minutesP3": "", "share": "85"},
    )
    assert answer.status_code == 302
    lines = contract.commitments.filter(promise="first_attempt").order_by("tier")
    found = [(line.tier, line.minutes, str(line.share)) for line in lines]
    assert found == [("P1", 30, "0.850"), ("P2", 240, "0.850")]


@pytest.mark.parametrize(
    ("line", "sent", "said"),
    [
        ("volume", {"number": "0"}, "A target of zero promises nothing"),
        ("volume", {"number": "many"}, "Enter a whole number"),
        ("acceptance", {"share": "120"}, "At most 100"),
        ("decision", {"minutesP1": "soon", "share": "90"}, "Write a delay such as"),
        ("decision", {"minutesP1": "0 h", "share": "90"}, "A target of zero promises nothing"),
        ("decision", {"share": "90"}, "at least one priority"),
    ],
)
def test_what_is_no_target_is_said_beside_the_field_and_changes_nothing(
    page, maya, line, sent, said
):
    contract = draft()
    before = list(contract.commitments.values())
    answer = page(maya).post(f"/contract/draft/lines/{line}/", sent)
    assert answer.status_code == 400
    assert said in text_of(answer)
    assert list(contract.commitments.values()) == before


def test_a_sixth_promise_is_asked_twice(page, maya):
    contract, browser = draft(), page(maya)
    browser.post("/contract/draft/lines/capacity/", {"number": "12", "share": "100"})
    address, sent = "/contract/draft/lines/complete_files/", {"share": "90"}
    answer = browser.post(address, sent)
    assert answer.status_code == 400
    assert 'name="sure"' in text_of(answer)
    assert browser.post(address, {**sent, "sure": "on"}).status_code == 302
    assert contract.commitments.filter(promise="complete_files").exists()


def test_proposing_and_signing_on_pages_puts_the_contract_in_force(page):
    mona, marc = managers()
    contract = draft(effective_on=TODAY)
    assert (
        page(mona).post("/contract/draft/propose/").url == f"/contract/versions/{contract.number}/"
    )
    sign = f"/contract/versions/{contract.number}/sign/"
    assert page(mona).post(sign, {"side": "marketing"}).status_code == 302
    assert "has not signed yet" in text_of(page(marc).get("/contract/"))
    assert page(marc).post(sign, {"side": "sales"}).status_code == 302
    contract.refresh_from_db()
    assert contract.status == AgreementStatus.ACTIVE


def test_a_signature_by_the_wrong_team_is_refused_on_the_page(page):
    mona, marc = managers()
    contract = draft()
    page(mona).post("/contract/draft/propose/")
    answer = page(marc).post(f"/contract/versions/{contract.number}/sign/", {"side": "marketing"})
    assert answer.status_code == 403
    assert "Only a manager of Marketing signs for Marketing." in text_of(answer)
    assert not contract.signatures.exists()


def test_a_draft_of_one_side_says_why_it_cannot_be_proposed(page):
    mona, _marc = managers()
    draft((Promise.VOLUME, "", {"number": 40}))
    answer = page(mona).post("/contract/draft/propose/")
    assert answer.status_code == 400
    assert "a contract has two sides" in text_of(answer)


def test_the_proposed_volume_is_taken_over_in_one_click(page, maya):
    contract = draft()
    assert page(maya).post("/contract/draft/volume/", {"number": "37"}).status_code == 302
    assert contract.commitments.get(promise="volume").number == 37
    assert page(maya).post("/contract/draft/volume/", {"number": "0"}).status_code == 400


def test_a_goal_that_is_secured_takes_no_more_leads(page, maya):
    draft()
    asked = {"revenue": "600 000", "secured": "600000"}
    shown = text_of(page(maya).get("/contract/draft/", asked))
    assert "The goal is secured already" in shown


@pytest.mark.parametrize("revenue", ["many", "-5", "1e400", "nan", "9" * 40])
def test_a_revenue_that_is_none_is_not_computed_with(page, maya, revenue):
    draft()
    assert page(maya).get("/contract/draft/", {"revenue": revenue}).status_code == 200


def test_a_replay_answers_a_question_in_words_and_refuses_nonsense(page, sam):
    contract = in_force(TODAY)
    clock(contract, Promise.FIRST_ATTEMPT, "P2", TODAY)
    browser = page(sam)
    asked = {"line": "first_attempt.P2", "delay": "1 j.o."}
    assert "would have been in time" in text_of(browser.get("/contract/replay/", asked))
    assert browser.get("/contract/replay/", {**asked, "delay": "soon"}).status_code == 400
    assert browser.get("/contract/replay/", {**asked, "line": "volume"}).status_code == 400


def test_the_terms_of_a_draft_are_checked(page, maya):
    draft()
    browser = page(maya)
    answer = browser.post("/contract/draft/", {"effective_on": "2020-01-01"})
    assert answer.status_code == 400
    assert "starts today or later" in text_of(answer)
    sent = {"effective_on": "2026-12-01", "goal_revenue": "600000", "note": "Salon"}
    assert browser.post("/contract/draft/", sent).status_code == 302
    found = Agreement.objects.get()
    assert (found.effective_on, found.goal_revenue, found.note) == (
        date(2026, 12, 1), 600000, "Salon",
    )  # fmt: skip
