"""What comes too often is slowed down: counted as by hand, within a memory that no flood can fill."""

import uuid

from hypothesis import given, settings
from hypothesis import strategies as st

from leitplanke.web.pace import MOST_KEYS, Pace


def test_a_pace_counts_by_key_and_forgets() -> None:
    pace = Pace(2, 10.0)
    assert [pace.allows("a", moment) for moment in (0.0, 1.0, 2.0)] == [True, True, False]
    assert pace.allows("b", 2.0)
    assert pace.allows("a", 20.0)
    for _ in range(MOST_KEYS + 1):
        pace.allows(uuid.uuid4().hex, 100.0)
    assert len(pace._moments) == MOST_KEYS
    pace.allows("late", 200.0)
    assert len(pace._moments) == 1


def test_a_flood_of_keys_takes_no_memory_and_frees_nobody_who_is_quick() -> None:
    pace = Pace(2, 10.0)
    for number in range(3 * MOST_KEYS):
        pace.allows(f"flood {number}", 0.0)
        if number % 1000 == 0:
            # Somebody who guesses on is never the one who was quiet longest.
            assert pace.allows("guesser", 0.0) == (number < 2000)
    assert len(pace._moments) == MOST_KEYS


@settings(max_examples=200, deadline=None)
@given(st.lists(st.floats(0.0, 50.0), max_size=40).map(sorted), st.integers(1, 5))
def test_a_pace_is_the_number_of_moments_of_late(moments: list[float], most: int) -> None:
    pace = Pace(most, 10.0)
    for place, now in enumerate(moments):
        assert pace.allows("a", now) == (sum(now - one < 10.0 for one in moments[: place + 1]) <= most)
