"""An archive that comes in: sound in itself, or everything that is wrong with it, before a single row is stored.

======================= ================ =================================================================================
code                    placeholders     when
======================= ================ =================================================================================
archive-unknown         -                no manifest, or one that is not ours
archive-newer           given            made by a newer format of archives
archive-file-missing    given            the manifest names a file that is not there
archive-file-extra      given            a file that the manifest does not name
archive-changed         given            a file is not what it was when the archive was made (SHA-256)
archive-count           given, expected  a table has `given` rows instead of `expected`
archive-row             -                a line that is no row
archive-table           given            a table that this version does not know
archive-field           given            a field that this version does not know
archive-missing         given            a field without which there is no such row
archive-value           given            a value that the field cannot have
archive-link            given            the row belongs to one that is not in the archive
archive-firm            given            `given` firms instead of one
archive-rule            -                a row that breaks a rule of the database (twice the same, out of bounds)
archive-content         -                a document in the row cannot be read, or its file is not what it says
======================= ================ =================================================================================
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from leitplanke.primitives import packed
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.primitives.shape import short
from leitplanke.web.archive.writing import FORMAT, MANIFEST, VERSION

LARGEST_BYTES = 60_000_000
LARGEST_UNPACKED = 200_000_000
MOST_PARTS = 5_000
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """What an archive holds: the rows of each table by name, and the attachments by theirs."""

    tables: Mapping[str, tuple[Row, ...]]
    files: Mapping[str, bytes]


def read(data: bytes, name: str) -> Archive:
    """Return what an archive holds.

    Parameters
    ----------
    name
        What people call the file; only for messages.

    Raises
    ------
    InputFaultsError
        With all faults that can be seen without the database; codes above, and those of ``primitives.packed``.
    """
    with packed.opened(data, name, largest=LARGEST_UNPACKED, most_parts=MOST_PARTS) as found:
        manifest = _manifest(found, name)
        tables, files = _listed(manifest, "tables"), _listed(manifest, "files")
        if tables is None or files is None:
            raise InputFaultsError([Fault(name, "archive-unknown")])
        faults = list(_wrong_files(found, (*tables, *files)))
        if faults:
            raise InputFaultsError(faults)
        rows: dict[str, tuple[Row, ...]] = {}
        for one in tables:
            table = str(one["name"])
            lines = packed.part(found, name, str(one["file"])).splitlines()
            rows[table], wrong = _rows(lines, table)
            faults += wrong
            if len(lines) != one["rows"]:
                faults.append(Fault(table, "archive-count", (("given", str(len(lines))), ("expected", short(str(one["rows"]))))))
        if faults:
            raise InputFaultsError(faults)
        return Archive(tables=rows, files={str(one["file"]): packed.part(found, name, str(one["file"])) for one in files})


def _manifest(found: zipfile.ZipFile, name: str) -> Row:
    if MANIFEST not in found.namelist():
        raise InputFaultsError([Fault(name, "archive-unknown")])
    manifest = _json(packed.part(found, name, MANIFEST))
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT or not isinstance(manifest.get("version"), int):
        raise InputFaultsError([Fault(name, "archive-unknown")])
    if manifest["version"] > VERSION:
        raise InputFaultsError([Fault(name, "archive-newer", (("given", short(str(manifest.get("engine", "")))),))])
    return manifest


def _listed(manifest: Row, key: str) -> list[Row] | None:
    """Return the entries of a list of the manifest; None if it is not what we write."""
    found = manifest.get(key)
    if not isinstance(found, list):
        return None
    needed = {"file": str, "sha256": str} | ({"name": str, "rows": int} if key == "tables" else {})
    sound = all(isinstance(one, dict) and all(isinstance(one.get(name), type_) for name, type_ in needed.items()) for one in found)
    once = sound and len({one["file"] for one in found}) == len(found)
    return cast("list[Row]", found) if once else None


def _wrong_files(found: zipfile.ZipFile, stamps: tuple[Row, ...]) -> Iterator[Fault]:
    """Yield what is missing, too much, or changed."""
    there = set(found.namelist()) - {MANIFEST}
    named = {str(one["file"]): str(one["sha256"]) for one in stamps}
    for name in sorted(there - named.keys()):
        yield Fault(MANIFEST, "archive-file-extra", (("given", short(name)),))
    for name, digest in named.items():
        if name not in there:
            yield Fault(MANIFEST, "archive-file-missing", (("given", short(name)),))
        elif hashlib.sha256(packed.part(found, name, name)).hexdigest() != digest:
            yield Fault(MANIFEST, "archive-changed", (("given", short(name)),))


def _rows(lines: list[bytes], table: str) -> tuple[tuple[Row, ...], list[Fault]]:
    rows = [_json(line) for line in lines]
    faults = [Fault(table, "archive-row", (), number) for number, row in enumerate(rows, start=1) if not isinstance(row, dict)]
    return tuple(row for row in rows if isinstance(row, dict)), faults[:20]


def _json(content: bytes) -> object:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
