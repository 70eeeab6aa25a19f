"""The database of each data folder of tests, read and changed past the product.

It is SQLite's file in the folder or, with ``TEST_DB=postgres``, a database of the run's PostgreSQL that is made when it is asked for first.
So a test that starts the product on folders of its own says nothing of databases and runs on both.
"""

import hashlib
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from django.db.backends.sqlite3._functions import register
from psycopg import sql

from leitplanke.web.audit import acting

SERVER = "TEST_POSTGRES"
"""The variable with the address of the run's PostgreSQL, if it has one."""
ADDRESS = "LEITPLANKE_DATABASE_URL"
FILE, DUMP = "leitplanke.sqlite3", "leitplanke.sql"
NOT_KEPT = ("django_session", "django_tasks_database_dbtaskresult", "django_migrations", "shared_cache", "sqlite_sequence")
"""What a backup leaves out, and what tells how tables came to be."""
TABLES: dict[type, str] = {
    sqlite3.Connection: "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'sqlite_stat1' ORDER BY 1",
    psycopg.Connection: "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
}
MOMENT = re.compile(r"(:\d\d)\.?(\d*)'")
PATIENCE = 120.0
"""Seconds to wait for a lock of SQLite."""
Place = Path | str
"""A data folder, a file of SQLite or the address of a PostgreSQL database."""
Row = dict[str, object]
Held = dict[str, list[Row]]
"""Rows by table."""
Connection = sqlite3.Connection | psycopg.Connection[tuple[object, ...]]


def is_postgres() -> bool:
    """Say whether this run of the tests is about PostgreSQL."""
    return os.environ.get("TEST_DB", "sqlite") == "postgres"


def programs() -> Path:
    """Return the folder of PostgreSQL's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found:
        pytest.exit("PostgreSQL is missing: apt-get install -y postgresql")
    return found[-1]


@contextmanager
def postgres() -> Iterator[str]:
    """Run Debian's PostgreSQL on a temporary folder; yield its address."""
    folder = Path(tempfile.mkdtemp(prefix="leitplanke-pg-", dir="/tmp"))
    runner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if runner:
        shutil.chown(folder, "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = f"-F -p {port} -c max_connections=400 -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    data = folder / "data"
    call = [*runner, programs() / "initdb", "-D", data, "-U", "leitplanke", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    subprocess.run(call, check=True, capture_output=True)
    control = [*runner, programs() / "pg_ctl", "-D", data, "-w"]
    subprocess.run([*control, "-o", options, "-l", folder / "log", "start"], check=True, stdout=subprocess.DEVNULL)
    try:
        yield f"postgresql://leitplanke@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, stdout=subprocess.DEVNULL)
        shutil.rmtree(folder)


def new_database(server: str) -> str:
    """Return the address of an empty database of a PostgreSQL that belongs to no folder; without PostgreSQL the test is left out."""
    if not server:
        pytest.skip("runs with PostgreSQL")
    name = f"own{uuid.uuid4().hex}"
    create(server, name)
    return f"{server.rpartition('/')[0]}/{name}"


def create(server: str, name: str, like: str = "template1") -> None:
    """Create a database like another one, which is empty unless named."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(like)))


KNOWN: set[str] = set()
"""The names of databases that this process has seen."""


def address_of(folder: Path) -> str:
    """Return the address of the database that belongs to a data folder, in any process; nothing for SQLite, whose file lies in it."""
    server, name = os.environ.get(SERVER, ""), name_for(folder)
    if server and name not in KNOWN:
        with suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            create(server, name)
        KNOWN.add(name)
    return server and f"{server.rpartition('/')[0]}/{name}"


def name_for(folder: Path) -> str:
    """Return the name of a data folder's database on PostgreSQL."""
    return f"own{hashlib.sha256(str(folder.absolute()).encode()).hexdigest()[:40]}"


def copied(folder: Path, to: Path) -> Path:
    """Return a data folder of one's own, with the files and the database of another that nobody uses."""
    shutil.copytree(folder, to)
    if server := os.environ.get(SERVER):
        create(server, name_for(to), like=name_for(folder))
        KNOWN.add(name_for(to))
    return to


def lose(folder: Path) -> None:
    """Let the database of a data folder be lost, as if there had never been one."""
    for path in folder.glob(f"{FILE}*"):
        path.unlink()
    if server := os.environ.get(SERVER):
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name_for(folder))))
        KNOWN.discard(name_for(folder))


def keep(folder: Path, to: Path) -> None:
    """Keep the database of a data folder, which may be in use, in another folder; `bring` makes one of it there."""
    if url := address_of(folder):
        subprocess.run([programs() / "pg_dump", "--no-owner", "-f", to / DUMP, url], check=True)
        return
    with closing(sqlite3.connect(folder / FILE)) as live, closing(sqlite3.connect(to / FILE)) as kept:
        live.backup(kept)


def bring(folder: Path) -> None:
    """Make the database of a data folder in which one was kept."""
    if url := address_of(folder):
        subprocess.run(
            [programs() / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", folder / DUMP, url], check=True, stdout=subprocess.DEVNULL
        )


@contextmanager
def opened(place: Place) -> Iterator[Connection]:
    """Open a database with what the product's connections bring along: rules and triggers ask for functions; keep what was changed."""
    url = address_of(place) if isinstance(place, Path) and not place.is_file() else str(place)
    if url.startswith("postgresql:"):
        with psycopg.connect(url) as server:
            yield server
        return
    file = Path(place)
    with closing(sqlite3.connect(file / FILE if file.is_dir() else file, timeout=PATIENCE)) as connection, connection:
        register(connection)
        connection.create_function(acting.FUNCTION, 0, acting.user)
        yield connection


def asked(place: Place, *questions: str) -> list[list[tuple[object, ...]]]:
    """Return what a database answers to each question."""
    with opened(place) as connection:
        return [connection.execute(one).fetchall() for one in questions]  # type: ignore[call-overload]


def change(place: Place, *statements: str) -> None:
    """Change a database, all at once or not at all."""
    with opened(place) as connection:
        for one in statements:
            connection.execute(one)  # type: ignore[call-overload]


def held(place: Place) -> Held:
    """Return every row of every table of a database, each by the names of its columns."""
    with opened(place) as connection:
        names = [name for (name,) in connection.execute(TABLES[type(connection)]).fetchall()]
        return {name: _rows(connection.execute(f'SELECT * FROM "{name}"')) for name in names}  # type: ignore[call-overload]  # noqa: S608 - a name that the database told


def _rows(found: "sqlite3.Cursor | psycopg.Cursor[tuple[object, ...]]") -> list[Row]:
    names = [one[0] for one in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def rows_of(place: Place, without: tuple[str, ...] = NOT_KEPT) -> dict[str, list[str]]:
    """Return every row of a database by table, whatever the order of rows and columns; some tables may be left out."""
    kept = {name: [repr(sorted(row.items())) for row in rows] for name, rows in held(place).items() if name not in without}
    # Triggers of SQLite write thousandths of a second, Django millionths or, of a whole second, none: the same moment.
    return {name: sorted(MOMENT.sub(lambda one: f"{one[1]}.{one[2]:0<6}'", row) for row in rows) for name, rows in kept.items()}
