"""What was just done, said in a corner of the page, with a way back where there is one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest

UNDO, OPEN = "undo:", "open:"


def say(
    request: HttpRequest,
    text: Any,
    *,
    undo: str = "",
    url: str = "",
    level: int = messages.SUCCESS,
) -> None:
    """Queue a message for the next page.

    `undo` is the address that a POST takes it back at, `url` that of the page it speaks of.
    """
    tags = [mark + address for mark, address in ((UNDO, undo), (OPEN, url)) if address]
    messages.add_message(request, level, text, extra_tags=" ".join(tags))


def undo_url(message: Any) -> str:
    """The address of the undo given to say(), "" when there is none."""
    return _tagged(message, UNDO)


def open_url(message: Any) -> str:
    """The address of the page that the message speaks of, "" when there is none."""
    return _tagged(message, OPEN)


def _tagged(message: Any, mark: str) -> str:
    # No address holds a space: it would be escaped.
    tags = (message.extra_tags or "").split()
    return next((tag.removeprefix(mark) for tag in tags if tag.startswith(mark)), "")
