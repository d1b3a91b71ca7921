"""Interest fades each night, and only that: nothing else of a lead changes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leads import cooling
from leads.choices import Stage, TouchKind
from leads.models import Lead, Touch
from tests import factories

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def touched(by, *touches, level, stage=None):
    """A lead with touches of (kind, days ago), standing at a level."""
    lead = factories.mql(by)
    for kind, days in touches:
        at = NOW - timedelta(days=days)
        Touch.objects.create(lead=lead, contact=lead.contact, kind=kind, occurred_at=at)
    Lead.objects.filter(pk=lead.pk).update(engagement_level=level, stage=stage or lead.stage)
    return lead


def level_of(lead):
    return Lead.objects.get(pk=lead.pk).engagement_level


def test_a_level_goes_down_when_its_points_have_faded(maya):
    # 50 points halve to 25 in 30 days, and to 12.5 in 60: levels 2, 3 and 3.
    fresh = touched(maya, (TouchKind.DEMO_REQUEST, 10), level=2)
    month = touched(maya, (TouchKind.DEMO_REQUEST, 30), level=2)
    year = touched(maya, (TouchKind.DEMO_REQUEST, 365), level=1)
    none = touched(maya, level=2)
    assert cooling.cool(NOW) == 3
    assert [level_of(lead) for lead in (fresh, month, year, none)] == [2, 3, 4, 4]
    assert cooling.cool(NOW) == 0


def test_time_warms_nobody_and_ended_leads_rest(maya):
    low = touched(maya, (TouchKind.DEMO_REQUEST, 0), (TouchKind.PRICE, 0), level=3)
    ended = touched(maya, level=1, stage=Stage.LOST)
    assert cooling.cool(NOW) == 0
    assert (level_of(low), level_of(ended)) == (3, 1)


def test_what_is_to_come_keeps_nobody_warm(maya):
    lead = touched(maya, (TouchKind.DEMO_REQUEST, -5), level=1)
    assert cooling.cool(NOW) == 1
    assert level_of(lead) == 4


def test_grade_priority_and_stage_stay(maya, django_assert_max_num_queries):
    leads = [touched(maya, level=1) for _each in range(12)]
    kept = ("fit_grade", "fit_score", "tier", "stage", "mql_on")
    before = list(Lead.objects.order_by("pk").values_list(*kept))
    with django_assert_max_num_queries(6):
        assert cooling.cool(NOW) == len(leads)
    assert list(Lead.objects.order_by("pk").values_list(*kept)) == before
