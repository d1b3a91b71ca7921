"""A night counts the days of leads and hand-overs itself, as the database would."""

from contextlib import contextmanager

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from dashboards import kpis
from dashboards.facts import by_segment
from dashboards.histories import HANDOVERS, LEADS, grouped
from dashboards.kpis.stage_conversion import GOALS
from dashboards.kpis.stage_duration import STEPS
from dashboards.reading import read_once
from tests import factories
from tests.dashboards.rows import span_of
from tests.dashboards.stories import START, live, ticks

pytestmark = pytest.mark.django_db
COUNTED = {
    "lvr": (LEADS, ("mql_on",), {"mql_repeat": False}),
    **{
        f"conversion from {start}": (LEADS, tuple(f"{day}_on" for day in (start, *goals)), {})
        for start, goals in GOALS.items()
    },
    **{
        f"time in {name}": (step.history, (step.entry, *step.exits), step.where)
        for name, step in STEPS.items()
    },
    "pauses": (HANDOVERS, ("handed_over_on", "returned_at", "resubmitted_at", "verdict"), {}),
}
FEW = settings(
    deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@FEW
@given(story=ticks)
def test_rows_read_once_are_those_that_the_database_groups(story):
    with lived(story) as end:
        between = START.date(), end.date()
        for name, (history, columns, where) in COUNTED.items():
            alone = grouped(history, *columns, between=between, where=where)
            with read_once():
                at_night = grouped(history, *columns, between=between, where=where)
            assert sorted(map(repr, at_night)) == sorted(map(repr, alone)), name
            assert [row[0] for row in at_night] == sorted(row[0] for row in alone), name


@FEW
@given(story=ticks)
def test_a_night_measures_what_each_figure_measures_alone(story):
    with lived(story) as end:
        for kpi in kpis.KPIS.values():
            span = span_of(kpi.KEY, end.date())
            for variant, name in kpi.FACTS.items():
                alone = kpi.measure(variant, whole(kpi.facts(name, [span])), span)
                with read_once():
                    facts = kpi.facts(name, [span])
                assert kpi.measure(variant, whole(facts), span) == alone, (kpi.KEY, variant)


@contextmanager
def lived(story):
    """A company after the story, of which nothing is kept."""
    with transaction.atomic():
        boss = factories.person("Dana", "direction", email="dana.told@example.com")
        yield live(story, boss, factories.person("Sam", email="sam.told@example.com"))
        transaction.set_rollback(True)


def whole(facts):
    """The facts of the whole company, which stand first."""
    return next(part for _segment, _value, part in by_segment(facts))
