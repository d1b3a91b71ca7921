"""From a draft to a version in force: who may do what, when, and what stays written."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from alignment.journal.models import Event
from alignment.web.errors import Conflict, Incomplete, NotAllowed, Refused
from sla import agreements
from sla.choices import AgreementStatus, Promise, Side
from sla.models import Agreement
from sla.selectors import versions
from tests import factories
from tests.sla.contracts import draft, in_force, managers

pytestmark = pytest.mark.django_db
NOVEMBER_2 = date(2026, 11, 2)
NOVEMBER_23 = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def late_november(time_machine_at):
    time_machine_at(NOVEMBER_23)


def proposed(**terms):
    mona, _marc = managers()
    return agreements.propose(draft(**terms), by=mona)


def test_a_draft_is_copied_from_the_version_in_force_and_there_is_only_one(maya):
    first = in_force(date(2026, 11, 23))
    one, other = agreements.start_draft(by=maya), agreements.start_draft(by=maya)
    assert one == other
    assert one.number == first.number + 1
    assert one.commitments.count() == first.commitments.count()


def test_a_target_of_zero_is_refused_and_nothing_is_written(maya):
    contract = agreements.start_draft(by=maya)
    with pytest.raises(Incomplete) as refusal:
        agreements.save_line(contract, by=maya, promise=Promise.VOLUME, number=0)
    assert "number" in refusal.value.fields
    assert not contract.commitments.exists()


@pytest.mark.parametrize(
    ("promise", "tier", "fields", "wrong"),
    [
        ("happiness", "", {"number": 3}, "promise"),
        (Promise.DECISION, "P9", {"minutes": 60}, "tier"),
        (Promise.DECISION, "", {"minutes": 60}, "tier"),
        (Promise.VOLUME, "P1", {"number": 3}, "tier"),
        (Promise.ACCEPTANCE, "", {"share": Decimal("1.2")}, "share"),
        (Promise.ACCEPTANCE, "", {}, "share"),
        (Promise.FIRST_ATTEMPT, "P1", {"minutes": -60}, "minutes"),
        (Promise.PERSISTENCE, "", {"number": 6, "within_days": 15}, "channels"),
    ],
)
def test_a_line_that_says_nothing_clear_is_refused(maya, promise, tier, fields, wrong):
    contract = agreements.start_draft(by=maya)
    with pytest.raises(Incomplete) as refusal:
        agreements.save_line(contract, by=maya, promise=promise, tier=tier, **fields)
    assert list(refusal.value.fields) == [wrong]


def test_a_sixth_promise_asks_whether_it_is_needed_and_three_priorities_are_one_promise(maya):
    contract = draft()
    agreements.save_line(contract, by=maya, promise=Promise.FIRST_ATTEMPT, tier="P3", minutes=1350)
    agreements.save_line(contract, by=maya, promise=Promise.CAPACITY, number=12)
    with pytest.raises(Refused) as refusal:
        agreements.save_line(contract, by=maya, promise=Promise.COMPLETE_FILES, share=Decimal(1))
    assert refusal.value.code == "many_promises"
    agreements.save_line(
        contract, by=maya, promise=Promise.COMPLETE_FILES, share=Decimal(1), sure=True
    )
    assert contract.commitments.count() == 8


def test_a_contract_of_one_side_cannot_be_proposed():
    mona, _marc = managers()
    with pytest.raises(Incomplete):
        agreements.propose(draft((Promise.VOLUME, "", {"number": 40})), by=mona)
    assert not Agreement.objects.exclude(status=AgreementStatus.DRAFT).exists()


def test_a_proposed_version_starts_on_the_first_working_day_of_next_month_and_is_frozen(maya):
    contract = proposed()
    assert contract.effective_on == date(2026, 12, 1)
    assert len(contract.digest) == 64
    with pytest.raises(Conflict):
        agreements.save_line(contract, by=maya, promise=Promise.VOLUME, number=60)
    with pytest.raises(Conflict):
        agreements.start_draft(by=maya)


def test_a_start_in_the_past_is_refused(maya):
    contract = agreements.start_draft(by=maya)
    with pytest.raises(Incomplete):
        agreements.save_terms(contract, by=maya, effective_on=NOVEMBER_2)


def test_a_rep_may_not_propose(sam):
    with pytest.raises(NotAllowed):
        agreements.propose(draft(), by=sam)


@pytest.mark.parametrize("side", [Side.SALES, Side.DIRECTION])
def test_a_signature_by_the_wrong_team_is_refused_and_nothing_changes(side):
    mona, _marc = managers()
    contract = proposed()
    with pytest.raises(NotAllowed):
        agreements.sign(contract, by=mona, side=side)
    assert not contract.signatures.exists()
    assert not Event.objects.filter(verb="agreement.signed").exists()


def test_the_direction_signs_as_a_witness_and_for_no_team(dana):
    contract = proposed()
    with pytest.raises(NotAllowed):
        agreements.sign(contract, by=dana, side=Side.SALES)
    agreements.sign(contract, by=dana, side=Side.DIRECTION)
    contract.refresh_from_db()
    assert contract.status == AgreementStatus.PROPOSED


def test_who_holds_both_roles_signs_each_side_by_itself():
    both = factories.person(
        "Bob", "marketing", second_team=factories.team("sales"), is_manager=True
    )
    contract = proposed()
    agreements.sign(contract, by=both, side=Side.MARKETING)
    contract.refresh_from_db()
    assert contract.status == AgreementStatus.PROPOSED
    agreements.sign(contract, by=both, side=Side.SALES)
    contract.refresh_from_db()
    assert contract.status == AgreementStatus.SIGNED


def test_a_side_signs_once():
    mona, _marc = managers()
    contract = proposed()
    agreements.sign(contract, by=mona, side=Side.MARKETING)
    with pytest.raises(Conflict):
        agreements.sign(contract, by=mona, side=Side.MARKETING)


def test_what_was_changed_behind_the_digest_cannot_be_signed():
    mona, _marc = managers()
    contract = proposed()
    contract.commitments.filter(promise=Promise.VOLUME).update(number=60)
    with pytest.raises(Conflict):
        agreements.sign(contract, by=mona, side=Side.MARKETING)


def test_a_signed_version_waits_for_its_day_then_supersedes_the_former_one():
    first = in_force(date(2026, 11, 23))
    second = in_force(date(2026, 11, 23), effective_on=date(2026, 12, 1))
    assert (second.status, second.effective_on) == ("signed", date(2026, 12, 1))
    assert agreements.activate_due(date(2026, 11, 30)) == []
    assert agreements.activate_due(date(2026, 12, 1)) == [second]
    assert agreements.activate_due(date(2026, 12, 1)) == []
    first.refresh_from_db()
    assert (first.status, first.ends_on) == ("superseded", date(2026, 11, 30))
    assert agreements.in_force_on(date(2026, 11, 30)) == first
    assert agreements.in_force_on(date(2026, 12, 1)) == second
    assert agreements.in_force_on(date(2026, 11, 22)) is None


def test_the_last_signature_on_the_day_itself_puts_it_in_force_and_everybody_hears(sam, stranger):
    contract = in_force(date(2026, 11, 23))
    assert contract.status == AgreementStatus.ACTIVE
    told = Event.objects.get(verb="agreement.activated").facts["tell"]
    assert sam.pk in told
    assert stranger.pk not in told


def test_who_signs_late_signs_from_the_day_of_the_last_signature():
    mona, marc = managers()
    contract = proposed(effective_on=date(2026, 11, 24))
    agreements.sign(contract, by=mona, side=Side.MARKETING)
    agreements.sign(contract, by=marc, side=Side.SALES, today=date(2026, 11, 26))
    contract.refresh_from_db()
    assert (contract.status, contract.effective_on) == ("active", date(2026, 11, 26))


def test_a_signature_taken_back_before_the_start_cancels_the_version(maya):
    mona, marc = managers()
    contract = proposed()
    agreements.sign(contract, by=mona, side=Side.MARKETING)
    agreements.sign(contract, by=marc, side=Side.SALES)
    agreements.withdraw_signature(contract, by=marc, side=Side.SALES)
    contract.refresh_from_db()
    assert contract.status == AgreementStatus.CANCELLED
    assert agreements.activate_due(date(2026, 12, 1)) == []
    again = agreements.start_draft(by=maya, like=contract)
    assert again.commitments.count() == contract.commitments.count()


def test_a_signature_under_a_version_in_force_stays():
    _mona, marc = managers()
    contract = in_force(date(2026, 11, 23))
    with pytest.raises(Conflict):
        agreements.withdraw_signature(contract, by=marc, side=Side.SALES)


def test_each_step_is_in_the_journal():
    in_force(date(2026, 11, 23))
    verbs = list(Event.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == [
        "agreement.proposed", "agreement.signed", "agreement.signed", "agreement.activated",
    ]  # fmt: skip


def test_the_difference_between_two_versions_reads_in_words(maya):
    first = in_force(date(2026, 11, 23))
    second = agreements.start_draft(by=maya)
    agreements.save_line(second, by=maya, promise=Promise.VOLUME, number=60)
    agreements.save_line(second, by=maya, promise=Promise.CAPACITY, number=12, share=Decimal(1))
    agreements.remove_line(second, by=maya, promise=Promise.FIRST_ATTEMPT, tier="P1")
    changes = versions.changes_between(first, second, 450)
    assert [(change.kind, change.label, change.before, change.after) for change in changes] == [
        ("changed", "Net MQL volume", "40 a month", "60 a month"),
        ("removed", "First attempt by a person · P1", "1\xa0h for 90%", ""),
        ("added", "Capacity", "", "12 a week and rep for 100%"),
    ]


def test_delays_come_from_the_version_or_from_the_usual_ones():
    contract = in_force(date(2026, 11, 23))
    assert agreements.delay_of(contract, Promise.FIRST_ATTEMPT, "P2") == 450
    assert agreements.delay_of(contract, Promise.FIRST_ATTEMPT, "P3") is None
    assert agreements.delay_of(None, Promise.FIRST_ATTEMPT, "P3") == 1350
