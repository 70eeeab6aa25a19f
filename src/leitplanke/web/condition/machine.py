"""What can be seen without Django: Python, the installed files, the settings from outside, the data folder, the clock."""

import base64
import hashlib
import locale
import os
import re
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import metadata, resources
from pathlib import Path

from leitplanke.primitives.faults import InputFaultsError
from leitplanke.web import environment, refusals, timeline
from leitplanke.web.backup import schedule
from leitplanke.web.catalogue import catalogue
from leitplanke.web.condition.findings import Finding, fault, ok, warning

OLDEST_PYTHON = (3, 11)
MB = 1_000_000
LITTLE_ROOM, NO_ROOM = 1000 * MB, 200 * MB
"""Free bytes at which to think of a larger disk, and at which a backup or an upgrade may not fit any more."""
FONTS = ("SourceSans3-Regular.ttf", "SourceSans3-It.ttf", "SourceSans3-Semibold.ttf")
_PAGE = b'#set text(font: "Source Sans 3"); \xc3\xa4'
CLOCK_TOLERANCE = 300.0
SHORTEST_KEY = 50
RELEASED = datetime(2026, 11, 1, tzinfo=UTC)
"""Before it this release was not there: a clock that says so is wrong."""
_REQUIREMENT = re.compile(r"^([\w.-]+)(?:\[[^\]]*\])?\s*([^;]*)")
_BOUND = re.compile(r"(>=|<|==)\s*([\d.]+)")


def look() -> Iterator[Finding]:
    """Yield what is found of all."""
    for check in (python, packages, files, papers, variables, packs, text, folder, key, room, clock):
        yield check()


def python() -> Finding:
    """Look whether Python is new enough."""
    found = ".".join(map(str, sys.version_info[:3]))
    return ok("python", version=found) if sys.version_info >= OLDEST_PYTHON else fault("python", "old", version=found)


def packages() -> Finding:
    """Look whether every package is there in a version that this release knows."""
    wrong, count = [], 0
    for line in metadata.requires("leitplanke") or ():
        name, bounds = _REQUIREMENT.match(line).groups()  # type: ignore[union-attr]  # any line matches
        if "extra ==" in line and not (name == "psycopg" and os.environ.get("LEITPLANKE_DATABASE_URL")):
            continue
        count += 1
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            wrong.append(f"{name} (-)")
        else:
            wrong += [] if _fits(found, bounds) else [f"{name} {found}"]
    return fault("packages", "wrong", names=", ".join(wrong)) if wrong else ok("packages", count=count)


def _fits(version: str, bounds: str) -> bool:
    compare: dict[str, Callable[[tuple[int, ...], tuple[int, ...]], bool]] = {
        ">=": lambda one, other: one >= other,
        "<": lambda one, other: one < other,
        "==": lambda one, other: one == other,
    }
    return all(compare[sign](_numbers(version), _numbers(bound)) for sign, bound in _BOUND.findall(bounds))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version.partition("+")[0])[:3])


def files() -> Finding:
    """Look whether the installed files are those that were packed; a checkout, which changes, is not held against a list."""
    listed = [one for one in metadata.files("leitplanke") or () if one.hash and str(one).startswith("leitplanke/")]
    wrong = [str(one) for one in listed if not _is_whole(Path(str(one.locate())), one.hash.value)]  # type: ignore[union-attr]  # looked at above
    if wrong:
        return fault("files", "changed", count=len(wrong), first=wrong[0])
    return ok("files", count=len(listed)) if listed else ok("files", "checkout")


def _is_whole(path: Path, digest: str) -> bool:
    try:
        found = hashlib.sha256(path.read_bytes()).digest()
    except OSError:
        return False
    return base64.urlsafe_b64encode(found).rstrip(b"=").decode() == digest


def papers() -> Finding:
    """Look whether reports can be typeset in the fonts that come with the program."""
    import typst  # noqa: PLC0415 - loaded only to be tried out

    with resources.as_file(resources.files("leitplanke.reports") / "fonts") as fonts:
        try:
            typst.compile(_PAGE, font_paths=[str(fonts)], ignore_system_fonts=True, format="pdf")  # type: ignore[call-overload]  # its types want page and folders alike
        except (OSError, RuntimeError) as error:
            return fault("papers", "broken", fault=str(error).partition("\n")[0])
        missing = [name for name in FONTS if not (fonts / name).is_file()]
    return fault("papers", "no-font", names=", ".join(missing)) if missing else ok("papers")


