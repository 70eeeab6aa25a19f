"""No page and no export asks another machine (SSRF): the watch of conftest.py sees every test of the web; here it is tested itself."""

import http.client
import re
import socket
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.no_database
SOURCES = Path(__file__).parents[2] / "src/leitplanke"
ALLOWED = {
    "web/accounts/elsewhere.py": "the operator's own sign-in, if set",
    "web/accounts/issuer.py": "the same",
    "web/waves/mail.py": "the operator's mail server, if set",
    "web/server.py": "asks whether its own port answers",
    "web/commands.py": "asks whether its own port is free",
    "web/condition/outside.py": "the doctor asks the operator's own mail server and sign-in, if set",
}
"""Modules of ours that may speak through the network, and to whom."""
SPEAKS = re.compile(
    r"^\s*(?:import|from)\s+(?:requests|httpx|aiohttp|urllib3|urllib\.request|http\.client|socket|smtplib|ftplib|telnetlib|asyncio|ssl|"
    r"xmlrpc|django\.core\.mail|django\.core\.validators\.URLValidator)\b|\burlopen\(|(?<!def )\bsend_mail\(",
    re.MULTILINE,
)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: socket.create_connection(("192.0.2.1", 80), timeout=0.01),
        lambda: socket.getaddrinfo("evil.example", 80),
        lambda: socket.gethostbyname("evil.example"),
        lambda: socket.create_connection(("169.254.169.254", 80), timeout=0.01),
        lambda: socket.create_connection(("10.0.0.1", 80), timeout=0.01),
        lambda: urllib.request.urlopen("http://192.0.2.1/", timeout=0.01),
        lambda: http.client.HTTPConnection("2001:db8::1", 80, timeout=0.01).connect(),
        lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 53)),
    ],
)
def test_the_watch_sees_whoever_asks(ask: Callable[[], object], outgoing: list[str]) -> None:
    with pytest.raises((PermissionError, urllib.error.URLError)):
        ask()
    assert outgoing
    outgoing.clear()


def test_the_watch_lets_this_machine_be(outgoing: list[str]) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        socket.create_connection(listener.getsockname(), timeout=5.0).close()
    assert outgoing == []


def test_only_these_modules_speak_through_the_network() -> None:
    found = {str(path.relative_to(SOURCES)) for path in SOURCES.rglob("*.py") if SPEAKS.search(path.read_text(encoding="utf-8"))}
    assert found <= set(ALLOWED)
