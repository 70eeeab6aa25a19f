"""A folder of backups belongs to one installation: another one is refused, told so, and deletes nothing there."""

import json
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from small_installation import call
from small_installation import kept as installed

from databases import copied
from leitplanke.web.backup import schedule
from leitplanke.web.backup.keeping import backups, forget_old, made_at, name_for
from leitplanke.web.backup.owning import OWNER
from leitplanke.web.condition import stored
from leitplanke.web.condition.doctorcommand import texts

pytestmark = pytest.mark.own_database
OTHER_KEY = "another-installation-" + "k" * 40


@pytest.fixture
def source(once_a_run: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    return installed(once_a_run)


@pytest.fixture
def ours(source: Path, tmp_path: Path) -> Path:
    return copied(source / "var", tmp_path / "ours")


@pytest.fixture
def theirs(source: Path, tmp_path: Path) -> Path:
    """Return the data folder of an installation with another key."""
    folder = copied(source / "var", tmp_path / "theirs")
    (folder / "secret-key").write_text(OTHER_KEY)
    return folder


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def by_schedule(var: Path, folder: Path, every: str = "1s", **settings: str) -> tuple[int, str, str]:
    """Return how a scheduled backup ends: its code, what it says, what is kept of it."""
    given = {"LEITPLANKE_BACKUP_EVERY": every, "LEITPLANKE_BACKUP_FOLDER": str(folder), "LEITPLANKE_BACKUP_KEEP": "1"}
    done = call(var, "backup", "--scheduled", **given | settings)
    return done.returncode, done.stderr, json.loads((var / "backup-state.json").read_text())["fault"]


def test_another_installation_is_refused_told_so_and_deletes_nothing(
    ours: Path, theirs: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert by_schedule(ours, shared)[::2] == (0, "")
    (first,) = backups(shared)
    # Locked, so that nothing but the folder can tell whose the first one is; and young, so that none seemed due.
    code, said, kept = by_schedule(theirs, shared, "1d", LEITPLANKE_BACKUP_PASSPHRASE_FILE=str(passphrase(theirs)))
    assert (code, kept) == (2, f"backup-folder-anothers {OWNER}")
    assert "Another installation keeps its backups in this folder" in said
    assert str(shared) in said
    assert "scheduled backup failed: backup-folder-anothers" in said
    assert backups(shared) == [first]
    told(theirs, shared, monkeypatch)
    # Nor by hand, even without deleting: ours would take it for one of its own.
    for words in ((), ("--keep", "1")):
        done = call(theirs, "backup", "--into", str(shared), *words)
        assert done.returncode == 2
        assert "Another installation" in done.stderr
    assert backups(shared) == [first]
    # Ours goes on, and theirs does in a folder of its own.
    time.sleep(1.1)
    assert by_schedule(ours, shared)[::2] == (0, "")
    assert len(backups(shared)) == 1
    assert not first.exists()
    assert by_schedule(theirs, shared.with_name("others"))[::2] == (0, "")


def passphrase(folder: Path) -> Path:
    path = folder.with_name("passphrase")
    path.write_text("korrekt pferd batterie")
    return path


def told(var: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compare what doctor and board say: not that the folder has no room, and not the age of somebody else's backup."""
    monkeypatch.setenv("LEITPLANKE_VAR", str(var))
    monkeypatch.setenv("LEITPLANKE_BACKUP_EVERY", "1d")
    monkeypatch.setenv("LEITPLANKE_BACKUP_FOLDER", str(folder))
    found = stored.backup()
    assert (found.state, found.code) == ("warning", "anothers")
    for language in ("de", "en"):
        assert str(folder / OWNER) in " ".join(texts(found, language))
    assert schedule.standing(datetime.now(UTC)).age is None


def test_it_is_tried_again_at_once_when_the_folder_is_another_and_else_not_before_its_time(
    tmp_path: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEITPLANKE_VAR", str(tmp_path))
    now = datetime.now(UTC)
    kept = schedule.Schedule(every=timedelta(days=1), folder=shared, keep=1)
    shared.mkdir()
    (shared / name_for(now)).touch()
    assert not schedule.due(kept, now)
    (shared / OWNER).write_text("0" * 64)
    assert schedule.due(kept, now)
    schedule.note(schedule.Attempt(at=now.isoformat(), fault="backup-folder-anothers"))
    assert not schedule.due(kept, now + timedelta(minutes=14))
    assert schedule.due(kept, now + timedelta(minutes=15))


def test_what_shows_by_its_key_that_another_made_it_stays(source: Path, ours: Path, shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a folder that two had shared before folders were noted."""
    monkeypatch.setenv("LEITPLANKE_VAR", str(ours))
    now, shelf = datetime(2026, 11, 23, 12, tzinfo=UTC), shared
    shelf.mkdir()
    moments = [now - timedelta(days=day) for day in range(4)]
    for moment in moments:
        shutil.copyfile(source / "b.zip", shelf / name_for(moment))
    assert [made_at(one) for one in forget_old(shelf, 3, now)] == moments[3:]
    (ours / "secret-key").write_text(OTHER_KEY)
    assert forget_old(shelf, 1, now) == []
    assert len(backups(shelf)) == 3


def test_a_moved_installation_and_one_restored_over_another_go_on(
    source: Path, ours: Path, theirs: Path, tmp_path: Path, shared: Path
) -> None:
    own = tmp_path / "own"
    assert by_schedule(ours, shared)[::2] == (0, "")
    assert by_schedule(theirs, own)[::2] == (0, "")
    settings = {"LEITPLANKE_BACKUP_EVERY": "1s"}
    # Elsewhere, from the backup alone.
    assert call(tmp_path / "moved", "restore", str(source / "b.zip")).returncode == 0
    time.sleep(1.1)
    assert by_schedule(tmp_path / "moved", shared)[::2] == (0, "")
    # In the place of one that has a folder already: its key is another one now, and the folder is still its own.
    settings |= {"LEITPLANKE_BACKUP_FOLDER": str(own)}
    assert call(theirs, "restore", "--replace", str(source / "b.zip"), **settings).returncode == 0
    assert (theirs / "secret-key").read_text() != OTHER_KEY
    assert by_schedule(theirs, own)[::2] == (0, "")


def test_an_installation_whose_key_was_lost_takes_its_folder_back(ours: Path, shared: Path) -> None:
    assert by_schedule(ours, shared)[::2] == (0, "")
    (ours / "secret-key").unlink()
    time.sleep(1.1)
    assert by_schedule(ours, shared)[0] == 2
    # As the next start does: it makes a new one.
    assert call(ours, "manage", "check").returncode == 0
    (shared / OWNER).unlink()
    time.sleep(1.1)
    assert by_schedule(ours, shared)[::2] == (0, "")
