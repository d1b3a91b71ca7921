"""Events in words. Use: {% load news %}."""

from django import template

from alignment.journal.models import Event
from alignment.notifications import sentences

register = template.Library()


@register.filter
def sentence(event: Event) -> str:
    """Who did what to what."""
    return sentences.sentence_of(event)


@register.filter
def detail(event: Event) -> str:
    """What the event says besides."""
    return sentences.detail_of(event)
