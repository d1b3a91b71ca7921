"""Messages, contents and feedback for tests."""

from typing import Any

from alignment.library.models import Content
from alignment.vision.choices import MessageKind
from alignment.vision.models import Message
from leads import transitions
from leads.models import Lead
from sla.models import Feedback
from tests import factories


def message(text: str = "Mise en service en 10 jours", **fields: Any) -> Message:
    """A promise that both teams make."""
    return Message.objects.create(kind=MessageKind.PROMISE, text=text, **fields)


def objection(text: str = "Trop cher") -> Message:
    return Message.objects.create(kind=MessageKind.OBJECTION, text=text)


def content(title: str = "Cas client Morel") -> Content:
    return Content.objects.create(title=title)


def asked(lead: Lead) -> Feedback:
    """What was asked last about the lead."""
    return Feedback.objects.filter(lead=lead).latest("pk")


def of_acceptance(**fields: Any) -> Feedback:
    """Sam accepted a lead and was asked about its file."""
    sam = fields.pop("by", None) or factories.seller()
    return asked(transitions.accept(factories.handed_over(to=sam, **fields), by=sam))


def of_rejection(**fields: Any) -> Feedback:
    """Sam said no to a lead of Maya."""
    return asked(factories.rejected(**fields))


def of_win(**fields: Any) -> Feedback:
    return asked(factories.won(**fields))
