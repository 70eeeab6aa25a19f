"""A real server backs up by its schedule: once among several, only so many stay, and what fails is told and stops nobody."""

import itertools
import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest
import small_installation
from pytest_django import DjangoDbBlocker
from small_installation import without_examples

from databases import ADDRESS, address_of, copied
from leitplanke.web.backup import schedule
from leitplanke.web.backup.keeping import backups, forget_old, made_at, name_for
from leitplanke.web.backup.staging import staged

pytestmark = pytest.mark.own_database
PATIENCE = 180.0
"""Seconds; two busy cores may need many of them."""
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def worked(once_a_run: Callable[[str, Callable[[Path], None]], Path], tmp_path: Path) -> Path:
    """Return the folder of a data folder in which somebody has worked."""
    without_examples(copied(small_installation.kept(once_a_run) / "var", tmp_path / "var"))
    return tmp_path


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Start the product on the data folder in a folder; yield its process and address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    with (folder / f"log-{port}").open("wb") as log:
        command = [sys.executable, "-m", "leitplanke", "serve", "--port", port]
        process = subprocess.Popen(command, env=surroundings(folder, **settings), stdout=log, stderr=log, cwd=folder)
    try:
        yield process, f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def surroundings(folder: Path, **settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LEITPLANKE_", "DJANGO_"))}
    var = folder / "var"
    fixed = {"LEITPLANKE_VAR": str(var), ADDRESS: address_of(var), "LEITPLANKE_LOCAL": "1", "LEITPLANKE_REVIEWS": "ask"}
    return kept | fixed | {f"LEITPLANKE_BACKUP_{name}": value for name, value in settings.items()}


def wait(condition: Callable[[], object]) -> None:
    last = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < last
        time.sleep(0.1)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/gesund", timeout=PATIENCE) as answer:  # noqa: S310 - our own server
            return bool(answer.status == 200)
    except OSError:
        return False


def test_two_servers_back_up_in_turns_and_only_the_newest_stay(worked: Path, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> None:
    settings = {"EVERY": "4s", "FOLDER": str(tmp_path / "backups"), "KEEP": "2"}
    seen: dict[str, float] = {}
    with serving(worked, **settings) as (_, one), serving(worked, **settings) as (_, other):

        def look() -> bool:
            for path in backups(tmp_path / "backups"):
                seen.setdefault(path.name, time.time())
            return len(seen) >= 3

        wait(look)
        assert answers(one)
        assert answers(other)
        wait(lambda: len(backups(tmp_path / "backups")) == 2)
    moments = sorted(made_at(Path(name)) for name in seen)
    assert all(later - earlier >= timedelta(seconds=4) for earlier, later in itertools.pairwise(moments))
    kept = backups(tmp_path / "backups")
    # One more may have come between the last look and the end.
    assert kept[-1].name >= max(seen)
    # What is there comes back.
    with django_db_blocker.unblock(), staged(kept[0], tmp_path / "trial") as stage:
        assert len(list((stage.folder / "attachments").iterdir())) == 2
    # Ending in the middle of a backup leaves no half one.
    assert not list((tmp_path / "backups").glob(".backup-*"))
    state = json.loads((tmp_path / "var" / "backup-state.json").read_text())
    assert state["fault"] == ""
    assert Path(state["path"]).parent == tmp_path / "backups"


def test_what_fails_is_told_stops_nobody_and_heals(worked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    barrier = tmp_path / "disk"
    barrier.write_text("no folder, as a mount that is away")
    settings = {"EVERY": "2s", "FOLDER": str(barrier / "backups")}
    for name, value in surroundings(tmp_path, **settings).items():
        monkeypatch.setenv(name, value)
    with serving(worked, **settings) as (process, address):
        wait(lambda: schedule.standing(datetime.now(UTC)).fault)
        assert "disk" in schedule.standing(datetime.now(UTC)).fault
        assert answers(address)
        assert process.poll() is None
        barrier.unlink()
        wait(lambda: backups(barrier / "backups"))
        wait(lambda: not schedule.standing(datetime.now(UTC)).fault)
        # One that is killed leaves the server and the earlier backups alone, and is told.
        wait(lambda: backup_of(process))
        before = backups(barrier / "backups")
        child = backup_of(process)
        if child is not None:
            child.kill()
            wait(lambda: "signal 9" in schedule.standing(datetime.now(UTC)).fault or len(backups(barrier / "backups")) > len(before))
        assert answers(address)
    assert all(zipfile.is_zipfile(path) for path in backups(barrier / "backups"))
    assert "scheduled backup failed" in "".join(path.read_text() for path in tmp_path.glob("log-*"))


def backup_of(process: subprocess.Popen[bytes]) -> psutil.Process | None:
    return next((one for one in psutil.Process(process.pid).children() if "--scheduled" in command_of(one)), None)


def command_of(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


def test_without_room_the_last_good_one_stays(worked: Path, tmp_path: Path) -> None:
    folder, settings = tmp_path / "backups", {"EVERY": "1s", "KEEP": "1", "FOLDER": str(tmp_path / "backups")}
    command = [sys.executable, "-m", "leitplanke", "backup", "--scheduled"]

    def call(*words: str, before: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
        given = surroundings(worked, **settings)
        return subprocess.run(words, env=given, capture_output=True, text=True, check=False, timeout=PATIENCE, preexec_fn=before)

    assert call(*command).returncode == 0
    (good,) = backups(folder)
    content = good.read_bytes()
    time.sleep(1.1)

    def little_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    failed = call(*command, before=little_room)
    assert failed.returncode == 1
    assert "nothing was changed" in failed.stderr or "nichts wurde geändert" in failed.stderr
    assert backups(folder) == [good]
    assert good.read_bytes() == content
    assert re.search("large|Errno|full|I/O", json.loads((tmp_path / "var" / "backup-state.json").read_text())["fault"])


@pytest.mark.parametrize(
    ("name", "value"),
    [("EVERY", "daily"), ("EVERY", "0h"), ("EVERY", "1.5h"), ("KEEP", "0"), ("KEEP", "-3"), ("PASSPHRASE_FILE", "/nowhere/key")],
)
def test_an_unusable_schedule_is_refused_at_the_start(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEITPLANKE_BACKUP_EVERY", "1d")
    monkeypatch.setenv(f"LEITPLANKE_BACKUP_{name}", value)
    with pytest.raises(ValueError, match=f"LEITPLANKE_BACKUP_{name}"):
        schedule.schedule()


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> schedule.Schedule:
    monkeypatch.setenv("LEITPLANKE_VAR", str(tmp_path))
    monkeypatch.setenv("LEITPLANKE_BACKUP_EVERY", "1d")
    found = schedule.schedule()
    assert found is not None
    assert (found.folder, found.keep) == (tmp_path / "backups", 14)
    found.folder.mkdir()
    return found


def test_it_is_due_after_the_interval_and_not_right_after_a_failure(kept: schedule.Schedule) -> None:
    assert schedule.due(kept, NOW)
    (kept.folder / name_for(NOW)).touch()
    assert not schedule.due(kept, NOW + timedelta(hours=23, minutes=59))
    assert schedule.due(kept, NOW + timedelta(hours=24))
    schedule.note(schedule.Attempt(at=(NOW + timedelta(hours=24)).isoformat(), fault="no room"))
    assert not schedule.due(kept, NOW + timedelta(hours=24, minutes=14))
    assert schedule.due(kept, NOW + timedelta(hours=24, minutes=15))


def test_a_clock_that_was_wrong_neither_stops_backups_nor_deletes_todays(kept: schedule.Schedule) -> None:
    future = [kept.folder / name_for(NOW + timedelta(days=1000 + day)) for day in range(3)]
    for path in (*future, *(kept.folder / name_for(NOW - timedelta(days=day)) for day in range(4))):
        path.touch()
    assert schedule.due(kept, NOW + timedelta(days=1))
    schedule.note(schedule.Attempt(at=future[0].stem, fault=""))
    gone = forget_old(kept.folder, 2, NOW)
    assert [made_at(path) for path in gone] == [NOW - timedelta(days=3), NOW - timedelta(days=2)]
    assert all(path.exists() for path in future)


def test_an_operator_sees_that_backups_are_late(kept: schedule.Schedule) -> None:
    (kept.folder / name_for(NOW)).touch()
    assert not schedule.standing(NOW + timedelta(days=2)).is_late
    late = schedule.standing(NOW + timedelta(days=2, minutes=1))
    assert late.is_late
    assert late.age == timedelta(days=2, minutes=1)
    assert late.newest is not None
    assert late.newest.name == name_for(NOW)


def test_one_folder_has_one_turn(kept: schedule.Schedule) -> None:
    with schedule.turn(kept.folder) as first, schedule.turn(kept.folder) as second:
        assert (first, second) == (True, False)
    with schedule.turn(kept.folder) as again:
        assert again
