"""Whether anything that was acknowledged is ever lost: faults of every kind while people answer, and what is stored afterwards.

Run with ``python benchmarks/faults.py``; ``--answers`` says how many in all, ``--only web,full`` which faults, ``--markdown`` prints the
table for the documentation. The real server, on a data folder of its own for each fault and each database that can meet it; people send
each page until it is acknowledged, and every acknowledged answer is then looked up in the database, past the product. Ends with 1 if one
is lost, a job hangs, the database is damaged or a file is left behind. Disk, clock and power cut need a C compiler, PostgreSQL its package.
"""

import argparse
import asyncio
import math
import os
import shutil
import socket
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from faults_cases import CASES, LUCK
from faults_database import Cluster
from faults_disk import Disk, Surface, compiler, read
from faults_people import Progress, Rater, StuckError, answer
from faults_prepare import Prepared, prepare
from faults_scene import Case, Database, Scene
from faults_server import Owner, Server, opened, rows, stored

ANSWERS = 100_000
TITLES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
MOST_SECONDS = 900.0
"""For one fault."""
CUTS = 60
"""Moments at which the power is cut; each leaves three different disks."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one fault has done."""

    title: str
    acknowledged: int
    stored: int
    recovery: float | None
    """Longest seconds until somebody was acknowledged something again; None where nothing was down."""
    took: float
    refusals: str
    remarks: Sequence[str]
    wrong: Sequence[str]

    @property
    def back(self) -> str:
        """The recovery as tables say it."""
        return "-" if self.recovery is None else f"{self.recovery:.1f}"

    @property
    def lost(self) -> int:
        """Acknowledged answers that are not stored as they were given."""
        return self.acknowledged - self.stored


