"""A database file that is broken does not keep the backup from coming back, and is kept itself."""

import shutil
import sqlite3

import pytest
from small_installation import call, fill


@pytest.fixture(autouse=True)
def once(database_url: str) -> None:
    if database_url:
        pytest.skip("these break files of SQLite")


@pytest.mark.parametrize("content", ["cut", "nonsense"])
def test_a_damaged_database_is_set_aside_and_the_backup_comes_back(content: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    var, archive = fill(folder / "var"), folder / "b.zip"
    done = call(var, "backup", str(archive))
    assert done.returncode == 0, done.stderr
    shutil.copytree(var / "attachments", folder / "attachments")
    later = var / "attachments" / ("f" * 32)
    later.write_text("attached since")
    database = var / "leitplanke.sqlite3"
    for ending in ("-wal", "-shm"):
        database.with_name(f"{database.name}{ending}").unlink(missing_ok=True)
    broken = database.read_bytes()[:400_000] if content == "cut" else b"this is no database at all" * 500
    database.write_bytes(broken)

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
    assert database.read_bytes() == broken

    done = call(var, "restore", "--replace", str(archive))
    assert done.returncode == 0, done.stderr
    (aside,) = (var / "safety-copies").iterdir()
    assert str(aside) in done.stdout
    assert (aside / "leitplanke.sqlite3").read_bytes() == broken
    assert (aside / "attachments" / later.name).read_text() == "attached since"
    assert (aside / "secret-key").is_file()
    assert aside.stat().st_mode & 0o077 == 0
    connection = sqlite3.connect(database)
    assert connection.execute("SELECT username FROM accounts_user").fetchall() == [("anna",)]
    connection.close()
    assert {path.name for path in (var / "attachments").iterdir()} == {path.name for path in (folder / "attachments").iterdir()}
    assert call(var, "doctor").stdout.count("[x]") == 0
