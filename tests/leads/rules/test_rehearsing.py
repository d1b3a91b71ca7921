from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alignment.journal.models import Event
from alignment.people.models import Absence
from alignment.web.business_days import today
from alignment.web.errors import Incomplete, NotAllowed
from leads import transitions
from leads.models import Company, Firing, Lead, Rule, Task
from leads.rules import keeping
from leads.rules.rehearsing import rehearse
from tests import factories

pytestmark = pytest.mark.django_db
CALL = {"act": "task", "title": "Appeler", "kind": "call", "to": "marketer"}


def tried(by, *, kind="automation", event="lead.logged", query=None, acts=(CALL,), rule=None):
    return rehearse(by=by, kind=kind, event=event, query=query or {}, acts=list(acts), rule=rule)


def pool(*people):
    return [{"act": "assign", "pool": {str(one.public_id): n for one, n in people}}]


def test_it_says_how_often_and_for_which_leads_and_changes_nothing(maya, dana):
    asked, _other = factories.lead(maya), factories.lead(maya, source="event")
    old = factories.lead(maya, captured_at=timezone.now() - timedelta(days=40))
    before = (Event.objects.count(), Lead.objects.values_list("version", flat=True).order_by("pk"))
    found = tried(dana, query={"source": "website"})
    assert (found.happened, found.fired, found.leads) == (2, 1, 1)
    assert [each.lead for each in found.examples] == [asked]
    assert old not in [each.lead for each in found.examples]
    assert not (Task.objects.exists() or Firing.objects.exists() or Rule.objects.exists())
    assert (Event.objects.count(), list(before[1])) == (before[0], list(before[1]))


def test_the_stage_is_that_of_the_moment_not_of_today(maya, dana, sam):
    factories.accepted(sam)
    assert tried(dana, query={"stage": "new"}).fired == 1
    assert tried(dana, query={"stage": "accepted"}).fired == 0
    assert tried(dana, query={"stage": ["new", "mql"], "state": "open"}).fired == 1
    assert tried(dana, query={"state": "ended"}).fired == 0
    assert tried(dana, event="lead.accepted", query={"stage": "accepted"}).fired == 1


def test_an_assignment_shows_everybodys_part_and_those_that_go_before(maya, dana, sam):
    lea = factories.person("Léa")
    for _lead in range(6):
        factories.lead(maya)
    found = tried(dana, kind="assignment", acts=pool((sam, 2), (lea, 1)))
    assert found.shares == [(sam, 4), (lea, 2)]
    first = keeping.save_rule(
        None, by=dana, name="Avant", kind="assignment", event="lead.logged",
        query={"source": "website"}, acts=pool((sam, 1)),
    )  # fmt: skip
    keeping.switch_rule(first, by=dana, on=True)
    again = tried(dana, kind="assignment", acts=pool((lea, 1)))
    assert (again.fired, again.taken) == (0, 6)
    # The rule itself is not before itself.
    assert tried(dana, kind="assignment", acts=pool((sam, 1)), rule=first).fired == 6


def test_an_account_stays_with_its_owner_and_who_is_away_gets_none(maya, dana, sam):
    lea = factories.person("Léa")
    lead = factories.lead(maya)
    factories.lead(maya)
    Company.objects.filter(pk=lead.company_id).update(owner=lea)
    found = tried(dana, kind="assignment", acts=pool((sam, 10), (lea, 1)))
    assert dict(found.shares)[lea] == 1
    for person in (sam, lea):
        Absence.objects.create(user=person, starts_on=today(), ends_on=today())
    assert tried(dana, kind="assignment", acts=pool((sam, 1), (lea, 1))).nobody == 2


def test_what_was_taken_back_brought_in_merged_or_erased_is_left_out(maya, dana):
    undone, merged, erased, brought = (factories.lead(maya) for _each in range(4))
    transitions.undo(undone, by=maya)
    Lead.objects.filter(pk=merged.pk).update(stage="merged")
    type(erased.contact).objects.filter(pk=erased.contact_id).update(erased_at=timezone.now())
    assert tried(dana).fired == 1
    assert [each.lead for each in tried(dana).examples] == [brought]


def test_a_thousand_events_are_asked_as_quickly_as_ten(maya, dana):
    tried(dana)  # fields of one's own are read once a minute
    counts = []
    for number in (3, 12):
        for _lead in range(number):
            factories.lead(maya)
        with CaptureQueriesContext(connection) as asked:
            tried(dana, kind="assignment", acts=pool((maya, 1)))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


def test_what_is_wrong_is_named_and_only_managers_may_try(sam, dana):
    with pytest.raises(Incomplete):
        tried(dana, query={"nope": "1"})
    with pytest.raises(Incomplete):
        tried(dana, event="lead.erased")
    sam.is_manager = False
    with pytest.raises(NotAllowed):
        tried(sam)


def test_the_form_shows_it_without_saving(dana, maya, client):
    dana.language = "en"
    dana.save()
    client.force_login(dana)
    lead = factories.lead(maya)
    data = {"event": "lead.logged", "notify-on": "on", "notify-to": "owner", "try": "1"}
    answer = client.post("/rules/new/?kind=automation", data)
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert "would have run 1 time" in shown
    assert str(lead) in shown
    assert not Rule.objects.exists()
    wrong = client.post("/rules/new/?kind=automation", {**data, "if-stage": "gone"})
    assert wrong.status_code == 400
