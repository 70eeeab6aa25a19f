"""Addresses of databases need not stand where everybody on the machine reads them; a real PostgreSQL asks for the password."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from pytest_django import DjangoDbBlocker

from leitplanke.__main__ import group
from leitplanke.web import environment

pytestmark = pytest.mark.no_database  # its PostgreSQL is its own
PASSWORD = "Zebra/Quark@7"  # noqa: S105 - of a server that lives for this test
WRITTEN = "Zebra%2FQuark%407"


@pytest.fixture(scope="module")
def strict_port() -> Iterator[int]:
    """Return the port of a PostgreSQL that lets nobody in without password, with the databases ``one`` and ``two``."""
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"))
    folder = Path(tempfile.mkdtemp(prefix="leitplanke-pg-", dir="/tmp"))
    runner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    (folder / "password").write_text(PASSWORD)
    if runner:
        for path in (folder, folder / "password"):
            shutil.chown(path, "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    data = folder / "data"
    options = f"-F -p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    call = [*runner, programs / "initdb", "-D", data, "-U", "anna", "-A", "scram-sha-256", f"--pwfile={folder}/password", "-E", "UTF8"]
    subprocess.run([*call, "--locale=C.UTF-8"], check=True, capture_output=True)
    control = [*runner, programs / "pg_ctl", "-D", data, "-w"]
    subprocess.run([*control, "-o", options, "-l", folder / "log", "start"], check=True, stdout=subprocess.DEVNULL)
    try:
        for name in ("one", "two"):
            made = [programs / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "anna", name]
            subprocess.run(made, env={**os.environ, "PGPASSWORD": PASSWORD}, check=True)
        yield port
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, stdout=subprocess.DEVNULL)
        shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    for name in ("PGPASSWORD", "PGPASSFILE", "LEITPLANKE_DATABASE_URL", "LEITPLANKE_TARGET_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LEITPLANKE_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("HOME", str(tmp_path))
    with django_db_blocker.unblock():
        yield


@contextmanager
def joined(address: str) -> Iterator[BaseDatabaseWrapper]:
    """Yield Django's connection to a database; the tests' own ones know nothing of it."""
    named = {"default": {}, "other": environment.postgres(address)}
    found = type(connections)(named)["other"]
    try:
        yield found
    finally:
        found.close()


def user_of(address: str) -> str:
    with joined(address) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def test_an_address_without_password_takes_postgresqls_own_places(
    strict_port: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    address = f"postgresql://anna@127.0.0.1:{strict_port}/one"
    with pytest.raises(OperationalError, match="password"):
        user_of(address)
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    assert user_of(address) == "anna"
    monkeypatch.delenv("PGPASSWORD")
    kept = tmp_path / ".pgpass"
    kept.write_text(f"127.0.0.1:{strict_port}:*:anna:{PASSWORD}\n")
    kept.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(kept))
    assert user_of(address) == "anna"


def test_a_target_comes_by_variable_or_standard_input(strict_port: int, tmp_path: Path) -> None:
    base = f"postgresql://anna:{WRITTEN}@127.0.0.1:{strict_port}"
    call = [sys.executable, "-m", "leitplanke", "move-database"]
    surroundings = {**os.environ, "LANG": "C.UTF-8"}
    first = subprocess.run(
        call,
        env={**surroundings, "LEITPLANKE_TARGET_DATABASE_URL": f"{base}/one"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert first.returncode == 0, first.stderr
    second = subprocess.run(
        [*call, "-"], env=surroundings, input=f"{base}/two\n", cwd=tmp_path, capture_output=True, text=True, timeout=240, check=False
    )
    assert second.returncode == 0, second.stderr
    for done, name in ((first, "one"), (second, "two")):
        with joined(f"{base}/{name}") as connection:
            assert "companies_company" in connection.introspection.table_names()
        assert not [part for part in ("Zebra", "Quark") if part in done.stdout + done.stderr]


@pytest.mark.parametrize(
    ("arguments", "given", "named"),
    [
        ([], None, "LEITPLANKE_TARGET_DATABASE_URL"),
        (["-"], "\n", "LEITPLANKE_TARGET_DATABASE_URL"),
        (["-"], "postgresql://anna:Zebra/Quark@h/n\n", "URL "),
        (["postgresql://anna:Zebra/Quark@h/n"], None, "URL "),
    ],
)
def test_a_target_that_is_missing_or_has_a_slip(arguments: list[str], given: str | None, named: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(group(), ["move-database", *arguments], input=given)
    assert done.exit_code in {1, 2}
    assert named in done.output
    assert not [part for part in ("Zebra", "Quark", "Traceback") if part in done.output]
    assert not (tmp_path / "var").exists()


def test_a_variable_with_a_slip_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEITPLANKE_TARGET_DATABASE_URL", "postgresql://anna:Zebra/Quark@h/n")
    done = CliRunner().invoke(group(), ["move-database"])
    assert done.exit_code == 1
    assert done.output.startswith("Error: LEITPLANKE_TARGET_DATABASE_URL ")
    assert "postgresql://Name:Passwort@Rechner:5432/Datenbank" in done.output
    assert "Zebra" not in done.output
