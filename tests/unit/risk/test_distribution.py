"""Many distributions at once are read as one is."""

import math

import numpy as np
import pytest

from leitplanke.risk.distribution import GridTooShortError, LossDistribution, tails

RNG = np.random.default_rng(20261122)


def one_by_one(mass: np.ndarray, step: float, mean: float) -> tuple[float, float]:
    single = LossDistribution(step_eur=step, mass=mass, mean_eur=mean)
    try:
        return single.var(0.95), single.cvar(0.95)
    except GridTooShortError:
        return math.nan, math.nan


@pytest.mark.parametrize("points", [64, 50, 512])
def test_tails_of_many_are_those_of_each(points: int) -> None:
    mass = RNG.dirichlet(np.full(points, 0.3), 40)
    mass[0] = np.eye(points)[0]
    mass[1] = 0.97 * np.eye(points)[0] + 0.03 * np.eye(points)[points // 2]
    mass[2] *= 0.9
    mass[3] = np.eye(points)[-1]
    mean = mass @ np.arange(points) * 3.0 + 5.0
    var, cvar = tails(mass, 3.0, mean, 0.95)
    expected = np.array([one_by_one(row, 3.0, middle) for row, middle in zip(mass, mean.tolist(), strict=True)])
    assert np.isnan(expected[[2, 3]]).all()
    assert var == pytest.approx(expected[:, 0], rel=1e-12, nan_ok=True)
    assert cvar == pytest.approx(expected[:, 1], rel=1e-12, nan_ok=True)


def test_a_rare_loss_is_as_rare_below_the_first_grid_point() -> None:
    rare = LossDistribution(step_eur=1_000.0, mass=np.array([1 - 1e-5, 4e-6, 6e-6]), mean_eur=0.016)
    assert rare.exceedance(np.array([0.0, 400.0])) == pytest.approx(1e-5, rel=1e-6)
    assert rare.exceedance(np.array(-1.0)) == 1.0
