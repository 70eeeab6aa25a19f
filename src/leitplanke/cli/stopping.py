"""When a search is to end with the best so far: the time is up, or somebody pressed Ctrl-C."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import click

from leitplanke.reports.words import Language, say


@contextmanager
def stopping(seconds: float | None, language: Language) -> Iterator[Callable[[], bool]]:
    """Yield a function that tells whether to stop now; the time runs from its first call.

    The first Ctrl-C asks for the best so far, a second one ends the program as usual.
    """
    asked = threading.Event()
    begun: list[float] = []

    def stop() -> bool:
        now = time.monotonic()
        if not begun:
            begun.append(now)
        return asked.is_set() or (seconds is not None and now >= begun[0] + seconds)

    def interrupted(_signal: int, _frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()
        click.echo(say(language, "plan.stopping"), err=True)

    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
