"""When a backup is due by itself, how the last one went, and whether the operator has to look.

``LEITPLANKE_BACKUP_EVERY`` (``1d``, ``12h``, ``30m``, ``90s``) sets the schedule; without it none is kept. ``LEITPLANKE_BACKUP_FOLDER``
(default ``backups`` in the data folder), ``LEITPLANKE_BACKUP_KEEP`` (default 14) and ``LEITPLANKE_BACKUP_PASSPHRASE_FILE`` go with it.
"""

import fcntl
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from leitplanke.primitives.faults import InputFaultsError
from leitplanke.reports.faults import sentences
from leitplanke.reports.words.terminal import of_environment
from leitplanke.web import environment
from leitplanke.web.backup.keeping import backups, made_at
from leitplanke.web.backup.owning import is_anothers
from leitplanke.web.backup.passphrases import passphrase

KEEP = 14
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_EVERY = re.compile(r"([1-9]\d{0,5})([smhd])")
_LONGEST_RETRY = timedelta(minutes=15)
_STATE, _LOCK = "backup-state.json", ".leitplanke-backup.lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """How often backups are made, where, and how many stay."""

    every: timedelta
    folder: Path
    keep: int
    passphrase_file: Path | None = None

    @property
    def retry(self) -> timedelta:
        """How long to wait after one that failed."""
        return min(self.every, _LONGEST_RETRY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """How the last scheduled backup of this data folder went: when it ended, its file or what was wrong, what it took.

    Without file and fault there was nothing to back up yet.
    """

    at: str
    path: str = ""
    fault: str = ""
    seconds: float = 0.0
    size: int = 0
    missing: int = 0
    """Attachments that rows name and the disk has lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the operator wants to know: the schedule if there is one, the newest good backup in its folder, the last attempt.

    Without a backup, `age` is None and `waited` is how long this installation has had time to make one.
    """

    schedule: Schedule | None
    newest: Path | None
    age: timedelta | None
    last: Attempt | None
    waited: timedelta = timedelta()

    @property
    def fault(self) -> str:
        """What was wrong with the last attempt; empty if it went well or there was none."""
        return self.last.fault if self.last else ""

    @property
    def is_late(self) -> bool:
        """Whether there should have been a backup since: two intervals have gone by, or an hour more than one if that is longer."""
        if self.schedule is None:
            return False
        patience = self.schedule.every + max(self.schedule.every, timedelta(hours=1))
        return (self.waited if self.age is None else self.age) > patience

    @property
    def is_idle(self) -> bool:
        """Whether the last look found that nobody has worked here yet."""
        return self.last is not None and not self.last.fault and not self.last.path


def schedule() -> Schedule | None:
    """Return the operator's schedule, or None if there is none, after looking whether its passphrase can be read.

    Raises
    ------
    ValueError
        If a variable is unusable; says which and how it must look.
    """
    found = plan()
    if found and found.passphrase_file:
        # Better no start than backups that everybody can read, or none at all.
        try:
            passphrase(found.passphrase_file)
        except InputFaultsError as error:
            message = f"LEITPLANKE_BACKUP_PASSPHRASE_FILE: {' '.join(sentences(error.faults, of_environment(os.environ)))}"
            raise ValueError(message) from None
    return found


def plan() -> Schedule | None:
    """Return the operator's schedule, or None if there is none; no file is read.

    Raises
    ------
    ValueError
        If a variable is unusable; says which and how it must look.
    """
    said = os.environ.get("LEITPLANKE_BACKUP_EVERY", "").strip()
    if not said:
        return None
    found = _EVERY.fullmatch(said)
    if not found:
        message = "LEITPLANKE_BACKUP_EVERY must look like 1d, 12h, 30m or 90s"
        raise ValueError(message)
    keep = os.environ.get("LEITPLANKE_BACKUP_KEEP", "").strip() or str(KEEP)
    if not re.fullmatch(r"[1-9]\d{0,4}", keep):
        message = "LEITPLANKE_BACKUP_KEEP must be a whole number from 1 on"
        raise ValueError(message)
    return Schedule(
        every=timedelta(seconds=int(found[1]) * _SECONDS[found[2]]), folder=_folder(), keep=int(keep), passphrase_file=_passphrase_file()
    )


def _folder() -> Path:
    said = os.environ.get("LEITPLANKE_BACKUP_FOLDER", "")
    return Path(said).absolute() if said else environment.var_folder() / "backups"


def _passphrase_file() -> Path | None:
    said = os.environ.get("LEITPLANKE_BACKUP_PASSPHRASE_FILE", "")
    return Path(said) if said else None


def newest(kept: Schedule, now: datetime) -> Path | None:
    """Return the newest backup; another installation's do not count, nor does one from the future, made while the clock was wrong."""
    try:
        if is_anothers(kept.folder):
            return None
    except PermissionError:
        # Of another account. The next attempt says so.
        return None
    return next((path for path in reversed(backups(kept.folder)) if made_at(path) <= now), None)


def due(kept: Schedule, now: datetime) -> bool:
    """Say whether it is time for a backup: the newest is old enough, and the last attempt that made none long enough ago."""
    last, found = last_attempt(), newest(kept, now)
    if last and not last.path and timedelta() <= now - datetime.fromisoformat(last.at) < kept.retry:
        return False
    return found is None or now - made_at(found) >= kept.every


def standing(now: datetime) -> Standing:
    """Return how backups stand."""
    kept = plan()
    found = newest(kept, now) if kept else None
    return Standing(schedule=kept, newest=found, age=now - made_at(found) if found else None, last=last_attempt(), waited=_waited(now))


def _waited(now: datetime) -> timedelta:
    """Return how long this installation has been there, by its key, which the first start or a restore has written."""
    try:
        return now - datetime.fromtimestamp((environment.var_folder() / "secret-key").stat().st_mtime, tz=UTC)
    except OSError:
        return timedelta()


def last_attempt() -> Attempt | None:
    """Return how the last scheduled backup went, or None if there was none yet."""
    try:
        return Attempt(**json.loads((environment.var_folder() / _STATE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def note(attempt: Attempt) -> None:
    """Keep how it went; the disk may be what was wrong, so that this may fail, too.

    Raises
    ------
    OSError
        If it cannot be kept.
    """
    path = environment.var_folder() / _STATE
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_text(json.dumps(asdict(attempt)), encoding="utf-8")
    fresh.replace(path)


@contextmanager
def turn(folder: Path) -> Iterator[bool]:
    """Yield whether nobody else backs up into a folder by schedule just now; servers that share one take turns.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / _LOCK).open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
