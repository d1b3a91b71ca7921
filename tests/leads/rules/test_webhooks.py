"""The act that calls a webhook goes out as every message does: by a delivery, never directly."""

import pytest

from alignment.journal.models import Event
from alignment.journal.telling import tell
from alignment.notifications.models import Delivery
from alignment.web.errors import Incomplete
from leads.models import Firing
from leads.rules import keeping
from tests import factories
from tests.notifications.channels import channel

pytestmark = pytest.mark.django_db


@pytest.fixture
def hook(dana):
    # It follows no topic by itself.
    return channel(dana, "https://erp.example/hook", topics=[])


@pytest.fixture
def rule(dana, hook):
    act = {"act": "webhook", "channel": str(hook.public_id)}
    row = keeping.save_rule(
        None, by=dana, name="Vers l’ERP", kind="automation", event="lead.logged",
        query={}, acts=[act],
    )  # fmt: skip
    return keeping.switch_rule(row, by=dana, on=True)


def tell_all():
    for _turn in range(3):
        for key in list(Event.objects.waiting().order_by("pk").values_list("pk", flat=True)):
            tell(key)


def test_it_waits_in_the_deliveries_once(rule, hook, maya):
    lead = factories.lead(maya)
    tell_all()
    delivery = Delivery.objects.get()
    assert (delivery.channel, delivery.state, delivery.event.verb) == (
        hook, "waiting", "rule.called",
    )  # fmt: skip
    assert delivery.event.target_id == lead.pk
    assert rule.firings.get().told == [{"act": "webhook", "channel": hook.pk}]
    tell(delivery.event_id)
    assert Delivery.objects.count() == 1


def test_a_channel_of_another_rule_is_not_called(rule, dana, maya):
    other = channel(dana, "https://crm.example/hook", topics=[], name="CRM")
    factories.lead(maya)
    tell_all()
    assert not Delivery.objects.filter(channel=other).exists()


def test_a_channel_that_is_off_is_refused_in_the_log(rule, hook, maya):
    hook.is_active = False
    hook.save()
    factories.lead(maya)
    tell_all()
    assert Firing.objects.get().state == "refused"
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("key", [None, 7, [], {}, "x", "00000000-0000-0000-0000-000000000001"])
def test_an_unknown_channel_is_refused(dana, key):
    with pytest.raises(Incomplete):
        keeping.save_rule(
            None, by=dana, name="A", kind="automation", event="lead.logged", query={},
            acts=[{"act": "webhook", "channel": key}],
        )  # fmt: skip
