"""Lotteries: every outcome comes with its chance, those that are decided at once and those that are left over alike."""

import numpy as np
import pytest
from scipy.stats import chisquare, poisson

from leitplanke.risk.lottery import NUMBERS, Lottery, PoissonNumbers, two_bytes


@pytest.mark.parametrize("reserve", [0, 8])
@pytest.mark.parametrize("chance", [[1.0], [1e-9, 1 - 1e-9], [1 / 3, 1 / 3, 1 / 3], [0.5 / NUMBERS, 0.4, 0.6 - 0.5 / NUMBERS]])
def test_the_numbers_of_an_outcome_and_what_is_left_make_its_chance(chance: list[float], reserve: int) -> None:
    found = Lottery.of(np.array(chance), reserve=reserve)
    assert found.filled / NUMBERS + found.left == pytest.approx(chance, abs=1e-15)
    # What is left over is drawn as often as numbers are left over.
    assert found.left.sum() == pytest.approx((NUMBERS - found.decided) / NUMBERS, abs=1e-15)
    assert np.bincount(found.outcomes(), minlength=len(chance)).tolist() == found.filled.tolist()


def test_what_is_left_over_is_drawn_by_its_chance() -> None:
    chance = np.array([0.30001, 1e-5, 0.49, 0.20998])
    found = Lottery.of(chance)
    seen = np.bincount(found.undecided(200_000, np.random.default_rng(1)), minlength=4)
    assert chisquare(seen, 200_000 * found.left / found.left.sum()).pvalue > 1e-4


@pytest.mark.parametrize("mean", [1e-7, 0.02, 1.0, 54.66, 900.0, 3e4])
def test_poisson_numbers_have_their_chances(mean: float) -> None:
    found = PoissonNumbers.of(mean)
    outcome = found.least + np.arange(found.lottery.filled.size)
    assert found.lottery.filled / NUMBERS + found.lottery.left == pytest.approx(poisson.pmf(outcome, mean), abs=1e-12)
    assert poisson.cdf(found.least - 1, mean) < 1e-19
    assert poisson.sf(int(outcome[-1]), mean) < 1e-19


def test_drawn_poisson_numbers_are_poisson_where_numbers_are_left_over_too() -> None:
    seen = np.bincount(PoissonNumbers.of(2.5).draw(4_000_000, np.random.Generator(np.random.SFC64(7))), minlength=30)
    expected = 4_000_000 * poisson.pmf(np.arange(30), 2.5)
    often = expected > 10
    assert (
        chisquare(np.append(seen[often], seen[~often].sum()), np.append(expected[often], 4_000_000 - expected[often].sum())).pvalue > 1e-4
    )
    # 2^-16 of draws are not fine enough for numbers as rare as these.
    assert seen[13:].sum() > 0


def test_two_bytes_are_uniform() -> None:
    drawn = two_bytes(1_000_001, np.random.Generator(np.random.SFC64(3)))
    assert drawn.size == 1_000_001
    assert chisquare(np.bincount(drawn >> 8, minlength=256)).pvalue > 1e-4
    assert chisquare(np.bincount(drawn & 255, minlength=256)).pvalue > 1e-4
