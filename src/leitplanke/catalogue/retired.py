"""What a catalogue no longer has: ids that were given up and what became of each, and the packs a catalogue was joined with."""

from dataclasses import dataclass

from leitplanke.catalogue.entry import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired:
    """An id that no entry has any more (``retired.yaml``); it is never given to another entry.

    Parameters
    ----------
    id, title
        As the entry was called, so that old answers and results can still be named.
    since
        Version of the catalogue that first lacked it.
    becomes
        The entry of the same kind that took its place; None if nothing did.
    levels
        For indicators: the level (0-4) of the new question that each old level, 0 to 4, stands for; None where none does. Empty if
        the scales are the same.
    reason
        Why it was given up, and what the reader may do.
    """

    id: str
    title: Text
    since: str
    becomes: str | None = None
    levels: tuple[int | None, ...] = ()
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PackStamp:
    """Which pack a catalogue was joined with; `digest` (16 hex digits) changes with anything in it."""

    name: str
    version: str
    digest: str
