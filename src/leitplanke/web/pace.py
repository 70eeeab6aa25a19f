"""How often something may happen: what comes too often from one address or to one link is slowed down."""

import threading
import time
from collections import deque

MOST_KEYS = 10_000


class Pace:
    """Counts what happened of late by key, in this process."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most, self.seconds = most, seconds
        self._moments: dict[str, deque[float]] = {}
        self._guard = threading.Lock()

    def allows(self, key: str, now: float | None = None) -> bool:
        """Count one more of `key` and say whether that is still within the pace."""
        now = time.monotonic() if now is None else now
        with self._guard:
            moments = self._moments.setdefault(key, deque(maxlen=self.most + 1))
            moments.append(now)
            allowed = sum(now - moment < self.seconds for moment in moments) <= self.most
            if len(self._moments) > MOST_KEYS:
                self._forget(now)
        return allowed

    def _forget(self, now: float) -> None:
        self._moments = {key: moments for key, moments in self._moments.items() if now - moments[-1] < self.seconds}
