"""The bytes of a file before anything is read: its digest, and in which encoding it is."""

import codecs
import hashlib
from dataclasses import dataclass
from typing import BinaryIO, Literal

BLOCK = 1 << 20
_UNKNOWN = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")
"""Bytes that mean nothing in code page 1252."""
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
Encoding = Literal["cp1252", "utf-8-sig", "utf-8", "wide", "unknown"]


@dataclass(frozen=True, slots=True)
class Scan:
    """What the bytes say.

    Parameters
    ----------
    digest
        SHA-256, 64 hexadecimal digits.
    encoding
        ``cp1252``: as the format wants it (pure ASCII too); ``utf-8-sig``: UTF-8 with its mark; ``utf-8``: without; ``wide``: UTF-16;
        ``unknown``: none of them.
    bad_line
        The line with the first byte that no encoding explains; 0 if there is none.
    """

    digest: str
    encoding: Encoding
    bad_line: int = 0


def scan(stream: BinaryIO) -> Scan:
    """Read a stream from its beginning to its end in blocks and say what it is; the stream stands at its beginning afterwards."""
    stream.seek(0)
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    start, plain, is_utf8, lines, bad, nul = b"", True, True, 0, 0, False
    while block := stream.read(BLOCK):
        start = start or block[:4]
        digest.update(block)
        plain = plain and block.isascii()
        nul = nul or b"\0" in block
        is_utf8 = is_utf8 and _decodes(decoder, block)
        if not bad:
            bad = _bad_line(block, lines)
            lines += block.count(b"\n")
    is_utf8 = is_utf8 and _decodes(decoder, b"", last=True)
    stream.seek(0)
    return Scan(digest.hexdigest(), *_named(start, bad, plain=plain, is_utf8=is_utf8 and not nul))


def _named(start: bytes, bad: int, *, plain: bool, is_utf8: bool) -> tuple[Encoding, int]:
    if start.startswith(_WIDE):
        return "wide", 1
    if start.startswith(codecs.BOM_UTF8) and is_utf8:
        return "utf-8-sig", 0
    if is_utf8 and not plain:
        return "utf-8", 0
    return ("unknown", bad) if bad else ("cp1252", 0)


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, last: bool = False) -> bool:
    try:
        decoder.decode(block, last)
    except UnicodeDecodeError:
        return False
    return True


def _bad_line(block: bytes, lines: int) -> int:
    """Return the line of the first byte that code page 1252 lacks, counted on from `lines`; 0 for none."""
    places = [place for byte in (*_UNKNOWN, b"\0") if (place := block.find(byte)) >= 0]
    return lines + block.count(b"\n", 0, min(places)) + 1 if places else 0
