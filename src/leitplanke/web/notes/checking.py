"""Whether a file may come in: by its size, its ending, and what it really is."""

import unicodedata
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import PurePosixPath

from leitplanke.primitives import packed
from leitplanke.primitives.faults import InputFaultsError
from leitplanke.web.notes.models import MOST_NAME, Attachment

LARGEST_BYTES = 10_000_000
MOST_BYTES_OF_A_FIRM = 40_000_000
"""So that the firm's archive can still be read in elsewhere."""
_LARGEST_UNPACKED = 200_000_000
_MOST_PARTS = 5_000
_TEXT_CONTROLS = frozenset("\t\n\r\f\x1a")
Kind = Attachment.Kind
_ENDINGS = {kind.value: kind for kind in Kind} | {"jpeg": Kind.JPEG}


class Refusal(StrEnum):
    """Why a note does not come in, as the texts ``notes.fault.…`` say it."""

    COMMENT_EMPTY = "comment-empty"
    COMMENT_LONG = "comment-long"
    MISSING = "missing"
    EMPTY = "empty"
    LARGE = "large"
    FULL = "full"
    NAME = "name"
    KIND = "kind"
    """An ending that is not taken."""
    LIES = "lies"
    """Another content than the ending says."""
    MACROS = "macros"
    TEXT = "text"
    """No readable text."""


class RefusedError(Exception):
    """Carries why a note does not come in."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


def checked(name: str, content: bytes) -> tuple[str, Kind]:
    """Return the name that is kept and what the file is.

    Raises
    ------
    RefusedError
        If it may not come in.
    """
    if not content:
        raise RefusedError(Refusal.EMPTY)
    if len(content) > LARGEST_BYTES:
        raise RefusedError(Refusal.LARGE)
    kept = _name(name)
    kind = _ENDINGS.get(PurePosixPath(kept).suffix[1:].lower())
    if kind is None:
        raise RefusedError(Refusal.KIND)
    _CHECKS[kind](content)
    return kept, kind


def _name(name: str) -> str:
    r"""Return a name without path; one with invisible characters, which can hide its ending, is refused.

    Examples
    --------
    >>> _name("../../etc/Angebot 2027.pdf"), _name("C:\\Ordner\\bild.png")
    ('Angebot 2027.pdf', 'bild.png')
    """
    last = name.replace("\\", "/").rpartition("/")[2].strip()
    if not last or last.startswith(".") or any(unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"} for sign in last):
        raise RefusedError(Refusal.NAME)
    path = PurePosixPath(last)
    return f"{path.stem[: MOST_NAME - len(path.suffix)]}{path.suffix}" if len(last) > MOST_NAME else last


def _begins(*starts: bytes) -> Callable[[bytes], None]:
    def check(content: bytes) -> None:
        if not content.startswith(starts):
            raise RefusedError(Refusal.LIES)

    return check


def _office(part: str) -> Callable[[bytes], None]:
    """Return a check for a file of Office with the part that only this kind has, and without macros."""

    def check(content: bytes) -> None:
        try:
            with packed.opened(content, "file", largest=_LARGEST_UNPACKED, most_parts=_MOST_PARTS) as found:
                names = {name.lower() for name in found.namelist()}
        except InputFaultsError:
            raise RefusedError(Refusal.LIES) from None
        if not {"[content_types].xml", part} <= names:
            raise RefusedError(Refusal.LIES)
        if any(name.endswith("vbaproject.bin") or "/activex/" in name for name in names):
            raise RefusedError(Refusal.MACROS)

    return check


def _text(content: bytes) -> None:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if all(sign >= " " or sign in _TEXT_CONTROLS for sign in text):
            return
        break
    raise RefusedError(Refusal.TEXT)


_CHECKS: Mapping[Kind, Callable[[bytes], None]] = {
    Kind.PDF: _begins(b"%PDF-"),
    Kind.PNG: _begins(b"\x89PNG\r\n\x1a\n"),
    Kind.JPEG: _begins(b"\xff\xd8\xff"),
    Kind.XLSX: _office("xl/workbook.xml"),
    Kind.DOCX: _office("word/document.xml"),
    Kind.TXT: _text,
    Kind.CSV: _text,
}
