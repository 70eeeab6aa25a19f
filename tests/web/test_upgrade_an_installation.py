"""Data folders that earlier releases have written come up with this one: copied first, whole after, whatever interrupts.

``installations`` holds such folders, filled by the released programs themselves: a firm, an account and 24 answers. A full one is compared
row by row in ``test_upgrade_a_full_installation.py``.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from test_serve import environment, free_port

from databases import asked

pytestmark = pytest.mark.no_database  # these folders hold SQLite's databases, whatever the others use
ALL = bool(os.environ.get("LEITPLANKE_TEST_LONG"))
KEPT = Path(__file__).parent / "installations"
OLD = sorted(path for path in KEPT.glob("*.zip") if path.stem.replace(".", "").isdigit())
PATIENCE = 120.0
ANSWERS = "SELECT indicator, level FROM survey_rating ORDER BY indicator"
FIRM = "SELECT name, staff, turnover_eur, equity_eur FROM companies_company"
PERSON = "SELECT username, password FROM accounts_user WHERE username = 'anna'"
AGAIN = "from leitplanke.web.upgrading import migrate; migrate()"
APPLIED = "SELECT count(*) FROM django_migrations"


@pytest.fixture
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return the data folder that an earlier release left."""
    folder = tmp_path / "var"
    with zipfile.ZipFile(request.param) as packed:
        packed.extractall(folder)
    return folder


def begin(folder: Path, database_url: str = "", *, local: bool = True) -> "subprocess.Popen[str]":
    call = [sys.executable, "-m", "leitplanke", "serve", "--port", str(free_port())]
    return subprocess.Popen(
        call, env=environment(folder, local=local, database_url=database_url), stdout=subprocess.PIPE, text=True, start_new_session=True
    )


@contextmanager
def running(folder: Path, database_url: str = "", *, local: bool = True) -> Iterator[int]:
    """Start the server, yield the port in its address, and end it."""
    with begin(folder, database_url, local=local) as server:
        assert server.stdout is not None
        address = re.match(r"Leitplanke: http://127\.0\.0\.1:(\d+)/", server.stdout.readline())
        assert address
        try:
            yield int(address[1])
        finally:
            server.send_signal(signal.SIGINT)
            assert server.wait(PATIENCE) == 0


def come_up(folder: Path, database_url: str = "") -> None:
    """Start the server, wait for its address, and end it."""
    with running(folder, database_url):
        pass


def kill_after_the_copy(folder: Path, seconds: float, database_url: str = "") -> None:
    """Start the server and kill it so many seconds after it has copied what was there."""
    with begin(folder, database_url) as server:
        last = time.monotonic() + PATIENCE
        while not copies(folder):
            assert time.monotonic() < last
            time.sleep(0.01)
        time.sleep(seconds)
        others = psutil.Process(server.pid).children(recursive=True)
        server.kill()
    _, left = psutil.wait_procs(others, timeout=PATIENCE)
    assert others
    assert not left


def copies(folder: Path) -> list[Path]:
    return sorted((folder / "safety-copies").glob("before-upgrade-*.zip"))


def answers_in(copy: Path) -> list[tuple[object, ...]]:
    """Return what `ANSWERS` asks for from a copy; the product has restored it as a trial, and `make test-long` does so again."""
    with zipfile.ZipFile(copy) as packed:
        tables = {one["name"]: one["columns"] for one in json.loads(packed.read("manifest.json"))["tables"]}
        rows = [dict(zip(tables["survey.rating"], json.loads(line), strict=True)) for line in packed.open("tables/survey.rating.jsonl")]
    return sorted((row["indicator"], row["level"]) for row in rows)


def restored(copy: Path, folder: Path) -> Path:
    """Restore a copy into an empty folder, and return that."""
    call = [sys.executable, "-m", "leitplanke", "restore", str(copy)]
    subprocess.run(call, env=environment(folder, local=False, database_url=""), check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("old", OLD if ALL else OLD[-1:], indirect=True, ids=lambda path: path.stem)
def test_a_start_brings_an_earlier_release_up_and_keeps_a_copy(old: Path, tmp_path: Path) -> None:
    before = asked(old, ANSWERS, FIRM, PERSON)
    assert [len(rows) for rows in before] == [24, 1, 1]
    (applied,) = asked(old, APPLIED)
    come_up(old)
    assert asked(old, ANSWERS, FIRM, PERSON) == before
    assert asked(old, APPLIED) > [applied]
    (copy,) = copies(old)
    assert answers_in(copy) == before[0]
    if ALL:
        assert asked(restored(copy, tmp_path / "back"), ANSWERS, FIRM, PERSON) == before
    # What a start does first, once more: nothing to upgrade, nothing to copy.
    call = [sys.executable, "-m", "leitplanke", "manage", "shell", "-v0", "-c", AGAIN]
    subprocess.run(call, env=environment(old, local=True, database_url=""), check=True, capture_output=True)
    assert copies(old) == [copy]


@pytest.mark.skipif(not ALL, reason="make test-long kills at each of these moments")
@pytest.mark.parametrize("seconds", [0.0, 0.1, 0.3, 0.6, 1.0, 1.5, 2.2])
@pytest.mark.parametrize("old", [OLD[0]], indirect=True, ids=["0.1.0"])
def test_killed_while_upgrading_the_next_start_goes_on(old: Path, seconds: float) -> None:
    before = asked(old, ANSWERS, FIRM, PERSON)
    kill_after_the_copy(old, seconds)
    come_up(old)
    assert asked(old, ANSWERS, FIRM, PERSON) == before
    # A rule of a table asks for functions that Django brings along, and so does `asked`.
    assert asked(old, "PRAGMA integrity_check", "PRAGMA foreign_key_check") == [[("ok",)], []]
