"""What a message says about an event, in the language of who reads it."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext as _

from alignment.journal.models import Event
from alignment.notifications import links, sentences
from alignment.notifications.choices import Medium
from alignment.notifications.models import Delivery
from alignment.people.models import User

LANGUAGE_OF_CHANNELS = settings.LANGUAGE_CODE
# Before French signs and in French numbers: printable to a reader, not to Python.
HARD_SPACES = "\u00a0\u202f"


@dataclass(frozen=True)
class Button:
    """A link of a message with its words."""

    label: str
    url: str


@dataclass(frozen=True)
class Told:
    """The words of one message. Plain text: who draws it escapes it."""

    verb: str
    sentence: str
    detail: str
    label: str
    url: str
    occurred_at: Any
    buttons: list[Button] = field(default_factory=list)
    brief: list[tuple[str, str]] = field(default_factory=list)


def told_of(delivery: Delivery) -> Told:
    """What the delivery says, in the language that is active; a test says that it is one."""
    event = delivery.event
    if event is None:
        return Told("test", _("This is a test from Tandem."), _test_detail(), "Tandem",
                    settings.SITE_URL, delivery.created_at)  # fmt: skip
    person = _concerned(delivery, event)
    return Told(
        verb=event.verb,
        sentence=one_line(_sentence(delivery, event, person)),
        detail=sentences.detail_of(event),
        label=one_line(event.target_label),
        url=absolute(event.target_url),
        occurred_at=event.occurred_at,
        buttons=_buttons(delivery, event, person),
        brief=sentences.brief_of(event) if delivery.recipient_id else [],
    )


def absolute(path: str) -> str:
    """The address of a page as a message must write it."""
    return settings.SITE_URL.rstrip("/") + (path or "/")


def one_line(text: str) -> str:
    """Without line breaks and control characters: fit for a subject. Hard spaces stay hard."""
    kept = "".join(c if c.isprintable() or c in HARD_SPACES else " " for c in text)
    return re.sub(r" {2,}", " ", kept).strip()


def target_id(event: Event) -> str:
    """The public id of what the event is about, "" when it is gone."""
    try:
        model = apps.get_model(event.target_kind)
    except LookupError:
        return ""
    found = model._base_manager.filter(pk=event.target_id).values_list("public_id", flat=True)
    return str(found[0]) if found else ""


def _test_detail() -> str:
    return _("If you read it, this channel works.")


def _sentence(delivery: Delivery, event: Event, person: User | None) -> str:
    if delivery.recipient_id:
        return sentences.sentence_of(event, delivery.recipient_id)
    return sentences.sentence_for_all(event, str(person or ""))


def _buttons(delivery: Delivery, event: Event, person: User | None) -> list[Button]:
    """Links for the person the event is about; in a channel, others read them: log in first."""
    if person is None or event.reverses_id:
        return []
    shared = delivery.medium != Medium.EMAIL
    return [
        Button(
            str(offer.label), links.make(person, offer.purpose, offer.target, needs_login=shared)
        )
        for offer in links.offers_of(event, person)
    ]


def _concerned(delivery: Delivery, event: Event) -> User | None:
    if delivery.recipient_id:
        return delivery.recipient
    told = event.facts.get("tell") or []
    return User.objects.active().filter(pk=told[0]).first() if len(told) == 1 else None
