"""How often a password may be tried: 5 for one address and e-mail, 30 for one address, in 5 min.

An attempt is counted before the password is checked, so that parallel attempts gain nothing; a
right password gives its attempts back.
"""

import hashlib

from django.core.cache import cache
from django.http import HttpRequest

from alignment.web.addresses import client_address

WINDOW = 300
PER_EMAIL = 5
PER_ADDRESS = 30


def may_try(request: HttpRequest, email: str) -> bool:
    """Count one attempt; False when there were too many."""
    by_email, by_address = _keys(request, email)
    within_email = _count(by_email) <= PER_EMAIL
    return _count(by_address) <= PER_ADDRESS and within_email


def succeeded(request: HttpRequest, email: str) -> None:
    """The password was right: forget the attempts on this e-mail, and this one of the address."""
    by_email, by_address = _keys(request, email)
    cache.delete(by_email)
    try:
        cache.decr(by_address)
    except ValueError:  # the window ended meanwhile
        return


def _count(key: str) -> int:
    cache.add(key, 0, WINDOW)
    try:
        return cache.incr(key)
    except ValueError:  # the window ended between the two calls
        return 1


def _keys(request: HttpRequest, email: str) -> tuple[str, str]:
    address = client_address(request)
    both = hashlib.sha256(f"{address}\n{email.strip().lower()}".encode()).hexdigest()
    alone = hashlib.sha256(address.encode()).hexdigest()
    return f"login:both:{both}", f"login:address:{alone}"
