"""A start on a disk that is full or read-only says so in one line and harms nothing; once there is room it works."""

import hashlib
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
from faults_disk import Disk, State
from faults_server import command, surroundings

TOLD = ("Read-only file system", "No space left on device", "unable to open", "no-writing", "no-room")
pytestmark = pytest.mark.skipif(shutil.which("cc") is None, reason="needs a C compiler")


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Disk:
    folder = tmp_path_factory.mktemp("disk")
    found = Disk(folder, folder / "var")
    command(folder / "var", "manage", "migrate", "-v0")
    return found


@pytest.mark.parametrize("words", ["serve", "worker", "backup"])
@pytest.mark.parametrize("state", [State.READ_ONLY, State.WRITES_REFUSED])
def test_a_start_without_room_is_one_line(state: State, words: str, disk: Disk) -> None:
    folder = Path(disk.surroundings["FAULTS_FOLDER"])
    before = hashlib.sha256((folder / "leitplanke.sqlite3").read_bytes()).digest()
    more = {"serve": ["--port", str(free_port())], "worker": [], "backup": [str(folder / "backup.zip")]}[words]
    disk.be(state)
    try:
        call = [sys.executable, "-m", "leitplanke", words, *more]
        environment = surroundings(folder, "", disk.surroundings) | {"LC_ALL": "en_GB.UTF-8"}
        done = subprocess.run(call, env=environment, capture_output=True, text=True, check=False, timeout=120)
    finally:
        disk.be(State.WELL)
    assert done.returncode in {1, 75}
    assert "Traceback" not in done.stderr, done.stderr
    assert any(
        told in done.stderr for told in ("Read-only file system", "No space left on device", "unable to open", "no-writing", "no-room")
    )
    assert hashlib.sha256((folder / "leitplanke.sqlite3").read_bytes()).digest() == before
    assert not (folder / "backup.zip").exists()
    assert [name for name in os.listdir(folder) if name.startswith(".")] == []  # noqa: PTH208 - names are enough


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
