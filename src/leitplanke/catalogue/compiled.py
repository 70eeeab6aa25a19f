"""The checked catalogue as one file, read once a process: what every command and page starts from.

The entries in ``data/`` are the truth; this file is made of them by `write` and a test holds the two equal. It is read without
looking for faults, because they were looked for when it was written: about 0.01 instead of 0.25 seconds.
"""

import json
from functools import cache
from pathlib import Path

from leitplanke.catalogue.entries import Catalogue
from leitplanke.primitives.plain import plain, restore

FILE = Path(__file__).parent / "compiled.json"
"""The compiled catalogue that is shipped."""


@cache
def read() -> Catalogue:
    """Return the shipped catalogue; the same object every time."""
    return restore(Catalogue, json.loads(FILE.read_bytes()))


def write(catalogue: Catalogue, path: Path = FILE) -> None:
    """Write `catalogue`, one entry a line, so that a change shows as few lines."""
    path.write_text(text(catalogue), encoding="utf-8")


def text(catalogue: Catalogue) -> str:
    """Return what `write` writes."""
    tree = plain(catalogue)
    assert isinstance(tree, dict)  # noqa: S101 - a dataclass becomes a dict
    tree.pop("translations")  # only packs have them
    parts = []
    for kind, value in tree.items():
        rows = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in value) if isinstance(value, list) else None
        parts.append(f'"{kind}": {json.dumps(value)}' if rows is None else f'"{kind}": [\n{rows}\n]')
    return "{\n" + ",\n".join(parts) + "\n}\n"
