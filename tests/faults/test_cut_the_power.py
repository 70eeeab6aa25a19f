"""The simulated disk is as bad as a real one: it takes what nobody synced, keeps what was, and says so when it is full."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
from faults_disk import Disk, State, Surface, read

pytestmark = pytest.mark.skipif(shutil.which("cc") is None, reason="needs a C compiler")
ROWS = 100
WRITER = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("PRAGMA journal_mode=" + sys.argv[2])
held.execute("PRAGMA synchronous=" + sys.argv[3])
held.execute("PRAGMA wal_autocheckpoint=20")
held.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, text TEXT)")
for number in range(int(sys.argv[4])):
    held.execute("INSERT INTO t VALUES (?, ?)", (number, "x" * 300))
    print(number, flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    (tmp_path / "data").mkdir()
    return Disk(tmp_path, tmp_path / "data")


def acknowledged(disk: Disk, file: Path, journal: str, synchronous: str) -> list[int]:
    """Let a program write rows; return the moment of the disk at which each was acknowledged."""
    call = [sys.executable, "-c", WRITER, str(file), journal, synchronous, str(ROWS)]
    moments = []
    with subprocess.Popen(call, env=os.environ | disk.surroundings, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in process.stdout:
            moments.append(disk.moment)
            process.stdin.write("\n")
            process.stdin.flush()
    assert len(moments) == ROWS
    return moments


def lost(disk: Disk, folder: Path, moments: list[int]) -> Iterator[int]:
    """Yield for cuts at every tenth moment, with nothing, all or half of what waits, how many acknowledged rows are gone."""
    luck, surface = random.Random(5), Surface(folder)  # noqa: S311 - no secret
    for entry in read(disk.journal):
        surface.take(entry)
        if entry.moment % 10:
            continue
        due = sum(moment <= entry.moment for moment in moments)
        for chance, share in ((None, 0.0), (None, 1.0), (luck, 0.5)):
            target = folder.parent / "cut"
            surface.cut(target, chance, share)
            yield due - rows_in(target / "rows.sqlite3", due)
            shutil.rmtree(target, ignore_errors=True)


def rows_in(file: Path, due: int) -> int:
    if not due:
        return 0
    connection = sqlite3.connect(file)
    try:
        if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            return 0
        found = connection.execute("SELECT count(*) FROM t WHERE n < ?", (due,)).fetchone()[0]
    except sqlite3.DatabaseError:
        return 0
    finally:
        connection.close()
    return int(found)


@pytest.mark.parametrize(("journal", "synchronous"), [("WAL", "FULL"), ("DELETE", "EXTRA"), ("TRUNCATE", "FULL")])
def test_what_sqlite_has_synced_outlives_every_cut(journal: str, synchronous: str, disk: Disk, tmp_path: Path) -> None:
    disk.record()
    moments = acknowledged(disk, tmp_path / "data" / "rows.sqlite3", journal, synchronous)
    shutil.move(tmp_path / "data", tmp_path / "written")
    (tmp_path / "data").mkdir()
    found = list(lost(disk, tmp_path / "data", moments))
    assert len(found) > 100
    assert set(found) == {0}


@pytest.mark.parametrize(("journal", "synchronous"), [("WAL", "OFF"), ("WAL", "NORMAL"), ("DELETE", "FULL")])
def test_what_nobody_synced_is_lost(journal: str, synchronous: str, disk: Disk, tmp_path: Path) -> None:
    """Without this the test above could not fail; SQLite's manual (PRAGMA synchronous) says of each that a cut may undo commits."""
    disk.record()
    moments = acknowledged(disk, tmp_path / "data" / "rows.sqlite3", journal, synchronous)
    shutil.move(tmp_path / "data", tmp_path / "written")
    (tmp_path / "data").mkdir()
    assert max(lost(disk, tmp_path / "data", moments)) > 0


def test_the_servers_key_outlives_a_cut(disk: Disk, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "data")
    disk.record()
    call = [sys.executable, "-c", "from leitplanke.web import environment; environment.prepare()"]
    subprocess.run(call, env=os.environ | disk.surroundings | {"LEITPLANKE_VAR": str(tmp_path / "data")}, check=True)
    key = (tmp_path / "data" / "secret-key").read_text()
    shutil.move(tmp_path / "data", tmp_path / "written")
    (tmp_path / "data").mkdir()
    surface = Surface(tmp_path / "data")
    for entry in read(disk.journal):
        surface.take(entry)
    surface.cut(tmp_path / "cut", None, 0.0)
    assert len(key) > 40
    assert (tmp_path / "cut" / "secret-key").read_text() == key


TRY = """
import sys, time
out = []
for name, mode in (("new", "wb"), ("old", "r+b"), ("old", "ab")):
    try:
        with open(sys.argv[1] + "/" + name, mode, buffering=0) as file:
            file.write(b"x")
        out.append("well")
    except OSError as error:
        out.append(error.strerror)
print("; ".join(out), int(time.time()))
"""


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (State.WELL, "well; well; well"),
        (State.GROWTH_REFUSED, "No space left on device; well; No space left on device"),
        (State.WRITES_REFUSED, "; ".join(["No space left on device"] * 3)),
        (State.READ_ONLY, "; ".join(["Read-only file system"] * 3)),
    ],
)
def test_the_disk_refuses_as_the_kernel_does(state: State, told: str, disk: Disk, tmp_path: Path) -> None:
    (tmp_path / "data" / "old").write_bytes(b"12345678")
    disk.be(state)
    disk.shift_clock(-86_400)
    call = [sys.executable, "-c", TRY, str(tmp_path / "data")]
    done = subprocess.run(call, env=os.environ | disk.surroundings, capture_output=True, text=True, check=True)
    said, _, second = done.stdout.strip().rpartition(" ")
    assert said == told
    assert abs(int(second) - (time.time() - 86_400)) < 60
