"""Attachments of nobody: a process that was killed between writing a file and its row leaves the file behind."""

import time
from collections.abc import Iterator
from pathlib import Path

from leitplanke.web.notes.models import Attachment, Shelf

SECONDS_OF_AN_ORPHAN = 3600.0
"""What is younger may be about to get its row."""


def drop_orphans() -> int:
    """Delete files that no row names; return how many."""
    found = list(_old(Shelf().base_location))
    named = set(Attachment.objects.filter(file__in=[path.name for path in found]).values_list("file", flat=True))
    gone = [path for path in found if path.name not in named]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _old(shelf: Path) -> Iterator[Path]:
    """Yield what has lain in the folder for a while; folders are none of ours."""
    for path in shelf.iterdir() if shelf.is_dir() else ():
        if path.is_file() and time.time() - path.stat().st_mtime > SECONDS_OF_AN_ORPHAN:
            yield path
