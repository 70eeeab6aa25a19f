"""A firm as one file: a zip with a manifest, one file of JSON lines a table, and attachments.

The manifest counts the rows of each table and carries the SHA-256 of each file, so that nothing gets lost or changed on the way unseen.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import FileField
from django.db.models.fields.files import FieldFile

import leitplanke
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.storedvalue import plain
from leitplanke.web.tables.files import part
from leitplanke.web.tables.owned import KEPT, Kept, Leaving

FORMAT = "leitplanke-archive"
VERSION = 1
MANIFEST = "manifest.json"
TABLES, FILES = "tables/", "files/"
Values = tuple[Any, ...]
Stamp = dict[str, object]


def write(company: Company, on: date) -> bytes:
    """Return the archive of a firm; the same rows on the same day give the same bytes.

    Rows go into it one after the other: what a firm has gathered in years would not fit into memory beside the archive.
    """
    tables: list[Stamp] = []
    attached: list[FieldFile] = []
    leaving = Leaving(company)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for kept in KEPT:
            name = f"{TABLES}{kept.name}.jsonl"
            stamp, rows = _put(archive, name, _lines(kept, leaving, attached))
            tables.append({"name": kept.name, "rows": rows, **stamp})
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "engine": leitplanke.__version__,
            "catalogue": catalogue().edition,
            "made_on": on.isoformat(),
            "tables": tables,
            "files": [_put(archive, f"{FILES}{held.name}", [_content(held)])[0] for held in attached],
        }
        archive.writestr(part(MANIFEST), json.dumps(manifest, ensure_ascii=False, indent=1))
    return file.getvalue()


def _put(archive: zipfile.ZipFile, name: str, pieces: Iterable[bytes]) -> tuple[Stamp, int]:
    """Write one file of the archive, and return what the manifest says of it and the number of its pieces."""
    total, count, digest = 0, 0, hashlib.sha256()
    with archive.open(part(name), "w") as target:
        for count, piece in enumerate(pieces, start=1):  # noqa: B007 - the last number is that of all
            target.write(piece)
            digest.update(piece)
            total += len(piece)
    return {"file": name, "bytes": total, "sha256": digest.hexdigest()}, count


def _lines(kept: Kept, leaving: Leaving, attached: list[FieldFile]) -> Iterator[bytes]:
    """Yield each row of a table as a line of JSON, and note the files that rows point to."""
    names = [one.attname for one in kept.fields]
    has_files = any(isinstance(one, FileField) for one in kept.fields)
    for row in leaving.rows(kept):
        if has_files:
            attached += [value for value in row if isinstance(value, FieldFile) and value]
        values = dict(zip(names, (plain(value) for value in row), strict=True))
        yield f"{json.dumps(values, ensure_ascii=False, sort_keys=True)}\n".encode()


def _content(held: FieldFile) -> bytes:
    with held.open("rb") as stream:
        content: bytes = stream.read()
    return content
