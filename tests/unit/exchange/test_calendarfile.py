"""Calendar entries, read back as RFC 5545 asks a reader to."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from leitplanke.exchange.calendarfile import DayEvent, write

STAMP = datetime(2026, 11, 22, 23, 59, 58, tzinfo=UTC)
EVENT = DayEvent(
    uid="review-1@leitplanke",
    day=date(2027, 12, 31),
    title="Prüfen: Müller, Söhne; GmbH",
    text="Erst lesen,\ndann handeln.",
    url="http://x/y",
)


def unfolded(content: str) -> list[str]:
    """Return the lines as section 3.1 reads them: a line end followed by a space is none."""
    assert content.endswith("\r\n")
    assert "\n" not in content.replace("\r\n", "")
    return content.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def texts(content: str) -> dict[str, str]:
    """Return name and value of the entry's own properties, texts as section 3.3.11 reads them."""
    lines = unfolded(content)
    entry = lines[lines.index("BEGIN:VEVENT") + 1 : lines.index("BEGIN:VALARM")]
    pairs = (line.split(":", 1) for line in entry)
    return {name: re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value) for name, value in pairs}


def test_an_entry_comes_back_as_it_was() -> None:
    found = texts(write((EVENT,), stamp=STAMP))
    assert found["SUMMARY"] == EVENT.title
    assert found["DESCRIPTION"] == EVENT.text
    assert (found["UID"], found["URL"]) == (EVENT.uid, EVENT.url)
    assert found["DTSTART;VALUE=DATE"] == "20271231"
    assert found["DTEND;VALUE=DATE"] == "20280101"  # the end of a whole day is the day after
    assert found["DTSTAMP"] == "20261122T235958Z"


def test_the_stamp_is_in_universal_time() -> None:
    there = STAMP.astimezone(timezone(timedelta(hours=1)))
    assert write((EVENT,), stamp=there) == write((EVENT,), stamp=STAMP)


def test_a_later_file_takes_the_place_of_the_earlier_one() -> None:
    first, second = (int(texts(write((EVENT,), stamp=stamp))["SEQUENCE"]) for stamp in (STAMP, STAMP + timedelta(seconds=1)))
    assert first < second


@pytest.mark.parametrize("title", ["ü" * 500, "👩‍🔧" * 60, "مرحبا " * 50, "x" * 67, "x" * 66 + "ü"])
def test_no_line_is_longer_than_allowed_and_no_character_is_torn(title: str) -> None:
    content = write((DayEvent(uid="1", day=EVENT.day, title=title),), stamp=STAMP)
    assert max(len(line) for line in content.encode().split(b"\r\n")) <= 75
    for line in content.encode().split(b"\r\n"):
        line.decode()
    assert texts(content)["SUMMARY"] == title


@pytest.mark.parametrize("evil", ["a\r\nATTENDEE:mailto:x@y", "a\nBEGIN:VALARM", "a\x00b\x1b", "a\\nb", "\\"])
def test_no_text_ends_its_line(evil: str) -> None:
    content = write((DayEvent(uid=evil, day=EVENT.day, title=evil, text=evil, url=evil),), stamp=STAMP)
    names = [line.split(":")[0].split(";")[0] for line in unfolded(content)]
    plain = [line.split(":")[0].split(";")[0] for line in unfolded(write((EVENT,), stamp=STAMP))]
    assert names == plain
    assert texts(content)["SUMMARY"] == re.sub(r"[\r\x00\x1b]", "", evil)
