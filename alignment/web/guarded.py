"""The one way out: HTTP to an address that somebody typed, guarded against reaching inside.

The name is resolved once, every address it stands for must be public, and the connection is made
to the address that was checked (a name that changes its mind in between gains nothing). HTTPS
alone, ports 80, 443 and 8443, no redirect, 64 KB of answer and 8 seconds in all unless the caller
allows for other limits. Nothing else of the house opens a connection of its own: a test reads the
imports. OUTGOING_LOOPBACK, for tests and development, also lets in http and any port of this very
machine.
"""

import ipaddress
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse
from urllib3.util import Timeout

from alignment.web.errors import Refused

SECONDS = 8.0
SECONDS_TO_RESOLVE = 3.0
MOST_BYTES = 64 * 1024
LONGEST = 1000
PORTS = frozenset({80, 443, 8443})
# What Python 3.11 calls global though it leads inside: NAT64, 6to4, Teredo, mapped IPv4.
CLOSED = tuple(
    ipaddress.ip_network(text)
    for text in (
        "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::ffff:0:0/96", "::/96",
        "192.88.99.0/24", "fec0::/10",
    )
)  # fmt: skip
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Unsafe(Refused):
    """The address is not one that messages may be sent to; it will not become one."""

    code = "unsafe_address"
    message = _("This address cannot be used.")


class Unreachable(Exception):
    """Nobody answered in time, or not in HTTP: worth another try."""


@dataclass(frozen=True)
class Place:
    """An address taken apart."""

    scheme: str
    host: str
    port: int
    path: str = field(repr=False)  # it may hold a secret

    @property
    def named(self) -> str:
        """The host as the Host header has it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = 443 if self.scheme == "https" else 80
        return host if self.port == usual else f"{host}:{self.port}"


@dataclass(frozen=True)
class Reply:
    """What came back: the status, the headers by their lower-case names, the first 64 KB."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


def place_of(url: str) -> Place:
    """The address taken apart, without asking the network. Raises Unsafe."""
    if len(url) > LONGEST or not url.isascii() or any(c <= " " or c in "\\\x7f" for c in url):
        raise Unsafe(_("Paste the whole address, without spaces or accents."))
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise Unsafe(_("This is not an address.")) from error
    host = (parts.hostname or "").rstrip(".")
    if not host or parts.username is not None or parts.password is not None:
        raise Unsafe(_("This is not an address."))
    if parts.scheme != "https" and not (parts.scheme == "http" and settings.OUTGOING_LOOPBACK):
        raise Unsafe(_("The address must start with https://."))
    if port not in PORTS and not settings.OUTGOING_LOOPBACK:
        raise Unsafe(_("The port must be 80, 443 or 8443."))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(parts.scheme, host, port, path)


def resolve(place: Place) -> list[Address]:
    """Every address of the host, all of them public. Raises Unsafe or Unreachable."""
    found = list(dict.fromkeys(_look_up(place)))
    if not found:
        raise Unreachable(gettext("Nothing is known under this name."))
    for address in found:
        if not _is_open(address, place):
            raise Unsafe(_("This address leads into a private network."))
    return found


def post(url: str, *, body: bytes, headers: Mapping[str, str] | None = None) -> Reply:
    """POST the body and return what was answered, redirects included.

    Raises Unsafe (never try again) or Unreachable (no answer within 8 seconds, or a broken one).
    """
    return _ask("POST", url, body=body, headers=headers)


def get(
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    seconds: float = SECONDS,
    most_bytes: int = MOST_BYTES,
) -> Reply:
    """GET what the address has, within `seconds` and up to `most_bytes`; raises like `post`."""
    return _ask("GET", url, body=None, headers=headers, seconds=seconds, most_bytes=most_bytes)


def _ask(
    method: str,
    url: str,
    *,
    body: bytes | None,
    headers: Mapping[str, str] | None,
    seconds: float | None = None,
    most_bytes: int = MOST_BYTES,
) -> Reply:
    seconds = SECONDS if seconds is None else seconds
    until = time.monotonic() + seconds
    place = place_of(url)
    address = resolve(place)[0]
    sent = {"Accept-Encoding": "identity", **(headers or {}), "Host": place.named}
    pool = _pool(place, str(address))
    try:
        with _cut_at(until, pool):
            answer = pool.urlopen(
                method, place.path, body=body, headers=sent, retries=False, redirect=False,
                preload_content=False, decode_content=False,
                timeout=Timeout(total=max(0.1, until - time.monotonic())),
            )  # fmt: skip
            headers_back = {name.lower(): value for name, value in answer.headers.items()}
            return Reply(answer.status, headers_back, _first_bytes(answer, until, most_bytes))
    except (HTTPError, OSError, ValueError) as error:
        raise Unreachable(_reason(error, until, seconds)) from error
    finally:
        pool.close()


def _look_up(place: Place) -> list[Address]:
    """What the system's resolver says, given up on after 3 seconds."""
    pool = ThreadPoolExecutor(1)
    try:
        asked = pool.submit(socket.getaddrinfo, place.host, place.port, type=socket.SOCK_STREAM)
        rows = asked.result(SECONDS_TO_RESOLVE)
        return [ipaddress.ip_address(str(row[4][0])) for row in rows]
    except TooSlow as error:
        raise Unreachable(gettext("Nothing is known under this name.")) from error
    except (OSError, UnicodeError, ValueError) as error:
        raise Unreachable(gettext("Nothing is known under this name.")) from error
    finally:
        pool.shutdown(wait=False)


def _is_open(address: Address, place: Place) -> bool:
    if settings.OUTGOING_LOOPBACK and address.is_loopback:
        return True
    if place.scheme != "https" or place.port not in PORTS:
        return False
    closed = any(address in network for network in CLOSED if network.version == address.version)
    return address.is_global and not (address.is_multicast or address.is_reserved or closed)


def _pool(place: Place, address: str) -> HTTPConnectionPool:
    """A pool of one connection to the checked address, with the certificate of the name."""
    if place.scheme == "http":
        return HTTPConnectionPool(address, place.port, maxsize=1)
    return HTTPSConnectionPool(
        address,
        place.port,
        maxsize=1,
        cert_reqs="CERT_REQUIRED",
        server_hostname=place.host,
        assert_hostname=place.host,
    )


@contextmanager
def _cut_at(until: float, pool: HTTPConnectionPool) -> Iterator[None]:
    """Shut the socket when time is up: a server that drips bytes satisfies every read timeout."""
    made = _remember_connections(pool)
    timer = threading.Timer(max(0.0, until - time.monotonic()), _cut, [made])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _remember_connections(pool: HTTPConnectionPool) -> list[Any]:
    """The connections that the pool makes from here on."""
    made: list[Any] = []
    make = pool._new_conn

    def noted() -> Any:
        made.append(make())
        return made[-1]

    pool._new_conn = noted  # type: ignore[method-assign]
    return made


def _cut(connections: list[Any]) -> None:
    for connection in connections:
        opened = getattr(connection, "sock", None)
        if opened is not None:
            try:
                opened.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


def _first_bytes(answer: BaseHTTPResponse, until: float, most: int) -> bytes:
    """Not more than so many; the rest is never read."""
    body = b""
    while len(body) < most and time.monotonic() < until:
        piece = answer.read(min(8192, most - len(body)))
        if not piece:
            break
        body += piece
    return body


def _reason(error: Exception, until: float, seconds: float) -> str:
    """Why, in words that hold nothing of the address."""
    if time.monotonic() >= until:
        return gettext("No whole answer within {n} seconds.").format(n=round(seconds))
    return gettext("No answer ({error}).").format(error=type(error).__name__)
