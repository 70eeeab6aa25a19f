"""A worker that comes up beside a server takes nothing from tables that the server has not brought to its release yet."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from test_serve import environment

pytestmark = pytest.mark.no_database  # the folder holds a database of its own
CALL = [sys.executable, "-m", "leitplanke"]
LAST = "SELECT id, app, name, applied FROM django_migrations WHERE app = 'studies' ORDER BY id DESC LIMIT 1"
PATIENCE = 120.0


def test_a_worker_waits_for_the_tables_of_its_release(tmp_path: Path) -> None:
    var, log = tmp_path / "var", tmp_path / "log"
    surroundings = environment(var, local=False, database_url="")
    subprocess.run([*CALL, "manage", "migrate", "-v0"], env=surroundings, check=True, capture_output=True, timeout=PATIENCE)
    (step,) = ask(var, LAST)
    ask(var, "DELETE FROM django_migrations WHERE id = ?", step[0])
    with log.open("w") as written, subprocess.Popen([*CALL, "worker"], env=surroundings, stderr=written) as worker:
        try:
            wait(lambda: worker.poll() is not None or "waiting for a server" in log.read_text())
            assert worker.poll() is None, log.read_text()
            assert not list(var.glob("workers/*.worker"))
            ask(var, "INSERT INTO django_migrations (id, app, name, applied) VALUES (?, ?, ?, ?)", *step)
            wait(lambda: worker.poll() is not None or bool(list(var.glob("workers/*.worker"))))
            assert worker.poll() is None, log.read_text()
            assert log.read_text().count("waiting for a server") == 1
        finally:
            worker.terminate()


def ask(var: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(var / "leitplanke.sqlite3", timeout=PATIENCE)) as database, database:
        return database.execute(sql, values).fetchall()


def wait(done: Callable[[], bool]) -> None:
    last = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < last
        time.sleep(0.1)
