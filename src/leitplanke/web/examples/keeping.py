"""Computed once on an installation, then read from a file in the data folder."""

import fcntl
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from leitplanke.primitives.faults import InputFaultsError

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


def _alone(path: Path, read: Callable[[str], T], compute: Callable[[], T], text: Callable[[T], str]) -> T:
    path.parent.mkdir(parents=True, exist_ok=True)
    with (path.parent / f"{path.stem.rpartition('-')[0]}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = _read(path, read)
        if found is None:
            found = compute()
            fresh = path.with_suffix(".new")
            fresh.write_text(text(found), encoding="utf-8")
            fresh.replace(path)
        return found


def _read(path: Path, read: Callable[[str], T]) -> T | None:
    try:
        return read(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, InputFaultsError, ValueError, TypeError, KeyError):
        return None
