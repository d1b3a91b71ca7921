"""How many requests one caller may make: fixed windows, two cache hits each."""

import time
from typing import Any

from django.conf import settings
from django.core.cache import cache

PERIODS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def wait_of(caller: str) -> float:
    """Count one request of the caller; the seconds until it may call again, 0 when it may now."""
    allowed, seconds = _rate()
    now = time.time()
    key = f"throttle:{caller}:{int(now // seconds)}"
    cache.add(key, 0, seconds)
    try:
        count = cache.incr(key)
    except ValueError:  # the window ended between the two calls
        return 0.0
    return 0.0 if count <= allowed else max(1.0, seconds - now % seconds)


def within(key: str, *, most: int, seconds: int) -> bool:
    """Count one more under the key; False when there were too many in that time."""
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) <= most
    except ValueError:  # the window ended between the two calls
        return True


def _rate() -> tuple[int, int]:
    """So many requests in so many seconds, from "600/min"."""
    rest: dict[str, Any] = settings.REST_FRAMEWORK
    count, _slash, period = rest["DEFAULT_THROTTLE_RATES"]["caller"].partition("/")
    return int(count), PERIODS[period[0]]
