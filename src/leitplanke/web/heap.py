"""Keeps a server that runs for months from holding memory that nobody uses any more.

The GNU C library gives each thread an arena of its own, up to eight a core, and returns little of them: a web server that answers with
many threads, or a worker whose evaluations each start some, would grow by what each thread ever needed at once. Other C libraries are left
alone.
"""

import ctypes
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

M_ARENA_MAX = -8
"""Of mallopt(3)."""
ARENAS = 2
"""Enough for two threads that ask at the same time; the large arrays of the engine come from the system, not from an arena."""


def share_arenas() -> None:
    """Let all threads of this process share a few arenas; an operator's own ``MALLOC_ARENA_MAX`` is overruled."""
    mallopt = _found("mallopt")
    if mallopt:
        mallopt(M_ARENA_MAX, ARENAS)


def give_back() -> None:
    """Give free memory back to the system; some milliseconds, so after a job, not after each request."""
    malloc_trim = _found("malloc_trim")
    if malloc_trim:
        malloc_trim(0)


def _found(name: str) -> "Callable[..., int] | None":
    return getattr(ctypes.CDLL(None), name, None)
