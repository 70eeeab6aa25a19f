"""Draws a QR code as one path of an SVG, without any style the page's policy would refuse."""

from dataclasses import dataclass

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4
"""Modules of empty border, as ISO/IEC 18004 asks."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A code as the template draws it: `size` modules a side, and the path of its dark ones."""

    size: int
    path: str


def draw(text: str) -> Drawing:
    """Return the code of a text; a seventh of it may be hidden and it is still read.

    Examples
    --------
    >>> draw("https://leitplanke.example/w/1").size
    37
    """
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make()
    rows = code.get_matrix()
    return Drawing(len(rows), "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark))
