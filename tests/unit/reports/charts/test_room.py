"""Boxes are moved apart until none lies on another, and a line is known to run through a box, on cases plain to see."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitplanke.reports.charts.room import Box, apart, crossings

BOX = Box(10.0, 10.0, 20.0, 30.0)


@pytest.mark.parametrize(
    ("start", "end", "crossed"),
    [
        ((0.0, 20.0), (40.0, 20.0), True),  # straight through
        ((15.0, 0.0), (15.0, 40.0), True),  # from top to bottom
        ((0.0, 0.0), (40.0, 40.0), True),  # aslant
        ((0.0, 20.0), (5.0, 20.0), False),  # ends before
        ((0.0, 5.0), (40.0, 5.0), False),  # above
        ((5.0, 0.0), (5.0, 40.0), False),  # to the left
        ((0.0, 25.0), (25.0, 45.0), False),  # past the lower corner
        ((12.0, 12.0), (14.0, 14.0), True),  # within
    ],
)
def test_a_line_through_a_box(start: tuple[float, float], end: tuple[float, float], crossed: bool) -> None:  # noqa: FBT001 - a column of the table
    assert BOX.crossed(start, end) == crossed
    assert BOX.crossed(end, start) == crossed
    assert crossings(BOX, [(start, end), (start, end)]) == 2 * crossed


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(0, 300), st.floats(5, 120), st.floats(5, 60)), min_size=2, max_size=8))
def test_boxes_are_moved_apart_and_only_up_and_down(places: list[tuple[float, float, float, float]]) -> None:
    boxes = [Box(x, y, x + wide, y + high) for x, y, wide, high in places]
    moved = [box.moved(down) for box, down in zip(boxes, apart(boxes), strict=True)]
    assert not any(one.meets(other) for one, other in combinations(moved, 2))


def test_what_has_room_stays() -> None:
    assert apart([BOX, Box(60.0, 10.0, 80.0, 30.0), Box(10.0, 50.0, 20.0, 60.0)]) == [0.0, 0.0, 0.0]
