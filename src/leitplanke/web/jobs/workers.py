"""Which workers live: each holds a lock in the data folder, and the system drops it with the process, however that ends.

A worker on another machine has its lock in a folder that is not seen here: of that one nothing is known, and its silence has to tell.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from leitplanke.web import environment

_ENDING = ".worker"
_here: list[str] = []


def me() -> str:
    """Return the name under which this process works; empty if it has not signed in."""
    return _here[-1] if _here else ""


@contextmanager
def signed_in() -> Iterator[str]:
    """Let others see that a worker lives here, and yield its name, which no other one ever has."""
    _folder().mkdir(mode=0o700, exist_ok=True)
    name = uuid4().hex
    fresh = _folder() / f".{name}"
    with fresh.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        # The file gets its name when it is locked already: nobody ever finds it free while this process lives.
        fresh.replace(_file(name))
        _here.append(name)
        try:
            yield name
        finally:
            # The file stays: whoever comes next looks whether something was left, and then forgets it.
            _here.remove(name)


def ended() -> frozenset[str]:
    """Return the workers that are known to have ended: their locks lie here, and nobody holds them."""
    return frozenset(path.stem for path in _files() if not _is_held(path))


def living() -> int:
    """Return how many workers live on this data folder."""
    return sum(map(_is_held, _files()))


def forget(names: frozenset[str]) -> None:
    """Delete the locks of workers that have ended, once nothing of theirs is left."""
    for name in names:
        _file(name).unlink(missing_ok=True)


def _is_held(path: Path) -> bool:
    """Say whether a process holds a lock; two that ask at the same time do not take each other for its holder."""
    try:
        with path.open() as found:
            fcntl.flock(found, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        pass
    return False


def _files() -> list[Path]:
    return sorted(_folder().glob(f"*{_ENDING}"))


def _folder() -> Path:
    return environment.var_folder() / "workers"


def _file(name: str) -> Path:
    return _folder() / f"{name}{_ENDING}"
