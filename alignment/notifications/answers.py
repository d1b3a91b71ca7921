"""What became of an attempt, the same for every transport."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from django.utils import timezone

from alignment.web import guarded

# Worth another try; every other answer that is not 2xx will not get better by itself.
PASSING = frozenset({408, 425, 429})
LONGEST_WAIT = 3600.0


@dataclass(frozen=True)
class Answer:
    """`retry_after` is in seconds; `is_gone` says that the address will never work again."""

    ok: bool
    text: str = ""
    status: int | None = None
    is_permanent: bool = False
    is_gone: bool = False
    retry_after: float = 0.0


def permanent(text: str, status: int | None = None) -> Answer:
    """Refused for good."""
    return Answer(ok=False, text=text, status=status, is_permanent=True)


def transient(text: str, status: int | None = None, retry_after: float = 0.0) -> Answer:
    """Refused for now."""
    return Answer(ok=False, text=text, status=status, retry_after=retry_after)


def post(url: str, *, body: bytes, headers: Mapping[str, str]) -> Answer:
    """POST through the guarded client; a redirect is a refusal, a private address is one too."""
    try:
        reply = guarded.post(url, body=body, headers=headers)
    except guarded.Unsafe as refused:
        return permanent(str(refused))
    except guarded.Unreachable as error:
        return transient(str(error))
    return _of(reply)


def _of(reply: guarded.Reply) -> Answer:
    if 200 <= reply.status < 300:
        return Answer(ok=True, text=reply.text, status=reply.status)
    if reply.status in PASSING or reply.status >= 500:
        return transient(reply.text, reply.status, _wait(reply.headers.get("retry-after", "")))
    return Answer(
        ok=False,
        text=reply.text,
        status=reply.status,
        is_permanent=True,
        is_gone=reply.status == 410,
    )


def _wait(text: str) -> float:
    """Seconds that the other side asks to be left alone, an hour at most."""
    if text.isascii() and text.isdigit():
        return min(float(text), LONGEST_WAIT)
    try:
        wait = parsedate_to_datetime(text).timestamp() - timezone.now().timestamp()
    except (TypeError, ValueError):
        return 0.0
    return min(max(wait, 0.0), LONGEST_WAIT)


def now_in_seconds() -> int:
    """Whole seconds since 1970, for signatures."""
    return int(time.time())
