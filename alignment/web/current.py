"""What is known about the piece of work in hand, for the journal and the logs.

Context variables, because services must not be handed a request: they are called by pages, the
API, commands and jobs alike.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
via: ContextVar[str] = ContextVar("via", default="")


@contextmanager
def working(*, via_door: str, request: str = "") -> Iterator[None]:
    """Name the door (page, api, command, import, job) of everything done inside the block."""
    door, work = via.set(via_door), request_id.set(request)
    try:
        yield
    finally:
        request_id.reset(work)
        via.reset(door)
