"""What is not meant is not done: no backup of nothing, none that lies open by mistake; and what goes wrong is told."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.fixtures import Settings
from small_installation import call, surroundings
from small_installation import kept as installed

from databases import address_of, copied, is_postgres
from leitplanke.primitives.faults import InputFaultsError
from leitplanke.web.backup import placing, schedule
from leitplanke.web.backup.keeper import Keeper
from leitplanke.web.backup.keeping import UNFINISHED, name_for
from leitplanke.web.backup.passphrases import passphrase
from leitplanke.web.backup.replacing import is_used
from leitplanke.web.backup.workroom import forget_dead, workroom
from leitplanke.web.condition import machine, stored
from leitplanke.web.condition.doctorcommand import texts

pytestmark = pytest.mark.own_database
NOT_TEXT = b"M\xfcller-Passwort"
EARLIER = ("leitplanke-2026-01-01-020000.zip", "leitplanke-2026-01-02-020000.zip")


@pytest.fixture
def filled(once_a_run: Callable[[str, Callable[[Path], None]], Path], tmp_path: Path) -> Path:
    return copied(installed(once_a_run) / "var", tmp_path / "filled")


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> schedule.Schedule:
    """Return the schedule of an empty data folder."""
    for name in [name for name in os.environ if name.startswith("LEITPLANKE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LEITPLANKE_VAR", str(tmp_path))
    monkeypatch.setenv("LEITPLANKE_BACKUP_EVERY", "1d")
    found = schedule.schedule()
    assert found is not None
    return found


def test_a_call_from_the_wrong_folder_backs_up_nothing_and_deletes_nothing(filled: Path, tmp_path: Path) -> None:
    """Not even if PostgreSQL is the right one: keys and attached files are in the folder."""
    target, elsewhere = tmp_path / "backups", tmp_path / "home"
    target.mkdir()
    elsewhere.mkdir()
    for name in EARLIER:
        (target / name).write_text("good")
    given = surroundings(elsewhere, LEITPLANKE_DATABASE_URL=address_of(filled))
    del given["LEITPLANKE_VAR"]
    command = [sys.executable, "-m", "leitplanke", "backup", "--into", str(target), "--keep", "1"]
    done = subprocess.run(command, env=given, cwd=elsewhere, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 2, done.stdout
    assert str(elsewhere / "var") in done.stderr
    assert "its key is missing" in done.stderr if is_postgres() else "leitplanke.sqlite3: There is nothing" in done.stderr
    assert "LEITPLANKE_VAR" in done.stderr
    assert sorted(path.name for path in target.iterdir()) == [*EARLIER]
    assert list(elsewhere.iterdir()) == []


def test_a_database_in_which_nobody_has_worked_is_not_backed_up(tmp_path: Path) -> None:
    target, var = tmp_path / "backups", tmp_path / "var"
    assert call(var, "manage", "migrate", "-v0").returncode == 0
    # A new server whose first backup is due has nothing to say, and none to make.
    settings = {"LEITPLANKE_BACKUP_EVERY": "1s", "LEITPLANKE_BACKUP_FOLDER": str(target), "LEITPLANKE_BACKUP_KEEP": "1"}
    assert call(var, "backup", "--scheduled", **settings).returncode == 0
    assert not list(target.glob("*.zip"))
    assert json.loads((var / "backup-state.json").read_text())["fault"] == ""
    for name in EARLIER:
        (target / name).write_text("good")
    time.sleep(1.1)
    # One that finds backups of what is not here any more says so, and none of them goes.
    for words in (("--into", str(target), "--keep", "1"), ("--scheduled",)):
        done = call(var, "backup", *words, **settings)
        assert done.returncode == 2, done.stdout
        assert "nothing to back up" in done.stderr
    assert sorted(path.name for path in target.glob("*.zip")) == [*EARLIER]
    assert "backup-nothing" in json.loads((var / "backup-state.json").read_text())["fault"]


@pytest.mark.parametrize(("content", "code"), [(b"", "empty"), (b" \n\t\n", "empty"), (NOT_TEXT, "text"), (None, "unreadable")])
def test_a_passphrase_file_that_holds_none_is_refused(content: bytes | None, code: str, tmp_path: Path, kept: schedule.Schedule) -> None:
    file = tmp_path / "passphrase"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(InputFaultsError) as refused:
        passphrase(file)
    assert [one.code for one in refused.value.faults] == [f"backup-passphrase-{code}"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEITPLANKE_BACKUP_PASSPHRASE_FILE", str(file))
        with pytest.raises(ValueError, match=f"LEITPLANKE_BACKUP_PASSPHRASE_FILE: {file}"):
            schedule.schedule()
        assert (machine.variables().code, dict(machine.variables().values)["name"]) == ("unusable", "LEITPLANKE_BACKUP_PASSPHRASE_FILE")
        # Whoever looks at a server that runs already reads of it, too, and is told about the file, not about room.
        found = stored.backup()
        assert (found.state, found.code) == ("warning", "passphrase")
        assert str(file) in dict(found.values)["path"]
    assert kept.passphrase_file is None


def test_a_passphrase_of_blanks_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEITPLANKE_BACKUP_PASSPHRASE", "  ")
    with pytest.raises(InputFaultsError, match="backup-passphrase-empty"):
        passphrase(None)
    monkeypatch.setenv("LEITPLANKE_BACKUP_PASSPHRASE", " a b ")
    assert passphrase(None) == "a b"
    monkeypatch.setenv("LEITPLANKE_BACKUP_PASSPHRASE", "")
    assert passphrase(None) == ""
    with pytest.raises(InputFaultsError, match="backup-passphrase-empty"):
        passphrase(Path("/dev/null"))


def test_no_command_makes_an_open_backup_with_an_unusable_passphrase_file(filled: Path, tmp_path: Path) -> None:
    file, path = tmp_path / "passphrase", tmp_path / "b.zip"
    settings = {"LEITPLANKE_BACKUP_EVERY": "1d", "LEITPLANKE_BACKUP_FOLDER": str(tmp_path / "by-itself")}
    file.write_bytes(NOT_TEXT)
    path.write_bytes(b"")
    told = [call(filled, "restore", "--replace", str(path), "--passphrase-file", str(file))]
    path.unlink()
    told += [call(filled, "backup", str(path), "--passphrase-file", str(file))]
    told += [call(filled, "backup", "--scheduled", LEITPLANKE_BACKUP_PASSPHRASE_FILE=str(file), **settings)]
    for done in told:
        assert done.returncode in {1, 2}
        assert "UTF-8" in done.stderr
        assert "Traceback" not in done.stderr
    assert not path.exists()
    assert "UTF-8" in json.loads((filled / "backup-state.json").read_text())["fault"]


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="root reads everything unless it gives that up")
def test_a_passphrase_behind_a_closed_folder_is_named(tmp_path: Path) -> None:
    """As a service meets a file in a folder of root's: the setting is named, nobody gets a traceback."""
    closed = tmp_path / "etc"
    closed.mkdir()
    (closed / "passphrase").write_text("korrekt pferd batterie")
    closed.chmod(0)
    without = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    settings = {"LEITPLANKE_BACKUP_EVERY": "1d", "LEITPLANKE_BACKUP_PASSPHRASE_FILE": str(closed / "passphrase")}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    for words in (("serve", "--port", port), ("doctor",)):
        command = [*without, sys.executable, "-m", "leitplanke", *words]
        given = surroundings(tmp_path / "var", **settings)
        done = subprocess.run(command, env=given, capture_output=True, text=True, check=False, timeout=120)
        said = " ".join((done.stderr + done.stdout).split())
        assert done.returncode == 1, said
        assert "Traceback" not in said
        assert "LEITPLANKE_BACKUP_PASSPHRASE_FILE" in said
        assert "Permission denied" in said
        assert "LEITPLANKE_VAR:" not in said
    closed.chmod(0o700)


