"""Quarters are counted as on the calendar."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitplanke.primitives.quarter import Quarter

QUARTERS = st.builds(Quarter, st.integers(1000, 9999), st.integers(1, 4))


@given(QUARTERS)
def test_written_and_read(quarter: Quarter) -> None:
    assert Quarter.parse(str(quarter)) == quarter


@given(QUARTERS, st.integers(-400, 400))
def test_there_and_back(quarter: Quarter, steps: int) -> None:
    later = quarter.plus(steps)
    assert later.since(quarter) == steps
    assert (later > quarter) == (steps > 0)
    assert later.plus(-steps) == quarter


@pytest.mark.parametrize("text", ["2027", "2027-Q5", "2027-Q0", "2027Q1", " 2027-Q1", "2027-Q1 ", "27-Q1", "2027-q1", ""])
def test_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        Quarter.parse(text)


@given(QUARTERS)
def test_it_begins_the_day_after_the_one_before_ended(quarter: Quarter) -> None:
    months = (quarter.first_day.year - 1000) * 12 + quarter.first_day.month - 1
    assert months == 3 * quarter.since(Quarter(1000, 1))
    assert quarter.first_day.day == 1
