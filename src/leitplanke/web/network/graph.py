"""Where each partner stands in the drawing: customers on the right, suppliers on the left, others above; the largest nearest.

Partners fill half rings from the inside out by volume, so no two overlap, and two thousand take no longer than a page. Colour and line
say who needs whom more; the table beside says the same in words.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from leitplanke.company.dependence.replaceability import Standing
from leitplanke.reports.network import EVEN

NUMBERED = 12
"""Partners of a side that bear a number, as in the table."""
_CENTRE = (500.0, 440.0)
_MARGIN, _HEADS, _LEAST_WIDTH, _LEAST_HEIGHT = 24.0, 44.0, 520.0, 150.0
_FIRST_RING = 150.0
_LARGEST, _SMALLEST = 30.0, 3.0
_GAP = 3.0
_ARCS: dict[str, tuple[float, float]] = {"customer": (-68.0, 68.0), "supplier": (112.0, 248.0), "other": (74.0, 106.0)}
"""From and to in degrees, against the clock from the right."""
Tilt = Literal["us", "them", "even", "open"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One circle with the line to the firm; lengths in units of the drawing as texts, because pages write numbers in the reader's way."""

    x: str
    y: str
    r: str
    text_y: str
    line: str
    tilt: Tilt
    number: int | None
    name: str


def tilt_of(one: Standing) -> Tilt:
    """Return who needs whom more."""
    if one.tilt is None:
        return "open"
    return "even" if abs(one.tilt) <= EVEN else "us" if one.tilt > 0.0 else "them"


def numbered(standings: Sequence[Standing]) -> list[tuple[int | None, Standing]]:
    """Return the partners, the largest of each side first, with the numbers that drawing and table share."""
    found: list[tuple[int | None, Standing]] = []
    count = 0
    for side in _ARCS:
        for place, one in enumerate(_of_side(standings, side)):
            count += place < NUMBERED
            found.append((count if place < NUMBERED else None, one))
    return found


def draw(standings: Sequence[Standing]) -> tuple[Node, ...]:
    """Return the circles, smallest first, so that large ones lie on top of lines."""
    shown = numbered(standings)
    nodes = [node for side in _ARCS for node in _ring([(number, one) for number, one in shown if _side(one) == side], _ARCS[side])]
    return tuple(sorted(nodes, key=lambda node: float(node.r)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The part of the plane that is shown, and where the names of the sides stand."""

    box: str
    left: str
    right: str
    middle: str
    heads: str


def frame(nodes: Sequence[Node]) -> Frame:
    """Return a frame that holds all circles, the firm in the middle of its width."""
    reach = max([_LEAST_WIDTH / 2.0, *(abs(float(node.x) - _CENTRE[0]) + float(node.r) + _MARGIN for node in nodes)])
    top = min([_CENTRE[1] - _LEAST_HEIGHT / 2.0, *(float(node.y) - float(node.r) for node in nodes)]) - _MARGIN - _HEADS
    bottom = max([_CENTRE[1] + _LEAST_HEIGHT / 2.0, *(float(node.y) + float(node.r) for node in nodes)]) + _MARGIN
    return Frame(
        box=f"{_CENTRE[0] - reach:.0f} {top:.0f} {2.0 * reach:.0f} {bottom - top:.0f}",
        left=f"{_CENTRE[0] - reach + 8.0:.0f}",
        right=f"{_CENTRE[0] + reach - 8.0:.0f}",
        middle=f"{_CENTRE[0]:.0f}",
        heads=f"{top + 24.0:.0f}",
    )


def _of_side(standings: Sequence[Standing], side: str) -> list[Standing]:
    return sorted((one for one in standings if _side(one) == side), key=lambda one: -(one.volume_eur or 0.0))


def _side(one: Standing) -> str:
    return one.relation.role if one.relation.role in _ARCS else "other"


def _ring(side: list[tuple[int | None, Standing]], arc: tuple[float, float]) -> Iterator[Node]:
    """Yield the circles of a side: rings are filled one after the other with circles of nearly the same size."""
    start, end = (math.radians(degree) for degree in arc)
    radius, place = _FIRST_RING, 0
    while place < len(side):
        size = _size(side[place])
        room = 2.0 * size + _GAP
        least = 2.0 * math.asin(min(1.0, room / 2.0 / (radius + size)))
        fits = max(1, math.floor((end - start) / least) - 1)
        some = side[place : place + fits]
        step = (end - start) / (len(some) + 1)
        for turn, one in enumerate(some, start=1):
            yield _node(one, radius + size, start + turn * step)
        radius, place = radius + room, place + len(some)


def _node(one: tuple[int | None, Standing], radius: float, angle: float) -> Node:
    number, standing = one
    x, y, size = _CENTRE[0] + radius * math.cos(angle), _CENTRE[1] - radius * math.sin(angle), _size(one)
    return Node(
        x=f"{x:.1f}",
        y=f"{y:.1f}",
        r=f"{size:.1f}",
        text_y=f"{y + 5.0:.1f}",
        line=f"{1.0 + 11.0 * (standing.share or 0.0):.1f}",
        tilt=tilt_of(standing),
        number=number,
        name=standing.relation.partner,
    )


def _size(one: tuple[int | None, Standing]) -> float:
    """Return the radius of a circle: its area grows with the share, and a number has room in it."""
    number, standing = one
    least = _SMALLEST if number is None else 12.0
    return max(least, _LARGEST * math.sqrt(min(1.0, standing.share or 0.0)))
