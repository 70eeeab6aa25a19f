"""Single-precision normal draws: the whole distribution, its far tail and the independence of the two halves."""

import numpy as np
import pytest
from scipy import stats

from leitplanke.risk.draws import normals, radii


def stream(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.SFC64(seed))


def test_draws_are_standard_normal() -> None:
    drawn = normals(400_000, stream(1)).astype(np.float64)
    assert stats.kstest(drawn, "norm").pvalue > 1e-4
    # Moments 1 to 4 of the normal, within four standard errors (variances 1, 2, 15, 96).
    for power, moment, variance in ((1, 0.0, 1.0), (2, 1.0, 2.0), (3, 0.0, 15.0), (4, 3.0, 96.0)):
        assert abs((drawn**power).mean() - moment) < 4 * (variance / drawn.size) ** 0.5


@pytest.mark.parametrize("limit", [3.0, 4.0, 4.7])
def test_tail_is_as_long_as_it_should_be(limit: float) -> None:
    number = 6_000_000
    chance = 2 * stats.norm.sf(limit)
    beyond = int((np.abs(normals(number, stream(2))) > limit).sum())
    assert abs(beyond - number * chance) < 4 * (number * chance) ** 0.5


def test_the_lowest_uniform_draws_are_refined() -> None:
    """Given u below 2^-32, the radius squared less 64 log 2 is exponential with mean 2: no step, no end."""
    raw = np.zeros(20_000, dtype=np.uint32)
    radius = radii(raw, stream(3), np.empty(raw.size, dtype=np.float32)).astype(np.float64)
    assert stats.kstest(radius**2 - 64 * np.log(2), "expon", args=(0, 2)).pvalue > 1e-4


def test_pairs_are_independent() -> None:
    drawn = normals(200_000, stream(4)).astype(np.float64)
    first, second = drawn[:100_000], drawn[100_000:]
    for left, right in ((first, second), (first**2, second**2), (drawn[1:], drawn[:-1])):
        assert abs(np.corrcoef(left, right)[0, 1]) < 4 / left.size**0.5


@pytest.mark.parametrize("number", [0, 1, 2, 7])
def test_any_number_can_be_drawn(number: int) -> None:
    assert normals(number, stream(5)).shape == (number,)
