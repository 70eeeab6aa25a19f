"""The real server: one command, two children, and a clean end."""

import contextlib
import fcntl
import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psutil
import pytest
from small_installation import without_examples

from databases import ADDRESS, address_of

pytestmark = pytest.mark.own_database
PATIENCE = 90.0
"""Seconds; two busy cores may need many of them."""


class Server:
    """A running ``leitplanke serve`` with its own data folder."""

    def __init__(self, folder: Path, *options: str, local: bool) -> None:
        self.port = free_port()
        self.log = folder / "log"
        self.folder = folder / "var"
        without_examples(self.folder)
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "leitplanke", "serve", "--port", str(self.port), *options],
                env=environment(self.folder, local=local),
                stdout=log,
                stderr=log,
                cwd=folder,
            )
        wait(lambda: "Leitplanke: http" in self.said() or self.process.poll() is not None)

    def said(self) -> str:
        return self.log.read_text()

    def children(self) -> dict[str, psutil.Process]:
        """Return the two children by what they do."""
        found = {}
        for child in psutil.Process(self.process.pid).children():
            with contextlib.suppress(psutil.NoSuchProcess):  # a zombie has no command line any more
                found["worker" if "worker" in child.cmdline() else "web"] = child
        return found

    def ask(self, path: str, host: str = "") -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", path, headers={"Host": host} if host else {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def is_well(self) -> bool:
        """Say whether it answers; a connection that a killed process had taken already is reset."""
        try:
            return self.ask("/gesund") == (200, "ok\n")
        except (ConnectionError, HTTPException):
            return False

    def end(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def environment(folder: Path, *, local: bool, database_url: str | None = None) -> dict[str, str]:
    """Return the environment of a server on a data folder, with the database that belongs to it unless another is named."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LEITPLANKE_", "DJANGO_"))}
    url = address_of(folder) if database_url is None else database_url
    return kept | {"LEITPLANKE_VAR": str(folder), "LEITPLANKE_LOCAL": "1" if local else "", ADDRESS: url, "LEITPLANKE_REVIEWS": "ask"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait(condition: Callable[[], bool]) -> None:
    last = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < last
        time.sleep(0.1)


@contextlib.contextmanager
def running(folder: Path, *options: str, local: bool) -> Iterator[Server]:
    server = Server(folder, *options, local=local)
    try:
        yield server
    finally:
        for child in [*server.children().values(), server.process] if server.process.poll() is None else []:
            child.kill()
        server.process.wait(PATIENCE)


def test_the_local_server_answers_only_this_machine_and_ends_clean(tmp_path: Path) -> None:
    with running(tmp_path, local=True) as server:
        assert f"http://127.0.0.1:{server.port}/" in server.said()
        status, page = server.ask("/")
        assert (status, '<html lang="de"' in page) == (200, True)
        assert server.ask("/", host="evil.example")[0] == 400
        heard = {one.laddr.ip for one in psutil.net_connections("tcp") if one.status == "LISTEN" and one.laddr.port == server.port}
        assert heard == {"127.0.0.1"}
        assert (server.folder / "secret-key").stat().st_mode & 0o777 == 0o600
        children = server.children()
        assert set(children) == {"web", "worker"}
        children["worker"].kill()
        wait(lambda: server.children().get("worker", children["worker"]).pid != children["worker"].pid)
        assert server.ask("/gesund") == (200, "ok\n")
        others = psutil.Process(server.process.pid).children(recursive=True)
        assert server.end() == 0
        assert not [child for child in others if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]


def test_several_processes_answer_set_up_and_end_together_as_the_terminal_closes(tmp_path: Path) -> None:
    with running(tmp_path, "--processes", "2", local=False) as server:
        link = re.search(r"http://127\.0\.0\.1:\d+(/einrichten/\S+)", server.said())
        assert link
        wait(lambda: len(server.children()["web"].children()) == 2)
        web = server.children()["web"].children()
        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(lambda _: server.ask("/anmelden")[0], range(40))) == {200}
        assert server.ask(link[1])[0] == 200
        assert server.ask("/einrichten/guessed")[0] == 404
        assert server.ask("/unternehmen/")[0] == 302
        # One that dies takes nobody with it.
        web[0].kill()
        wait(lambda: server.process.poll() is None and server.is_well())
        others = psutil.Process(server.process.pid).children(recursive=True)
        assert server.end(signal.SIGHUP) == 0
        assert not [child for child in others if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]


def test_nothing_is_left_behind_when_server_and_supervisor_are_killed_at_once(tmp_path: Path) -> None:
    with running(tmp_path, local=True) as server:
        children = server.children()
        others = psutil.Process(server.process.pid).children(recursive=True)
        for one in (server.process, *children.values()):
            one.kill()
        server.process.wait(PATIENCE)
        _, left = psutil.wait_procs(others, timeout=PATIENCE)
        assert len(others) > len(children)
        assert not left


def test_nothing_is_left_behind_when_the_server_is_killed(tmp_path: Path) -> None:
    with running(tmp_path, local=True) as server:
        others = psutil.Process(server.process.pid).children(recursive=True)
        server.process.kill()
        server.process.wait(PATIENCE)
        _, left = psutil.wait_procs(others, timeout=PATIENCE)
        assert len(others) >= 2
        assert not left


def run(folder: Path, *arguments: str, database_url: str | None = None) -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-m", "leitplanke", "serve", *arguments]
    surroundings = environment(folder, local=True, database_url=database_url)
    return subprocess.run(call, env=surroundings, capture_output=True, text=True, timeout=PATIENCE, check=False)


@pytest.mark.no_database
def test_a_port_in_use_is_one_line_with_the_way_out(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        found = run(tmp_path, "--port", str(port))
    assert found.returncode == 2
    assert f"PORT={port + 1} make run" in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.no_database
@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::"])  # noqa: S104 - the addresses that must be refused
def test_the_local_mode_is_bound_to_this_machine(host: str, tmp_path: Path) -> None:
    found = run(tmp_path, "--host", host)
    assert found.returncode == 2
    assert "127.0.0.1" in found.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("address", "told"),
    [("mysql://root@db/firm", "postgresql://Name:Passwort@Rechner:5432/Datenbank"), ("postgresql://x@127.0.0.1:1/firm", "antwortet nicht")],
)
def test_an_unusable_database_is_one_line(address: str, told: str, tmp_path: Path) -> None:
    found = run(tmp_path, "--port", str(free_port()), database_url=address)
    assert found.returncode == 1
    assert told in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.no_database
def test_an_unusable_data_folder_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    found = run(tmp_path / "file", "--port", str(free_port()))
    assert found.returncode == 1
    assert "LEITPLANKE_VAR" in found.stderr
    assert "Traceback" not in found.stderr


def test_no_page_is_served_before_the_database_is_up_to_date(tmp_path: Path) -> None:
    with (tmp_path / "starting").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        inode = os.fstat(held.fileno()).st_ino
        call = [sys.executable, "-c", "import leitplanke.web.wsgi; print('serves', flush=True)"]
        surroundings = environment(tmp_path, local=True)
        with subprocess.Popen(call, env=surroundings, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            # The system's own list of locks says that it has loaded everything and waits for this one.
            wait(lambda: any("->" in line and f":{inode} " in line for line in Path("/proc/locks").read_text().splitlines()))
            assert not select.select([process.stdout], [], [], 0.5)[0]
            fcntl.flock(held, fcntl.LOCK_UN)
            assert process.stdout.readline() == "serves\n"
