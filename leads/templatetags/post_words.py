"""What colleagues write, made readable: mentions and links. Use: {% load post_words %}."""

import re
from collections.abc import Iterator

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from leads.mentions import mentions_in
from leads.models import Post

register = template.Library()
# http and https alone become links; what ends a sentence does not belong to the address.
LINK = re.compile(r"https?://[^\s<>\"'`“”«»\\]*[^\s<>\"'`“”«»\\.,;:!?)\]}…]", re.IGNORECASE)


@register.filter
def words_of(post: Post) -> SafeString:
    """The text of a message: everything in it is text, but for mentions and links."""
    text, at, parts = post.text, 0, []
    for mention in mentions_in(text, post.mentions.all()):
        parts += [*_with_links(text[at : mention.start])]
        parts.append(format_html('<b class="mention">@{}</b>', mention.user.full_name))
        at = mention.end
    parts += [*_with_links(text[at:])]
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped


def _with_links(text: str) -> Iterator[str]:
    at = 0
    for found in LINK.finditer(text):
        yield escape(text[at : found.start()])
        yield format_html(
            '<a href="{0}" rel="noopener noreferrer nofollow" target="_blank">{0}</a>', found[0]
        )
        at = found.end()
    yield escape(text[at:])
