"""Names of backups in a folder, and which of them go."""

import re
import shutil
import time
from datetime import datetime
from pathlib import Path

UNFINISHED = ".backup-"
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


def backups(folder: Path) -> list[Path]:
    """Return the backups in a folder that were named by `name_for`, the oldest first."""
    return sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name)) if folder.is_dir() else []


def forget_old(folder: Path, keep: int) -> list[Path]:
    """Delete all backups of a folder but the `keep` newest; other files stay. Return what was deleted."""
    old = backups(folder)[:-keep]
    for path in old:
        path.unlink()
    return old


def forget_broken(folder: Path) -> None:
    """Delete what backups left that were killed hours ago: it is not locked, and nobody looks for it."""
    for path in folder.glob(f"{UNFINISHED}*"):
        if time.time() - path.stat().st_mtime > SECONDS_OF_AN_ORPHAN:
            shutil.rmtree(path, ignore_errors=True)
