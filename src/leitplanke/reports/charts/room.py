"""Room for symbols with labels: boxes that lie on each other are moved apart, and labels stand where fewest lines cross them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ROUNDS = 500
"""Far more than the maps of the worked firms take."""
GAP = 6.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def moved(self, down: float) -> "Box":
        """Return the same box further down."""
        return Box(self.left, self.top + down, self.right, self.bottom + down)

    def meets(self, other: "Box", gap: float = 0.0) -> bool:
        """Return whether the two come closer than `gap`."""
        return self._beside(other, gap) and min(self.bottom, other.bottom) - max(self.top, other.top) > -gap

    def inside(self, other: "Box") -> bool:
        """Return whether this box lies within the other."""
        return self.left >= other.left and self.right <= other.right and self.top >= other.top and self.bottom <= other.bottom

    def _beside(self, other: "Box", gap: float) -> bool:
        return min(self.right, other.right) - max(self.left, other.left) > -gap

    def crossed(self, start: Point, end: Point) -> bool:
        """Return whether the line from `start` to `end` runs through the box (clipping after Liang and Barsky, 1984)."""
        first, last = 0.0, 1.0
        for at, to, low, high in ((start[0], end[0], self.left, self.right), (start[1], end[1], self.top, self.bottom)):
            step = to - at
            if step == 0.0:
                if not low <= at <= high:
                    return False
                continue
            enters, leaves = sorted(((low - at) / step, (high - at) / step))
            first, last = max(first, enters), min(last, leaves)
        return first < last


def apart(boxes: Sequence[Box]) -> list[float]:
    """Return by how much each box goes down (negative: up) so that no two lie on each other."""
    moved = list(boxes)
    for _ in range(ROUNDS):
        pairs = [(one, other) for one in range(len(moved)) for other in range(one) if moved[one].meets(moved[other], GAP)]
        for one, other in pairs:
            upper, lower = sorted((one, other), key=lambda place: (moved[place].top + moved[place].bottom, place))
            push = (GAP + moved[upper].bottom - moved[lower].top) / 2.0 + 0.01
            if push > 0.0:
                moved[upper], moved[lower] = moved[upper].moved(-push), moved[lower].moved(push)
        if not pairs:
            break
    return [after.top - before.top for before, after in zip(boxes, moved, strict=True)]


def crossings(box: Box, lines: Iterable[tuple[Point, Point]]) -> int:
    """Return how many of the lines run through the box."""
    return sum(box.crossed(start, end) for start, end in lines)
