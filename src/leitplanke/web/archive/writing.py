"""A firm as one file: a zip with a manifest, one file of JSON lines a table, and attachments.

The manifest counts the rows of each table and carries the SHA-256 of each file, so that nothing gets lost or changed on the way unseen.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import FileField
from django.db.models.fields.files import FieldFile

import leitplanke
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.storedvalue import plain
from leitplanke.web.tables.files import zipped
from leitplanke.web.tables.owned import KEPT, Kept, Leaving

FORMAT = "leitplanke-archive"
VERSION = 1
MANIFEST = "manifest.json"
TABLES, FILES = "tables/", "files/"
Parts = list[tuple[str, bytes]]
Values = tuple[Any, ...]


def write(company: Company, on: date) -> bytes:
    """Return the archive of a firm; the same rows on the same day give the same bytes."""
    tables: list[dict[str, object]] = []
    parts: Parts = []
    attached: Parts = []
    leaving = Leaving(company)
    for kept in KEPT:
        rows = list(leaving.rows(kept))
        content = "".join(f"{line}\n" for line in _lines(kept, rows)).encode()
        parts.append((f"{TABLES}{kept.name}.jsonl", content))
        tables.append({"name": kept.name, "rows": len(rows), **_stamp(parts[-1])})
        attached += _attachments(kept, rows)
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "engine": leitplanke.__version__,
        "catalogue": catalogue().edition,
        "made_on": on.isoformat(),
        "tables": tables,
        "files": [_stamp(part) for part in attached],
    }
    return zipped([(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode()), *parts, *attached])


def _stamp(part: tuple[str, bytes]) -> dict[str, object]:
    name, content = part
    return {"file": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _lines(kept: Kept, rows: list[Values]) -> Iterator[str]:
    names = [one.attname for one in kept.fields]
    for row in rows:
        values = dict(zip(names, (plain(value) for value in row), strict=True))
        yield json.dumps(values, ensure_ascii=False, sort_keys=True)


def _attachments(kept: Kept, rows: list[Values]) -> Iterator[tuple[str, bytes]]:
    """Yield the files that rows of a table point to, each under the name that its row has for it."""
    if any(isinstance(one, FileField) for one in kept.fields):
        for held in (value for row in rows for value in row if isinstance(value, FieldFile) and value):
            with held.open("rb") as stream:
                yield f"{FILES}{held.name}", stream.read()