def test_a_backup_that_falls_before_it_begins_is_noted(kept: schedule.Schedule) -> None:
    """Whatever the command of the schedule ends with, the operator reads of it."""

    def fall(_: list[str]) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"])

    keeper = Keeper(kept, fall)
    child = keeper.look()
    assert child is not None
    child.wait(60)
    assert keeper.look() is None
    assert schedule.standing(datetime.now(UTC)).fault == "ended with code 3"
    assert stored.backup().code == "failed"


def test_what_a_backup_says_of_itself_is_not_overwritten(kept: schedule.Schedule) -> None:
    state = json.dumps({"at": datetime.now(UTC).isoformat(), "fault": "no room"})
    place = Path(os.environ["LEITPLANKE_VAR"]) / "backup-state.json"

    def fall(_: list[str]) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([sys.executable, "-c", f"open({str(place)!r}, 'w').write({state!r}); raise SystemExit(1)"])

    keeper = Keeper(kept, fall)
    child = keeper.look()
    assert child is not None
    child.wait(60)
    keeper.look()
    assert schedule.standing(datetime.now(UTC)).fault == "no room"


def test_a_server_without_any_backup_for_days_is_told_so(kept: schedule.Schedule, tmp_path: Path, settings: Settings) -> None:
    settings.LOCAL = False
    key = tmp_path / "secret-key"
    key.write_text("k" * 60)
    assert stored.backup().code == "first"
    assert kept.every == timedelta(days=1)
    long_ago = (datetime.now(UTC) - timedelta(days=3)).timestamp()
    os.utime(key, (long_ago, long_ago))
    assert (stored.backup().state, stored.backup().code) == ("warning", "never")
    # Where nobody has worked there was nothing to back up.
    schedule.note(schedule.Attempt(at=datetime.now(UTC).isoformat()))
    assert stored.backup().code == "first"


