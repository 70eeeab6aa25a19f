"""Extreme but valid models: a right answer or an honest refusal, never a silent wrong one."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import lognorm, norm
from test_closed_forms import events

from leitplanke.risk.model import Balance, RiskModel
from leitplanke.risk.passage import first_passages
from leitplanke.risk.spectral import Evaluation, InaccurateResultError, evaluate


def test_a_loss_of_a_billion_once_in_a_million_years() -> None:
    found = evaluate(events([1e-6], [1e9], 1.0, years=5))
    # VaR95 is 0, so CVaR95 is the mean over .05.
    assert found.var95_eur == 0.0
    assert found.cvar95_eur == pytest.approx(5e-6 * 1e9 * math.exp(0.5) / 0.05, rel=1e-9)
    # Two losses are too rare to matter: P(loss > x) is the rate times the survival function of one.
    at = np.array([0.0, 1e8, 1e9, 5e9])
    chance, error = found.exceedance(at)
    expected = 5e-6 * np.concatenate([[1.0], lognorm.sf(at[1:], 1.0, scale=1e9)])
    assert chance == pytest.approx(expected, rel=1e-3)
    assert error.max() < 1e-8


def test_five_hundred_losses_a_year_are_nearly_normal() -> None:
    found = evaluate(events([500.0], [1e4], 1.0, years=5))
    mean, deviation = 2_500.0 * 1e4 * math.exp(0.5), 1e4 * math.exp(1.0) * math.sqrt(2_500.0)
    # Cornish-Fisher with the skewness of a compound Poisson sum, E[X^3] / (E[X^2]^1.5 sqrt n).
    z, skewness = norm.ppf(0.95), math.exp(4.5) / (math.exp(2.0) ** 1.5 * 50.0)
    assert found.var95_eur == pytest.approx(mean + deviation * (z + (z**2 - 1.0) * skewness / 6.0), rel=1e-3)
    assert found.error_bound_relative <= 1e-3


def test_five_hundred_losses_a_year_under_a_common_shock() -> None:
    shocked = events([500.0], [1e4], 1.0, group=np.zeros(1, dtype=np.int64), group_variance=np.array([0.5]))
    rng = np.random.default_rng(1)
    count = 500.0 * rng.gamma(2.0, 0.5, 400_000)
    # Given the shock the sum is nearly normal with the moments of a compound Poisson sum.
    losses = 1e4 * (count * math.exp(0.5) + np.sqrt(count) * math.exp(1.0) * rng.standard_normal(count.size))
    assert evaluate(shocked).var95_eur == pytest.approx(np.quantile(losses, 0.95), rel=5e-3)


def simulated(mean: float, sigma: float) -> np.ndarray:
    """Draw a million sums of a Poisson number of lognormal losses of 10,000 EUR."""
    rng = np.random.default_rng(20261122)
    count = rng.poisson(mean, 1_000_000)
    history = np.repeat(np.arange(count.size), count)
    return np.bincount(history, weights=1e4 * np.exp(sigma * rng.standard_normal(history.size)), minlength=count.size)


def test_tails_of_sigma_three_follow_single_losses() -> None:
    found = evaluate(events([0.3], [1e4], 3.0, years=5))
    losses = simulated(1.5, 3.0)
    for at in (1e4, 1e5, 1e6, found.var95_eur, 1e7):
        chance, bound = found.exceedance(np.array(at))
        seen = (losses > at).mean()
        assert abs(seen - chance) <= 4 * math.sqrt(chance * (1 - chance) / losses.size) + bound
    assert found.distribution.mean_eur == pytest.approx(1.5 * 1e4 * math.exp(4.5), rel=1e-12)


def small_and_huge() -> RiskModel:
    """Five losses of 100 EUR a year and, once in a thousand years, one of a hundred million."""
    return events([5.0, 1e-3], [100.0, 1e8], 0.8, years=5)


def test_small_losses_show_beside_huge_ones() -> None:
    found = evaluate(small_and_huge())
    alone = evaluate(events([5.0], [100.0], 0.8, years=5))
    # Without the huge loss, whose chance of .005 comes on top, VaR95 is the quantile at (.95 / exp(-.005)).
    level = 0.95 / math.exp(-0.005)
    assert found.var95_eur == pytest.approx(alone.distribution.var(level), rel=1e-4)
    chance, error = found.exceedance(np.array([2_000.0, 4_000.0, 1e7, 1e8]))
    small, _ = alone.exceedance(np.array([2_000.0, 4_000.0]))
    assert chance[:2] == pytest.approx(1 - math.exp(-0.005) * (1 - small), abs=1e-4)
    assert error.max() < 1e-3
    assert found.cvar95_eur == pytest.approx(
        (found.distribution.mean_eur - alone.distribution.mean_eur + 0.05 * found.var95_eur) / 0.05, rel=2e-2
    )


def test_a_cap_below_the_step_and_losses_of_nothing() -> None:
    capped = evaluate(events([5.0, 0.2], [100.0, 1e6], 1.0, years=5, cap_eur=np.array([50.0, np.inf])))
    huge = evaluate(events([0.2], [1e6], 1.0, years=5))
    assert capped.cvar95_eur == pytest.approx(huge.cvar95_eur, abs=5 * 5 * 50.0)
    free = evaluate(replace(small_and_huge(), scale=np.tile([0.0, 1.0], (5, 1))))
    assert free.cvar95_eur == pytest.approx(5e-3 * 1e8 * math.exp(0.32) / 0.05, rel=1e-9)
    assert evaluate(events([0.0], [1.0], 1.0)).cvar95_eur == 0.0


def test_two_hundred_threats() -> None:
    rates, sizes = np.geomspace(1e-4, 5.0, 200), np.geomspace(1e7, 10.0, 200)
    found = evaluate(events(list(rates), list(sizes), 1.2, years=5))
    assert found.error_bound_relative < 1e-3
    # The same in one threat at a time: twenty at random order add up to the same distribution.
    order = np.random.default_rng(1).permutation(200)
    again = evaluate(events(list(rates[order]), list(sizes[order]), 1.2, years=5))
    assert found.cvar95_eur == pytest.approx(again.cvar95_eur, rel=1e-9)


@pytest.mark.parametrize("sigma", [6.0, 8.0])
def test_where_the_mean_is_in_losses_that_nobody_will_see_var_is_still_right(sigma: float) -> None:
    found = evaluate(events([0.3], [1e4], sigma, years=5))
    losses = simulated(1.5, sigma)
    assert (losses > found.var95_eur).mean() == pytest.approx(0.05, abs=4 * math.sqrt(0.05 * 0.95 / losses.size))
    assert found.cvar95_eur == pytest.approx(1.5 * 1e4 * math.exp(sigma**2 / 2) / 0.05, rel=1e-3)


def test_a_hundred_thousand_losses_a_year_are_told_to_be_rough_or_refused() -> None:
    model = events([1e5], [1e4], 1.0, years=5)
    mean, deviation = 5e5 * 1e4 * math.exp(0.5), 1e4 * math.exp(1.0) * math.sqrt(5e5)
    try:
        found: Evaluation = evaluate(model)
    except InaccurateResultError:
        return
    exact = mean + deviation * norm.pdf(norm.ppf(0.95)) / 0.05
    assert abs(found.cvar95_eur / exact - 1.0) <= found.error_bound_relative


@pytest.mark.parametrize("rate", [2e4, 5e5, 1e6, 1e7])
def test_losses_smaller_than_a_step_are_refused_or_within_their_bounds(rate: float) -> None:
    """So many losses that the grid's own variance is above theirs: the two grids err to the same side by more than they are apart."""
    mean, deviation, skewness = rate * math.exp(0.5), math.exp(1.0) * math.sqrt(rate), math.exp(1.5) / math.sqrt(rate)
    density, z = norm.pdf(norm.ppf(0.95)), norm.ppf(0.95)
    try:
        found: Evaluation = evaluate(events([rate], [1.0], 1.0))
    except InaccurateResultError:
        assert rate > 1e5
        return
    # Edgeworth's first correction; the next is of the order of the skewness squared.
    exact = mean + deviation * density / 0.05 * (1 + skewness * z / 6)
    assert abs(found.cvar95_eur / exact - 1.0) <= found.error_bound_relative
    at = np.array([-2.0, -1.0, 0.3, 1.0, 2.0])
    chance, bound = found.exceedance(mean + deviation * at)
    right = norm.sf(at) + skewness * (at**2 - 1.0) * norm.pdf(at) / 6
    assert (np.abs(chance - right) <= bound + skewness**2).all()


