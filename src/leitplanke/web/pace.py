"""How often something may happen: what comes too often from one address or to one link is slowed down."""

import threading
import time
from collections import OrderedDict, deque

MOST_KEYS = 10_000
"""Kept at once; a flood of new keys drops the oldest, so that it costs neither memory nor time."""


class Pace:
    """Counts what happened of late by key, in this process."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most, self.seconds = most, seconds
        self._moments: OrderedDict[str, deque[float]] = OrderedDict()
        self._guard = threading.Lock()

    def allows(self, key: str, now: float | None = None) -> bool:
        """Count one more of `key` and say whether that is still within the pace."""
        now = time.monotonic() if now is None else now
        with self._guard:
            moments = self._moments.setdefault(key, deque(maxlen=self.most + 1))
            moments.append(now)
            self._moments.move_to_end(key)
            self._forget(now)
            # The bound of the queue is one more than may be: it is full only if too many happened, and then the oldest says how long ago.
            return len(moments) <= self.most or now - moments[0] >= self.seconds

    def _forget(self, now: float) -> None:
        """Drop from the front, where those are that were quiet longest, whoever is too quiet or too many."""
        while len(self._moments) > MOST_KEYS or now - next(iter(self._moments.values()))[-1] >= self.seconds:
            self._moments.popitem(last=False)
