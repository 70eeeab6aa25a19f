"""On PostgreSQL, too, a backup holds everything, comes back as it was, and never puts half of something in the place of a whole."""

import itertools
import os
import signal
import subprocess
import sys
import time
import zipfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import on_postgresql
import psycopg
import pytest
from on_postgresql import asked, change, rows_of
from test_back_up_and_restore import ALL, ARCHIVES, FILL, GATHER, RENAME, RENAMED, SHARES, WRITE, assert_holds, call, files_of
from test_back_up_by_itself import answers, serving, wait

from leitplanke.web.backup.keeping import backups, made_at

EARLIER = sorted(ARCHIVES.glob("*.zip"))


@dataclass(frozen=True, slots=True)
class Installation:
    """A data folder and its database."""

    folder: Path
    url: str

    def call(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run the command line here."""
        return call(self.folder, *words, database_url=self.url)

    def begin(self, *words: str) -> "subprocess.Popen[str]":
        """Start the command line here, and return while it runs."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LEITPLANKE_", "DJANGO_"))}
        surroundings = kept | {"LEITPLANKE_VAR": str(self.folder), "LEITPLANKE_DATABASE_URL": self.url}
        command = [sys.executable, "-m", "leitplanke", *words]
        return subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


@pytest.fixture
def fresh(database_url: str, tmp_path: Path) -> Installation:
    """Return an installation in which nothing is."""
    return Installation(tmp_path / "var", on_postgresql.new_database(database_url))


