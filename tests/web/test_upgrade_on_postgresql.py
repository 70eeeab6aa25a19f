"""A PostgreSQL database of an earlier release comes up with this one: copied first, whole after, whatever interrupts.

The tables are those that the migrations of that release made, one after the other, and PostgreSQL itself reads the rows from the release's
backup into them. Of 0.5.0 a full backup is compared row by row.
"""

import base64
import json
import signal
import zipfile
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from test_back_up_and_restore import ALL, ARCHIVES, archived, call
from test_upgrade_a_full_installation import BACKUP, assert_copied, assert_everything_is_there, assert_restored, look_around, prepared
from test_upgrade_an_installation import ANSWERS, APPLIED, FIRM, PERSON, answers_in, begin, come_up, copies, kill_after_the_copy, running

from databases import asked, held, new_database
from leitplanke import __version__


def number(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


RELEASED = sorted((path for path in ARCHIVES.glob("*.zip") if number(path.stem) < number(__version__)), key=lambda path: number(path.stem))
MIGRATE = """
import json
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
ends = executor.loader.graph.leaf_nodes()
then = set(json.loads({steps!r}))
plan = [step for step in executor.migration_plan(ends, clean_start=True) if f"{{step[0].app_label}}.{{step[0].name}}" in then]
assert len(plan) == len(then)
executor.migrate(ends, plan=plan)
"""
SEQUENCES = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public' AND (is_identity = 'YES' OR column_default LIKE 'nextval%')
"""
BINARY = "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND data_type = 'bytea'"
OTHERWISE = {"contenttypes.contenttype": "django_content_type"}
"""Tables that are not called like their models."""
ADD = "from leitplanke.web.accounts.models import User; print(User.objects.create_user('neu').pk)"


@pytest.fixture
def old(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> tuple[Path, str]:
    """Return a data folder and the database that an earlier release left."""
    return tmp_path / "var", brought_back(request.param, tmp_path / "var", new_database(database_url))


def brought_back(archive: Path, folder: Path, url: str) -> str:
    """Make the tables of the release of a backup in an empty database, put its rows there, and return the address."""
    with zipfile.ZipFile(archive) as packed:
        manifest = json.loads(packed.read("manifest.json"))
        script = MIGRATE.format(steps=json.dumps(manifest["migrations"]))
        done = call(folder, "manage", "shell", "-v0", "-c", script, database_url=url)
        assert done.returncode == 0, done.stderr
        with psycopg.connect(url) as connection:
            # Neither rules nor triggers, as when PostgreSQL reads its own copies.
            connection.execute("SET session_replication_role = replica")
            for table in manifest["tables"]:
                name = OTHERWISE.get(table["name"], table["name"].replace(".", "_"))
                put(connection, name, table["columns"], packed.read(f"tables/{table['name']}.jsonl").decode())
            for table, column in connection.execute(SEQUENCES).fetchall():
                go_on(connection, table, column)
    return url


def put(connection: "psycopg.Connection[tuple[object, ...]]", table: str, columns: list[str], lines: str) -> None:
    connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
    named = sql.SQL(", ").join(map(sql.Identifier, columns))
    insert = sql.SQL("INSERT INTO {table} ({named}) SELECT {named} FROM json_populate_record(NULL::{table}, %s)").format(
        table=sql.Identifier(table), named=named
    )
    binary = {name for (name,) in connection.execute(BINARY, [table])}
    for line in lines.splitlines():
        row = dict(zip(columns, json.loads(line), strict=True))
        row |= {name: f"\\x{base64.b64decode(row[name]).hex()}" for name in binary if row[name] is not None}
        connection.execute(insert, [json.dumps(row)])


def go_on(connection: "psycopg.Connection[tuple[object, ...]]", table: str, column: str) -> None:
    """Let the next key come after those that are there."""
    ask = sql.SQL("SELECT setval(pg_get_serial_sequence(%s, %s), coalesce(max({}), 0) + 1, false) FROM {}")
    connection.execute(ask.format(sql.Identifier(column), sql.Identifier(table)), [table, column])


@pytest.mark.skipif(not ALL, reason="make test-long begins with each release; the full one of 0.5 is always tried")
@pytest.mark.parametrize("old", RELEASED, indirect=True, ids=lambda path: path.stem)
def test_a_start_brings_an_earlier_release_up_and_keeps_a_copy(old: tuple[Path, str], database_url: str, tmp_path: Path) -> None:
    folder, url = old
    before = asked(url, ANSWERS, FIRM, PERSON)
    assert [len(rows) for rows in before] == [24, 1, 1]
    (applied,) = asked(url, APPLIED)
    come_up(folder, url)
    assert asked(url, ANSWERS, FIRM, PERSON) == before
    assert asked(url, APPLIED) > [applied]
    (copy,) = copies(folder)
    assert answers_in(copy) == sorted(before[0])
    # The copy brings back what was there, and the product goes on with what came up.
    back = new_database(database_url)
    done = call(tmp_path / "back", "restore", str(copy), database_url=back)
    assert done.returncode == 0, done.stderr
    assert asked(back, ANSWERS, FIRM, PERSON) == before
    done = call(folder, "manage", "shell", "-v0", "-c", ADD, database_url=url)
    assert done.returncode == 0, done.stderr


def test_a_full_installation_comes_up_with_every_row(database_url: str, tmp_path: Path) -> None:
    url = new_database(database_url)
    folder = prepared(tmp_path / "var", database=False)
    brought_back(BACKUP, folder, url)
    before = held(url)
    archive = archived(BACKUP)
    assert {name: len(before[OTHERWISE.get(name, name.replace(".", "_"))]) for name in archive} == {
        name: len(rows) for name, rows in archive.items()
    }
    with running(folder, url, local=False) as port:
        look_around(port, before)
    assert_everything_is_there(before, held(url), folder)
    for archive in (assert_copied(folder), BACKUP)[: 2 if ALL else 1]:
        back, again = tmp_path / f"back-{archive.stem}", new_database(database_url)
        done = call(back, "restore", str(archive), database_url=again)
        assert done.returncode == 0, done.stderr
        assert_restored(before, held(again), back)


@pytest.mark.parametrize("seconds", [0.0, 0.1, 0.3, 0.6, 1.0, 1.5, 2.2] if ALL else [0.0])
@pytest.mark.parametrize("old", RELEASED[:1] if ALL else RELEASED[-1:], indirect=True, ids=lambda path: path.stem)
def test_killed_while_upgrading_the_next_start_goes_on(old: tuple[Path, str], seconds: float) -> None:
    folder, url = old
    before = asked(url, ANSWERS, FIRM, PERSON)
    kill_after_the_copy(folder, seconds, url)
    come_up(folder, url)
    assert asked(url, ANSWERS, FIRM, PERSON) == before


@pytest.mark.skipif(not ALL, reason="make test-long starts two servers at once")
@pytest.mark.parametrize("old", RELEASED[:1], indirect=True, ids=lambda path: path.stem)
def test_two_servers_that_start_at_once_upgrade_one_after_the_other(old: tuple[Path, str], tmp_path: Path) -> None:
    folder, url = old
    before = asked(url, ANSWERS, FIRM, PERSON)
    # Each has a data folder of its own, as on two machines: only the database can hold one of them back.
    (tmp_path / "other").mkdir()
    with begin(folder, url) as one, begin(tmp_path / "other", url) as other:
        for server in (one, other):
            assert server.stdout is not None
            assert server.stdout.readline().startswith("Leitplanke: http")
            server.send_signal(signal.SIGINT)
    assert asked(url, ANSWERS, FIRM, PERSON) == before
    assert len(copies(folder)) + len(copies(tmp_path / "other")) == 1
