"""What is killed in the middle of something: an evaluation, a backup; and what must be true of it afterwards."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from faults_scene import Scene
from faults_server import PATIENCE, Owner, Server, command, kill, rows, surroundings, wait

KILLED_BACKUPS = (0.0, 0.3, 0.5, 0.7, 0.9)
"""As shares of the time in which a backup works."""
AWAY = 2.0
"""Seconds for which the database is away."""
TRIES = 5
"""For one moment: a backup that is done before the kill shows nothing."""
NOTED = "unseen.cyber.incident"
"""What files are attached to."""


async def kill_worker_analysing(scene: Scene) -> None:
    """Order an evaluation and kill the worker in the middle of it."""
    server, place = scene.server, len(scene.over)
    firm = scene.firms[place]

    def run() -> None:
        wait(lambda: server.family("worker"), "no worker")
        victims = server.family("worker")
        status, page = Owner(server).post(f"/unternehmen/{firm}/auswertung", {}, page="/unternehmen/")
        scene.insist(status == 200, f"evaluation of {firm}: {status} {page[:200]}")  # noqa: PLR2004 - OK
        wait(lambda: _states(server, firm) == ["running"], "no worker took the evaluation", every=0.002)
        # Evaluations of firms that have answered little are over in a third of a second.
        time.sleep(0.05 * place)
        kill(victims)
        # The server may have queued it again already; the next worker takes longer to begin than this look.
        scene.insist(_states(server, firm) != ["done"], f"{firm} was done before its worker was killed")

    await asyncio.to_thread(run)
    scene.is_over()


async def database_away_while_evaluating(scene: Scene) -> None:
    """Order an evaluation and take PostgreSQL away in the middle of it, as a crash does; it comes back, nobody helps the evaluation."""
    server, database, firm = scene.server, scene.database, scene.firms[len(scene.over)]
    assert database is not None  # noqa: S101 - cases on PostgreSQL have one

    # Whoever answered while a worker takes it up would have nothing left to say once the database is away.
    scene.progress.limit = 0
    scene.progress.freed.clear()

    def order() -> None:
        wait(lambda: server.family("worker"), "no worker")
        status, page = Owner(server).post(f"/unternehmen/{firm}/auswertung", {}, page="/unternehmen/")
        scene.insist(status == 200, f"evaluation of {firm}: {status} {page[:200]}")  # noqa: PLR2004 - OK
        wait(lambda: _states(server, firm) == ["running"], "no worker took the evaluation", every=0.002)
        database.stop("immediate")

    await asyncio.to_thread(order)
    # All that are left may try: while the database is away nobody can use up what shall be answered afterwards.
    scene.progress.limit = float("inf")
    scene.progress.freed.set()
    await scene.insist_on_silence(AWAY, "PostgreSQL crashed")
    await asyncio.to_thread(database.start)
    # Somebody takes it up again at the earliest once the database answers: that takes longer than this look.
    scene.insist(_states(server, firm) != ["done"], f"{firm} was done before the database went")
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
            f"{len(ordered)} of {len(ordered)} evaluations done, {time.monotonic() - scene.over[-1]:.1f} s after the last fault"
        )

    await asyncio.to_thread(run)


def _states(server: Server, firm: str) -> list[str]:
    keys = {firm, firm.replace("-", "")}
    with rows(server) as ask:
        return [str(state) for state, company in ask("SELECT state, company_id FROM studies_study") if str(company) in keys]


async def attach(scene: Scene) -> None:
    """Attach a file by the page and remember when it was acknowledged."""
    content = f"Beleg {len(scene.attached)}\n".encode() * 500
    path = f"/unternehmen/{scene.firms[0]}/notizen/{NOTED}"

    def send() -> int:
        return Owner(scene.server).post(path, {"what": "file"}, page=path, file=("beleg.txt", content))[0]

    status = await asyncio.to_thread(send)
    scene.insist(status == 200, f"attachment: {status}")  # noqa: PLR2004 - OK
    if scene.disk:
        scene.attached.append((scene.disk.moment, content))


async def kill_backup(scene: Scene) -> None:
    """Kill backups at several moments beside one that is whole; it stays, and no half one has a name."""
    folder = Path(tempfile.mkdtemp(prefix="backups-", dir=scene.server.folder.parent))

    def run() -> None:
        _, takes = _backup(scene.server, folder / "whole.zip", PATIENCE)
        whole = (folder / "whole.zip").read_bytes()
        hits = sum(_killed(scene.server, folder, number, share * takes) for number, share in enumerate(KILLED_BACKUPS))
        scene.insist(hits == len(KILLED_BACKUPS), f"only {hits} of {len(KILLED_BACKUPS)} kills hit a backup that was running")
        rooms = _rooms(scene.server)
        scene.insist(rooms, "the last killed backup left nothing that could be deleted")
        left = list(folder.glob(".backup-*"))
        for path in left:
            os.utime(path, (0, 0))
        scene.server.command("backup", str(folder / "after.zip"))
        scene.insist(not list(folder.glob(".backup-*")) and not rooms & _rooms(scene.server), "what killed backups left is still there")
        scene.insist((folder / "whole.zip").read_bytes() == whole, "the whole backup was changed")
        named = sorted(path for path in folder.iterdir() if path.suffix == ".zip" and path.stem != "after")
        for path in named:
            command(folder / f"restored-{path.stem}", "restore", str(path))
        scene.remarks.append(f"{hits} running backups killed; {len(named)} whole ones stay and restore; what was left is gone")

    await asyncio.to_thread(run)


def _rooms(server: Server) -> set[str]:
    """Return the folders in which backups are working, or were when they were killed."""
    return {path.name for path in server.folder.glob(".backup-*")}


def _backup(server: Server, file: Path, moment: float) -> tuple[bool, float]:
    """Make a backup and kill it so long after its work has begun; say whether that hit it at work, and how long it worked."""
    before = _rooms(server)
    call = [sys.executable, "-m", "leitplanke", "backup", str(file)]
    with subprocess.Popen(  # noqa: S603 - ours
        call, env=surroundings(server.folder, server.database_url), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        wait(lambda: _rooms(server) - before or process.poll() is not None, "no backup begins", every=0.002)
        begun = time.monotonic()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(moment)
        process.kill()
    # Whoever ends by itself clears its room away.
    return process.returncode == -signal.SIGKILL and bool(_rooms(server) - before) and not file.exists(), time.monotonic() - begun


def _killed(server: Server, folder: Path, number: int, moment: float) -> bool:
    """Kill a backup, earlier each time, until that has hit one at work; say whether one was hit."""
    return any(_backup(server, folder / f"{number}-{attempt}.zip", moment / 2**attempt)[0] for attempt in range(TRIES))
