"""What every answer to a GET must hold, whoever asks for it.

The walk over all addresses calls these on each answer it gets; each says what is wrong, or nothing.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from tests.standing.urls import Address

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}
# The address of a shared content is its secret: it is told to no other site, ours included.
STRICTER = {"leads:shared": {"Referrer-Policy": "no-referrer"}}
# The script that sites load to embed our forms; see tests/leads/test_web_forms.py.
FOR_OTHER_SITES = {"leads:embed_script"}
INLINE = (" style=", "<style", " onclick=", " onload=", "javascript:", "<script>")
SIDEBAR = re.compile(r'<aside class="sidebar".*?</aside>', re.DOTALL)
CURRENT = re.compile(r'aria-current="page"')
# One person's words in a pulse that three answered; found by no search of ours in anything else.
SECRET = "Zythologue-furtif-4711"


def complaints(answer: Any, address: Address, role: str) -> list[str]:
    """What is wrong with the answer to a GET, in words."""
    found = headers_of(answer, address)
    if answer.status_code == 200:
        body = b"".join(answer).decode(errors="replace")
        for inspect in INSPECTIONS:
            found += inspect(body, address, role)
    return found


def headers_of(answer: Any, address: Address) -> list[str]:
    """Nothing is kept, framed, sniffed or told to other sites; no script but ours runs."""
    if address.name in FOR_OTHER_SITES:
        return []
    told = {name: answer.headers.get(name) for name in HEADERS}
    told["Cache-Control"] = str(told["Cache-Control"]).removeprefix("private, ")
    expected = HEADERS | STRICTER.get(address.name, {})
    policy = answer.headers["Content-Security-Policy"]
    shuts_scripts_out = "script-src 'self'" in policy or "default-src 'none'" in policy
    checks = {
        f"headers {told}": told == expected,
        "no Permissions-Policy": "camera=()" in answer.headers["Permissions-Policy"],
        "no X-Request-ID": len(answer.headers["X-Request-ID"]) == 36,
        f"policy {policy}": "unsafe" not in policy and "frame-ancestors 'none'" in policy,
        f"scripts in {policy}": shuts_scripts_out,
    }
    return [name for name, is_right in checks.items() if not is_right]


def nothing_inline(body: str, address: Address, role: str) -> Iterator[str]:
    """The policy of the page would stop them; none is there to be stopped."""
    if not address.is_api and address.name not in FOR_OTHER_SITES:
        yield from (f"inline {text}" for text in INLINE if text in body)


def one_entry_is_current(body: str, address: Address, role: str) -> Iterator[str]:
    """Wherever one is, the menu says so; parts and small pages stand outside the shell."""
    menu = SIDEBAR.search(body)
    if menu and role != "stranger" and len(CURRENT.findall(menu[0])) != 1:
        yield "the menu marks no entry, or several"


def no_secret_is_told(body: str, address: Address, role: str) -> Iterator[str]:
    """What one of three answered is nowhere to be read."""
    if SECRET in body:
        yield "tells what one person answered"


INSPECTIONS: tuple[Callable[[str, Address, str], Iterator[str]], ...] = (
    nothing_inline,
    one_entry_is_current,
    no_secret_is_told,
)