@pytest.mark.parametrize("rate", [1e4, 1e5, 1e6, 5e6])
def test_chances_of_exhausted_balances_by_tiny_losses_are_within_their_bounds(rate: float) -> None:
    mean, deviation = rate * math.exp(0.5), math.exp(1.0) * math.sqrt(rate)
    for spare in (1.0, 2.5):
        balance = Balance(liquidity_eur=mean + spare * deviation, equity_eur=None, cash_flow_eur=np.array([0.0, mean, mean]))
        found = first_passages(events([rate], [1.0], 1.0, years=3, balance=balance), seed=1).liquidity
        assert found is not None
        right = norm.sf(spare / np.sqrt([1.0, 2.0, 3.0]))
        assert (np.abs(found.at_year_end - right) <= found.error_bound + 2 / math.sqrt(rate)).all()
        assert found.error_bound.max() <= 1.0


def test_the_bound_is_a_bound() -> None:
    """On coarse grids the true error, against a fine one, is never above the bound, and CVaR is never understated."""
    rng = np.random.default_rng(5)
    for _ in range(12):
        sigma = rng.uniform(0.2, 2.5)
        model = events(list(rng.uniform(0.01, 3.0, 5)), list(np.exp(rng.uniform(3.0, 15.0, 5))), sigma, years=int(rng.integers(1, 6)))
        exact = evaluate(model, points=2**15)
        for points in (2**9, 2**11):
            rough = evaluate(model, points=points, largest_error=1.0)
            assert abs(rough.cvar95_eur / exact.cvar95_eur - 1.0) <= rough.error_bound_relative + exact.error_bound_relative + 1e-9
            assert rough.cvar95_eur >= exact.cvar95_eur * (1 - 1e-6)