@pytest.fixture(scope="module")
def filled(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Return an installation with three firms, attachments and a logo, which tests only look at."""
    found = Installation(tmp_path_factory.mktemp("filled") / "var", on_postgresql.new_database(database_url))
    done = found.call("manage", "shell", "-v0", "-c", FILL)
    assert done.returncode == 0, done.stderr
    return found


@pytest.fixture(scope="module")
def archive(filled: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return its backup."""
    path = tmp_path_factory.mktemp("archive") / "whole.zip"
    done = filled.call("backup", str(path))
    assert done.returncode == 0, done.stderr
    assert "restored as a trial" in done.stdout
    return path


@pytest.fixture
def used(fresh: Installation, archive: Path) -> Installation:
    """Return an installation like the filled one, which a test may change."""
    done = fresh.call("restore", str(archive))
    assert done.returncode == 0, done.stderr
    return fresh


def test_everything_comes_back(filled: Installation, used: Installation) -> None:
    held = rows_of(used.url)
    assert held == rows_of(filled.url)
    assert sum(map(len, held.values())) > 300
    assert len(files_of(filled.folder)) == 3
    assert files_of(used.folder) == files_of(filled.folder)
    assert (used.folder / "secret-key").read_text() == (filled.folder / "secret-key").read_text()
    # The log goes on and stays append-only, and new rows get new keys.
    with pytest.raises(psycopg.Error, match="append-only"):
        change(used.url, "DELETE FROM audit_entry")
    done = used.call("manage", "shell", "-v0", "-c", RENAME)
    assert done.returncode == 0, done.stderr
    assert len(rows_of(used.url)["audit_entry"]) == len(held["audit_entry"]) + 3


def test_an_installation_in_use_is_replaced_only_on_request_and_kept(
    filled: Installation, used: Installation, archive: Path, database_url: str, tmp_path: Path
) -> None:
    change(used.url, "DELETE FROM notes_attachment WHERE id = (SELECT id FROM notes_attachment ORDER BY id LIMIT 1)")
    before = rows_of(used.url)
    refused = used.call("restore", str(archive))
    assert refused.returncode == 2
    assert "--replace" in refused.stderr
    assert rows_of(used.url) == before
    done = used.call("restore", "--replace", str(archive))
    assert done.returncode == 0, done.stderr
    assert rows_of(used.url) == rows_of(filled.url)
    assert files_of(used.folder) == files_of(filled.folder)
    # The copy of what was there brings exactly that back.
    (kept,) = (used.folder / "safety-copies").glob("*.zip")
    assert str(kept) in done.stdout
    again = Installation(tmp_path / "again", on_postgresql.new_database(database_url))
    done = again.call("restore", str(kept))
    assert done.returncode == 0, done.stderr
    assert rows_of(again.url) == before


@pytest.mark.parametrize("share", SHARES)
def test_killed_while_restoring_it_is_one_or_the_other(
    filled: Installation, used: Installation, archive: Path, share: float | None
) -> None:
    begun = time.monotonic()
    if share is not None:
        assert used.call("restore", "--replace", str(archive)).returncode == 0
    lasts = time.monotonic() - begun
    change(used.url, RENAMED)
    copies = len(list(used.folder.glob("safety-copies/*.zip")))
    before, after = rows_of(used.url), rows_of(filled.url)
    with used.begin("restore", "--replace", str(archive)) as process:
        time.sleep((share or 0.0) * lasts)
        while share is None and process.poll() is None and len(list(used.folder.glob("safety-copies/*.zip"))) == copies:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
    # The server of the database may need a moment to notice, and takes back what was not finished.
    assert rows_of(used.url) in (before, after)
    done = used.call("restore", "--replace", str(archive))
    assert done.returncode == 0, done.stderr
    assert rows_of(used.url) == after


def test_what_is_written_meanwhile_is_there_whole_or_not_at_all(used: Installation, tmp_path: Path) -> None:
    """Pairs of rows that are stored together are in a backup together."""
    with used.begin("manage", "shell", "-v0", "-c", WRITE) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            done = used.call("backup", str(tmp_path / "busy.zip"))
        finally:
            process.kill()
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(tmp_path / "busy.zip") as found:
        text = found.read("tables/notes.comment.jsonl").decode()
    assert text.count(',"a",') == text.count(',"b",') > 0


@pytest.mark.parametrize("path", EARLIER if ALL else EARLIER[:1], ids=lambda path: path.stem)
def test_backups_of_every_earlier_release_come_back(path: Path, fresh: Installation, tmp_path: Path) -> None:
    done = fresh.call("restore", str(path))
    assert done.returncode == 0, done.stderr
    firms, answers = asked(fresh.url, "SELECT count(*) FROM companies_company", "SELECT count(*) FROM survey_rating")
    assert (firms, answers) == ([(1,)], [(24,)])
    assert fresh.call("manage", "shell", "-v0", "-c", GATHER).stdout.strip() == "24"
    assert fresh.call("backup", str(tmp_path / "again.zip")).returncode == 0
    assert_holds(tmp_path / "again.zip", path)


def test_tables_of_a_later_release_stay_as_they_are(used: Installation, archive: Path) -> None:
    change(used.url, "INSERT INTO django_migrations (app, name, applied) VALUES ('companies', '9999_later', now())")
    before = rows_of(used.url)
    for words in (("restore", "--replace", str(archive)), ("serve", "--port", "0")):
        refused = used.call(*words)
        assert refused.returncode != 0
        assert "Traceback" not in refused.stderr
    assert rows_of(used.url) == before


@pytest.mark.skipif(not ALL, reason="make test-long waits for schedules on either database")
def test_two_servers_back_up_in_turns_and_what_they_keep_comes_back(used: Installation, database_url: str, tmp_path: Path) -> None:
    folder, seen = tmp_path / "backups", set[str]()
    settings = {"EVERY": "4s", "FOLDER": str(folder), "KEEP": "2"}
    with (
        serving(tmp_path, database_url=used.url, **settings) as (_, one),
        serving(tmp_path, database_url=used.url, **settings) as (_, other),
    ):

        def look() -> bool:
            seen.update(path.name for path in backups(folder))
            return len(seen) >= 3

        wait(look)
        assert answers(one)
        assert answers(other)
        wait(lambda: len(backups(folder)) == 2)
    moments = sorted(made_at(Path(name)) for name in seen)
    assert all(later - earlier >= timedelta(seconds=4) for earlier, later in itertools.pairwise(moments))
    assert not list(folder.glob(".backup-*"))
    again = Installation(tmp_path / "again", on_postgresql.new_database(database_url))
    done = again.call("restore", str(backups(folder)[-1]))
    assert done.returncode == 0, done.stderr
    held, kept = rows_of(again.url), rows_of(used.url)
    assert {name: rows for name, rows in held.items() if rows != kept[name]} == {}
    assert files_of(again.folder) == files_of(used.folder)
