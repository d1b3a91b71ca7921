"""Reading once what many figures of one night are drawn from."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

_READ: ContextVar[dict[str, Any] | None] = ContextVar("read_once", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Within, what is asked for by `once` is read once, however many figures ask for it."""
    token = _READ.set({})
    try:
        yield
    finally:
        _READ.reset(token)


def is_read_once() -> bool:
    """Whether reading all of it is worth it, since others will ask for it too."""
    return _READ.get() is not None


def once(name: str, read: Callable[[], T]) -> T:
    """What `read` gives; the same again for the same name within `read_once`."""
    kept = _READ.get()
    if kept is None:
        return read()
    if name not in kept:
        kept[name] = read()
    return kept[name]
