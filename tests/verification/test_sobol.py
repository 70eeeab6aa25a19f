"""Our Sobol points are scipy's, bit for bit."""

import numpy as np
import pytest
from scipy.stats import qmc

from leitplanke.study.sobol import MOST_DIMENSIONS, scrambled


@pytest.mark.parametrize(("dimensions", "points", "seed"), [(1, 1, 0), (1, 8, 1), (2, 16, 2), (7, 256, 3), (281, 256, 4), (1500, 64, 5)])
def test_points_equal_those_of_scipy(dimensions: int, points: int, seed: int) -> None:
    theirs = qmc.Sobol(dimensions, scramble=True, rng=np.random.default_rng(seed)).random(points)
    assert np.array_equal(scrambled(dimensions, points, np.random.default_rng(seed)), theirs)


def test_points_are_balanced_in_every_dimension() -> None:
    found = scrambled(300, 256, np.random.default_rng(9))
    # One point in each of 256 equal slices, whatever the scramble.
    assert all(sorted((column * 256).astype(int).tolist()) == list(range(256)) for column in found.T)


def test_other_numbers_of_points_are_refused() -> None:
    with pytest.raises(ValueError, match="power of two"):
        scrambled(3, 100, np.random.default_rng(1))
    with pytest.raises(ValueError, match="dimensions"):
        scrambled(MOST_DIMENSIONS + 1, 64, np.random.default_rng(1))
