"""How one event becomes a line of the log: for people, or as JSON for programs.

Messages of exceptions can hold what somebody typed; of those only the kind and the way through the code are written, unless the
machine itself speaks (files, network, database away).
"""

import json
import logging
import os
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType

from django.db import InterfaceError, OperationalError
from django.utils.encoding import escape_uri_path

from leitplanke.web.logs.masking import mask

CURRENT: ContextVar[str] = ContextVar("request", default="")
"""Number of the request that is answered now; empty outside of one."""
OF_THE_MACHINE = (OSError, OperationalError, InterfaceError, ImportError, MemoryError)
_MOST_CAUSES = 5
_MOST_FRAMES = 20
_FRAME = re.compile(r'File "([^"]+)", line (\d+), in (\S+)')
_KIND = re.compile(r"^([A-Za-z_][\w.]*)(?=:|$)", re.MULTILINE)


class TextLines(logging.Formatter):
    """Lines for people."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        number = CURRENT.get()
        told = f" ({number})" if number else ""
        parts = [f"{_moment(record)} {record.levelname} {record.name}{told}: {said(record)}"]
        news = getattr(record, "fields", {})
        parts += [" ".join(f"{name}={value}" for name, value in news.items())] if news else []
        return " ".join(parts) + "".join(f"\n{line}" for line in faults(record))


class JSONLines(logging.Formatter):
    """One JSON object a line: ``time``, ``level``, ``logger``, ``process``, ``message``, at times ``request``, ``fault``, fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "time": _moment(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "message": said(record),
        }
        if CURRENT.get():
            line["request"] = CURRENT.get()
        line |= getattr(record, "fields", {})
        if told := faults(record):
            line["fault"] = told
        return json.dumps(line, ensure_ascii=False)


def said(record: logging.LogRecord) -> str:
    """Return the message of a record without personal data; of a request its route stands for its address."""
    message, request = record.getMessage(), getattr(record, "request", None)
    for form in _forms(getattr(request, "path", "")):
        message = message.replace(form, route_of(request))
    return mask(_without_fault(message))


def _forms(path: str) -> list[str]:
    """Return how an address can stand in a message, the longest first: Django writes signs beyond ASCII and control signs as escapes."""
    forms = {path, path.encode("unicode_escape").decode("ascii"), repr(path)[1:-1], escape_uri_path(path)}
    return sorted((form for form in forms if len(form) > 1), key=len, reverse=True)


def _without_fault(message: str) -> str:
    """Return a message in which granian tells a fault of ours as text, cut down to the way through the code and the kind of the fault."""
    before, found, way = message.partition("Traceback (most recent call last):")
    if not found:
        return message
    frames = list(_FRAME.finditer(way))
    # What follows the kind is the exception's own text, in as many lines as it likes.
    kind = _KIND.search(way, frames[-1].end() if frames else 0)
    steps = [f"{one[1]}:{one[2]} {one[3]}" for one in reversed(frames[-_MOST_FRAMES:])]
    return " < ".join([before.strip(), kind[1] if kind else "-", *steps])


def route_of(request: object) -> str:
    """Return the pattern of the address that was asked for, which names no firm and holds no secret."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else "-"


def faults(record: logging.LogRecord) -> list[str]:
    """Return the way through the code to the exception of a record, and the kinds of it and of its causes."""
    found = record.exc_info[1] if record.exc_info else None
    lines: list[str] = []
    for _ in range(_MOST_CAUSES):
        if found is None:
            break
        lines = [*_frames(found.__traceback__), told(found), *lines]
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)
    return lines


def told(fault: BaseException) -> str:
    """Return the kind of an exception, with its message only where the machine speaks and no reader."""
    kind = f"{type(fault).__module__}.{type(fault).__qualname__}".removeprefix("builtins.")
    if not isinstance(fault, OF_THE_MACHINE):
        return kind
    if isinstance(fault, OSError) and fault.strerror:
        place = f": {os.path.dirname(str(fault.filename))}" if fault.filename else ""  # noqa: PTH120 - a text, and its last part may be somebody's
        return f"{kind}: {fault.strerror}{place}"
    return f"{kind}: {mask(str(fault).strip().partition(chr(10))[0])}"


def _frames(way: TracebackType | None) -> list[str]:
    return [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(way, limit=-_MOST_FRAMES)]


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
