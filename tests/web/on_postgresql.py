"""An empty database of the running PostgreSQL, and what lies in one, read past the product."""

import uuid

import pytest
from psycopg import connect, sql

NOT_KEPT = ("django_session", "django_tasks_database_dbtaskresult", "django_migrations", "shared_cache")
"""What a backup leaves out, and what tells how tables came to be."""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"


def new_database(database_url: str) -> str:
    """Return the address of a database of one's own; without PostgreSQL the test is left out."""
    if not database_url:
        pytest.skip("runs with PostgreSQL")
    name = f"own{uuid.uuid4().hex}"
    with connect(database_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return f"{database_url.rsplit('/', 1)[0]}/{name}"


def asked(url: str, *questions: str) -> list[list[tuple[object, ...]]]:
    """Return what a database answers to each question."""
    with connect(url) as connection:
        return [connection.execute(one).fetchall() for one in questions]  # type: ignore[call-overload]


def change(url: str, statement: str) -> None:
    """Change rows past the product."""
    with connect(url) as connection:
        connection.execute(statement)  # type: ignore[call-overload]


def rows_of(url: str) -> dict[str, list[str]]:
    """Return every row of a database by table, each with its columns in the order of their names."""
    held: dict[str, list[str]] = {}
    with connect(url) as connection:
        for (name,) in connection.execute(TABLES).fetchall():
            if name not in NOT_KEPT:
                rows = connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(name)))
                names = [one.name for one in rows.description or ()]
                held[name] = sorted(repr(sorted(zip(names, row, strict=True))) for row in rows)
    return held