def variables() -> Finding:
    """Look for names that nothing reads and for values that cannot be used."""
    known = refusals.known_variables()
    unknown = sorted(name for name in os.environ if name.startswith("LEITPLANKE_") and name not in known)
    for read in (environment.check, schedule.schedule):
        try:
            read()
        except ValueError as error:
            name, detail = refusals.variable_of(error), refusals.detail_of(error)
            return fault("variables", "unusable", name=name, detail=detail) if name else fault("settings", "unusable", fault=error)
    if unknown:
        return warning("variables", "unknown", names=", ".join(unknown))
    return ok("variables", count=sum(name in known for name in os.environ))


def packs() -> Finding:
    """Look whether the operator's packs can be read."""
    try:
        catalogue()
        return ok("packs", count=len(environment.packs()))
    except OSError as error:
        return fault("packs", "no-folder", folder=error.filename, fault=error.strerror)
    except InputFaultsError as error:
        return fault("packs", "faulty", count=len(error.faults), first=error.faults[0].where)


def text() -> Finding:
    """Look whether the terminal and the files speak UTF-8."""
    found = {locale.getpreferredencoding(do_setlocale=False), sys.getfilesystemencoding(), sys.stdout.encoding or "utf-8"}
    other = sorted(one for one in found if one.lower().replace("_", "-") not in {"utf-8", "utf8"})
    return warning("text", "other", encoding=", ".join(other)) if other else ok("text")


def folder() -> Finding:
    """Look whether the data folder can be written and only by its owner."""
    place = environment.var_folder()
    try:
        with tempfile.NamedTemporaryFile(dir=place):
            mode = place.stat().st_mode
    except FileNotFoundError:
        return warning("folder", "missing", folder=place)
    except OSError as error:
        return fault("folder", "unwritable", folder=place, fault=error.strerror)
    if stat.S_IMODE(mode) & 0o007:
        return warning("folder", "open", folder=place, mode=f"{stat.S_IMODE(mode):03o}")
    return ok("folder", folder=place)


def key() -> Finding:
    """Look whether the key that signs sessions and links is there, whole, and readable by its owner only."""
    path = environment.var_folder() / "secret-key"
    try:
        mode, told = path.stat().st_mode, path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return warning("key", "missing", path=path)
    except (OSError, UnicodeDecodeError) as error:
        return fault("key", "unreadable", path=path, fault=getattr(error, "strerror", "") or "ASCII")
    if len(told) < SHORTEST_KEY:
        return fault("key", "short", path=path)
    if stat.S_IMODE(mode) & 0o077:
        return fault("key", "open", path=path, mode=f"{stat.S_IMODE(mode):03o}")
    return ok("key")


def room() -> Finding:
    """Look how much the disk of the data folder still takes."""
    place = environment.var_folder()
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    if free < NO_ROOM:
        return fault("room", "none", folder=place, mb=free // MB)
    if free < LITTLE_ROOM:
        return warning("room", "little", folder=place, mb=free // MB)
    return ok("room", gb=f"{free / 1e9:.0f}")


def clock() -> Finding:
    """Look whether the clock stands before what has happened already, or has leapt since a server last looked."""
    now, place = time.time(), environment.var_folder()
    newest = max((path.stat().st_mtime for path in place.glob("*") if path.exists()), default=0.0)
    if now < RELEASED.timestamp():
        return fault("clock", "early", now=_moment(now))
    if newest > now + CLOCK_TOLERANCE:
        return fault("clock", "behind", now=_moment(now), newest=_moment(newest))
    seen = timeline.kept(place)
    if seen and seen.leap and not seen.step(now)[1]:
        return warning("clock", "leapt", now=_moment(now), latest=_moment(seen.latest), until=_moment(seen.believed_from))
    return ok("clock", now=_moment(now))


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).astimezone().isoformat(timespec="minutes")
