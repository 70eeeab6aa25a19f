"""Tables of a later release are not touched by this one, but a backup from before it takes their place."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from small_installation import call, kept
from test_serve import free_port

from databases import asked, change, copied, is_postgres, lose, rows_of

pytestmark = pytest.mark.own_database
LATER = """
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder
from leitplanke.web.audit import triggers
from leitplanke.web.companies.models import Company
triggers.remove(connection)
column = models.IntegerField(default=0)
column.set_attributes_from_name("later")
with connection.schema_editor() as editor:
    editor.add_field(Company, column)
MigrationRecorder(connection).record_applied("companies", "9999_later")
"""
LOST = "f" * 32
LATER_STEPS = "SELECT count(*) FROM django_migrations WHERE name = '9999_later'"
SESSIONS = "SELECT count(*) FROM django_session"
OPEN = "INSERT INTO django_session VALUES ('open', 'of somebody', '2099-01-01')"
BARRIER = {
    "sqlite": ("CREATE TRIGGER no BEFORE INSERT ON companies_company BEGIN SELECT RAISE(ABORT, 'no room for it'); END",),
    "postgresql": (
        "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no room for it'; END $$",
        "CREATE TRIGGER no BEFORE INSERT ON companies_company FOR EACH ROW EXECUTE FUNCTION no()",
    ),
}
AWAY = {"sqlite": ("DROP TRIGGER no",), "postgresql": ("DROP TRIGGER no ON companies_company",)}
KIND = "postgresql" if is_postgres() else "sqlite"
OnceARun = Callable[[str, Callable[[Path], None]], Path]


def test_a_former_release_refuses_later_tables_and_comes_back_with_its_backup(once_a_run: OnceARun, tmp_path: Path) -> None:
    installed = kept(once_a_run)
    var, archive, before = copied(installed / "var", tmp_path / "var"), installed / "b.zip", rows_of(installed / "var")
    done = call(var, "manage", "shell", "-v0", "-c", LATER)
    assert done.returncode == 0, done.stderr
    (var / "attachments" / LOST).write_text("attached in the later release")
    held = rows_of(var)
    assert "('later', 0)" in held["companies_company"][0]
    for words in (["serve", "--port", str(free_port())], ["backup", str(tmp_path / "new.zip")], ["move-database", str(tmp_path / "new")]):
        done = call(var, *words)
        assert done.returncode != 0, words
        assert "belong to a later release (companies.9999_later)" in done.stderr, words
        assert "Traceback" not in done.stderr, words
    assert rows_of(var) == held
    assert not (tmp_path / "new.zip").exists()

    if is_postgres():
        # A database is the operator's own: it is left as it is, and another one takes its place.
        refused = call(var, "restore", "--replace", str(archive))
        assert refused.returncode == 2, refused.stdout
        assert "belong to a later release (companies.9999_later)" in refused.stderr
        assert rows_of(var) == held
        lose(var)
    done = call(var, "restore", "--replace", str(archive))
    assert done.returncode == 0, done.stderr
    (aside,) = (var / "safety-copies").iterdir()
    assert str(aside) in done.stdout
    if not is_postgres():
        assert rows_of(aside) == held
        assert asked(aside, LATER_STEPS) == [[(1,)]]
    assert (aside / "attachments" / LOST).read_text() == "attached in the later release"
    assert asked(var, LATER_STEPS) == [[(0,)]]
    assert rows_of(var) == before
    assert re.search(r"Tables: They fit", call(var, "doctor").stdout)


def test_files_without_a_database_are_kept_when_a_backup_comes(once_a_run: OnceARun, tmp_path: Path) -> None:
    """Whoever has lost the database only, restores a backup that does not know what was attached since."""
    installed = kept(once_a_run)
    var = copied(installed / "var", tmp_path / "var")
    lose(var)
    (var / "attachments" / LOST).write_text("attached since")
    done = call(var, "restore", str(installed / "b.zip"))
    assert done.returncode == 0, done.stderr
    (aside,) = (var / "safety-copies").iterdir()
    assert str(aside) in done.stdout
    assert [path.read_text() for path in aside.rglob("*") if path.is_file()] == ["attached since"]
    assert rows_of(var) == rows_of(installed / "var")


def test_a_restore_that_fails_leaves_the_key_that_links_were_signed_with(once_a_run: OnceARun, tmp_path: Path) -> None:
    installed, other = kept(once_a_run), "k" * 60
    var = copied(installed / "var", tmp_path / "var")
    (var / "secret-key").write_text(other)
    change(var, OPEN, *BARRIER[KIND])
    held = rows_of(var)
    done = call(var, "restore", "--replace", str(installed / "b.zip"))
    assert (done.returncode, "no room for it" in done.stderr) == (1, True), done.stderr
    assert (var / "secret-key").read_text() == other
    assert rows_of(var) == held
    assert asked(var, SESSIONS) == [[(1,)]]

    # What stood in the way is gone: now it works, and everybody signs in once more.
    change(var, *AWAY[KIND])
    done = call(var, "restore", "--replace", str(installed / "b.zip"))
    assert done.returncode == 0, done.stderr
    assert (var / "secret-key").read_text() == (installed / "var" / "secret-key").read_text()
    assert asked(var, SESSIONS) == [[(0,)]]
