"""Days as an iCalendar file (RFC 5545), which every calendar program takes."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

MOST_OCTETS = 75
"""A line may be so long, without its end (RFC 5545, section 3.1)."""
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True, slots=True, kw_only=True)
class DayEvent:
    """An entry for a whole day; `uid` stays the same when the day changes, so that calendars move the entry."""

    uid: str
    day: date
    title: str
    text: str = ""
    url: str = ""


def write(events: Sequence[DayEvent], *, stamp: datetime) -> str:
    """Return the file with these entries, each with a reminder the day before.

    Parameters
    ----------
    stamp
        When the file is made, with its time zone; a later file takes the place of an earlier one.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Leitplanke//Leitplanke//DE", "CALSCALE:GREGORIAN"]
    for event in events:
        lines += _event(event, stamp.astimezone(UTC))
    return "".join(f"{part}\r\n" for line in (*lines, "END:VCALENDAR") for part in _folded(line))


def _event(event: DayEvent, stamp: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{int(stamp.timestamp()) % 2**31}"
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(event.title)}"
    if event.text:
        yield f"DESCRIPTION:{_text(event.text)}"
    if event.url:
        yield f"URL:{_bare(event.url)}"
    yield "TRANSP:TRANSPARENT"
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-P1D", f"DESCRIPTION:{_text(event.title)}", "END:VALARM", "END:VEVENT")


def _text(text: str) -> str:
    """Return a text as the format writes it; other control characters than line ends have no place in it."""
    return _bare(text.replace("\r\n", "\n").translate(_ESCAPED))


def _bare(text: str) -> str:
    """Return a text in which nothing can end the line."""
    return "".join(one for one in text if unicodedata.category(one) != "Cc")


def _folded(line: str) -> Iterator[str]:
    """Yield a line in parts of at most 75 octets, each after the first with a space in front; no character is torn."""
    part, octets = "", 0
    for one in line:
        size = len(one.encode())
        if octets + size > MOST_OCTETS:
            yield part
            part, octets = " ", 1
        part, octets = part + one, octets + size
    yield part
