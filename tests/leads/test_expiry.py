"""What silence does, in working days of the company."""

from datetime import date

import pytest
import time_machine

from leads import transitions
from leads.expiry import expire_all
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with time_machine.travel("2026-11-02 09:00 +0000", tick=False) as traveller:
        yield traveller


def later(clock, day):
    clock.move_to(f"{day} 03:20 +0000")
    return expire_all(date.fromisoformat(day))


def test_a_new_lead_idle_for_thirty_days_goes_to_nurturing(clock):
    lead = factories.lead()
    assert later(clock, "2026-12-02")["nurtured"] == 0
    assert later(clock, "2026-12-03")["nurtured"] == 1
    lead.refresh_from_db()
    assert lead.stage == "nurturing"


def test_an_undecided_hand_over_expires_untouched_after_ten_working_days(clock):
    lead = factories.handed_over()
    # 11 November is a holiday: ten working days after the 2nd is the 17th.
    assert later(clock, "2026-11-17")["undecided"] == 0
    assert later(clock, "2026-11-18")["undecided"] == 1
    lead.refresh_from_db()
    assert (lead.stage, lead.close_reason) == ("recycled", "expired_untouched")
    assert lead.handovers.get().verdict == "expired"


def test_an_unanswered_rejection_takes_the_fate_of_its_reason(clock):
    out, timing = factories.rejected(), factories.rejected(reason="bad_timing")
    assert later(clock, "2026-11-10")["unanswered_rejections"] == 2
    out.refresh_from_db()
    timing.refresh_from_db()
    assert (out.stage, timing.stage) == ("disqualified", "recycled")


def test_an_unanswered_return_is_recycled(clock):
    lead = factories.handed_over()
    transitions.return_(lead, by=lead.owner, missing=["budget"])
    later(clock, "2026-11-18")
    lead.refresh_from_db()
    assert (lead.stage, lead.close_reason) == ("recycled", "expired_unanswered")


def test_running_twice_does_nothing_more(clock):
    factories.handed_over()
    later(clock, "2026-11-18")
    assert set(later(clock, "2026-11-18").values()) == {0}