def main() -> None:
    """Print the table; end with a fault if anything is lost or wrong."""
    asked = arguments()
    names = asked.only.split(",") if asked.only else list(CASES)
    missing = [name for name in names if CASES[name].shim and compiler() is None]
    if missing:
        print(f"left out, because there is no C compiler (apt-get install gcc): {', '.join(missing)}", flush=True)
    rounds = [(name, one) for name in names if name not in missing for one in CASES[name].on]
    outcomes = []
    with tempfile.TemporaryDirectory(prefix="leitplanke-faults-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        template = Path(folder) / "template"
        prepared = prepare(template, asked.examples, whole=asked.answers >= ANSWERS // 2)
        print(f"load of the machine before: {os.getloadavg()[0]:.1f}", flush=True)
        for name, database in rounds:
            outcomes.append(run(name, database, Path(folder), prepared, math.ceil(asked.answers / len(rounds))))
            tell(outcomes[-1])
    total = sum(one.acknowledged for one in outcomes)
    lost = sum(one.lost for one in outcomes)
    print(f"{total} acknowledged, {lost} lost; load of the machine afterwards: {os.getloadavg()[0]:.1f}")
    if asked.markdown:
        print(markdown(outcomes))
    if lost or missing or any(one.wrong for one in outcomes):
        sys.exit(1)


def arguments() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=ANSWERS, help="how many in all")
    parser.add_argument("--only", default="", help=f"faults with commas between: {','.join(CASES)}")
    parser.add_argument("--examples", type=Path, help="folder with what a worker has computed of the examples")
    parser.add_argument("--markdown", action="store_true", help="print the table for the documentation too")
    return parser.parse_args()


def run(name: str, database: Database, folder: Path, prepared: Prepared, answers: int) -> Outcome:
    """Let people answer while one kind of fault happens, and hold what was acknowledged against what is stored."""
    case, begun = CASES[name], time.monotonic()
    place = folder / f"{name}-{database}"
    place.mkdir()
    disk = Disk(place, place / "var") if case.shim else None
    cluster = Cluster(_opened(place / "cluster"), free_port()) if database == "postgres" else None
    try:
        found = prepared.copied(place / "var", cluster.url if cluster else "")
        server = Server(place / "var", cluster.url if cluster else "", disk.surroundings if disk else {})
        people = found.people(answers)
        progress = Progress(sum(len(names) for one in people for _, names in one.pages), lambda: disk.moment if disk else 0)
        scene = Scene(server, progress, found.firms, found.archive, found.ids, disk, cluster)
        surface = Surface(server.folder) if case.recorded else None
        if disk and case.recorded:
            disk.record()
        server.start()
        try:
            told(server, lambda: asyncio.run(happen(case, scene, people)))
            kept = held(scene, people, surface)
        finally:
            if server.process and server.process.poll() is None:
                server.end()
        look_around(scene, server)
    finally:
        if cluster:
            cluster.stop("immediate")
        shutil.rmtree(place, ignore_errors=True)
    recovery = max((progress.back_after(one) for one in scene.over), default=None)
    scene.insist(recovery is None or math.isfinite(recovery), "nobody was acknowledged anything after a fault")
    refusals = ", ".join(f"{count}x {status or 'no answer'}" for status, count in sorted(progress.refusals.items()))
    took = time.monotonic() - begun
    title = f"{case.title} ({TITLES[database]})"
    return Outcome(title, progress.acknowledged, kept, recovery, took, refusals, scene.remarks, scene.found)


def told(server: Server, act: Callable[[], None]) -> None:
    """Do something; print what the server has said if it does not come back."""
    try:
        act()
    except* StuckError:
        print(server.said()[-3000:], file=sys.stderr)
        raise


async def happen(case: Case, scene: Scene, people: Sequence[Rater]) -> None:
    """Let everybody answer, and the faults happen spread over that time."""
    for person in people:
        person.port = scene.server.port
    count = len(case.faults)
    events = [((place + 0.5) / count, lambda one=fault: one(scene)) for place, fault in enumerate(case.faults)]
    async with asyncio.timeout(MOST_SECONDS):
        await answer(people, scene.progress, events)
        if case.after:
            await case.after(scene)
    strange = {status: count for status, count in scene.progress.refusals.items() if status not in case.refusals}
    scene.insist(not strange, f"refused with {strange}")


def held(scene: Scene, people: Sequence[Rater], surface: Surface | None) -> int:
    """Return how many acknowledged answers are stored as they were given."""
    told = {(one.name, scene.ids[name]): value for one in people for name, value in one.kept.items()}
    with rows(scene.server) as ask:
        there = stored(ask)
    kept = sum(there.get(key) == level for key, (level, _) in told.items())
    if surface and scene.disk:
        worst = cut_often(scene, surface, told)
        return kept - worst
    return kept


def cut_often(scene: Scene, surface: Surface, told: dict[tuple[str, str], tuple[int, int]]) -> int:
    """Return how many acknowledged answers the worst of many power cuts has lost; a damaged database loses all."""
    assert scene.disk is not None  # noqa: S101 - recorded cases have one
    scene.server.kill()
    last, worst, made = scene.disk.moment, 0, 0
    moments = sorted(LUCK.sample(range(last // 10, last), min(CUTS, last - last // 10)))
    for entry in read(scene.disk.journal):
        surface.take(entry)
        while moments and entry.moment >= moments[0]:
            moments.pop(0)
            due = {key: level for key, (level, moment) in told.items() if moment <= entry.moment}
            files = {content for moment, content in scene.attached if moment <= entry.moment}
            for luck, share in ((None, 0.0), (None, 1.0), (LUCK, 0.5)):
                target = Path(tempfile.mkdtemp(dir=scene.server.folder.parent))
                surface.cut(target, luck, share)
                worst, made = max(worst, lost_in(target, due, scene)), made + 1
                shelf = {path.read_bytes() for path in (target / "attachments").iterdir()}
                scene.insist(files <= shelf, f"{len(files - shelf)} attachments lost")
                shutil.rmtree(target)
    start_on(scene, surface)
    scene.remarks.append(f"{made} disks as {CUTS} power cuts could leave them, each with all that was acknowledged before")
    return worst


def start_on(scene: Scene, surface: Surface) -> None:
    """Insist that a server starts on what a power cut at the end leaves."""
    target = scene.server.folder.with_name("survivor")
    surface.cut(target, LUCK, 0.5)
    survivor = Server(target)
    survivor.start()
    scene.insist(Owner(survivor).get("/unternehmen/")[0] == 200, "no page after a power cut")  # noqa: PLR2004 - OK
    survivor.end()


def lost_in(folder: Path, due: dict[tuple[str, str], int], scene: Scene) -> int:
    """Return how many answers a disk has lost; the database must be whole."""
    try:
        connection = opened(folder / "leitplanke.sqlite3")
        (whole,) = connection.execute("PRAGMA integrity_check").fetchone()
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
        there = stored(lambda query: list(connection.execute(query)))
        connection.close()
    except sqlite3.Error as error:
        scene.found.append(f"after a power cut: {error}")
        return len(due)
    scene.insist(whole == "ok" and not broken, f"after a power cut: {whole}, {len(broken)} broken links")
    return sum(there.get(key) != level for key, level in due.items())


def look_around(scene: Scene, server: Server) -> None:
    """Insist that the database is whole, no job hangs and no file is left behind; the server has ended."""
    if not server.database_url:
        with rows(server) as ask:
            scene.insist(ask("PRAGMA integrity_check") == [("ok",)], "integrity_check")
            scene.insist(ask("PRAGMA foreign_key_check") == [], "foreign_key_check")
    with rows(server) as ask:
        hanging = ask("SELECT state, count(*) FROM studies_study WHERE state IN ('queued', 'running') GROUP BY state")
        named = {str(name) for (name,) in ask("SELECT file FROM notes_attachment")}
    scene.insist(not hanging, f"jobs that hang: {hanging}")
    shelf = server.folder / "attachments"
    orphans = {path.name for path in shelf.iterdir()} - named if shelf.is_dir() else set()
    scene.insist(not orphans, f"{len(orphans)} attachments of nobody")
    left = [path.name for path in server.folder.iterdir() if path.name.startswith(".") or path.suffix == ".new"]
    scene.insist(not left, f"left behind: {left}")


def tell(one: Outcome) -> None:
    """Print what one fault has done."""
    print(f"{one.title:<72}{one.acknowledged:>8} acknowledged{one.stored:>8} stored{one.lost:>5} lost; back after {one.back} s")
    wrong = [f"WRONG: {wrong}" for wrong in one.wrong]
    for line in [f"refused: {one.refusals or 'nobody'}", *one.remarks, *wrong, f"took {one.took:.0f} s"]:
        print(f"    {line}", flush=True)


def markdown(outcomes: Sequence[Outcome]) -> str:
    """Return the table of docs/operate."""
    lines = [
        f"{datetime.now(UTC):%d %B %Y}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end.",
        "",
        "| fault | acknowledged | stored | lost | back after, s |",
        "|---|---|---|---|---|",
        *(f"| {one.title} | {one.acknowledged:,} | {one.stored:,} | {one.lost} | {one.back} |" for one in outcomes),
    ]
    return "\n".join(lines)


def _opened(folder: Path) -> Path:
    folder.mkdir(mode=0o755)
    return folder


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
