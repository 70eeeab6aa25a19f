"""What the systemd unit forbids, the server does not need: run for real without systemd, by the same means of the kernel.

Read-only root but for the data folder, no capability, no new privileges, memory never writable and executable, no home.
"""

import contextlib
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

PATIENCE = 180.0
REFUSE_EXECUTABLE = """
import ctypes, os, sys
assert ctypes.CDLL(None).prctl(65, 1, 0, 0, 0) == 0, "PR_SET_MDWE needs Linux 6.3"
os.execv(sys.argv[1], sys.argv[1:])
"""
SHUT_IN = """
set -e
mount --make-rprivate /
mount --bind "$1" "$1"
mount -o remount,ro,bind /
if touch /etc/leitplanke-test 2>/dev/null; then echo "the root can be written"; exit 9; fi
cd "$1"
exec setpriv --bounding-set=-all --inh-caps=-all --no-new-privs "$2/bin/python" -c "$3" "$2/bin/leitplanke" serve --port "$4"
"""
possible = "LEITPLANKE_TEST_LONG" in os.environ and os.geteuid() == 0


@pytest.mark.skipif(not possible, reason="make test-long, and mounts need root")
def test_a_server_that_is_shut_in_does_its_work(installed: Path, tmp_path: Path) -> None:
    var = tmp_path / "var"
    var.mkdir(mode=0o700)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    surroundings = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    surroundings |= {"LEITPLANKE_VAR": str(var), "LEITPLANKE_LOCAL": "1", "LEITPLANKE_BACKUP_EVERY": "10s"}
    call = ["unshare", "--mount", "sh", "-c", SHUT_IN, "sh", var, installed, REFUSE_EXECUTABLE, str(port)]
    # The log is a pipe, because no file can be opened any more.
    with subprocess.Popen(call, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            # An example evaluated by the worker, a backup restored as a trial, a paper that was typeset.
            wait(process, lambda: list((var / "examples").glob("precision-parts-*.json")))
            enter(port)
            wait(process, lambda: list((var / "backups").glob("*.zip")))
            assert "ready" in get(port, "/bereit").decode()
            assert get(port, "/beispiel/precision-parts/datei/eine-seite.pdf")[:5] == b"%PDF-"
        finally:
            process.send_signal(signal.SIGTERM)
        told = process.communicate(timeout=60)[0]
    assert "Traceback" not in told
    assert "ERROR" not in told


def wait(process: "subprocess.Popen[str]", condition: Callable[[], object]) -> None:
    last = time.monotonic() + PATIENCE
    while not condition():
        assert process.poll() is None
        assert time.monotonic() < last
        time.sleep(0.5)


def enter(port: int) -> None:
    """Begin a firm, as its owner does on the first page: where nobody has worked there is nothing to back up."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with browser.open(f"http://127.0.0.1:{port}/", timeout=60) as page:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.read().decode())
    assert token
    form = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1]}).encode()
    with browser.open(f"http://127.0.0.1:{port}/mein-unternehmen", form, timeout=60) as page:
        assert "/unternehmen/" in page.url


def get(port: int, path: str) -> bytes:
    with contextlib.suppress(urllib.error.HTTPError), urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
        return bytes(answer.read())
    return b""
