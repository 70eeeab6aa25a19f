"""`leitplanke doctor` on a machine whose clock, character set, packs or database file are broken for real."""

import json
import os
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from small_installation import call, kept

from databases import copied
from leitplanke.web.condition import machine

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
from faults_disk import Disk, compiler

Found = dict[str, dict[str, str]]
needs_compiler = pytest.mark.skipif(compiler() is None, reason="the clock is moved by a library that a C compiler makes")


def told(folder: Path, **variables: str) -> tuple[int, Found]:
    """Return the exit code and what was found, by what was looked at."""
    done = call(folder, "doctor", "--json", **variables)
    assert "Traceback" not in done.stderr
    return done.returncode, {one["check"]: one for one in json.loads(done.stdout)}


def stands(found: Found, check: str) -> tuple[str, str]:
    return found[check]["state"], found[check]["code"]


@pytest.fixture
def installation(once_a_run: Callable[[str, Callable[[Path], None]], Path], tmp_path: Path) -> Path:
    """Return the data folder of an installation in which somebody has worked."""
    return copied(kept(once_a_run) / "var", tmp_path / "var")


@pytest.mark.no_database
def test_a_database_file_that_answers_but_is_damaged_inside(installation: Path) -> None:
    """One page of one table is overwritten, as by a failing disk: the file opens and tells its tables as before."""
    file = installation / "leitplanke.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = database.execute("PRAGMA page_size").fetchone()
        (page,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'survey_rating'").fetchone()
    with file.open("r+b") as written:
        written.seek((page - 1) * size)
        written.write(os.urandom(size))
    code, found = told(installation)
    assert code == 1
    assert stands(found, "database") == ("ok", "ok")
    assert stands(found, "whole") == ("fault", "damaged")
    assert "leitplanke restore --replace" in found["whole"]["mend"]
    # Nothing is asked of a file that cannot be believed.
    assert "jobs" not in found


@pytest.mark.own_database
def test_packs_that_are_away_or_cannot_be_read(installation: Path, tmp_path: Path) -> None:
    code, found = told(installation, LEITPLANKE_PACKS=str(tmp_path / "none"))
    assert (code, stands(found, "packs")) == (1, ("fault", "no-folder"))
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "slip.yaml").write_text("measures: [")
    code, found = told(installation, LEITPLANKE_PACKS=str(tmp_path / "packs"))
    assert (code, stands(found, "packs")) == (1, ("fault", "faulty"))
    assert "slip.yaml" in found["packs"]["said"]


@pytest.mark.own_database
def test_a_terminal_that_does_not_speak_utf8(installation: Path) -> None:
    """The findings come even there."""
    done = call(installation, "doctor", "--lang", "de", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert "Traceback" not in done.stderr
    assert "[!] Zeichensatz: Das Terminal spricht ANSI_X3.4-1968" in done.stdout


@pytest.mark.own_database
@needs_compiler
def test_a_clock_that_starts_long_ago(installation: Path, tmp_path: Path) -> None:
    """As on a machine whose battery is empty."""
    disk = Disk(tmp_path, installation)
    disk.shift_clock(round((datetime(2020, 1, 2, 12, tzinfo=UTC) - datetime.now(UTC)).total_seconds()))
    code, found = told(installation, **disk.surroundings)
    assert (code, stands(found, "clock")) == (1, ("fault", "early"))
    assert "2020-01-02" in found["clock"]["said"]


@needs_compiler
def test_a_machine_whose_clock_is_not_the_databases(tmp_path: Path, database_url: str) -> None:
    if not database_url:
        pytest.skip("runs with PostgreSQL: SQLite has no clock of its own")
    assert ContentType.objects.exists(), "the doctor asks for the time beside a row"
    address = f"{database_url.rpartition('/')[0]}/{connection.settings_dict['NAME']}"
    (tmp_path / "var").mkdir(mode=0o700)
    disk = Disk(tmp_path, tmp_path / "var")
    for ahead, expected in ((timedelta(), ("ok", "ok")), (timedelta(minutes=10), ("warning", "apart"))):
        disk.shift_clock(round(ahead.total_seconds()))
        _, found = told(tmp_path / "var", LEITPLANKE_DATABASE_URL=address, **disk.surroundings)
        assert stands(found, "database-clock") == expected


@pytest.mark.no_database
def test_a_python_that_is_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    """No older one could run these tests: the bound is moved to where this one stands."""
    assert machine.python().state == "ok"
    monkeypatch.setattr(machine, "OLDEST_PYTHON", (sys.version_info[0], sys.version_info[1] + 1))
    assert (machine.python().state, machine.python().code) == ("fault", "old")
