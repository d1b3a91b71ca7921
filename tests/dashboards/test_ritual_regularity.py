"""K24 against a count by hand: meetings held of planned, actions done by their day."""

from datetime import date, time, timedelta

import pytest

from alignment.rituals.choices import Kind, State
from alignment.rituals.models import Action, Meeting, Ritual
from alignment.web.business_days import local_date
from dashboards import kpis
from dashboards.choices import Period
from tests import factories
from tests.dashboards.rows import figure, noon, span_of

pytestmark = pytest.mark.django_db
EVENING = date(2026, 11, 20)
STATES = (State.HELD, State.SKIPPED, State.HELD, State.CANCELLED, State.PLANNED, State.HELD)
KEY = "ritual_regularity"


def span():
    return span_of(KEY, EVENING, period=Period.DAY)


@pytest.fixture
def year(db):
    ritual = Ritual.objects.create(
        kind=Kind.WEEKLY, weekday=1, at=time(9, 30), minutes=30, starts_on=date(2026, 1, 1)
    )
    for back in range(20):
        day = EVENING - timedelta(days=7 * back)
        Meeting.objects.create(
            ritual=ritual, occurs_on=day, planned_at=noon(day), minutes=30,
            state=STATES[back % len(STATES)],
        )  # fmt: skip
    for back in range(0, 120, 8):
        due = EVENING - timedelta(days=back)
        late = (None, -1, 0, 1)[back // 8 % 4]
        done = None if late is None else noon(due + timedelta(days=late))
        Action.objects.create(title="Rappeler", owner=factories.seller(), due_on=due, done_at=done)


def by_hand(variant):
    """(kept, all) of the ninety days, one row after the other."""
    first = EVENING - timedelta(days=89)
    if variant == "held":
        over = [
            meeting
            for meeting in Meeting.objects.all()
            if first <= local_date(meeting.planned_at) <= EVENING and meeting.state != "planned"
        ]
        return len([meeting for meeting in over if meeting.state == "held"]), len(over)
    due = [action for action in Action.objects.all() if first <= action.due_on <= EVENING]
    kept = [each for each in due if each.done_at and local_date(each.done_at) <= each.due_on]
    return len(kept), len(due)


@pytest.mark.parametrize("variant", ["held", "actions"])
def test_it_counts_as_by_hand_and_its_rows_are_those(year, variant):
    found = figure(KEY, variant, EVENING, period=Period.DAY, as_of=EVENING)
    kept, every = by_hand(variant)
    assert (found.numerator, found.denominator) == (kept, every)
    assert 0 < kept < every and found.value == kept / every
    module = kpis.KPIS[KEY]
    assert module.rows(variant, span(), "denominator").count() == every
    assert module.rows(variant, span(), "numerator").count() == kept


@pytest.mark.parametrize("variant", ["held", "actions"])
def test_the_rows_can_be_opened(year, page, variant):
    path = f"/dashboard/{KEY}/rows/?variant={variant}&part=n&period=day&start={EVENING}"
    html = page(factories.seller()).get(path)
    assert html.status_code == 200 and "rows" in html.content.decode()


def test_nothing_planned_is_no_figure(db):
    assert figure(KEY, "held", EVENING, period=Period.DAY, as_of=EVENING).value is None
