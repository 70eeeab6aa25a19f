"""Names of backups in a folder, and which of them go."""

import re
import shutil
import time
from contextlib import suppress
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path

from leitplanke.web import environment
from leitplanke.web.backup.owning import is_anothers_backup

UNFINISHED = ".backup-"
UNFINISHED_RESTORE = ".restore-"
SECONDS_OF_AN_ORPHAN = 6 * 3600.0
_NAME = re.compile(r"leitplanke-\d{4}-\d\d-\d\d-\d{6}\.zip")


def name_for(at: datetime) -> str:
    """Return the name of a backup made at a moment.

    Examples
    --------
    >>> name_for(datetime(2026, 11, 23, 2, 30))
    'leitplanke-2026-11-23-023000.zip'
    """
    return f"leitplanke-{at:%Y-%m-%d-%H%M%S}.zip"


def safety_copy(why: str, at: datetime, ending: str = "") -> Path:
    """Return where what is about to be replaced can be kept: a place that nothing lies at, not even another copy of the same second."""
    first = environment.var_folder() / "safety-copies" / f"{why}-{at:%Y-%m-%d-%H%M%S}{ending}"
    further = (first.with_name(f"{first.name.removesuffix(ending)}-{number}{ending}") for number in count(2))
    return next(path for path in chain([first], further) if not path.exists())


def made_at(path: Path) -> datetime:
    """Return the moment that a name of `name_for` tells.

    Examples
    --------
    >>> made_at(Path("leitplanke-2026-11-23-023000.zip")).isoformat()
    '2026-11-23T02:30:00+00:00'
    """
    return datetime.strptime(path.stem, "leitplanke-%Y-%m-%d-%H%M%S").replace(tzinfo=UTC)


def backups(folder: Path) -> list[Path]:
    """Return the backups in a folder that were named by `name_for`, the oldest first."""
    return sorted(path for path in folder.iterdir() if _is_ours(path)) if folder.is_dir() else []


def _is_ours(path: Path) -> bool:
    try:
        return bool(_NAME.fullmatch(path.name)) and made_at(path) is not None
    except ValueError:
        return False


def forget_old(folder: Path, keep: int, now: datetime) -> list[Path]:
    """Delete all backups of a folder but the `keep` newest; other files stay. Return what was deleted.

    Backups from the future, made while the clock was wrong, are left alone and do not count: they would push out those of today. So are
    those that tell by their key that another installation made them.
    """
    old = [path for path in backups(folder) if made_at(path) <= now and not is_anothers_backup(path)][:-keep]
    for path in old:
        path.unlink()
    return old


def forget_broken(folder: Path) -> None:
    """Delete what backups left in a folder of backups that were killed hours ago: nobody else looks for it."""
    for path in folder.glob(f"{UNFINISHED}*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime <= SECONDS_OF_AN_ORPHAN:
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()


def forget_cut_off_restores(var: Path) -> None:
    """Delete what restores left in a data folder that were killed: all their data, unlocked. Called where none can be running."""
    for path in var.glob(f"{UNFINISHED_RESTORE}*"):
        shutil.rmtree(path, ignore_errors=True)
