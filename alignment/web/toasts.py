"""What was just done, said in a corner of the page, with a way back where there is one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest

UNDO = "undo:"


def say(request: HttpRequest, text: Any, *, undo: str = "", level: int = messages.SUCCESS) -> None:
    """Queue a message for the next page; `undo` is the address that a POST takes it back at."""
    messages.add_message(request, level, text, extra_tags=f"{UNDO}{undo}" if undo else "")


def undo_url(message: Any) -> str:
    """The address given to say(), "" when there is none."""
    tags = message.extra_tags or ""
    return tags.removeprefix(UNDO) if tags.startswith(UNDO) else ""
