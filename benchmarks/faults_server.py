"""The product as people start it, on a data folder of its own, with handles to kill it and to look at what it has stored."""

import contextlib
import http.cookiejar
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from load_traffic import TOKEN

PATIENCE = 120.0
ANNOUNCED = "Leitplanke: http"
Stored = dict[tuple[str, str], int]
"""Levels by name of the rater and id of the question."""
ANSWERS = (
    "SELECT r.name, g.indicator, g.level FROM survey_rating g JOIN survey_rater r ON r.id = g.rater_id WHERE r.name <> '' "
    "AND g.level IS NOT NULL"
)


class TooSlowError(Exception):
    """Something that must happen did not."""


def wait(condition: Callable[[], object], what: str, seconds: float = PATIENCE, every: float = 0.05) -> None:
    """Wait until something is so, and look `every` so many seconds.

    Raises
    ------
    TooSlowError
        If it never is.
    """
    last = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > last:
            raise TooSlowError(what)
        time.sleep(every)


def look(condition: Callable[[], bool], last: float) -> None:
    """Wait until something is so, or the moment has come."""
    while not condition() and time.monotonic() < last:
        time.sleep(0.05)


def surroundings(folder: Path, database_url: str = "", more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a product on a data folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LEITPLANKE_", "DJANGO_"))}
    ours = {"LEITPLANKE_VAR": str(folder), "LEITPLANKE_LOCAL": "1", "LEITPLANKE_REVIEWS": "ask", "OPENBLAS_NUM_THREADS": "1"}
    return kept | ours | {"LEITPLANKE_DATABASE_URL": database_url} | dict(more or {})


def command(folder: Path, *words: str, database_url: str = "", **values: str) -> str:
    """Run the command line and return what it prints; `values` go along in the environment."""
    call = [sys.executable, "-m", "leitplanke", *words]
    done = subprocess.run(call, env=surroundings(folder, database_url, values), capture_output=True, text=True, check=False)  # noqa: S603 - ours
    if done.returncode:
        sys.exit(f"{words}: {done.stdout}{done.stderr}")
    return done.stdout


@dataclass(slots=True)
class Server:
    """A running ``leitplanke serve``."""

    folder: Path
    database_url: str = ""
    more: Mapping[str, str] = field(default_factory=dict)
    port: int = 0
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start it, on the same port as before, and wait until it answers and has said so: only then it starts again what dies."""
        if not self.port:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self.port = int(probe.getsockname()[1])
        call = [sys.executable, "-m", "leitplanke", "serve", "--port", str(self.port)]
        said = self.said().count(ANNOUNCED)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - ours
                call, env=surroundings(self.folder, self.database_url, self.more), stdout=log, stderr=log
            )
        wait(lambda: self.is_well() and self.said().count(ANNOUNCED) > said, "the server does not answer")

    @property
    def log(self) -> Path:
        """Where it writes what it says."""
        return self.folder.with_name(f"{self.folder.name}.log")

    def said(self) -> str:
        """Return what it has said."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def command(self, *words: str) -> str:
        """Run the command line on its folder and its database."""
        return command(self.folder, *words, database_url=self.database_url)

    def is_well(self) -> bool:
        """Say whether it answers."""
        if self.process is None or self.process.poll() is not None:
            raise TooSlowError(self.said()[-3000:])
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/gesund", timeout=5) as found:
                return bool(found.status == 200)  # noqa: PLR2004 - OK
        except OSError:
            return False

    def family(self, word: str = "") -> list[psutil.Process]:
        """Return its processes, or those of the child whose command has a word (``granian``, ``worker``)."""
        assert self.process is not None  # noqa: S101 - started before
        whole = psutil.Process(self.process.pid)
        if not word:
            return [whole, *whole.children(recursive=True)]
        found = []
        for child in whole.children():
            with contextlib.suppress(psutil.NoSuchProcess):
                if word in child.cmdline():
                    found += [child, *child.children(recursive=True)]
        return found

    def kill(self, word: str = "") -> None:
        """Kill all of it, or one child with what that has started, at once and without a word."""
        victims = self.family(word)
        if not victims:
            raise TooSlowError(f"nothing to kill: {word}")  # noqa: EM102, TRY003 - for people who run this
        kill(victims)
        if not word and self.process is not None:
            self.process.wait()

    def end(self) -> None:
        """End it as Ctrl+C does."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(PATIENCE)


def kill(victims: Sequence[psutil.Process]) -> None:
    """Kill processes at once and without a word, and wait until they have gone."""
    for one in victims:
        with contextlib.suppress(psutil.NoSuchProcess):
            one.send_signal(signal.SIGKILL)
    psutil.wait_procs(victims, timeout=10)


def opened(file: Path) -> sqlite3.Connection:
    """Open a database with the functions that Django's checks of columns call."""
    from django.db.backends.sqlite3._functions import register  # noqa: PLC0415 - slow to load

    found = sqlite3.connect(file, timeout=30)
    register(found)
    return found


@contextlib.contextmanager
def rows(server: Server) -> Iterator[Callable[[str], list[tuple[object, ...]]]]:
    """Yield what asks the database, past the product."""
    if server.database_url:
        import psycopg  # noqa: PLC0415 - only for PostgreSQL

        with psycopg.connect(server.database_url) as connection:
            yield lambda query: list(connection.execute(query.encode()))
        return
    held = opened(server.folder / "leitplanke.sqlite3")
    try:
        yield lambda query: list(held.execute(query))
    finally:
        held.close()


def stored(ask: Callable[[str], list[tuple[object, ...]]]) -> Stored:
    """Return all answers of people with names."""
    return {(str(name), str(indicator)): int(str(level)) for name, indicator, level in ask(ANSWERS)}


class Owner:
    """The browser of the local owner."""

    def __init__(self, server: Server) -> None:
        self.base = f"http://127.0.0.1:{server.port}"
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self.token = ""
        self.post("/mein-unternehmen", {}, page="/")

    def get(self, path: str) -> tuple[int, str]:
        """Open a page."""
        return self._send(urllib.request.Request(self.base + path))  # noqa: S310 - this machine

    def content(self, path: str) -> bytes:
        """Return a file that a page gives."""
        with self.opener.open(self.base + path, timeout=PATIENCE) as found:
            return bytes(found.read())

    def post(self, path: str, form: Mapping[str, str], *, page: str = "", file: tuple[str, bytes] | None = None) -> tuple[int, str]:
        """Send a form, with a file if there is one; return status and where it led."""
        if page:
            found = TOKEN.search(self.get(page)[1].encode())
            self.token = found[1].decode() if found else self.token
        fields = {"csrfmiddlewaretoken": self.token, **form}
        body, kind = (_multipart(fields, *file)) if file else (urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded")
        headers = {"Content-Type": kind, "Origin": self.base}
        return self._send(urllib.request.Request(self.base + path, data=body, headers=headers))  # noqa: S310 - this machine

    def _send(self, request: urllib.request.Request) -> tuple[int, str]:
        """Return status and page; 0 if the connection broke."""
        try:
            with self.opener.open(request, timeout=PATIENCE) as found:
                return found.status, found.url + "\n" + found.read().decode(errors="replace")
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            return 0, ""


def _multipart(fields: Mapping[str, str], name: str, content: bytes) -> tuple[bytes, str]:
    edge = uuid.uuid4().hex
    parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode() for key, value in fields.items()]
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: application/zip\r\n\r\n'
    return b"".join([*parts, head.encode(), content, f"\r\n--{edge}--\r\n".encode()]), f"multipart/form-data; boundary={edge}"


def read_json(text: str) -> dict[str, object]:
    """Return what a prepared shell command printed last."""
    found: dict[str, object] = json.loads(text.strip().splitlines()[-1])
    return found
