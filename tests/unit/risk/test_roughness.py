"""What grids add to variances, and that bounds made of it hold where losses are smaller than a step."""

import numpy as np
import pytest

from leitplanke.risk.roughness import variance, widening
from leitplanke.risk.severity import limited_mean, masses


@pytest.mark.parametrize("sigma", [0.0, 0.3, 1.5])
@pytest.mark.parametrize("median", [0.01, 0.4, 1.0, 1.7, 33.0])
def test_a_grid_has_no_more_variance_too_much_than_the_next_has_more_than_it(median: float, sigma: float) -> None:
    points, cap = 2**12, np.array([3_000.0])
    fine, twice = (masses(np.array([median]), sigma, cap, step, points)[0] for step in (1.0, 2.0))
    square = np.arange(points) ** 2.0
    exact = float(limited_mean(np.array(median**2), np.array(2.0 * sigma), np.array(3_000.0**2)))
    added, more = float(square @ fine) - exact, 4.0 * float(square @ twice) - float(square @ fine)
    assert -1e-6 * exact <= added <= more * (1 + 1e-6) + 1e-9


def test_variances_of_what_is_known() -> None:
    at_one_place, either = np.zeros((2, 4096))
    at_one_place[4000] = 1.0
    either[[0, 10]] = 0.5
    assert variance(np.stack([at_one_place, either])) == pytest.approx([0.0, 25.0], abs=1e-9)


def test_grids_that_agree_leave_bounds_as_they_are() -> None:
    mass = np.zeros(1024)
    mass[512:768:2] = 1.0 / 128
    factors = widening(mass, mass[0::2])
    assert [float(factor) for factor in factors] == pytest.approx([1.0, 1.0])
    assert [float(factor) for factor in widening(np.eye(8)[3], np.zeros(4))] == [1.0, 1.0]
