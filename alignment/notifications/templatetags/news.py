"""Events in words. Use: {% load news %}."""

from django import template

from alignment.journal.models import Event
from alignment.notifications import sentences
from alignment.people.models import User

register = template.Library()


@register.filter
def sentence(event: Event, reader: User | None = None) -> str:
    """Who did what to what, said to the reader."""
    return sentences.sentence_of(event, reader.pk if reader else None)


@register.filter
def detail(event: Event) -> str:
    """What the event says besides."""
    return sentences.detail_of(event)
