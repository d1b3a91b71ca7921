"""Channels and deliveries for tests, and what the workers do to them."""

from alignment.journal.models import Event
from alignment.journal.telling import tell_each
from alignment.notifications import sending
from alignment.notifications.models import Channel, Delivery
from alignment.notifications.topics import OF_CHANNELS
from alignment.notifications.transports import webhook

SLACK = "https://hooks.slack.com/services/T000/B000/abcdefghWXYZ"
TEAMS = (
    "https://prod-1.westeurope.logic.azure.com:443/workflows/1/triggers/manual/paths/invoke?sig=abc"
)
WHATSAPP = "https://graph.facebook.com/v21.0/1234567890/messages"


def channel(owner, url: str, **fields) -> Channel:
    """A webhook to the address, told everything."""
    defaults = {
        "kind": "webhook",
        "name": "ERP",
        "secret": webhook.new_secret(),
        "topics": [topic.code for topic in OF_CHANNELS],
    }
    return Channel.objects.create(owner=owner, address=url, **{**defaults, **fields})


def tell_all() -> int:
    """What the worker does after each commit."""
    return tell_each(Event.objects.waiting().order_by("pk").values_list("pk", flat=True))


def send_all() -> int:
    """What the sweep does."""
    return sending.send_due()


def of_channel(row: Channel) -> Delivery:
    return Delivery.objects.get(channel=row)


def states(**of) -> list[str]:
    return list(Delivery.objects.filter(**of).order_by("pk").values_list("state", flat=True))
