"""What comes with every request of somebody who asks again and again is one line a minute: a warning, no way through the code."""

import logging
import time
from http import HTTPStatus

SECONDS_BETWEEN = 60.0
_LONGEST_NAME = 100


class Seldom:
    """Lets something through at once, and the same again only after a minute; each process counts by itself."""

    def __init__(self) -> None:
        self.said, self.not_before, self.left_out = "", 0.0, 0

    def may_say(self, what: str) -> bool:
        """Say whether it is told now; how often it was not since is in `left_out` until the next is asked."""
        if what == self.said and time.monotonic() < self.not_before:
            self.left_out += 1
            return False
        self.said, self.not_before = what, time.monotonic() + SECONDS_BETWEEN
        return True

    def taken(self) -> str:
        """Return how many were left out, in words for the end of a line, and count anew."""
        count, self.left_out = self.left_out, 0
        return f" ({count} more since the last line)" if count else ""


class ForeignHosts(logging.Filter):
    """Turns Django's fault about a Host name that is not ours, which anybody on the network can send, into a warning of one line."""

    def __init__(self) -> None:
        super().__init__()
        self.seldom = Seldom()

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether to write it, and rewrite it."""
        if not self.seldom.may_say("foreign"):
            return False
        meta = getattr(getattr(record, "request", None), "META", {})
        name = str(meta.get("HTTP_HOST", meta.get("SERVER_NAME", "")))[:_LONGEST_NAME]
        record.levelno, record.levelname = logging.WARNING, logging.getLevelName(logging.WARNING)
        record.exc_info = record.exc_text = None
        record.msg = "refused a request for a host name that is not in LEITPLANKE_ORIGIN or LEITPLANKE_HOSTS: %r%s"
        record.args = (name, self.seldom.taken())
        return True


class NoPolls(logging.Filter):
    """Leaves out Django's fault about a monitor that asked at `/bereit` and was told no: that page writes a line of its own."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether it is about anything else."""
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        return getattr(record, "status_code", 0) != HTTPStatus.SERVICE_UNAVAILABLE or getattr(match, "view_name", "") != "ready"
