"""How texts fill the lines of a terminal."""

import shutil
import textwrap
from collections.abc import Iterable, Iterator

MOST_COLUMNS = 100
"""Longer lines are hard to read."""


def columns() -> int:
    """Return how many signs a line has."""
    return min(MOST_COLUMNS, shutil.get_terminal_size().columns)


def wrap(text: str, indent: str = "", hanging: str = "") -> list[str]:
    """Return a text in lines; `indent` begins the first one, `hanging` the others. No word is broken."""
    return textwrap.wrap(text, columns(), break_long_words=False, initial_indent=indent, subsequent_indent=hanging)


def paragraphs(texts: Iterable[str]) -> Iterator[str]:
    """Yield the lines of each text, and an empty one behind it."""
    for text in texts:
        yield from wrap(text)
        yield ""
