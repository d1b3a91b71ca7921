"""The one HTTP client reaches public addresses alone, follows nothing, reads little, ends soon."""

import ast
import socket
import time

import pytest
from django.conf import settings as project

from alignment.web import guarded
from alignment.web.guarded import Unreachable, Unsafe
from tests.listener import listening

PRIVATE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.5.4", "172.31.255.254",
    "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1",
    "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "[::1]", "[::]", "[fe80::1]",
    "[fc00::1]", "[fd12::1]", "[ff02::1]", "[::ffff:10.0.0.1]", "[::ffff:8.8.8.8]",
    "[64:ff9b::a00:1]", "[64:ff9b::808:808]", "[2002:a00:1::1]", "[2001:0:1::1]",
    "[2001:db8::1]", "[fec0::1]", "[::7f00:1]", "2130706433", "0x7f000001", "0177.0.0.1",
    "127.1", "localhost",
]  # fmt: skip
NO_ADDRESS = [
    "", "hooks", "https://", "ftp://example.com/", "file:///etc/passwd", "gopher://example.com/",
    "http://example.com/", "https://user@example.com/", "https://a:b@example.com/",
    "https://example.com:22/", "https://example.com:6379/", "https://example.com:99999/",
    "https://exa mple.com/", "https://example.com/\r\nHost: evil", "https://example.com\\@10.0.0.1",
    "https://exämple.com/", "javascript:alert(1)", "//example.com/", "https://[::1",
    "https://" + "a" * 2000,
]  # fmt: skip
PUBLIC = ("93.184.216.34", 443)
Rows = list[tuple]


def names(monkeypatch, *addresses: str) -> list[str]:
    """The resolver answers these, and we see how often it is asked."""
    asked: list[str] = []

    def look_up(host, port, **_how) -> Rows:
        asked.append(host)
        return [(0, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


@pytest.mark.parametrize("host", PRIVATE)
def test_an_address_inside_is_refused(host):
    with pytest.raises(Unsafe):
        guarded.post(f"https://{host}/", body=b"{}")


@pytest.mark.parametrize("url", NO_ADDRESS)
def test_what_is_no_https_address_is_refused(url):
    with pytest.raises(Unsafe):
        guarded.place_of(url)


@pytest.mark.parametrize("inside", ["10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "::1"])
def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch, inside):
    names(monkeypatch, PUBLIC[0], inside)
    with pytest.raises(Unsafe):
        guarded.resolve(guarded.place_of("https://mixed.example/"))


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch):
    """A name that answers something else the second time is never asked a second time."""
    asked, reached = names(monkeypatch, PUBLIC[0]), []

    def connect(address, *_how, **_named):
        reached.append(address)
        raise OSError("not from a test")

    monkeypatch.setattr("urllib3.util.connection.create_connection", connect)
    with pytest.raises(Unreachable):
        guarded.post("https://rebinding.example/", body=b"{}")
    assert asked == ["rebinding.example"]
    assert reached == [PUBLIC]


def test_a_name_that_nobody_knows_is_worth_another_try(monkeypatch):
    def unknown(*_args, **_how):
        raise socket.gaierror("unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Unreachable):
        guarded.post("https://nobody.example/", body=b"{}")


def test_loopback_is_for_tests_and_does_not_open_the_private_network(settings):
    settings.OUTGOING_LOOPBACK = True
    for url in ("http://10.0.0.1/", "https://192.168.1.1/", "http://169.254.169.254/latest/"):
        with pytest.raises(Unsafe):
            guarded.post(url, body=b"{}")


@pytest.fixture
def loopback(settings):
    settings.OUTGOING_LOOPBACK = True


def test_a_redirect_is_an_answer_and_not_followed(loopback):
    with listening() as inside, listening((302, {"Location": inside.url}, b"")) as outside:
        assert guarded.post(outside.url, body=b"{}").status == 302
        assert len(outside.heard) == 1 and inside.heard == []


def test_the_body_and_the_headers_arrive(loopback):
    with listening((201, {"X-Kind": "ok"}, b"taken")) as server:
        reply = guarded.post(server.url, body=b'{"a":1}', headers={"X-Test": "yes"})
    assert (reply.status, reply.text, reply.headers["x-kind"]) == (201, "taken", "ok")
    assert server.heard[0].body == b'{"a":1}'
    assert server.heard[0].headers["x-test"] == "yes"
    assert server.heard[0].headers["host"] == f"127.0.0.1:{server.port}"


def test_only_64_kilobytes_are_read(loopback):
    with listening((200, {}, b"x" * 3_000_000)) as server:
        assert len(guarded.post(server.url, body=b"").body) == 64 * 1024


def test_a_server_that_drips_is_cut_off_with_its_status_known(loopback, monkeypatch):
    monkeypatch.setattr(guarded, "SECONDS", 1.0)
    with listening((200, {}, b"y" * 200)) as server:
        server.drip = 0.1
        started = time.monotonic()
        reply = guarded.post(server.url, body=b"{}")
        assert time.monotonic() - started < 3
    assert reply.status == 200 and len(reply.body) < 50


def test_a_server_that_says_nothing_is_given_up_on(loopback, monkeypatch):
    monkeypatch.setattr(guarded, "SECONDS", 0.5)
    with listening() as server:
        server.stall = 2
        started = time.monotonic()
        with pytest.raises(Unreachable):
            guarded.post(server.url, body=b"{}")
        assert time.monotonic() - started < 1.5


def test_nobody_there_is_worth_another_try(loopback):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with pytest.raises(Unreachable) as error:
        guarded.post(f"http://127.0.0.1:{port}/?token=verysecret", body=b"{}")
    assert "verysecret" not in str(error.value)


NETWORKED = {
    "urllib3", "requests", "httpx", "aiohttp", "http.client", "urllib.request",
    "ftplib", "telnetlib",
    "socket", "websockets",
}  # fmt: skip


def test_nothing_else_opens_a_connection():
    """Whoever needs the network goes through the guarded client."""
    found = set()
    for package in ("alignment", "leads", "sla", "dashboards"):
        for file in (project.BASE_DIR / package).rglob("*.py"):
            for module in imports_of(ast.parse(file.read_text())):
                if module in NETWORKED or module.split(".")[0] in NETWORKED:
                    found.add(str(file.relative_to(project.BASE_DIR)))
    assert found == {"alignment/web/guarded.py"}


def imports_of(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names
