"""A PostgreSQL database of an earlier release comes up with this one: copied first, whole after, whatever interrupts.

The tables are those that the migrations of that release made, one after the other, and PostgreSQL itself reads the rows from the release's
backup into them.
"""

import json
import signal
import zipfile
from pathlib import Path

import on_postgresql
import psycopg
import pytest
from on_postgresql import asked
from psycopg import sql
from test_back_up_and_restore import ALL, ARCHIVES, call
from test_upgrade_an_installation import ANSWERS, APPLIED, FIRM, PERSON, answers_in, begin, come_up, copies, kill_after_the_copy

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
OTHERWISE = {"contenttypes.contenttype": "django_content_type"}
"""Tables that are not called like their models."""
ADD = "from leitplanke.web.accounts.models import User; print(User.objects.create_user('neu').pk)"


@pytest.fixture
def old(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> tuple[Path, str]:
    """Return a data folder and the database that an earlier release left."""
    url = on_postgresql.new_database(database_url)
    with zipfile.ZipFile(request.param) as packed:
        manifest = json.loads(packed.read("manifest.json"))
        script = MIGRATE.format(steps=json.dumps(manifest["migrations"]))
        done = call(tmp_path / "var", "manage", "shell", "-v0", "-c", script, database_url=url)
        assert done.returncode == 0, done.stderr
        with psycopg.connect(url) as connection:
            # Neither rules nor triggers, as when PostgreSQL reads its own copies.
            connection.execute("SET session_replication_role = replica")
            for table in manifest["tables"]:
                name = OTHERWISE.get(table["name"], table["name"].replace(".", "_"))
                put(connection, name, table["columns"], packed.read(f"tables/{table['name']}.jsonl").decode())
            for table, column in connection.execute(SEQUENCES).fetchall():
                go_on(connection, table, column)
    return tmp_path / "var", url


def put(connection: "psycopg.Connection[tuple[object, ...]]", table: str, columns: list[str], lines: str) -> None:
    connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
    named = sql.SQL(", ").join(map(sql.Identifier, columns))
    insert = sql.SQL("INSERT INTO {table} ({named}) SELECT {named} FROM json_populate_record(NULL::{table}, %s)").format(
        table=sql.Identifier(table), named=named
    )
    for line in lines.splitlines():
        connection.execute(insert, [json.dumps(dict(zip(columns, json.loads(line), strict=True)))])


def go_on(connection: "psycopg.Connection[tuple[object, ...]]", table: str, column: str) -> None:
    """Let the next key come after those that are there."""
    ask = sql.SQL("SELECT setval(pg_get_serial_sequence(%s, %s), coalesce(max({}), 0) + 1, false) FROM {}")
    connection.execute(ask.format(sql.Identifier(column), sql.Identifier(table)), [table, column])


@pytest.mark.parametrize("old", RELEASED if ALL else RELEASED[-1:], indirect=True, ids=lambda path: path.stem)
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
    back = on_postgresql.new_database(database_url)
    done = call(tmp_path / "back", "restore", str(copy), database_url=back)
    assert done.returncode == 0, done.stderr
    assert asked(back, ANSWERS, FIRM, PERSON) == before
    done = call(folder, "manage", "shell", "-v0", "-c", ADD, database_url=url)
    assert done.returncode == 0, done.stderr


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
