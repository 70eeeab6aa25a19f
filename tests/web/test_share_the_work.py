"""Two servers and their workers share one database: each job runs once, also if a worker is killed."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path
from typing import TypeVar

import psutil
import pytest
from small_installation import without_examples

from databases import new_database

PATIENCE = 240.0
"""Seconds; two busy cores may need many of them."""
REFUSED = 16
ALL = bool(os.environ.get("LEITPLANKE_TEST_LONG"))
"""Whether `make test-long` runs: SQLite too, each server with two processes, and all firms."""
PROCESSES = "2" if ALL else "1"
FIRMS = 3 if ALL else 1
FILL = f"""
import json
from django.core.management import call_command
call_command("migrate", verbosity=0)
from leitplanke.exchange import examples
from leitplanke.web.accounts.setup import local_owner
from leitplanke.web.catalogue import catalogue
from leitplanke.web.intake.storing import store
from leitplanke.web.studies.gathering import gather, to_text
from leitplanke.web.studies.jobs import enqueue
from leitplanke.web.studies.models import Study
home = local_owner().organisations.get()
for name in examples.names()[-{FIRMS}:]:
    firm = store(home, examples.read(name, catalogue()), name)
    print(firm.pk)
inputs = json.loads(to_text(gather(firm)))
inputs["company"]["staff"] = -5.0
for _ in range({REFUSED}):
    study = Study.objects.create(company=firm, inputs=json.dumps(inputs))
    enqueue(study.pk)
"""
WATCH = {
    "sqlite": (
        "CREATE TABLE seen (job TEXT, claim TEXT)",
        """CREATE TRIGGER seen_claims AFTER UPDATE ON studies_study WHEN NEW.state = 'running' AND OLD.state <> 'running'
        BEGIN INSERT INTO seen VALUES (NEW.id, NEW.claim); END""",
    ),
    "postgresql": (
        "CREATE TABLE seen (job TEXT, claim TEXT)",
        """CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO seen VALUES (replace(NEW.id::text, '-', ''), NEW.claim); RETURN NULL; END $$""",
        """CREATE TRIGGER seen_claims AFTER UPDATE ON studies_study FOR EACH ROW
        WHEN (NEW.state = 'running' AND OLD.state <> 'running') EXECUTE FUNCTION see()""",
    ),
}
"""The database itself notes each time that somebody begins a job; the product knows nothing of it."""
T = TypeVar("T")
Ask = Callable[..., list[tuple[object, ...]]]


@pytest.fixture
def url(database_url: str) -> str:
    """Return the address of an empty database; nothing: SQLite in the data folder."""
    return "" if ALL and not database_url else new_database(database_url)


@contextlib.contextmanager
def asking(folder: Path, url: str) -> Iterator[Ask]:
    """Yield what puts a statement to the database and returns its rows, past the product."""
    if url:
        import psycopg as driver  # noqa: PLC0415 - only where PostgreSQL is used

        connection = driver.connect(url, autocommit=True)
    else:
        import sqlite3  # noqa: PLC0415 - only where SQLite is used

        connection = sqlite3.connect(folder / "leitplanke.sqlite3", isolation_level=None, timeout=60)  # type: ignore[assignment]

    def ask(sql: str) -> list[tuple[object, ...]]:
        found = connection.execute(sql)  # type: ignore[call-overload]
        return found.fetchall() if found.description else []

    try:
        yield ask
    finally:
        connection.close()


class Server:
    """A running ``leitplanke serve`` and one browser of its local owner."""

    def __init__(self, folder: Path, surroundings: dict[str, str], log: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"http://127.0.0.1:{probe.getsockname()[1]}"
        command = [sys.executable, "-m", "leitplanke", "serve", "--port", self.address.rpartition(":")[2], "--processes", PROCESSES]
        with log.open("w") as said:
            self.process = subprocess.Popen(command, env=surroundings, stdout=said, stderr=said, cwd=folder)
        self.cookies = CookieJar()

    def page(self, path: str, **form: str) -> str:
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        body = urllib.parse.urlencode(form).encode() if form else None
        with browser.open(self.address + path, body, timeout=PATIENCE) as answer:
            return answer.geturl() + "\n" + answer.read().decode()

    def come_in(self) -> str:
        """Sign the local owner in and return the token of the browser's forms."""
        self.page("/mein-unternehmen", csrfmiddlewaretoken=self.token("/"))
        return self.token("/unternehmen/")

    def token(self, path: str) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.page(path))
        assert found
        return found[1]

    def worker(self) -> psutil.Process | None:
        with contextlib.suppress(psutil.NoSuchProcess):  # one that ends just now
            return next((one for one in psutil.Process(self.process.pid).children() if "worker" in one.cmdline()), None)
        return None

    def answers(self) -> bool:
        try:
            return self.page("/gesund").endswith("ok\n")
        except OSError:
            return False


