"""Nothing is told of what was rolled back; the old owner hears too; htmx gets the part."""

import pytest
from django.db import transaction

from alignment.notifications.models import Notification
from alignment.people.choices import TeamKind
from leads import transitions
from tests import factories
from tests.notifications.test_telling import heard, tell_all

pytestmark = pytest.mark.django_db


def test_nothing_is_told_of_what_was_rolled_back(maya, sam):
    lead = factories.mql(maya)
    with transaction.atomic():
        transitions.hand_over(lead, by=maya, assignee=sam)
        transaction.set_rollback(True)
    tell_all()
    assert not Notification.objects.exists()


def test_the_old_and_the_new_owner_hear_of_a_reassignment(maya, sam, manager):
    other = factories.person("Lou", TeamKind.SALES)
    lead = factories.handed_over(to=sam, by=maya)
    transitions.reassign(lead, by=manager, owner=other, why="Vacances")
    tell_all()
    assert heard(other) == ["lead.reassigned"]
    assert heard(sam, "lead.reassigned") == ["lead.reassigned"]
    assert heard(manager) == []


def test_htmx_gets_the_list_alone(maya, sam, page):
    factories.handed_over(to=sam, by=maya)
    tell_all()
    part = page(sam).get("/notifications/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "Maya handed over" in part
