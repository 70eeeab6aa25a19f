"""A database file that is broken does not keep the backup from coming back, and is kept itself."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from small_installation import call, kept

from databases import copied

pytestmark = pytest.mark.no_database  # these break files of SQLite
LATER = "f" * 32


def broken(var: Path, content: bytes) -> bytes:
    """Break the database of a data folder, to which somebody has attached a file since the backup."""
    (var / "attachments" / LATER).write_text("attached since")
    database = var / "leitplanke.sqlite3"
    for ending in ("-wal", "-shm"):
        database.with_name(f"{database.name}{ending}").unlink(missing_ok=True)
    database.write_bytes(content)
    return content


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def check_came_back(var: Path, aside: Path, content: bytes, attached: set[str]) -> None:
    assert (aside / "leitplanke.sqlite3").read_bytes() == content
    assert (aside / "attachments" / LATER).read_text() == "attached since"
    assert (aside / "secret-key").is_file()
    assert aside.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(var / "leitplanke.sqlite3")) as connection:
        assert connection.execute("SELECT username FROM accounts_user").fetchall() == [("anna",)]
    assert names(var / "attachments") == attached


def test_a_damaged_database_is_set_aside_and_the_backup_comes_back(
    once_a_run: Callable[[str, Callable[[Path], None]], Path], tmp_path: Path
) -> None:
    """The file is nonsense first, and a later one is cut off."""
    installed = kept(once_a_run)
    var, archive, attached = copied(installed / "var", tmp_path / "var"), installed / "b.zip", names(installed / "var" / "attachments")
    nonsense = broken(var, b"this is no database at all" * 500)
    done = call(var, "restore", "--replace", str(archive))
    assert done.returncode == 0, done.stderr
    (first,) = (var / "safety-copies").iterdir()
    assert str(first) in done.stdout
    check_came_back(var, first, nonsense, attached)

    cut = broken(var, (var / "leitplanke.sqlite3").read_bytes()[:400_000])
    doctor = call(var, "doctor")
    told = " ".join(doctor.stdout.split())
    assert doctor.returncode == 1
    assert "Traceback" not in doctor.stderr
    assert "is damaged" in told
    assert "leitplanke restore --replace FILE" in told
    assert "PostgreSQL run" not in told

    refused = call(var, "restore", str(archive))
    assert refused.returncode == 2
    assert "--replace" in refused.stderr
    assert (var / "leitplanke.sqlite3").read_bytes() == cut

    done = call(var, "restore", "--replace", str(archive))
    assert done.returncode == 0, done.stderr
    (second,) = {*(var / "safety-copies").iterdir()} - {first}
    assert str(second) in done.stdout
    check_came_back(var, second, cut, attached)
    assert call(var, "doctor").stdout.count("[x]") == 0
