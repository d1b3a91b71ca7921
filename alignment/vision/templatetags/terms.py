"""The shared words where they are read: what a word means, one hover or one tap away."""

from typing import Any

from django import template
from django.utils.html import format_html

from alignment.vision import words

register = template.Library()


@register.filter
def with_term(text: Any) -> str:
    """The text with the first shared word in it linked to its page, its definition on hover."""
    text = str(text)
    found = words.known().first_in(text)
    if found is None:
        return text
    start, end, word = found
    return format_html(
        '{}<a class="term" href="{}" title="{}">{}</a>{}',
        text[:start], word.url, word.definition, text[start:end], text[end:],
    )  # fmt: skip
