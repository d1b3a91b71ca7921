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


def test_rules_of_other_moments_or_for_marketing_alone_propose_nobody(maya, dana):
    present, late = factories.person("Ada"), factories.person("Zoe")
    keeping.save_rule(
        None, by=dana, name="Perdus", kind="assignment", event="lead.lost", query={},
        acts=[{"act": "assign", "to": str(late.public_id)}],
    )  # fmt: skip
    row = names(dana, maya)
    for rule in (row, *type(row).objects.all()):
        keeping.switch_rule(rule, by=dana, on=True)
    lead = factories.lead(maya)
    assert not any(rep.is_by_rule for rep in reps_for(lead))
    assert reps_for(lead)[0].user == present


def test_the_rule_nearest_to_the_hand_over_speaks_first(maya, dana):
    early, near = factories.person("Ada"), factories.person("Zoe")
    for person, event in ((early, "lead.logged"), (near, "lead.handed_over")):
        row = keeping.save_rule(
            None, by=dana, name=event, kind="assignment", event=event, query={},
            acts=[{"act": "assign", "to": str(person.public_id)}],
        )  # fmt: skip
        keeping.switch_rule(row, by=dana, on=True)
    assert reps_for(factories.lead(maya))[0].user == near


def test_the_hand_over_says_who_is_named_by_a_rule(maya, dana, client):
    names(dana, factories.person("Zoe"))
    maya.language = "en"
    maya.save()
    client.force_login(maya)
    lead = factories.mql(maya)
    shown = client.get(f"/leads/{lead.public_id}/do/hand_over/").content.decode()
    assert shown.count("named by a rule") == 1
