"""An import whose web server is killed in the middle: what came in is all that the file says, what did not has left nothing."""

import asyncio
import hashlib
import json
import os
import re
import time
import uuid
import zipfile
from collections import Counter
from io import BytesIO

from faults_scene import Fault, Scene
from faults_server import Owner, kill, rows, wait

TRIES = 5
"""For one moment: an import that is over before the kill shows nothing."""
DAY = 86_400
PATH = "/unternehmen/archiv-einlesen"
TOLD = "import: "
UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


def kill_web_importing(files: int) -> Fault:
    """Return what sends an archive and kills the web server once more than so many of its files are stored."""

    async def importing(scene: Scene) -> None:
        for _ in range(TRIES):
            if await _cut_off(scene, files):
                return
        scene.insist(condition=False, wrong=f"no kill hit an import, in {TRIES} tries")

    return importing


async def _cut_off(scene: Scene, files: int) -> bool:
    """Kill one import; say whether it was in the middle: files stored, no firm yet, and nobody told that there is one."""
    await asyncio.to_thread(wait, scene.server.is_well, "no web server")
    owner, content = await asyncio.to_thread(Owner, scene.server), scene.archive.read_bytes()
    shelf, firms = scene.server.folder / "attachments", len(_firms(scene))
    before, victims = len(os.listdir(shelf)), scene.server.family("granian")  # noqa: PTH208 - quick is what counts
    sending = asyncio.create_task(asyncio.to_thread(owner.post, PATH, {}, page=PATH, file=("archiv.zip", content)))

    def strike() -> int:
        # Files are stored one after the other within the transaction: how many there are says how far it is.
        last = time.monotonic() + 60.0
        while len(os.listdir(shelf)) <= before + files and not sending.done() and time.monotonic() < last:  # noqa: PTH208
            time.sleep(0.0002)
        kill(victims)
        return len(os.listdir(shelf)) - before  # noqa: PTH208

    stored = await asyncio.to_thread(strike)
    scene.is_over()
    status, _ = await sending
    scene.remarks.append(f"{TOLD}{f'acknowledged: {status}' if status else 'cut off'} with {stored} files")
    return stored > files and not status and len(_firms(scene)) == firms


def _firms(scene: Scene) -> list[str]:
    with rows(scene.server) as ask:
        return [str(uuid.UUID(str(key))) for (key,) in ask("SELECT id FROM companies_company WHERE name = 'Archiv GmbH'")]


def contents(archive: bytes) -> dict[str, Counter[str]]:
    """Return what an archive says, whatever keys its rows have: each table's rows, with the content of a file in place of its name."""
    found: dict[str, Counter[str]] = {}
    with zipfile.ZipFile(BytesIO(archive)) as opened:
        digests = {name.removeprefix("files/"): hashlib.sha256(opened.read(name)).hexdigest() for name in opened.namelist()}
        for name in opened.namelist():
            if name.startswith("tables/"):
                lines = [json.loads(UUID.sub("key", line)) for line in opened.read(name).decode().splitlines()]
                said = [row | ({"file": digests[row["file"]]} if "file" in row else {}) for row in lines]
                found[name] = Counter(json.dumps(row, sort_keys=True) for row in said)
    return found


async def imported_whole_or_not(scene: Scene) -> None:
    """Insist that an archive sent once more comes in, and that every firm that came in has all that the file says."""

    def run() -> None:
        owner, sent = Owner(scene.server), scene.archive.read_bytes()
        status, _ = owner.post(PATH, {}, page=PATH, file=("archiv.zip", sent))
        scene.insist(status == 200, f"the last import: {status}")  # noqa: PLR2004 - OK
        imports = [one for one in scene.remarks if one.startswith(TOLD)]
        acknowledged, tried = 1 + sum("acknowledged" in one for one in imports), 1 + len(imports)
        firms, expected = _firms(scene), contents(sent)
        for firm in firms:
            stored = contents(owner.content(f"/unternehmen/{firm}/daten/archiv.zip"))
            wrong = sorted(name for name in expected | stored if expected.get(name) != stored.get(name))
            scene.insist(not wrong, f"firm {firm} is not what the file says: {', '.join(wrong)}")
        # The first of them is the one that the archive was made of.
        came = len(firms) - 1
        scene.insist(acknowledged <= came <= tried, f"{acknowledged} imports acknowledged, {came} firms")
        count = sum(sum(one.values()) for one in expected.values())
        scene.remarks.append(
            f"{came} firms of {tried} imports, {acknowledged} acknowledged; held all {count} rows and files against the file"
        )

    await asyncio.to_thread(run)


async def files_of_nobody_go(scene: Scene) -> None:
    """Insist that files which a killed import left are deleted once they are old enough, and no others."""
    shelf = scene.server.folder / "attachments"
    for path in shelf.iterdir():
        os.utime(path, (path.stat().st_atime, path.stat().st_mtime - DAY))
    before = len(list(shelf.iterdir()))
    script = "from leitplanke.web.periods import forget; forget()"
    await asyncio.to_thread(scene.server.command, "manage", "shell", "-v0", "-c", script)
    with rows(scene.server) as ask:
        named = {str(name) for (name,) in ask("SELECT file FROM notes_attachment")}
    there = {path.name for path in shelf.iterdir()}
    scene.insist(before > len(there), "the killed imports left no file that could be deleted")
    scene.insist(there == named, f"{len(there)} files, {len(named)} rows")
    scene.remarks.append(f"{before - len(there)} files of cut off imports deleted")


async def imported_and_tidied(scene: Scene) -> None:
    """See the two."""
    await imported_whole_or_not(scene)
    await files_of_nobody_go(scene)
