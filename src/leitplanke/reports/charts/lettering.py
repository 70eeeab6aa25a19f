"""How wide a text is in the shipped typeface, and how it is broken into lines that fit."""

import json
from functools import cache
from importlib import resources

FAMILY = "Source Sans 3"
FALLBACK = f"'{FAMILY}', 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"
_UNKNOWN = 600
"""Width of a character that the table lacks, in thousandths of the size: wider than most, so that labels still fit."""


@cache
def _widths() -> dict[str, dict[str, int]]:
    text = (resources.files("leitplanke.reports.fonts") / "widths.json").read_text(encoding="utf-8")
    return {weight: dict(table) for weight, table in json.loads(text).items()}


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide `text` is at font size `size`, in the unit of `size`."""
    table = _widths()["semibold" if bold else "regular"]
    return sum(table.get(character, _UNKNOWN) for character in text) * size / 1000.0


def is_known(sign: str) -> bool:
    """Say whether the shipped typeface is known to have a sign."""
    return sign in _widths()["regular"]


def wrap(text: str, room: float, size: float, *, bold: bool = False, lines: int = 2) -> list[str]:
    """Break `text` into at most `lines` lines no wider than `room`; what does not fit ends in an ellipsis.

    Words may also be broken after a hyphen; words wider than `room` are cut.
    """
    found: list[str] = []
    rest = text
    while rest and len(found) < lines:
        head, tail = _first_line(rest, room, size, bold=bold)
        found.append(head)
        rest = tail
    if rest:
        found[-1] = _cut(f"{found[-1]} {rest}", room, size, bold=bold)
    return found or [""]


def _first_line(text: str, room: float, size: float, *, bold: bool) -> tuple[str, str]:
    if width(text, size, bold=bold) <= room:
        return text, ""
    breaks = [at + (1 if text[at] == "-" else 0) for at in range(1, len(text)) if text[at] in " -"]
    fitting = [at for at in breaks if width(text[:at].rstrip(), size, bold=bold) <= room]
    if fitting:
        return text[: fitting[-1]].rstrip(), text[fitting[-1] :].lstrip()
    end = breaks[0] if breaks else len(text)
    return _cut(text[:end].rstrip(), room, size, bold=bold), text[end:].lstrip()


def _cut(text: str, room: float, size: float, *, bold: bool) -> str:
    if width(text, size, bold=bold) <= room:
        return text
    while text and width(f"{text.rstrip()}…", size, bold=bold) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"
