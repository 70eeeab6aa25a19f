"""A worker that comes up beside a server takes nothing from tables that the server has not brought to its release yet."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from test_serve import environment

from databases import change

pytestmark = pytest.mark.own_database
CALL = [sys.executable, "-m", "leitplanke"]
ASIDE = (
    "CREATE TABLE aside AS SELECT * FROM django_migrations WHERE app = 'studies' ORDER BY id DESC LIMIT 1",
    "DELETE FROM django_migrations WHERE id IN (SELECT id FROM aside)",
)
BACK = "INSERT INTO django_migrations SELECT * FROM aside"
PATIENCE = 120.0


def test_a_worker_waits_for_the_tables_of_its_release(tmp_path: Path) -> None:
    var, log = tmp_path / "var", tmp_path / "log"
    surroundings = environment(var, local=False)
    subprocess.run([*CALL, "manage", "migrate", "-v0"], env=surroundings, check=True, capture_output=True, timeout=PATIENCE)
    change(var, *ASIDE)
    with log.open("w") as written, subprocess.Popen([*CALL, "worker"], env=surroundings, stderr=written) as worker:
        try:
            wait(lambda: worker.poll() is not None or "waiting for a server" in log.read_text())
            assert worker.poll() is None, log.read_text()
            assert not list(var.glob("workers/*.worker"))
            change(var, BACK)
            wait(lambda: worker.poll() is not None or bool(list(var.glob("workers/*.worker"))))
            assert worker.poll() is None, log.read_text()
            assert log.read_text().count("waiting for a server") == 1
        finally:
            worker.terminate()


def wait(done: Callable[[], bool]) -> None:
    last = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < last
        time.sleep(0.1)
