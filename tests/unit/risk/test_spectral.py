"""Pieces of the spectral engine against what they stand for."""

import numpy as np
import pytest

from leitplanke.risk.spectral import SMALL_VARIANCE, inverse, mixed


@pytest.mark.parametrize("years", [1, 2, 5])
def test_shaken_exponents_are_logarithms_of_gamma_transforms(years: int) -> None:
    """E[exp(G x)] = (1 - v x)^(-1/v) for a gamma factor G with mean 1 and variance v, year by year."""
    rng = np.random.default_rng(1)
    exponent = -rng.uniform(0.0, 40.0, (4, years, 9)) + 1j * rng.uniform(-60.0, 60.0, (4, years, 9))
    variance = np.array([0.0, 0.3, 2.5, 1e-4])
    found = mixed(exponent, variance)
    for row, spread in enumerate(variance.tolist()):
        single = [each if spread == 0.0 else -np.log(1.0 - spread * each) / spread for each in exponent[row]]
        assert found[row] == pytest.approx(np.sum(single, axis=0), rel=1e-10)


def test_hardly_any_shock_is_close_to_none() -> None:
    exponent = np.full((3, 2, 1), -3.0 + 4.0j)
    found = mixed(exponent, np.array([0.99 * SMALL_VARIANCE, 1.01 * SMALL_VARIANCE, 0.0]))
    assert np.abs(found[0] - found[1]).max() < 1e-7
    assert found[2, 0] == pytest.approx(-6.0 + 8.0j)
    alone = mixed(exponent[:1], np.array([0.99 * SMALL_VARIANCE]))
    assert alone[0, 0] == pytest.approx(found[0, 0], rel=1e-12)


def test_rare_losses_are_not_drowned_by_the_mass_at_nothing() -> None:
    """A loss of 3 steps with chance 1e-12 comes out to four digits although its neighbour is 1 - 1e-12."""
    points = 64
    turn = np.exp(-14.0 / points * np.arange(points))
    loss = np.zeros(points)
    loss[3] = 1.0
    logarithm = 1e-12 * (np.fft.rfft(loss * turn) - 1.0)
    mass = inverse(logarithm[None], turn)[0]
    assert mass[3] == pytest.approx(1e-12, rel=1e-4)
    assert mass[[1, 2, 4, 20]].max() < 1e-15
    assert mass.sum() == pytest.approx(1.0, abs=1e-12)
