"""An attacker before a real server of several people: large bodies, secrets in its log, odd heads, other accounts of its machine."""

import contextlib
import http.client
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from small_installation import surroundings, without_examples

from databases import FILE, rows_of
from leitplanke.web.environment import prepare
from leitplanke.web.protection.middleware import LARGEST_BODY

pytestmark = pytest.mark.own_database
PATIENCE = 120.0
FORM = "application/x-www-form-urlencoded"
HEAD = b'--B\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'


@dataclass
class Answer:
    """What a server said."""

    status: int
    headers: Mapping[str, str]
    body: str


@dataclass
class Target:
    """A server, and the cookies of who attacks it."""

    port: int
    folder: Path
    log: Path
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, body: bytes | None = None, kind: str = FORM, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} | headers
        connection.request("POST" if body is not None else "GET", path, body, sent | ({"Content-Type": kind} if body is not None else {}))
        return self._take(connection.getresponse())

    def announce(self, path: str, length: int, first: bytes = b"") -> Answer:
        """Say that a large file comes, send its beginning, and listen."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.putrequest("POST", path)
        for name, value in self.cookies.items():
            connection.putheader("Cookie", f"{name}={value}")
        connection.putheader("Content-Type", "multipart/form-data; boundary=B")
        connection.putheader("Content-Length", str(length))
        connection.endheaders()
        with contextlib.suppress(ConnectionError):
            connection.send(first)
        return self._take(connection.getresponse())

    def _take(self, response: http.client.HTTPResponse) -> Answer:
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(response.status, dict(response.headers.items()), response.read().decode())

    def send(self, path: str, **values: str) -> Answer:
        """Send the form of a page with its token."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.ask(path).body)
        assert token
        data = {"csrfmiddlewaretoken": token[1]} | values
        return self.ask(path, "&".join(f"{name}={value}" for name, value in data.items()).encode())

    def stranger(self) -> "Target":
        return Target(self.port, self.folder, self.log)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    folder = tmp_path_factory.mktemp("attacked")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    var, log = folder / "data" / "var", folder / "log"
    mask = os.umask(0o022)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEITPLANKE_VAR", str(var))
        prepare()  # as the server's start does
    os.umask(mask)
    without_examples(var)
    environment = surroundings(var, LEITPLANKE_REVIEWS="ask", TMPDIR=str(folder), LANG="")
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "leitplanke", "serve", "--port", str(port)], env=environment, stdout=file, stderr=file, umask=0o022
        )
    try:
        last = time.monotonic() + PATIENCE
        while "/einrichten/" not in log.read_text():
            assert process.poll() is None
            assert time.monotonic() < last
            time.sleep(0.1)
        yield Target(port, var, log)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)


@pytest.fixture(scope="module")
def member(running: Target) -> Target:
    """Return the administrator, who came by the link on the terminal."""
    link = re.search(r"http://127\.0\.0\.1:\d+(/einrichten/\S+)", running.log.read_text())
    assert link
    found = running.stranger()
    password = secrets.token_urlsafe(12)
    assert found.send(link[1], username="anna", password=password).status == 302
    assert found.ask("/unternehmen/").status == 200
    return found


def test_a_stranger_cannot_fill_the_disk(running: Target) -> None:
    stranger = running.stranger()
    stranger.ask("/anmelden")
    before = set(running.log.parent.iterdir())
    for path in ("/anmelden", "/sprache", "/csp", "/w/geraten/", "/api/v1/companies", "/gibt-es-nicht"):
        found = stranger.announce(path, 5_000_000_000, HEAD + b"x" * 3_000_000)
        assert (path, found.status) == (path, 413)
    assert set(running.log.parent.iterdir()) == before


def test_a_member_sends_no_more_than_the_largest_file_of_ours(member: Target) -> None:
    assert member.announce("/unternehmen/", LARGEST_BODY + 1, HEAD).status == 413
    body = HEAD + b"x" * 3_000_000 + b"\r\n--B--\r\n"
    assert member.announce("/unternehmen/", len(body), body).status != 413


@pytest.mark.parametrize("body", [b"[" * 8000, b'{"csp-report":' * 500, b"\xff\xfe" * 400, b"9" * 8000])
def test_nobody_makes_faults_by_reports(body: bytes, running: Target) -> None:
    assert running.stranger().ask("/csp", body, "application/csp-report").status == 204


@pytest.mark.parametrize("path", ["/einladung/{}", "/passwort/{}", "/einrichten/{}", "/w/{}/", "/geteilt/{}/"])
def test_the_log_holds_no_secret_of_a_link(path: str, running: Target) -> None:
    secret, stranger = secrets.token_urlsafe(32), running.stranger()
    address = path.format(secret)
    stranger.ask(address)
    stranger.ask(address, b"x=1")
    stranger.ask(address, Host="evil.example")
    stranger.ask(f"{address}?x={'%00' * 3}")
    stranger.ask("/api/v1/companies", Authorization=f"Bearer lp_{secret}")
    report = f'{{"csp-report": {{"document-uri": "http://127.0.0.1{address}", "effective-directive": "script-src"}}}}'
    stranger.ask("/csp", report.encode(), "application/csp-report")
    assert secret not in running.log.read_text()
    assert not [table for table, rows in rows_of(running.folder, without=()).items() if secret in str(rows)]
    assert secret.encode() not in b"".join(one.read_bytes() for one in running.folder.glob(f"{FILE}*"))


def test_another_name_of_the_host_opens_nothing(running: Target) -> None:
    for name in ("evil.example", f"127.0.0.1.evil.example:{running.port}", "127.0.0.1@evil.example", "localhost:80:80", ""):
        found = running.stranger().ask("/anmelden", Host=name)
        assert found.status == 400, name
        assert "evil" not in found.body


def test_a_named_host_of_a_proxy_is_not_believed(running: Target) -> None:
    headers = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example", "X-Original-URL": "/konto", "X-Rewrite-URL": "/konto"}
    found = running.stranger().ask("/anmelden", **headers)
    assert found.status == 200
    assert "evil.example" not in found.body + str(found.headers)


def test_other_accounts_of_the_machine_read_nothing(running: Target, member: Target) -> None:
    assert member.ask("/unternehmen/").status == 200
    assert running.folder.stat().st_mode & 0o077 == 0
    open_to_others = [one for one in running.folder.rglob("*") if one.is_file() and one.stat().st_mode & 0o077]
    assert open_to_others == []


def test_private_pages_stay_in_no_cache_and_tell_nobody_where_one_came_from(member: Target) -> None:
    for path in ("/unternehmen/", "/konto", "/personen", "/konto/sicherheit"):
        found = member.ask(path)
        kept = (path, found.headers["cache-control"], found.headers["referrer-policy"])
        assert "no-store" in kept[1], kept
        assert kept[2] == "same-origin", kept


def test_the_pages_of_the_framework_are_off(member: Target) -> None:
    for path in (
        "/admin/",
        "/admin/login/",
        "/accounts/login/",
        "/accounts/signup/",
        "/__debug__/",
        "/konto/email",
        "/static/../settings.py",
    ):
        assert member.ask(path).status in {400, 404}, path


def test_a_path_leads_out_of_no_folder(running: Target) -> None:
    for path in (
        "/static/..%2f..%2fsettings.py",
        "/static/%2e%2e/%2e%2e/environment.py",
        "/static//etc/passwd",
        "/static/....//settings.py",
    ):
        found = running.stranger().ask(path)
        assert found.status in {400, 403, 404}, path
        assert "SECRET" not in found.body