def test_lost_attachments_are_told_by_scheduled_backups_and_the_doctor(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    next((filled / "attachments").iterdir()).unlink()
    settings = {"LEITPLANKE_BACKUP_EVERY": "1d", "LEITPLANKE_BACKUP_FOLDER": str(tmp_path / "by-itself")}
    done = call(filled, "backup", "--scheduled", **settings)
    assert done.returncode == 0, done.stderr
    assert "1 attached files" in done.stderr
    assert json.loads((filled / "backup-state.json").read_text())["missing"] == 1
    for name, value in {"LEITPLANKE_VAR": str(filled), **settings}.items():
        monkeypatch.setenv(name, value)
    found = stored.backup()
    assert (found.state, found.code) == ("warning", "missing")
    assert texts(found, "en")[0].startswith("The newest is there, but 1 attached files")


def test_only_what_is_locked_reaches_the_target_and_the_dead_leave_nothing_open(filled: Path, tmp_path: Path) -> None:
    """While a locked backup is made, and after it was killed, nothing readable lies where backups are kept."""
    var, target, key = filled, tmp_path / "nas", tmp_path / "passphrase"
    target.mkdir()
    key.write_text("korrekt pferd batterie")
    command = [sys.executable, "-m", "leitplanke", "backup", str(target / "b.zip"), "--passphrase-file", str(key)]
    killed = False
    with subprocess.Popen(command, env=surroundings(var), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        last = time.monotonic() + 120
        while process.poll() is None and time.monotonic() < last:
            for path in target.rglob("*"):
                assert path.is_file()
                assert path.name == "b.zip" or path.name.startswith(UNFINISHED)
            if list(var.glob(f"{UNFINISHED}*/plain.zip")):
                process.send_signal(signal.SIGKILL)
                killed = True
                break
            time.sleep(0.005)
    assert killed
    (room,) = var.glob(f"{UNFINISHED}*")
    assert room.stat().st_mode & 0o077 == 0
    assert list(target.iterdir()) == []
    forget_dead(var)
    assert list(var.glob(f"{UNFINISHED}*")) == []


def test_a_backup_that_runs_keeps_its_room(tmp_path: Path) -> None:
    with workroom(tmp_path) as room:
        (room / "plain.zip").write_text("all data")
        forget_dead(tmp_path)
        with workroom(tmp_path) as other:
            assert other != room
        assert (room / "plain.zip").is_file()
    assert list(tmp_path.glob(f"{UNFINISHED}*")) == []


def test_a_disk_without_hard_links_takes_backups_and_overwrites_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As exFAT and many network shares refuse them; there is none to mount where tests run."""

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(placing.os, "link", refuse)
    plain, path = tmp_path / "plain.zip", tmp_path / "target" / name_for(datetime.now(UTC))
    path.parent.mkdir()
    plain.write_text("content")
    placing.place(plain, path, "")
    assert path.read_text() == "content"
    plain.write_text("other")
    with pytest.raises(InputFaultsError, match="backup-exists"):
        placing.place(plain, path, "")
    assert path.read_text() == "content"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.django_db
def test_nobody_has_worked_in_the_database_of_the_tests() -> None:
    assert not is_used(connection)
