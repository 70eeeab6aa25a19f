"""Keeps a slow or dead sign-in elsewhere from tying up the server: few talk to it at once, and after a failure nobody for a while."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import requests

MOST_TALKS = 2
"""Requests that talk to the issuer at the same time; a server has four threads or more, and the rest stay free for name and password."""
SECONDS_TO_WAIT = 1.0
SECONDS_OF_REST = 15.0


class BusyError(requests.RequestException):
    """The issuer is not asked now."""

    def __init__(self, *, silent: bool) -> None:
        super().__init__("it did not answer of late" if silent else "others are waiting for it")


class Line:
    """The line to the issuer, in this process."""

    def __init__(self, most: int = MOST_TALKS, wait: float = SECONDS_TO_WAIT, rest: float = SECONDS_OF_REST) -> None:
        self._places = threading.BoundedSemaphore(most)
        self.wait, self.rest = wait, rest
        self._silent_until = 0.0

    @contextmanager
    def talk(self) -> Iterator[None]:
        """Take a place on the line while talking to the issuer.

        Raises
        ------
        BusyError
            If it did not answer of late, or no place came free in time.
        """
        if time.monotonic() < self._silent_until:
            raise BusyError(silent=True)
        if not self._places.acquire(timeout=self.wait):
            raise BusyError(silent=False)
        try:
            yield
        except Exception as fault:
            self.heard(fault)
            raise
        finally:
            self._places.release()

    def heard(self, fault: BaseException | None) -> None:
        """Note what a talk ended in; an issuer that could not be reached is left alone for a while, one that refused is not."""
        if isinstance(fault, requests.ConnectionError | requests.Timeout):
            self._silent_until = time.monotonic() + self.rest


LINE = Line()
