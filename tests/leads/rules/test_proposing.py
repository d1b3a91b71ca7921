from datetime import timedelta

import pytest

from alignment.people.models import Absence
from alignment.web.business_days import today
from leads.rules import keeping
from leads.selectors.reps import reps_for
from tests import factories

pytestmark = pytest.mark.django_db


def names(by, to, query=None):
    row = keeping.save_rule(
        None,
        by=by,
        name="Salons",
        kind="assignment",
        event="lead.qualified",
        query=query or {},
        acts=[{"act": "assign", "to": str(to.public_id)}],
    )
    return keeping.switch_rule(row, by=by, on=True)


def test_the_hand_over_proposes_whom_the_rule_names_for_the_leads_it_asks_for(maya, dana):
    factories.person("Ada")
    named = factories.person("Zoe")
    names(dana, named, {"source": "event"})
    assert reps_for(factories.lead(maya, source="event"))[0].user == named
    assert reps_for(factories.lead(maya, source="website"))[0].user != named


def test_somebody_away_or_a_rule_switched_off_proposes_nobody(maya, dana):
    present = factories.person("Ada")
    named = factories.person("Zoe")
    rule = names(dana, named)
    lead = factories.lead(maya)
    keeping.switch_rule(rule, by=dana, on=False)
    assert reps_for(lead)[0].user == present
    keeping.switch_rule(rule, by=dana, on=True)
    Absence.objects.create(user=named, starts_on=today(), ends_on=today() + timedelta(days=2))
    assert reps_for(lead)[0].user == present
