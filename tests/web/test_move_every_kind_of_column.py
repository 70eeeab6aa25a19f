"""Every table with extreme values of every kind of column goes to PostgreSQL and back unchanged, read past the product on both sides.

And the product works on there: new keys, a backup, a restore.
"""

import json
import os
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, models

from databases import FILE, new_database, rows_of
from leitplanke.web.backup import rows

FILL = f"""
import sys
import uuid
from django.core.management import call_command
call_command("migrate", verbosity=0)
sys.path.insert(0, {str(Path(__file__).parent)!r})
import fill_every_table
fill_every_table.main({{seed}})
"""
ADD = """
from leitplanke.web.companies.models import Company
from leitplanke.web.notes.models import Attachment, Comment
Attachment.objects.update(file="")
print(Comment.objects.create(company=Company.objects.first(), target="x", text="new key").pk)
"""
"""No row names a file any more: there is none, and a backup refuses names that lead elsewhere."""
CHANGED = ("notes_attachment", "notes_comment", "audit_entry")
SEEDS = range(3) if os.environ.get("LEITPLANKE_TEST_LONG") else range(1)


@pytest.fixture
def target(database_url: str) -> str:
    """Return the address of an empty PostgreSQL database."""
    return new_database(database_url)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_column_comes_back(seed: int, target: str, tmp_path: Path) -> None:
    var = tmp_path / "var"
    var.mkdir()
    run(var, "", "manage", "shell", "-v0", "-c", FILL.format(seed=seed))
    run(var, "", "move-database", target)
    tables = rows.tables(connection)
    import psycopg  # noqa: PLC0415 - only where PostgreSQL is used

    with sqlite3.connect(var / "leitplanke.sqlite3") as here:
        before = held_by(here, tables)
        with psycopg.connect(target) as there:
            on_postgres = held_by(there, tables)
            for table in tables:
                assert before[table] == on_postgres[table], table._meta.label
                assert before[table], f"{table._meta.label} is not tried"
                check_next_key(there, table)
    again = told(var, "", "move-database", target)
    assert again.returncode == 2
    assert "empty" in again.stderr
    # The product goes on there: new rows get keys after those that were copied, and what it backs up is what comes back, or is moved back.
    (comments,) = (one for one in tables if one._meta.db_table == "notes_comment")
    assert int(run(var, target, "manage", "shell", "-v0", "-c", ADD)) > max(int(str(key)) for key, *_ in before[comments])
    back, archive, fresh = tmp_path / "back.sqlite3", tmp_path / "from-postgresql.zip", tmp_path / "fresh"
    run(var, target, "backup", str(archive))
    run(var, target, "move-database", str(back))
    run(fresh, "", "restore", str(archive))
    assert rows_of(fresh / FILE) == rows_of(back)
    with sqlite3.connect(back) as moved:
        after = held_by(moved, tables)
    for table in tables:
        if table._meta.db_table not in CHANGED:
            assert before[table] == after[table], table._meta.label
    assert [len(after[one]) - len(before[one]) for one in tables if one._meta.db_table in CHANGED[:2]] == [0, 1]
    (log,) = (one for one in tables if one._meta.db_table == "audit_entry")
    assert len(after[log]) > len(before[log])
    assert {*map(repr, before[log])} < {*map(repr, after[log])}


def held_by(part: Any, tables: list[rows.Table]) -> dict[rows.Table, list[list[object]]]:  # noqa: ANN401 - a connection of either driver
    """Return the rows of each table of a database."""
    held = {}
    for table in tables:
        names = ", ".join(f'"{one.column}"' for one in table._meta.concrete_fields)
        sql = f'SELECT {names} FROM "{table._meta.db_table}" ORDER BY 1'  # noqa: S608 - names of its own tables
        held[table] = sorted(plainly(table, part.execute(sql)), key=repr)
    return held


def run(var: Path, url: str, *words: str) -> str:
    done = told(var, url, *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def told(var: Path, url: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "leitplanke", *words]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LEITPLANKE_", "DJANGO_"))}
    given = kept | {"LEITPLANKE_VAR": str(var), "LEITPLANKE_DATABASE_URL": url, "LANG": "en_GB.UTF-8"}
    return subprocess.run(command, env=given, capture_output=True, text=True, check=False, timeout=240)


def plainly(table: rows.Table, found: Any) -> Iterator[list[object]]:  # noqa: ANN401 - a cursor of either driver
    """Yield rows as both databases mean them, whatever form their drivers give."""
    fields = table._meta.concrete_fields
    for row in found:
        yield [plain(one.target_field if one.is_relation else one, value) for one, value in zip(fields, row, strict=True)]


def plain(one: Any, value: Any) -> object:  # noqa: ANN401, PLR0911 - one line for each kind
    if value is None:
        return None
    match one:
        case models.UUIDField():
            return uuid.UUID(str(value))
        case models.BooleanField():
            return bool(value)
        case models.JSONField():
            return as_numbers(json.loads(value) if isinstance(value, str) and isinstance_json(value) else value)
        case models.BinaryField():
            return bytes(value)
        case models.DateTimeField():
            moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
            return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
        case models.DateField():
            return value if isinstance(value, date) else date.fromisoformat(value)
    return value


def isinstance_json(text: str) -> bool:
    """Say whether a driver has left a document as text."""
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def as_numbers(value: object) -> object:
    """Return a document in which numbers count by their value, as JSON has only one kind."""
    if isinstance(value, dict):
        return {name: as_numbers(one) for name, one in sorted(value.items())}
    if isinstance(value, list):
        return [as_numbers(one) for one in value]
    return float(value) + 0.0 if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 1e16 else value


def check_next_key(connection: Any, table: rows.Table) -> None:  # noqa: ANN401 - of psycopg
    """Ask for the key of a next row: it comes after the highest stored one."""
    key = table._meta.pk
    if isinstance(key, models.AutoField | models.BigAutoField):
        name = table._meta.db_table
        ((following, highest),) = connection.execute(
            f"SELECT nextval(pg_get_serial_sequence('\"{name}\"', '{key.column}')), (SELECT COALESCE(MAX({key.column}), 0) FROM \"{name}\")"  # noqa: S608 - names of its own tables
        ).fetchall()
        assert following > highest, name
