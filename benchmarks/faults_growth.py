"""A disk on which files cannot grow: what must be refused there, and that what was not is kept.

SQLite goes on for a while on such a disk: it writes over its log of writes, up to the size that the log had before. What it brings into
the database file needs room there, so that the log is never free again, and in the end every write has to grow something.
"""

import asyncio
import time

from faults_disk import State
from faults_scene import Scene
from faults_server import Owner, look, rows

NOTED = "unseen.cyber.incident"
"""What the notes are about."""
NOTE = "\U0001f525" * 4000
"""The longest note, in the signs that take most: five pages of the database."""
MOST_NOTES = 600
"""Together some 10 MB: more than twice what the log holds before SQLite begins it anew."""
REFUSED_WITHIN = 30.0
"""Seconds; people ask again several times a second."""


async def fill_a_disk_that_only_overwrites(scene: Scene) -> None:
    """Refuse growth, write notes until one is refused, and insist that people who answer are refused then, too."""
    assert scene.disk is not None  # noqa: S101 - cases with a shim have one
    progress = scene.progress
    # Whoever answered while the log fills would have nothing left to say once it is full.
    progress.limit = 0
    progress.freed.clear()
    # Who comes in writes, too, and a stranger is sent away without a fault.
    owner = await asyncio.to_thread(Owner, scene.server)
    scene.disk.be(State.GROWTH_REFUSED)
    taken, status = await asyncio.to_thread(write_until_refused, scene, owner)
    scene.noted += taken
    scene.insist(status == 503, f"growth refused: after {taken} notes the next was answered with {status}")  # noqa: PLR2004 - refused
    before, refused = progress.acknowledged, progress.refusals[503]
    # All that are left may try: hardly any of it finds room.
    progress.limit = float("inf")
    progress.freed.set()
    await asyncio.to_thread(look, lambda: progress.refusals[503] > refused, time.monotonic() + REFUSED_WITHIN)
    said = f"{progress.acknowledged - before} answers acknowledged, {progress.refusals[503] - refused} refused afterwards"
    scene.insist(progress.refusals[503] > refused, f"growth refused: nobody who answers was told so; {said}")
    scene.disk.be(State.WELL)
    scene.is_over()
    scene.remarks.append(f"growth refused: {taken} notes written over the log, then one refused; {said}")


def write_until_refused(scene: Scene, owner: Owner) -> tuple[int, int]:
    """Write notes, firm by firm in turn; return how many were taken, and how the next one was answered."""
    status = 200
    for number in range(MOST_NOTES):
        path = f"/unternehmen/{scene.firms[number % len(scene.firms)]}/notizen/{NOTED}"
        status, _ = owner.post(path, {"what": "text", "text": NOTE}, page="" if number else path)
        if status != 200:  # noqa: PLR2004 - OK
            return number, status
    return MOST_NOTES, status


async def notes_are_there(scene: Scene) -> None:
    """Insist that every note is whole that was acknowledged, and none that was refused."""
    with rows(scene.server) as ask:
        texts = [text for (text,) in ask("SELECT text FROM notes_comment")]
    scene.insist(texts == [NOTE] * scene.noted, f"{len(texts)} notes are stored, {scene.noted} were acknowledged")
    scene.insist(scene.noted, "not a single note was taken where files could not grow")
