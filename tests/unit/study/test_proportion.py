"""What a whole analysis would say, in proportion to two plans that it and a few of its points both know."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import lognorm

from leitplanke.primitives.interval import Floats
from leitplanke.study.proportion import curve_in_proportion, in_proportion

LEVELS = np.linspace(0.95, 0.006, 60)


def curve(median: float, sigma: float) -> Floats:
    """Return an exceedance curve, shape (2, 60)."""
    return np.array([lognorm.isf(LEVELS, sigma, scale=median), LEVELS])


SEEN = curve(100.0, 1.0), curve(60.0, 1.1)
WHOLE = curve(130.0, 0.9), curve(75.0, 1.2)


@pytest.mark.parametrize("plan", [0, 1])
def test_at_what_both_know_the_curve_is_the_whole_one(plan: int) -> None:
    assert curve_in_proportion(*SEEN[plan], SEEN, WHOLE, 7.0) == pytest.approx(WHOLE[plan][0], rel=1e-12)


def test_half_way_between_it_is_moved_by_half_of_each() -> None:
    middle = (SEEN[0][0] + SEEN[1][0]) / 2.0
    expected = middle * np.sqrt(WHOLE[0][0] / SEEN[0][0] * WHOLE[1][0] / SEEN[1][0])
    assert curve_in_proportion(middle, LEVELS, SEEN, WHOLE, 7.0) == pytest.approx(np.maximum.accumulate(expected), rel=1e-12)


@given(median=st.floats(1.0, 1e4), sigma=st.floats(0.1, 2.0))
def test_losses_rise_and_lie_between_what_the_two_plans_say_of_them(median: float, sigma: float) -> None:
    eur, chance = curve(median, sigma)
    found = curve_in_proportion(eur, chance, SEEN, WHOLE, 7.0)
    assert (np.diff(found) >= 0.0).all()
    factors = np.array([WHOLE[0][0] / SEEN[0][0], WHOLE[1][0] / SEEN[1][0]])
    assert (found >= eur * factors.min() * (1.0 - 1e-12)).all()
    assert found[-1] <= eur[-1] * factors.max() * (1.0 + 1e-12)


def test_chances_that_nobody_knows_are_moved_as_the_nearest() -> None:
    eur, chance = np.array([1.0, 100.0, 5_000.0]), np.array([0.99, 0.5, 0.001])
    found = curve_in_proportion(eur, chance, [SEEN[0]] * 2, [2.0 * SEEN[0] * [[1.0], [0.5]]] * 2, 7.0)
    assert found == pytest.approx(2.0 * eur, rel=1e-12)


def test_without_any_known_chance_all_is_stretched_alike() -> None:
    nothing = np.zeros(3)
    assert curve_in_proportion(np.array([1.0, 2.0, 3.0]), nothing, SEEN, WHOLE, 7.0).tolist() == [7.0, 14.0, 21.0]


def test_nothing_stays_nothing() -> None:
    assert in_proportion(0.0, (100.0, 50.0), (110.0, 60.0)) == 0.0
    assert in_proportion(5.0, (0.0, 0.0), (0.0, 0.0)) == 5.0
