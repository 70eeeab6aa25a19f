"""What a driver says when database or disk fail is told apart from faults of ours; the errors are real ones."""

import errno
import os
import sqlite3
from pathlib import Path

import pytest
from django.db import OperationalError, ProgrammingError

from leitplanke.web.outages import Outage, outage_of


def failing(path: Path, statement: str, before: str = "") -> sqlite3.Error:
    """Return what SQLite itself says to a statement."""
    connection = sqlite3.connect(path, timeout=0)
    connection.executescript(before)
    with pytest.raises(sqlite3.Error) as caught:
        connection.execute(statement)
    connection.close()
    return caught.value


def wrapped(error: BaseException) -> OperationalError:
    """Return the error as Django raises it."""
    outer = OperationalError(*error.args)
    outer.__cause__ = error
    return outer


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "x.sqlite3"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (a)")
    connection.close()
    return path


def test_a_full_file_is_no_room(table: Path) -> None:
    error = failing(table, "INSERT INTO t VALUES (zeroblob(100000))", "PRAGMA max_page_count = 3")
    assert outage_of(wrapped(error)) == Outage.ROOM


def test_a_file_opened_for_reading_is_no_writing(table: Path) -> None:
    error = failing(table, "INSERT INTO t VALUES (1)", "PRAGMA query_only = 1")
    assert outage_of(wrapped(error)) == Outage.WRITING


def test_another_writer_is_busy(table: Path) -> None:
    other = sqlite3.connect(table)
    other.execute("BEGIN IMMEDIATE")
    error = failing(table, "INSERT INTO t VALUES (1)")
    other.close()
    assert outage_of(wrapped(error)) == Outage.BUSY


def test_a_file_that_cannot_be_opened_is_no_writing(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError) as caught:
        sqlite3.connect(tmp_path / "there" / "is" / "none")
    assert outage_of(wrapped(caught.value)) == Outage.WRITING


def test_a_wrong_statement_is_a_fault_of_ours(table: Path) -> None:
    error = failing(table, "SELECT b FROM t")
    assert outage_of(wrapped(error)) is None


def test_nobody_who_listens_is_no_database() -> None:
    psycopg = pytest.importorskip("psycopg")
    with pytest.raises(psycopg.OperationalError) as caught:
        psycopg.connect("postgresql://x@127.0.0.1:1/firm", connect_timeout=2)
    assert outage_of(wrapped(caught.value)) == Outage.DATABASE


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("53100", Outage.ROOM),
        ("57P01", Outage.DATABASE),
        ("57P03", Outage.DATABASE),
        ("08006", Outage.DATABASE),
        ("25006", Outage.WRITING),
        ("40P01", Outage.BUSY),
        ("42703", None),
        ("23505", None),
    ],
)
def test_the_codes_of_postgresql_are_those_of_its_manual(state: str, told: Outage | None) -> None:
    errors = pytest.importorskip("psycopg.errors")
    assert outage_of(wrapped(errors.lookup(state)())) == told


@pytest.mark.parametrize(
    ("number", "told"), [(errno.ENOSPC, Outage.ROOM), (errno.EROFS, Outage.WRITING), (errno.ENOENT, None), (errno.ECONNRESET, None)]
)
def test_the_disk_is_told_by_its_number(number: int, told: Outage | None) -> None:
    assert outage_of(OSError(number, os.strerror(number))) == told


def test_other_faults_are_ours() -> None:
    assert outage_of(ProgrammingError("no such table")) is None
    assert outage_of(KeyError("x")) is None
    assert outage_of(None) is None
