"""What is killed in the middle of something: an evaluation, an import, a backup; and what must be true of it afterwards."""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from faults_scene import Scene
from faults_server import Owner, Server, command, kill, look, rows, surroundings, wait

KILLED_BACKUPS = (0.35, 0.6, 0.75, 0.9, 0.97)
"""As shares of what a backup takes."""
KILLED_AT_FILE = (0, 9, 18)
"""An import that has stored more files than so many is killed."""
DAY = 86_400
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

    place, shelf = len(scene.over), scene.server.folder / "attachments"
    before = len(list(shelf.iterdir()))
    sending = asyncio.create_task(asyncio.to_thread(send))
    # Files are stored one after the other within the transaction: how many there are says how far it is.
    await asyncio.to_thread(look, lambda: len(list(shelf.iterdir())) > before + KILLED_AT_FILE[place], time.monotonic() + 60.0)
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


async def files_of_nobody_go(scene: Scene) -> None:
    """Insist that files which a killed import left are deleted once they are old enough, and no others."""
    shelf = scene.server.folder / "attachments"
    for path in shelf.iterdir():
        os.utime(path, (path.stat().st_atime, path.stat().st_mtime - DAY))
    before = len(list(shelf.iterdir()))
    script = "from leitplanke.web.periods import forget; forget()"
    await asyncio.to_thread(command, scene.server.folder, "manage", "shell", "-v0", "-c", script)
    with rows(scene.server) as ask:
        named = {str(name) for (name,) in ask("SELECT file FROM notes_attachment")}
    there = {path.name for path in shelf.iterdir()}
    scene.insist(there == named, f"{len(there)} files, {len(named)} rows")
    scene.remarks.append(f"{before - len(there)} files of cut off imports deleted")


async def imported_and_tidied(scene: Scene) -> None:
    """See the two."""
    await imported_whole_or_not(scene)
    await files_of_nobody_go(scene)


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
        left = list(folder.glob(".backup-*"))
        for path in left:
            os.utime(path, (0, 0))
        command(scene.server.folder, "backup", str(folder / "after.zip"))
        scene.insist(not list(folder.glob(".backup-*")), "what killed backups left is still there")
        scene.insist((folder / "whole.zip").read_bytes() == whole, "the whole backup was changed")
        named = sorted(path for path in folder.iterdir() if path.suffix == ".zip" and path.stem != "after")
        for path in named:
            command(folder / f"restored-{path.stem}", "restore", str(path))
        scene.remarks.append(f"{len(KILLED_BACKUPS)} backups killed; {len(named)} whole ones stay and restore; {len(left)} leftovers gone")

    await asyncio.to_thread(run)
    scene.is_over()
