"""Waits until files are on the disk: what is named by a row, or takes the place of another file, must outlive a power cut."""

import os
from pathlib import Path


def settle(path: Path) -> None:
    """Wait until a file's content, or a folder's entries, are on the disk and not only on their way."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
