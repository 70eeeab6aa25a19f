"""What strangers and monitors do again and again raises no alarm in the log of a real server."""

import http.client
import json
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from small_installation import kept as installed
from small_installation import surroundings, without_examples

from databases import change, copied
from leitplanke.web.logs.seldom import SECONDS_BETWEEN, Seldom

pytestmark = pytest.mark.own_database
PATIENCE = 120.0


@contextmanager
def serving(var: Path, log: Path) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "leitplanke", "serve", "--port", str(port)]
    given = surroundings(var, LEITPLANKE_LOCAL="1", LEITPLANKE_LOG="json", LEITPLANKE_REVIEWS="ask")
    with log.open("wb") as stream:
        process = subprocess.Popen(command, env=given, stdout=stream, stderr=stream, cwd=log.parent)
    try:
        end = time.monotonic() + PATIENCE
        while ask(port, "/gesund") != 200:
            assert time.monotonic() < end
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(PATIENCE)


def ask(port: int, path: str, host: str = "127.0.0.1") -> int:
    with suppress(OSError), closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as line:
        line.request("GET", path, headers={"Host": host})
        return line.getresponse().status
    return 0


def test_foreign_hosts_and_monitors_are_one_warning_each(once_a_run: Callable[[str, Callable[[Path], None]], Path], tmp_path: Path) -> None:
    var, log, secret = copied(installed(once_a_run) / "var", tmp_path / "var"), tmp_path / "log", secrets.token_hex(20)
    without_examples(var)
    with serving(var, log) as port:
        change(var, "DELETE FROM django_migrations WHERE app = 'survey'")
        assert [ask(port, f"/unternehmen/?{secret}", f"{secret}.example") for _ in range(3)] == [400] * 3
        assert [ask(port, "/bereit") for _ in range(3)] == [503] * 3
    told = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    assert secret not in log.read_text()
    assert not [one for one in told if one["level"] not in {"info", "warning"} or "fault" in one]
    (foreign,) = (one for one in told if one["logger"] == "django.security.DisallowedHost")
    assert foreign["level"] == "warning"
    assert "'<secret>.example'" in foreign["message"]
    assert "LEITPLANKE_HOSTS" in foreign["message"]
    (unready,) = (one for one in told if "ready" in one["message"])
    assert (unready["level"], unready["message"]) == ("warning", "not ready: tables")
    # What the log knows of a request stays: a reader's complaint can be found.
    assert all(one["request"] for one in (foreign, unready))


def test_the_same_is_told_again_after_a_minute_and_how_often_it_was_not(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("leitplanke.web.logs.seldom.time.monotonic", lambda: now[0])
    seldom = Seldom()
    assert seldom.may_say("tables")
    assert seldom.taken() == ""
    assert [seldom.may_say("tables") for _ in range(7)] == [False] * 7
    now[0] += SECONDS_BETWEEN
    assert seldom.may_say("tables")
    assert seldom.taken() == " (7 more since the last line)"
    assert not seldom.may_say("tables")
    # Something else is told at once.
    assert seldom.may_say("tables, room")
