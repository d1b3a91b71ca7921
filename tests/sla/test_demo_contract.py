"""The demo company has a contract with a history, and its clocks tell what became of it."""

from datetime import UTC, datetime

import pytest

from leads import demo
from sla.agreements import digest_of
from sla.choices import AgreementStatus, Side
from sla.compliance import report_of
from sla.demo import clocks, contract
from sla.models import Agreement, Clock
from sla.selectors import versions

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def load(months, now=NOW):
    demo.build(now=now, months=months, seed=7)
    contract.write(now=now, months=months)


def test_two_signed_versions_and_a_month_with_figures(time_machine_at):
    time_machine_at(NOW)
    load(6)
    clocks.run(now=NOW, months=6)
    new, old = versions.history()
    assert [old.status, new.status] == [AgreementStatus.SUPERSEDED, AgreementStatus.ACTIVE]
    assert {signature.side for signature in new.signatures.all()} == set(Side.values)
    assert all(digest_of(each) == each.digest for each in (old, new))
    assert versions.changes_between(old, new, 450)
    assert set(Clock.objects.values_list("agreement__number", flat=True)) == {None, 1, 2}
    lines = {line.promise: line for line in report_of(NOW.date(), now=NOW).lines}
    assert lines["volume"].due >= 20
    assert lines["acceptance"].due > 10


@pytest.mark.parametrize("now", [NOW, datetime(2026, 11, 1, 9, tzinfo=UTC)])
def test_a_short_history_has_one_version_in_force_already(now):
    load(1, now)
    found = Agreement.objects.get()
    assert found.status == AgreementStatus.ACTIVE
    assert found.effective_on <= now.date()
