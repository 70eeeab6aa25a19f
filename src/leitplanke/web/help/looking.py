"""Ranks what a search found: a title that begins with the words first, then titles with them, then other texts."""

from collections.abc import Iterable

from leitplanke.web.help.values import Found, Group

MOST_SHOWN = 6
"""Of each kind."""


def tidy(text: str, most: int) -> str:
    r"""Return what was typed on one line, without control characters, not longer than a search can need.

    Examples
    --------
    >>> tidy("  cloud \n out\0age ", 100)
    'cloud out age'
    """
    return " ".join(text.replace("\0", " ").split())[:most].strip()


def group(title: str, everything: Iterable[Found], wanted: str) -> Group | None:
    """Return what holds every word of `wanted`, best first; nothing if nothing does."""
    words = wanted.casefold().split()
    ranked = [
        (rank, place, found) for place, found in enumerate(everything) if (rank := _rank(found, words, wanted.casefold())) is not None
    ]
    if not ranked or not words:
        return None
    ranked.sort(key=lambda one: one[:2])
    return Group(title=title, found=tuple(found for _, _, found in ranked[:MOST_SHOWN]), left=max(0, len(ranked) - MOST_SHOWN))


def best_first(groups: Iterable[Group | None], wanted: str) -> tuple[Group, ...]:
    """Return groups with what was meant by name before those that only mention it; else in the order given."""
    words = wanted.casefold().split()
    there = [one for one in groups if one is not None]
    return tuple(sorted(there, key=lambda one: (_rank(one.found[0], words, wanted.casefold()) or 0) > 1))


def _rank(found: Found, words: list[str], whole: str) -> int | None:
    title = found.title.casefold()
    if title.startswith(whole):
        return 0
    if all(word in title for word in words):
        return 1
    texts = (title, found.note.casefold(), found.more)
    return 2 if all(any(word in text for text in texts) for word in words) else None
