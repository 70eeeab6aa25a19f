"""Computed once on an installation, then read from a file in the data folder."""

import fcntl
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from leitplanke.primitives.faults import InputFaultsError
from leitplanke.web.durable import settle

T = TypeVar("T")


def kept(path: Path, read: Callable[[str], T], compute: Callable[[], T], text: Callable[[T], str]) -> T:
    """Return what lies at `path`, or compute it, or wait for the process that already does; different paths do not wait.

    Parameters
    ----------
    read
        Makes a value of the file's text; raises InputFaultsError or ValueError if this version cannot read it.
    text
        Makes the file's text of a value.
    """
    return _read(path, read) or _alone(path, read, compute, text)


def kept_unless_busy(path: Path, compute: Callable[[], str | None]) -> bool:
    """Compute what belongs at `path` unless it is there or another process is at it; say whether nothing is left to do.

    `compute` returns the file's text, or None if it was interrupted.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _lock_of(path).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        found = None if path.is_file() else compute()
        if found is not None:
            _write(path, found)
        return path.is_file()


def _lock_of(path: Path) -> Path:
    return path.parent / f"{path.stem.rpartition('-')[0]}.lock"


def _write(path: Path, text: str) -> None:
    fresh = path.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8")
    settle(fresh)
    fresh.replace(path)


def _alone(path: Path, read: Callable[[str], T], compute: Callable[[], T], text: Callable[[T], str]) -> T:
    path.parent.mkdir(parents=True, exist_ok=True)
    with _lock_of(path).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = _read(path, read)
        if found is None:
            found = compute()
            _write(path, text(found))
        return found


def _read(path: Path, read: Callable[[str], T]) -> T | None:
    try:
        return read(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, InputFaultsError, ValueError, TypeError, KeyError):
        return None
