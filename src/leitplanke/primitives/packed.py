"""Zip files from outside: nothing is unpacked before it is known how much it becomes, and no name leads out of the file."""

import io
import re
import struct
import zipfile
import zlib
from pathlib import PurePosixPath

from leitplanke.primitives.faults import Fault, InputFaultsError

_ENCRYPTED = 0x1
_ENCODING = re.compile(rb"""(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)""")
_PLAIN = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1", b"iso-8859-15", b"windows-1252"})
"""Encodings in which the signs of markup are the bytes that everybody knows."""
_KNOWN_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


def opened(data: bytes, name: str, *, largest: int, most_parts: int) -> zipfile.ZipFile:
    """Return a zip file whose parts can be read without surprise.

    Parameters
    ----------
    name
        What people call the file; only for messages.
    largest
        Bytes that all parts together may have once unpacked.

    Raises
    ------
    InputFaultsError
        Codes ``packed-broken``, ``packed-swells``, ``packed-too-many-parts`` and ``packed-part``: a part that is twice there, locked,
        packed in a way nobody needs, or whose name leads elsewhere.
    """
    try:
        found = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error):
        raise InputFaultsError([Fault(name, "packed-broken")]) from None
    parts = found.infolist()
    if len(parts) > most_parts:
        raise InputFaultsError([Fault(name, "packed-too-many-parts", (("given", str(len(parts))), ("limit", str(most_parts))))])
    size = sum(part.file_size for part in parts)
    if size > largest:
        raise InputFaultsError([Fault(name, "packed-swells", (("given", f"{size / 1e6:.0f}"), ("limit", f"{largest / 1e6:.0f}")))])
    names = [part.filename for part in parts]
    odd = sorted({part.filename for part in parts if _is_odd(part) or names.count(part.filename) > 1})
    if odd:
        raise InputFaultsError([Fault(name, "packed-part", (("given", ascii(one)[1:-1][:80]),)) for one in odd[:20]])
    return found


def part(packed: zipfile.ZipFile, name: str, part_name: str) -> bytes:
    """Return what one part holds, never more than the file says it has.

    Raises
    ------
    InputFaultsError
        Code ``packed-broken`` if the part cannot be unpacked, or is not what the file says.
    """
    try:
        with packed.open(part_name) as stream:
            return stream.read()
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, struct.error):
        raise InputFaultsError([Fault(name, "packed-broken")]) from None


def may_expand(content: bytes) -> bool:
    """Say whether XML could bring entities or a document type: our files have none, and nobody has to expand any.

    Told from the bytes, so that no parser has read it yet: an encoding in which they could stand unseen is held to have some.

    Examples
    --------
    >>> may_expand(b"<a/>"), may_expand(b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'), may_expand("<a/>".encode("utf-16"))
    (False, True, True)
    """
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content:
        return True
    said = _ENCODING.match(content)
    return said is not None and said[1].lower() not in _PLAIN


def is_markup(name: str, content: bytes) -> bool:
    """Say whether a part of a package is XML, by its name or by how it begins."""
    return name.lower().endswith((".xml", ".rels", ".vml")) or content[:64].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"


def _is_odd(part: zipfile.ZipInfo) -> bool:
    """Say whether a part is locked, strangely packed, or named so that unpacking could write elsewhere."""
    path = PurePosixPath(part.filename)
    leads_out = path.is_absolute() or ".." in path.parts or "\\" in part.filename or ":" in part.filename or "\0" in part.filename
    return leads_out or bool(part.flag_bits & _ENCRYPTED) or part.compress_type not in _KNOWN_METHODS