@pytest.fixture
def shared(tmp_path: Path, url: str) -> Iterator[tuple[list[Server], list[str], Ask]]:
    """Return two servers on one data folder and database, the firms in it, and a way to ask the database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LEITPLANKE_", "DJANGO_"))}
    surroundings = kept | {
        "LEITPLANKE_VAR": str(tmp_path / "var"),
        "LEITPLANKE_LOCAL": "1",
        "LEITPLANKE_REVIEWS": "ask",
        "LEITPLANKE_DATABASE_URL": url,
    }
    without_examples(tmp_path / "var")
    command = [sys.executable, "-m", "leitplanke", "manage", "shell", "-v0", "-c", FILL]
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    with asking(tmp_path / "var", url) as ask:
        for sql in WATCH["postgresql" if url else "sqlite"]:
            ask(sql)
        servers = [Server(tmp_path, surroundings, tmp_path / f"log-{number}") for number in range(2)]
        try:
            wait(lambda: all(one.answers() for one in servers))
            yield servers, done.stdout.split(), ask
        finally:
            for one in servers:
                one.process.send_signal(signal.SIGTERM)
            for one in servers:
                one.process.wait(PATIENCE)


def wait(condition: Callable[[], T]) -> T:
    last = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < last
        time.sleep(0.05)
    return found


def test_each_job_runs_once_and_none_is_lost_with_its_worker(shared: tuple[list[Server], list[str], Ask], tmp_path: Path) -> None:
    servers, firms, ask = shared
    wait(lambda: len(workers_by_name(servers, tmp_path / "var")) == len(servers))
    names = workers_by_name(servers, tmp_path / "var")
    real = (
        f"FROM studies_study WHERE company_id IN ({', '.join(quoted(firm, ask) for firm in firms)}) AND inputs NOT LIKE '%\"staff\": -5.0%'"
    )
    # Impatient people click at both servers at once.
    tokens = [one.come_in() for one in servers]
    clicks = [(*pair, firm) for firm in firms for pair in zip(servers, tokens, strict=True) for _ in range(2)]
    with ThreadPoolExecutor(len(clicks)) as pool:
        pages = pool.map(lambda one: one[0].page(f"/unternehmen/{one[2]}/auswertung", csrfmiddlewaretoken=one[1]), clicks)
        # One worker is killed in the middle of an evaluation.
        under_way = f"SELECT id, claim {real} AND state = 'running' AND share > 0 LIMIT 1"
        ((job, claim),) = wait(lambda: ask(under_way))
        names[str(claim).partition(".")[0]].kill()
        places = {re.sub(r"^http://[^/]+|/fortschritt$|/$", "", page.partition("\n")[0]) for page in pages}
    assert len(places) == len(firms)
    assert all(one.startswith("/auswertung/") for one in places)
    wait(lambda: not ask("SELECT 1 FROM studies_study WHERE state IN ('queued', 'running')"))
    assert ask(f"SELECT state, COUNT(*) {real} GROUP BY state") == [("done", len(firms))]
    assert ask("SELECT state, COUNT(*) FROM studies_study WHERE inputs LIKE '%\"staff\": -5.0%' GROUP BY state") == [("failed", REFUSED)]
    seen = ask("SELECT job, claim FROM seen")
    times = Counter(str(one) for one, _ in seen)
    assert len(times) == REFUSED + len(firms)
    assert {one: count for one, count in times.items() if count > 1} == {str(job).replace("-", ""): 2}
    assert len({claim for _, claim in seen}) == len(seen)
    assert len({str(claim).partition(".")[0] for _, claim in seen}) >= 2
    assert ask("SELECT COUNT(*) FROM studies_storedresult") == [(len(firms),)]


def quoted(firm: str, ask: Ask) -> str:
    """Return a key as this database writes it."""
    ((sample,),) = ask("SELECT id FROM companies_company LIMIT 1")
    return f"'{firm}'" if isinstance(sample, uuid.UUID) else f"'{firm.replace('-', '')}'"


def workers_by_name(servers: list[Server], folder: Path) -> dict[str, psutil.Process]:
    """Return the servers' workers by the names of the locks they hold (proc(5) tells who has opened them)."""
    found = {}
    for process in (one.worker() for one in servers):
        for path in map(Path, (one.path for one in process.open_files()) if process else ()):
            if path.parent == folder / "workers":
                found[path.stem] = process
    return found  # type: ignore[return-value]
