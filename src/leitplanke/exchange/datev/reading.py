"""One file from its bytes to its counts: encoding, header, headings, rows."""

import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import BinaryIO, Protocol

from leitplanke.exchange.datev.cells import number
from leitplanke.exchange.datev.charts import chart, codes, signs
from leitplanke.exchange.datev.columns import Columns, locate
from leitplanke.exchange.datev.counting import Counted, records
from leitplanke.exchange.datev.counting import Counter as RowCounter
from leitplanke.exchange.datev.findings import Notes
from leitplanke.exchange.datev.header import POSTINGS, Header, read_header
from leitplanke.exchange.datev.scan import BLOCK, Scan, scan

_LOOKED_AT = 50_000
"""Rows from which the chart is told if the header does not name it."""
Rows = Iterator[tuple[int, list[str]]]


class Source(Protocol):
    """A file to import: what people call it, and a stream of its bytes that can go back to its beginning."""

    @property
    def name(self) -> str:
        """What people call the file; only for messages."""

    @property
    def stream(self) -> BinaryIO:
        """The bytes; the caller opens and closes."""


@dataclass(slots=True)
class Read:
    """A file read; `counted` is for postings, `labels` for names of accounts. A file with faults has no `header`."""

    name: str
    notes: Notes
    scan: Scan
    header: Header | None = None
    counted: Counted | None = None
    labels: dict[int, str] = field(default_factory=dict)


def look(source: Source) -> Read:
    """Return what the beginning of a file says, without its rows; names of accounts are read at once."""
    notes = Notes(source.name)
    found = Read(source.name, notes, scan(source.stream))
    if found.scan.encoding == "wide":
        notes.refuse(1, "", "datev-utf16")
        return found
    if found.scan.encoding == "unknown":
        notes.refuse(found.scan.bad_line, "", "datev-encoding")
    if found.scan.encoding == "utf-8":
        notes.say(1, "", "datev-utf8")
    rows = _rows(source, found.scan, notes)
    found.header = read_header(next(rows, (1, []))[1], notes)
    if found.header is not None and found.header.category != POSTINGS:
        found.labels = _labels(rows)
    return found


def count(source: Source, found: Read, asked: str, own_keys: Mapping[int, int]) -> None:
    """Count the rows of a batch of postings; `asked` is the chart to use if the header names none, or empty."""
    header, notes = found.header, found.notes
    if header is None:
        return
    code = header.chart or asked or _guessed(_rows(source, found.scan, Notes(source.name)), header)
    if code not in codes():
        notes.refuse(1, "Sachkontenrahmen", "datev-chart" if code else "datev-chart-unknown", given=code, known=", ".join(codes()))
        return
    rows = _rows(source, found.scan, notes)
    next(rows)
    columns, rows = _columns(rows, notes)
    found.counted = RowCounter(header, chart(code), columns, notes, own_keys).count(rows)


def _rows(source: Source, about: Scan, notes: Notes) -> Rows:
    source.stream.seek(0)
    encoding = "cp1252" if about.encoding == "unknown" else about.encoding
    text = io.TextIOWrapper(io.BufferedReader(_Kept(source.stream), BLOCK), encoding=encoding, errors="replace", newline="")
    return records(text, notes)


class _Kept(io.RawIOBase):
    """A stream that stays open when the text over it is thrown away."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the stream is a plain one of bytes
        block = self._stream.read(len(buffer))
        buffer[: len(block)] = block
        return len(block)


def _columns(rows: Rows, notes: Notes) -> tuple[Columns, Rows]:
    """Return where the columns are and the rows after the headings; without headings the first row is a posting."""
    first = next(rows, None)
    if first is None:
        return Columns(), rows
    columns = locate(first[1])
    if columns is not None:
        return columns, rows
    notes.say(first[0], "", "datev-no-headings")
    return Columns(), chain([first], rows)


def _guessed(rows: Rows, header: Header) -> str:
    """Return the chart whose revenue and purchases stand against personal accounts most often, or nothing if it cannot be told."""
    least, votes = 10**header.length, Counter[str]()
    by_digit = {digit: code for code in codes() for digit in signs(code)}
    columns, rows = _columns(islice(rows, 1, _LOOKED_AT), Notes(""))
    for _, row in rows:
        if len(row) < columns.least:
            continue
        pair = sorted(one for text in (row[columns.account], row[columns.contra]) if (one := number(text)) is not None)
        if len(pair) == 2 and pair[0] < least <= pair[1]:  # noqa: PLR2004 - a ledger account and a personal one
            digit = pair[0] // 10 ** (header.length - 1)
            customer = pair[1] // least < 7  # noqa: PLR2004 - suppliers begin with 7
            code = by_digit.get(digit, "")
            # Class 4 is revenue in the one chart and expense in the other: whose account it stands against decides.
            if code and (digit == signs(code)[0]) == customer:
                votes[code] += 1
    return votes.most_common(1)[0][0] if votes else ""


def _labels(rows: Rows) -> dict[int, str]:
    """Return the names in a file of partners or account labels, by account."""
    heads = [head.strip().casefold() for head in next(rows, (2, []))[1]]
    places = [place for place, head in enumerate(heads) if head.startswith(("name (", "kontobeschriftung", "kontenbeschriftung"))]
    first = next((place for place, head in enumerate(heads) if head.startswith("vorname (")), None)
    found: dict[int, str] = {}
    for _, row in rows:
        account = number(row[0]) if row else None
        told = next((row[place].strip() for place in places or [1] if place < len(row) and row[place].strip()), "")
        if account is None or not told:
            continue
        given = row[first].strip() if first is not None and first < len(row) else ""
        found[account] = f"{given} {told}".strip()
    return found
