"""Keyed draws behave like independent uniforms, and counts like Poisson counts."""

import numpy as np
import pytest
from scipy import stats

from leitplanke.risk.draws import counts, drawn_from, unit

KEYS = drawn_from(np.array([20261122], dtype=np.uint64), np.arange(40_000))


@pytest.mark.parametrize("mean", [0.0, 1e-9, 0.05, 1.0, 29.9, 30.1, 400.0, 5_000.0])
def test_counts_are_the_quantiles_of_the_poisson_distribution(mean: float) -> None:
    uniform = unit(KEYS[:4_000])
    assert (counts(np.full(uniform.size, mean), uniform) == stats.poisson.ppf(uniform, mean)).all()


def test_more_mean_never_gives_fewer_losses() -> None:
    uniform = np.repeat(unit(KEYS[:500]), 60)
    mean = np.tile(np.linspace(0.0, 60.0, 60), 500)
    assert (np.diff(counts(mean, uniform).reshape(500, 60), axis=1) >= 0).all()


@pytest.mark.parametrize("number", [0, 1, 45])
def test_draws_of_neighbouring_keys_are_uniform_and_unrelated(number: int) -> None:
    """Kolmogorov-Smirnov and correlations over 40,000 consecutive keys, four standard errors."""
    drawn = unit(drawn_from(KEYS, number))
    assert stats.kstest(drawn, "uniform").pvalue > 1e-4
    others = (np.roll(drawn, 1), unit(KEYS), unit(drawn_from(KEYS, number + 1)), unit(drawn_from(drawn_from(KEYS, number), 0)))
    for other in others:
        assert abs(np.corrcoef(drawn, other)[0, 1]) < 4 / drawn.size**0.5
