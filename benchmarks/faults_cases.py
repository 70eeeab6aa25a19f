"""The faults themselves: what is done to a server while people answer, and what must be true of everything else it was doing."""

import asyncio
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from faults_disk import Disk, State
from faults_people import Progress
from faults_server import Owner, Server, command, rows, surroundings, wait

LASTS = 2.0
"""Seconds for which disk or database are away."""
DAY = 86_400
KILLED_BACKUPS = (0.35, 0.6, 0.75, 0.9, 0.97)
"""As shares of what a backup takes."""


@dataclass(slots=True)
class Scene:
    """A server, the people who answer, and what was prepared."""

    server: Server
    progress: Progress
    firms: Sequence[str]
    archive: Path
    ids: Mapping[str, str]
    """Of the questions, by form name."""
    disk: Disk | None = None
    database: "Cluster | None" = None
    over: list[float] = field(default_factory=list)
    """When each fault was over: from then on the recovery counts."""
    found: list[str] = field(default_factory=list)
    """What was wrong."""
    remarks: list[str] = field(default_factory=list)

    def is_over(self) -> None:
        """Note that a fault has ended."""
        self.over.append(time.monotonic())

    def insist(self, condition: object, wrong: str) -> None:
        """Note what is wrong unless a condition holds."""
        if not condition:
            self.found.append(wrong)


