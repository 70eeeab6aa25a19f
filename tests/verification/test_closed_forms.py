"""The engines against closed forms and published values (method.md section 4)."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import nbinom, norm, poisson

from leitplanke.primitives.interval import Range90
from leitplanke.risk.cascade import SupercriticalCascadeError
from leitplanke.risk.expectation import expected_loss, expected_loss_by_cause
from leitplanke.risk.model import Balance, RiskModel
from leitplanke.risk.simulate import simulate
from leitplanke.risk.spectral import Grid, evaluate, on_grid

EMPTY = np.zeros(0, dtype=np.int64)


def events(rates: list[float], sizes: list[float], sigma: float = 0.0, *, years: int = 1, **changes: object) -> RiskModel:
    """Build a model of plain events; sigma 0 gives losses of exactly `sizes`."""
    threats = len(rates)
    model = RiskModel(
        onset=np.zeros(threats, dtype=bool),
        rate=np.tile(rates, (years, 1)).astype(float),
        median_eur=np.array(sizes, dtype=float),
        sigma=np.full(threats, sigma),
        cap_eur=np.full(threats, np.inf),
        scale=np.ones((years, threats)),
        duration=np.zeros((years, threats)),
        link_from=EMPTY,
        link_to=EMPTY,
        link_probability=np.zeros((years, 0)),
        group=np.full(threats, -1, dtype=np.int64),
        group_variance=np.zeros(0),
        discount_rate=0.0,
        balance=Balance(liquidity_eur=None, equity_eur=None, cash_flow_eur=np.zeros(years)),
    )
    return replace(model, **changes)  # type: ignore[arg-type]


def test_lognormal_from_its_90_percent_interval() -> None:
    interval = Range90(10_000.0, 1_000_000.0)
    assert interval.mu == pytest.approx(11.512925, abs=5e-7)
    assert interval.sigma == pytest.approx(1.399872, abs=5e-7)
    assert math.exp(interval.mu + interval.sigma**2 / 2) == pytest.approx(266_398, abs=0.5)


def test_one_certain_lognormal_loss_has_the_published_var_and_cvar() -> None:
    # At a rate this high a loss is certain only in the limit, so the tail of a rare loss is compared: P(loss > x) = rate x survival.
    rate, interval = 1e-4, Range90(10_000.0, 1_000_000.0)
    model = events([rate], [interval.centre], interval.sigma)
    # Mean excess over the 95 % point of one loss, from the published CVaR95 of 2,148,422 at VaR95 of 1,000,000.
    found = on_grid(model, Grid(2_000.0, 2**14))
    limited = float(np.minimum(np.arange(2**14) * 2_000.0, 1_000_000.0) @ found.mass) + 1_000_000.0 * found.beyond
    excess = (found.mean_eur - limited) / (rate * 0.05)
    assert excess == pytest.approx(2_148_422 - 1_000_000, rel=2e-3)
    cvar = math.exp(interval.mu + interval.sigma**2 / 2) * norm.cdf(interval.sigma - norm.ppf(0.95)) / 0.05
    assert cvar == pytest.approx(2_148_422, abs=0.5)


def test_panjer_example() -> None:
    # lambda 4, sizes 1, 2, 3 with probabilities 1/4, 1/2, 1/4: three events with rates 1, 2, 1.
    found = on_grid(events([1.0, 2.0, 1.0], [1.0, 2.0, 3.0]), Grid(1.0, 64))
    assert found.mass[:6] == pytest.approx([0.018316, 0.018316, 0.045789, 0.058000, 0.074026, 0.088678], abs=1e-6)


def test_occurrence_exceedance() -> None:
    # A threshold that one loss in twenty exceeds, at .3 losses a year: 1 - exp(-.015); thinning makes it a rate of its own.
    found = on_grid(events([0.3 * 0.05], [1.0]), Grid(1.0, 16))
    assert 1.0 - found.mass[0] == pytest.approx(0.014888, abs=5e-7)


def test_ruin_in_one_year() -> None:
    balance = Balance(liquidity_eur=1.5, equity_eur=None, cash_flow_eur=np.zeros(1))
    model = events([0.3], [1.0], balance=balance)
    assert float(on_grid(model, Grid(1.0, 16)).exceedance(np.array(1.5))) == pytest.approx(0.036936, abs=5e-7)
    first = simulate([model], 200_000, np.random.default_rng(7)).first_shortfall
    assert first.equity is None
    assert first.liquidity is not None
    error = math.sqrt(0.036936 * (1 - 0.036936) / 200_000)
    assert (first.liquidity == 0).mean() == pytest.approx(0.036936, abs=4 * error)


def test_compound_poisson_mean_and_variance() -> None:
    model = events([2.0, 0.4], [10.0, 60.0], 0.5, years=3)
    found = on_grid(model, Grid(1.0, 2**12))
    grid = np.arange(2**12)
    first = np.array([10.0, 60.0]) * math.exp(0.125)
    second = np.array([10.0, 60.0]) ** 2 * math.exp(0.5)
    mean, variance = 3 * float(np.array([2.0, 0.4]) @ first), 3 * float(np.array([2.0, 0.4]) @ second)
    assert found.mean_eur == pytest.approx(mean, rel=1e-12)
    assert float(grid @ found.mass) == pytest.approx(mean, rel=1e-6)
    # Mean-preserving masses widen each loss by at most step^2 / 4 in variance, a share of 1e-4 here.
    assert float((grid - mean) ** 2 @ found.mass) == pytest.approx(variance, rel=1e-3)


def test_gamma_shocks_make_negative_binomial_counts() -> None:
    group = np.zeros(1, dtype=np.int64)
    model = events([3.0], [1.0], group=group, group_variance=np.array([0.8]))
    found = on_grid(model, Grid(1.0, 256))
    size = 1 / 0.8
    assert found.mass[:40] == pytest.approx(nbinom.pmf(np.arange(40), size, size / (size + 3.0)), abs=1e-9)


def test_shocks_are_drawn_anew_each_year() -> None:
    group = np.zeros(1, dtype=np.int64)
    model = events([3.0], [1.0], years=2, group=group, group_variance=np.array([0.8]))
    size = 1 / 0.8
    assert on_grid(model, Grid(1.0, 256)).mass[:40] == pytest.approx(nbinom.pmf(np.arange(40), 2 * size, size / (size + 3.0)), abs=1e-9)


def looped(probability: float) -> RiskModel:
    """Threat 0 causes 1 and 1 causes 0."""
    return events(
        [1.0, 0.2],
        [1.0, 2.0],
        link_from=np.array([0, 1]),
        link_to=np.array([1, 0]),
        link_probability=np.array([[probability, 0.5]]),
    )


def test_branching_means_with_a_loop() -> None:
    model = looped(0.6)
    # (I - Q)^-1 for Q = [[0, .6], [.5, 0]] is [[1, .6], [.5, 1]] / .7.
    counts = np.array([1.0 + 0.2 * 0.5, 1.0 * 0.6 + 0.2]) / 0.7
    assert expected_loss(model) == pytest.approx(counts * [1.0, 2.0], rel=1e-12)
    causes = np.array([1.0 * (1.0 + 0.6 * 2.0), 0.2 * (0.5 * 1.0 + 2.0)]) / 0.7
    assert expected_loss_by_cause(model) == pytest.approx(causes, rel=1e-12)
    found = on_grid(model, Grid(1.0, 1024))
    assert float(np.arange(1024) @ found.mass) == pytest.approx(float((counts * [1.0, 2.0]).sum()), rel=1e-7)


def test_branching_total_is_borel_tanner_when_a_loss_causes_itself() -> None:
    # A loss that causes one more of its kind with probability q: the total is geometric.
    model = events([1e-6], [1.0], link_from=np.array([0]), link_to=np.array([0]), link_probability=np.array([[0.4]]))
    found = on_grid(model, Grid(1.0, 128))
    assert found.mass[1:8] / 1e-6 == pytest.approx(0.6 * 0.4 ** np.arange(7), rel=1e-3)


def test_endless_cascades_are_refused_and_named() -> None:
    with pytest.raises(SupercriticalCascadeError) as refused:
        evaluate(replace(looped(0.6), link_probability=np.array([[1.0, 1.0]])))
    assert set(refused.value.loop) == {0, 1}
    assert refused.value.radius == pytest.approx(1.0)


def test_caps_hold() -> None:
    model = events([1.0], [100.0], 2.0, cap_eur=np.array([150.0]))
    found = on_grid(model, Grid(1.0, 2048))
    # One loss is at most 150: mass above 150 k needs more than k losses.
    for losses in (1, 2, 3):
        assert found.mass[150 * losses + 2 :].sum() <= poisson.sf(losses, 1.0) + 1e-9


def test_onset_flows_stop_with_duration_or_horizon() -> None:
    model = events([0.0, 0.0], [10.0, 10.0], years=5)
    rate = np.zeros((5, 2))
    rate[0, 0], rate[3, 1] = 1.0, 1.0
    model = replace(model, onset=np.array([True, True]), rate=rate, duration=np.full((5, 2), 2.0))
    # From the middle of year 1 for two years: 2 x 10. From the middle of year 4: half of it and year 5 are left, 1.5 x 10.
    assert expected_loss(model) == pytest.approx([20.0, 15.0])


def test_discounting_by_the_middle_of_the_year() -> None:
    model = events([1.0], [100.0], years=2, discount_rate=0.03)
    assert float(expected_loss(model)[0]) == pytest.approx(100 * (1.03**-0.5 + 1.03**-1.5), rel=1e-12)
