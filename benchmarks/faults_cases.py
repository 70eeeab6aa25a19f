"""The faults themselves: what is done to a server while people answer."""

import asyncio
import random
import time

from faults_disk import State
from faults_growth import fill_a_disk_that_only_overwrites, notes_are_there
from faults_imports import imported_and_tidied, kill_web_importing
from faults_scene import Case, Fault, Scene
from faults_server import look, rows, wait
from faults_work import all_evaluated, attach, database_away_while_evaluating, kill_backup, kill_worker_analysing

LASTS = 2.0
"""Seconds for which disk or database are away."""
DAY = 86_400
CLOSED_RATERS = 12
KILLED_AT_FILE = (0, 9, 18)
"""An import that has stored more files than so many is killed."""


async def kill_web(scene: Scene) -> None:
    """Kill the web server; nobody helps."""
    await asyncio.to_thread(scene.server.kill, "granian")
    scene.is_over()


async def kill_all(scene: Scene) -> None:
    """Kill everything and start it again, as a service manager does."""
    await asyncio.to_thread(scene.server.kill)
    scene.is_over()
    await asyncio.to_thread(scene.server.start)


def looks(scene: Scene) -> int:
    """Return how many of the looks that delete what is old were taken while the clock was years ahead."""
    with rows(scene.server) as ask:
        return len(ask("SELECT id FROM django_tasks_database_dbtaskresult WHERE started_at > '2030-01-01'"))


def put_off(scene: Scene) -> list[object]:
    """Return the tasks that a clock years ahead has put off; what is due at once stands in the year 9999."""
    with rows(scene.server) as ask:
        far = ask("SELECT task_path, run_after FROM django_tasks_database_dbtaskresult WHERE status = 'READY' AND run_after > '2028-01-01'")
    return [one for one in far if not str(one[1]).startswith("9999")]


async def nothing_deleted(scene: Scene) -> None:
    """Insist that the answers of a round which is kept for half a year outlived a clock that was ten years ahead."""
    with rows(scene.server) as ask:
        [[kept]] = ask("SELECT count(*) FROM survey_rater WHERE key LIKE 'closed%'")
    scene.insist(kept == CLOSED_RATERS, f"{kept} raters of the closed round are left")
    # A server looks for them four times a minute.
    await asyncio.to_thread(look, lambda: not put_off(scene), time.monotonic() + 120.0)
    scene.insist(not put_off(scene), f"put off: {put_off(scene)}")
    scene.insist(looks(scene), "nothing was done while the clock was ahead")
    scene.remarks.append(f"all {kept} raters of a closed round are there; {looks(scene)} looks happened years ahead")


def disk_that_is(state: State) -> Fault:
    """Return what lets the disk be in a state for a while."""

    async def fail(scene: Scene) -> None:
        assert scene.disk is not None  # noqa: S101 - cases with a shim have one
        scene.disk.be(state)
        await scene.insist_on_silence(LASTS, state.name.lower().replace("_", " "))
        scene.disk.be(State.WELL)
        scene.is_over()

    return fail


async def told_what_is_missing(scene: Scene) -> None:
    """Insist that people were refused with 503 and a time to try again, and that the operator can read why."""
    scene.insist(scene.progress.refusals[503] > 0, f"nobody was refused: {dict(scene.progress.refusals)}")
    scene.insist(scene.progress.retry_after, "no Retry-After")
    page = scene.progress.read.get(503, "")
    scene.insist("ist nicht gespeichert. Bitte senden Sie es in einer Minute noch einmal." in page, f"people read {page[-2000:]}")
    await asyncio.to_thread(wait, lambda: scene.server.family("worker"), "no worker afterwards")


async def told_and_kept(scene: Scene) -> None:
    """Insist on both after a full disk."""
    await told_what_is_missing(scene)
    await notes_are_there(scene)


def clock_off_by(seconds: int) -> Fault:
    """Return what sets the clock for a while."""

    async def jump(scene: Scene) -> None:
        assert scene.disk is not None  # noqa: S101 - cases with a shim have one
        scene.disk.shift_clock(seconds)
        await asyncio.sleep(LASTS)
        if seconds > 2 * DAY:
            await asyncio.to_thread(_looked_at_by_all, scene)
        scene.disk.shift_clock(0)

    return jump


def _looked_at_by_all(scene: Scene) -> None:
    """Let the worker look that has seen the clock jump, and then those of a new server, which have not."""
    wait(lambda: looks(scene), "no look while the clock is ahead")
    before = looks(scene)
    scene.server.kill()
    scene.server.start()
    wait(lambda: looks(scene) > before, "no look of a server that starts while the clock is ahead")


def database_away(how: str) -> Fault:
    """Return what ends PostgreSQL in one of its ways and starts it again."""

    async def away(scene: Scene) -> None:
        assert scene.database is not None  # noqa: S101 - cases on PostgreSQL have one
        await asyncio.to_thread(scene.database.stop, how)
        await scene.insist_on_silence(LASTS, f"PostgreSQL stopped ({how})")
        await asyncio.to_thread(scene.database.start)
        scene.is_over()

    return away


LUCK = random.Random(1)  # noqa: S311 - which sectors a power cut spares is no secret
OUTAGE = frozenset({0, 503})
CASES = {
    "web": Case(title="web server killed (kill -9), nobody helps", faults=(kill_web,) * 3),
    "all": Case(title="everything killed at once, started again", faults=(kill_all,) * 3),
    "analysing": Case(title="worker killed while it evaluates", faults=(kill_worker_analysing,) * 3, after=all_evaluated),
    "importing": Case(
        title="web server killed while it imports", faults=tuple(map(kill_web_importing, KILLED_AT_FILE)), after=imported_and_tidied
    ),
    "backing-up": Case(title="backup killed", faults=(kill_backup,)),
    "full": Case(
        title="disk full",
        faults=(disk_that_is(State.WRITES_REFUSED), fill_a_disk_that_only_overwrites, disk_that_is(State.WRITES_REFUSED)),
        after=told_and_kept,
        refusals=OUTAGE,
        on=("sqlite",),
        shim=True,
    ),
    "read-only": Case(
        title="disk read-only",
        faults=(disk_that_is(State.READ_ONLY),) * 3,
        after=told_what_is_missing,
        refusals=OUTAGE,
        on=("sqlite",),
        shim=True,
    ),
    "database": Case(
        title="database stopped, crashed, killed, and back",
        faults=(database_away("fast"), database_away("immediate"), database_away("kill")),
        after=told_what_is_missing,
        refusals=OUTAGE,
        on=("postgres",),
    ),
    "database-analysing": Case(
        title="database crashed while it evaluates, and back",
        faults=(database_away_while_evaluating,) * 3,
        after=all_evaluated,
        refusals=OUTAGE,
        on=("postgres",),
    ),
    "clock": Case(
        title="clock a day ahead, a day back, ten years ahead, also at a start",
        faults=(clock_off_by(DAY), clock_off_by(-DAY), clock_off_by(3652 * DAY)),
        after=nothing_deleted,
        refusals=OUTAGE,
        shim=True,
    ),
    "power": Case(title="power cut", faults=(attach,) * 3, refusals=OUTAGE, on=("sqlite",), shim=True, recorded=True),
}