Fault = Callable[[Scene], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One kind of fault.

    Parameters
    ----------
    faults
        What happens, spread over the time in which people answer.
    after
        What must hold when everybody has answered.
    refusals
        Statuses people may meet meanwhile; 0 is a connection that broke or was not taken.
    """

    title: str
    faults: tuple[Fault, ...]
    after: Fault | None = None
    refusals: frozenset[int] = frozenset({0})
    postgres: bool = False
    shim: bool = False
    recorded: bool = False


async def kill_web(scene: Scene) -> None:
    """Kill the web server; nobody helps."""
    await asyncio.to_thread(scene.server.kill, "granian")
    scene.is_over()


async def kill_all(scene: Scene) -> None:
    """Kill everything and start it again, as a service manager does."""
    await asyncio.to_thread(scene.server.kill)
    scene.is_over()
    await asyncio.to_thread(scene.server.start)


async def kill_worker_analysing(scene: Scene) -> None:
    """Order an evaluation and kill the worker in the middle of it."""
    server, place = scene.server, len(scene.over)
    firm = scene.firms[place]

    def run() -> None:
        status, page = Owner(server).post(f"/unternehmen/{firm}/auswertung", {}, page="/unternehmen/")
        scene.insist(status == 200, f"evaluation of {firm}: {status} {page[:200]}")  # noqa: PLR2004 - OK
        wait(lambda: _states(server, firm) == ["running"], "no worker took the evaluation")
        time.sleep(0.3 * place)
        server.kill("worker")
        scene.insist(_states(server, firm) == ["running"], f"{firm} was done before its worker was killed")

    await asyncio.to_thread(run)
    scene.is_over()


async def all_evaluated(scene: Scene) -> None:
    """Insist that every evaluation comes to its end, with a result that can be read."""

    def run() -> None:
        ordered = scene.firms[: len(scene.over)]
        for firm in ordered:
            wait(lambda one=firm: _states(scene.server, one) in (["done"], ["failed"]), f"evaluation of {firm}")
        scene.insist(all(_states(scene.server, firm) == ["done"] for firm in ordered), "an evaluation failed")
        owner = Owner(scene.server)
        for firm in ordered:
            status, page = owner.get(f"/unternehmen/{firm}/ergebnis")
            scene.insist(status == 200 and "€" in page, f"result of {firm}: {status}")  # noqa: PLR2004
        scene.remarks.append(
            f"{len(ordered)} of {len(ordered)} evaluations done, {time.monotonic() - scene.over[-1]:.1f} s after the last kill"
        )

    await asyncio.to_thread(run)


def _states(server: Server, firm: str) -> list[str]:
    keys = {firm, firm.replace("-", "")}
    with rows(server) as ask:
        return [str(state) for state, company in ask("SELECT state, company_id FROM studies_study") if str(company) in keys]


async def kill_web_importing(scene: Scene) -> None:
    """Send an archive and kill the web server in the middle of it."""
    owner = await asyncio.to_thread(Owner, scene.server)
    content = scene.archive.read_bytes()

    def send() -> int:
        return owner.post("/unternehmen/archiv-einlesen", {}, page="/unternehmen/archiv-einlesen", file=("archiv.zip", content))[0]

    place = len(scene.over)
    sending = asyncio.create_task(asyncio.to_thread(send))
    await asyncio.sleep((0.4, 0.8, 1.2)[place % 3])
    await asyncio.to_thread(scene.server.kill, "granian")
    scene.is_over()
    status = await sending
    scene.remarks.append(f"import {place + 1}: {'acknowledged' if status == 200 else 'cut off'}")  # noqa: PLR2004 - OK


async def imported_whole_or_not(scene: Scene) -> None:
    """Insist that an archive sent once more comes in, and that every firm that came in is whole."""

    def run() -> None:
        owner = Owner(scene.server)
        path = "/unternehmen/archiv-einlesen"
        status, _ = owner.post(path, {}, page=path, file=("archiv.zip", scene.archive.read_bytes()))
        scene.insist(status == 200, f"the last import: {status}")  # noqa: PLR2004 - OK
        acknowledged = 1 + sum(one.endswith("acknowledged") for one in scene.remarks)
        with rows(scene.server) as ask:
            firms = [key for (key,) in ask("SELECT id FROM companies_company WHERE name = 'Archiv GmbH'")]
            count = "SELECT r.company_id, count(*) FROM survey_rating g JOIN survey_rater r ON r.id = g.rater_id GROUP BY r.company_id"
            ratings = dict(ask(count))
        sizes = [ratings.get(firm) for firm in firms]
        # The first of them is the one that the archive was made of.
        whole, came = len(set(sizes)) == 1, len(firms) - 1
        scene.insist(whole, f"firms with {sizes} ratings")
        scene.insist(acknowledged <= came <= len(scene.over) + 1, f"{acknowledged} imports acknowledged, {came} firms")
        scene.remarks = [f"{came} firms of {len(scene.over) + 1} imports, {acknowledged} acknowledged, each with all {sizes[0]} ratings"]

    await asyncio.to_thread(run)


async def kill_backup(scene: Scene) -> None:
    """Kill backups at several moments beside one that is whole; it stays, and no half one has a name."""
    folder = Path(tempfile.mkdtemp(prefix="backups-", dir=scene.server.folder.parent))

    def run() -> None:
        before = time.monotonic()
        command(scene.server.folder, "backup", str(folder / "whole.zip"))
        takes, whole = time.monotonic() - before, (folder / "whole.zip").read_bytes()
        for number, share in enumerate(KILLED_BACKUPS):
            call = [sys.executable, "-m", "leitplanke", "backup", str(folder / f"{number}.zip")]
            with subprocess.Popen(  # noqa: S603 - ours
                call, env=surroundings(scene.server.folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            ) as process:
                time.sleep(share * takes)
                process.kill()
        scene.insist((folder / "whole.zip").read_bytes() == whole, "the whole backup was changed")
        named = sorted(path for path in folder.iterdir() if path.suffix == ".zip")
        for path in named[-2:]:
            command(folder / f"restored-{path.stem}", "restore", str(path))
        scene.remarks.append(
            f"{len(KILLED_BACKUPS)} of {len(KILLED_BACKUPS) + 1} backups killed, {len(named)} have a name, all of these whole"
        )

    await asyncio.to_thread(run)
    scene.is_over()


def disk_that_is(state: State) -> Fault:
    """Return what lets the disk be in a state for a while."""

    async def fail(scene: Scene) -> None:
        assert scene.disk is not None  # noqa: S101 - cases with a shim have one
        before = scene.progress.acknowledged
        scene.disk.be(state)
        await asyncio.sleep(LASTS)
        scene.disk.be(State.WELL)
        scene.is_over()
        scene.remarks.append(f"{state.name.lower().replace('_', ' ')}: {scene.progress.acknowledged - before} acknowledged meanwhile")

    return fail


async def told_what_is_missing(scene: Scene) -> None:
    """Insist that people were refused with 503 and a time to try again, and that the operator can read why."""
    scene.insist(scene.progress.refusals[503] > 0, f"nobody was refused: {dict(scene.progress.refusals)}")
    scene.insist(scene.progress.retry_after, "no Retry-After")
    await asyncio.to_thread(wait, lambda: scene.server.family("worker"), "no worker afterwards")


async def fill_a_disk_that_only_overwrites(scene: Scene) -> None:
    """Refuse growth until somebody is refused: the log of writes is written over before it has to grow."""
    assert scene.disk is not None  # noqa: S101 - cases with a shim have one
    before, refused = scene.progress.acknowledged, scene.progress.refusals[503]
    scene.disk.be(State.GROWTH_REFUSED)
    last = time.monotonic() + 4 * LASTS
    await asyncio.to_thread(lambda: _look(lambda: scene.progress.refusals[503] > refused, last))
    scene.disk.be(State.WELL)
    scene.is_over()
    scene.remarks.append(f"growth refused: {scene.progress.acknowledged - before} acknowledged meanwhile")


def _look(condition: Callable[[], bool], last: float) -> None:
    while not condition() and time.monotonic() < last:
        time.sleep(0.05)


def clock_off_by(seconds: int) -> Fault:
    """Return what sets the clock for a while."""

    async def jump(scene: Scene) -> None:
        assert scene.disk is not None  # noqa: S101 - cases with a shim have one
        scene.disk.shift_clock(seconds)
        scene.is_over()
        await asyncio.sleep(LASTS)
        scene.disk.shift_clock(0)

    return jump


def database_away(how: str) -> Fault:
    """Return what ends PostgreSQL in one of its ways and starts it again."""

    async def away(scene: Scene) -> None:
        assert scene.database is not None  # noqa: S101 - cases on PostgreSQL have one
        await asyncio.to_thread(scene.database.stop, how)
        await asyncio.sleep(LASTS)
        await asyncio.to_thread(scene.database.start)
        scene.is_over()

    return away


class Cluster:
    """A PostgreSQL of our own that can be stopped in every way."""

    def __init__(self, folder: Path, port: int) -> None:
        self.programs = max(Path("/usr/lib/postgresql").glob("*/bin"))
        self.data, self.port = folder / "data", port
        self.runner = ["runuser", "-u", "postgres", "--"] if Path.home() == Path("/root") else []
        if self.runner:
            shutil.chown(folder, "postgres")
        made = [
            *self.runner,
            self.programs / "initdb",
            "-D",
            self.data,
            "-U",
            "leitplanke",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ]
        subprocess.run([*made, "--locale=C.UTF-8"], check=True, capture_output=True)  # noqa: S603 - ours
        self.start()

    @property
    def url(self) -> str:
        """Its address."""
        return f"postgresql://leitplanke@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.data.parent}"
        self._control("-o", options, "-l", str(self.data.parent / "log"), "start")

    def stop(self, how: str) -> None:
        """Stop it: ``fast`` as at an update, ``immediate`` as at a crash, ``kill`` as when memory runs out."""
        if how != "kill":
            self._control("-m", how, "stop")
            return
        import psutil  # noqa: PLC0415 - only here

        main = psutil.Process(int((self.data / "postmaster.pid").read_text(encoding="ascii").split()[0]))
        victims = [main, *main.children(recursive=True)]
        for one in victims:
            one.kill()
        psutil.wait_procs(victims, timeout=10)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _control(self, *words: str) -> None:
        call = [*self.runner, self.programs / "pg_ctl", "-D", self.data, "-w", *words]
        subprocess.run(call, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - ours


LUCK = random.Random(1)  # noqa: S311 - which sectors a power cut spares is no secret
OUTAGE = frozenset({0, 503})
CASES = {
    "web": Case(title="web server killed (kill -9), nobody helps", faults=(kill_web,) * 3),
    "all": Case(title="everything killed at once, started again", faults=(kill_all,) * 3),
    "analysing": Case(title="worker killed while it evaluates", faults=(kill_worker_analysing,) * 3, after=all_evaluated),
    "importing": Case(title="web server killed while it imports", faults=(kill_web_importing,) * 3, after=imported_whole_or_not),
    "backing-up": Case(title="backup killed", faults=(kill_backup,)),
    "full": Case(
        title="disk full",
        faults=(disk_that_is(State.WRITES_REFUSED), fill_a_disk_that_only_overwrites, disk_that_is(State.WRITES_REFUSED)),
        after=told_what_is_missing,
        refusals=OUTAGE,
        shim=True,
    ),
    "read-only": Case(
        title="disk read-only", faults=(disk_that_is(State.READ_ONLY),) * 3, after=told_what_is_missing, refusals=OUTAGE, shim=True
    ),
    "database": Case(
        title="PostgreSQL stopped, crashed, killed, and back",
        faults=(database_away("fast"), database_away("immediate"), database_away("kill")),
        after=told_what_is_missing,
        refusals=OUTAGE,
        postgres=True,
    ),
    "clock": Case(
        title="clock a day ahead, a day back, ten years ahead",
        faults=(clock_off_by(DAY), clock_off_by(-DAY), clock_off_by(3652 * DAY)),
        refusals=OUTAGE,
        shim=True,
    ),
    "power": Case(title="power cut (SQLite)", faults=(), refusals=OUTAGE, shim=True, recorded=True),
}
