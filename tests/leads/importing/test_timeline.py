from datetime import UTC, datetime, timedelta

import pytest

from leads.choices import Stage
from leads.importing.timeline import timeline_of

START = datetime(2024, 6, 1, 9, tzinfo=UTC)


def after(days):
    return START + timedelta(days=days)


def test_crossed_milestones_take_the_next_known_instant_and_say_so():
    line = timeline_of({"captured": START, "mql": after(1), "sql": after(9), "won": after(40)})
    assert [(step.name, step.inferred) for step in line.passed] == [
        ("captured", False),
        ("mql", False),
        ("handed_over", True),
        ("accepted", True),
        ("sql", False),
        ("opportunity", True),
        ("won", False),
    ]
    assert line.at("accepted") == after(9)
    assert line.at("opportunity") == after(40)
    assert (line.stage, line.closed_at) == (Stage.WON, after(40))


def test_an_mql_and_nothing_else_stands_at_mql_captured_that_day():
    line = timeline_of({"mql": START})
    assert (line.stage, line.highest, line.at("captured")) == (Stage.MQL, Stage.MQL, START)


def test_a_lost_deal_had_an_opportunity():
    line = timeline_of({"captured": START, "lost": after(3)})
    assert line.get("opportunity").inferred
    assert (line.stage, line.highest) == (Stage.LOST, Stage.OPPORTUNITY)


@pytest.mark.parametrize(
    ("reason", "stage"), [("out_of_icp", Stage.DISQUALIFIED), ("bad_timing", Stage.RECYCLED)]
)
def test_an_old_rejection_is_closed_as_its_reason_says(reason, stage):
    line = timeline_of({"mql": START, "handed_over": after(1), "rejected": after(2)}, reason)
    assert (line.stage, line.closed_at, line.reason) == (stage, after(2), reason)


def test_a_win_before_the_capture_keeps_its_dates_and_is_flagged():
    line = timeline_of({"captured": START, "mql": START, "won": after(-2)})
    assert line.anomaly == "won_before_captured"
    assert line.at("won") == after(-2)


def test_the_same_day_without_an_hour_is_no_contradiction():
    midnight = datetime(2024, 5, 31, 22, tzinfo=UTC)
    assert timeline_of({"captured": midnight + timedelta(hours=9), "won": midnight}).anomaly == ""


def test_other_orders_are_flagged_too():
    assert timeline_of({"captured": START, "mql": after(5), "sql": after(2)}).anomaly == (
        "out_of_order"
    )
