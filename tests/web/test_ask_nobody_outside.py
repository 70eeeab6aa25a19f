"""No page and no export asks another machine (SSRF): the watch of conftest.py sees every test of the web; here it is tested itself."""

import ast
import http.client
import socket
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
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
SPEAKERS = (
    *("requests", "httpx", "aiohttp", "urllib3", "urllib.request", "http.client", "xmlrpc", "socket", "socketserver", "ssl", "asyncio"),
    *("smtplib", "imaplib", "poplib", "nntplib", "ftplib", "telnetlib", "django.core.mail", "django.core.validators.URLValidator"),
)
"""Modules through which a program speaks; all that lies in them counts."""
CALLS = {"urlopen", "send_mail", "email_user", "open_connection", "create_connection"}
"""What speaks, however it came to hand."""


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
    found = {str(path.relative_to(SOURCES)) for path in SOURCES.rglob("*.py") if any(speaking(path.read_text(encoding="utf-8")))}
    assert found == set(ALLOWED)


@pytest.mark.parametrize(
    "text",
    [
        "import requests",
        "import urllib.request",
        "import urllib.request as web",
        "from urllib import request",
        "from urllib import parse, request as ask",
        "from urllib.request import urlopen",
        "import urllib\nurllib.request.Request('http://a.example')",
        "import http.client",
        "from http import client",
        "import os, socket",
        "def f():\n    from socket import create_connection",
        "from django.core import mail",
        "from django.core.mail import send_mail",
        "import django.core.mail",
        "from django.core.validators import URLValidator",
        "import smtplib",
        "import imaplib as post",
        "import urllib3.util",
        "import asyncio",
        "from asyncio import open_connection",
        "loop.open_connection('a.example', 80)",
        "x.urlopen('http://a.example')",
        "send_mail('a', 'b', 'c', ['d@e.example'])",
        "user.email_user('a', 'b')",
        "import_module('socket')",
        "__import__('http.client')",
    ],
)
def test_each_way_to_speak_is_seen(text: str) -> None:
    assert list(speaking(text))


@pytest.mark.parametrize(
    "text",
    [
        "from urllib.parse import quote",
        "from urllib import parse",
        "import http",
        "from http import HTTPStatus",
        "from django.core import validators",
        "from django.core.validators import MinValueValidator",
        "from leitplanke.web.waves import mail",
        "from . import mail, socket",
        "def send_mail(): ...",
        "note = 'import socket'  # import smtplib",
        "request.client.create",
        "import_module('leitplanke.reports')",
    ],
)
def test_what_does_not_speak_is_left_alone(text: str) -> None:
    assert not list(speaking(text))


def speaking(text: str) -> Iterator[int]:
    """Yield the lines that import or call what speaks through the network."""
    for node in ast.walk(ast.parse(text)):
        reached = any(name == one or name.startswith(f"{one}.") for name in named(node) for one in SPEAKERS)
        if reached or (isinstance(node, ast.Call) and last_name(node.func) in CALLS):
            yield node.lineno


def named(node: ast.AST) -> Iterator[str]:
    """Yield the full names that a node brings in, or reaches by dots."""
    if isinstance(node, ast.Import):
        yield from (one.name for one in node.names)
    elif isinstance(node, ast.ImportFrom) and not node.level:
        yield from (f"{node.module}.{one.name}" for one in node.names)
    elif isinstance(node, ast.Call) and last_name(node.func) in {"import_module", "__import__"}:
        yield from (str(one.value) for one in node.args[:1] if isinstance(one, ast.Constant))
    elif isinstance(node, ast.Attribute):
        yield ast.unparse(node)


def last_name(node: ast.expr) -> str:
    """Return what is called, without what it belongs to."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
