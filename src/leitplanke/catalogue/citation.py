"""Where the source says something: a reference such as ``L193-204, SoRO 3.4`` as places in the order of the text."""

import re
from dataclasses import dataclass

LAST_LINE = 557
"""The source's printed lines run from 1 to this one."""
OWN = "own"
"""The reference of what the source does not say."""
FORM = "L193-204, Box 2, SoRO 3.4, Appendix A1, own"
_LINES = re.compile(r"L(\d{1,3})(?:-(\d{1,3}))?")
_LEAF = re.compile(r"Appendix [A-G][1-5][a-e]?")
_AFTER = {
    "Executive Summary": 15,
    "Box 1": 69,
    "Box 2": 85,
    "Box 3": 86,
    "SoRO 3.1": 426,
    "SoRO 3.2": 446,
    "SoRO 3.3": 486,
    "SoRO 3.4": 487,
    "SoRO 3.5": 501,
    "SoRO 3.6": 502,
    "Appendix": LAST_LINE,
}
"""Parts without line numbers of their own, and the last line before them."""
_INSIDE = {"Figure 1": (49, 68), "Table 1": (99, 105)}
"""Parts that stand among numbered lines."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place in the source: lines, or a part that has none.

    Parameters
    ----------
    label
        As written: ``L193-204``, ``Box 2``.
    after
        The first line, or the last one before a part without lines.
    lines
        First and last line; None for a part without lines of its own.
    """

    label: str
    after: int
    lines: tuple[int, int] | None = None

    def covers(self, other: "Place") -> bool:
        """Return whether this place and `other` have a line in common, or are the same part (``Appendix`` has all its leaves)."""
        if self.lines is not None and other.lines is not None:
            return self.lines[0] <= other.lines[1] and other.lines[0] <= self.lines[1]
        return self.label == other.label or self.label.startswith(f"{other.label} ")


def places(reference: str) -> tuple[Place, ...]:
    """Return the places a reference names; none for our own additions.

    Raises
    ------
    ValueError
        With the part that is no place of the source.

    Examples
    --------
    >>> [place.label for place in places("L422-426; SoRO 3.1")], places("own")
    (['L422-426', 'SoRO 3.1'], ())
    """
    return () if reference == OWN else tuple(_place(part.strip()) for part in re.split(r"[,;]", reference))


def _place(part: str) -> Place:
    match = _LINES.fullmatch(part)
    if match is not None:
        first, last = int(match[1]), int(match[2] or match[1])
        if 1 <= first <= last <= LAST_LINE:
            return Place(part, first, (first, last))
    elif part in _INSIDE:
        return Place(part, _INSIDE[part][0], _INSIDE[part])
    elif part in _AFTER:
        return Place(part, _AFTER[part])
    elif _LEAF.fullmatch(part):
        return Place(part, LAST_LINE)
    raise ValueError(part)
