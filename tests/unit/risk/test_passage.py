"""First passages against closed forms, the simulation engine and each other."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from leitplanke.risk.model import Balance, RiskModel
from leitplanke.risk.passage import first_passages, first_passages_together
from leitplanke.risk.simulation import simulate_trials
from leitplanke.risk.spectral import evaluate

YEARS = 4


def firm(seed: int, *, onsets: bool, links: bool = False, cash: float | None = None) -> RiskModel:
    """Return a firm whose balance lies near its mean loss, so that failing and recovering both happen."""
    rng = np.random.default_rng(seed)
    threats = 5
    ends = rng.integers(0, threats, (2, 5 if links else 0))
    rate, median = rng.uniform(0.05, 0.8, (YEARS, threats)), np.exp(rng.uniform(8.0, 11.0, threats))
    yearly = float((rate * median).sum()) / YEARS
    return RiskModel(
        onset=(rng.random(threats) < 0.5) if onsets else np.zeros(threats, dtype=bool),
        rate=rate,
        median_eur=median,
        sigma=rng.uniform(0.3, 1.3, threats),
        cap_eur=np.full(threats, np.inf),
        scale=rng.uniform(0.6, 1.0, (YEARS, threats)),
        duration=rng.uniform(0.3, 3.0, (YEARS, threats)),
        link_from=ends[0],
        link_to=ends[1],
        link_probability=rng.uniform(0.0, 0.2, (YEARS, ends.shape[1])),
        group=rng.integers(-1, 1, threats),
        group_variance=np.array([0.7]),
        discount_rate=0.05,
        balance=Balance(
            liquidity_eur=2.0 * yearly, equity_eur=5.0 * yearly, cash_flow_eur=np.full(YEARS, yearly if cash is None else cash * yearly)
        ),
    )


def test_unit_losses_and_a_buffer_that_melts_and_grows() -> None:
    """Yearly Poisson(.3) losses of 1, limits 1.5, 0.5 and 2.5: all sums by hand."""
    none = np.zeros(0, dtype=np.int64)
    model = RiskModel(
        onset=np.zeros(1, dtype=bool),
        rate=np.full((3, 1), 0.3),
        median_eur=np.ones(1),
        sigma=np.zeros(1),
        cap_eur=np.array([np.inf]),
        scale=np.ones((3, 1)),
        duration=np.zeros((3, 1)),
        link_from=none,
        link_to=none,
        link_probability=np.zeros((3, 0)),
        group=np.array([-1]),
        group_variance=np.zeros(0),
        discount_rate=0.1,
        balance=Balance(liquidity_eur=2.5, equity_eur=-3.0, cash_flow_eur=np.array([-1.0, -1.0, 2.0])),
    )
    found = first_passages(model, seed=1)
    none_, one, two = (float(poisson.pmf(count, 0.3)) for count in (0, 1, 2))
    after_one = none_ + one
    # To survive year 2 no loss may have happened at all; then up to two may in year 3.
    after_two = none_ * none_
    after_three = after_two * (none_ + one + two)
    assert found.liquidity is not None
    assert found.equity is not None
    assert found.liquidity.method == "exact"
    assert found.liquidity.probability == pytest.approx(1 - np.array([after_one, after_two, after_three]), abs=1e-6)
    assert found.liquidity.in_year.sum() == pytest.approx(found.liquidity.probability[-1])
    assert found.equity.probability.tolist() == [1.0, 1.0, 1.0]


@settings(max_examples=8, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32 - 1), onsets=st.booleans(), links=st.booleans())
def test_first_passages_agree_with_the_simulation(seed: int, *, onsets: bool, links: bool) -> None:
    model = firm(seed, onsets=onsets, links=links)
    found, trials = first_passages(model, seed=1), simulate_trials(model, trials=60_000, seed=2)
    for exact, seen in ((found.liquidity, trials.liquidity), (found.equity, trials.equity)):
        assert exact is not None
        assert seen is not None
        curve = seen.until_year()
        slack = exact.error_bound + 4 * np.hypot(curve.error, exact.standard_error)
        assert (np.abs(exact.probability - curve.value) <= slack).all()
        assert (exact.error_bound < 2e-3).all()
        assert (exact.lower <= exact.probability + 1e-12).all()
        assert (exact.probability <= exact.upper + 1e-12).all()


def test_only_what_recovers_is_simulated() -> None:
    """The standard error is that of the few who recover, not that of all who fail."""
    found, trials = first_passages(firm(3, onsets=True), seed=1), simulate_trials(firm(3, onsets=True), trials=2**16, seed=1)
    assert found.liquidity is not None
    assert trials.liquidity is not None
    assert found.liquidity.method == "simulated"
    assert found.liquidity.standard_error[0] == 0.0
    assert (found.liquidity.standard_error < trials.liquidity.until_year().error).all()


def test_where_no_cash_flows_in_nobody_recovers_and_all_is_exact() -> None:
    model = firm(4, onsets=True, cash=-0.1)
    found = first_passages(model, seed=1).liquidity
    assert found is not None
    assert found.method == "exact"
    assert found.standard_error.tolist() == [0.0] * YEARS
    seen = simulate_trials(model, trials=60_000, seed=5).liquidity
    assert seen is not None
    assert (np.abs(found.probability - seen.until_year().value) <= 4 * seen.until_year().error + found.error_bound).all()


def test_years_convolved_one_by_one_are_the_sum_of_all() -> None:
    """Without cash flow in later years the last first passage is the tail of the horizon's sum, which the engine makes in one go."""
    model = replace(firm(6, onsets=False, cash=0.0), discount_rate=0.0)
    found = first_passages(model, seed=1).liquidity
    assert found is not None
    assert model.balance.liquidity_eur is not None
    chance, error = evaluate(model).exceedance(np.array(model.balance.liquidity_eur))
    assert abs(found.probability[-1] - chance) <= found.error_bound[-1] + error + 1e-9
    assert abs(found.at_year_end[-1] - chance) <= found.error_bound[-1] + error + 1e-9
    assert found.error_bound.max() < 1e-5


def test_a_balance_of_nothing_fails_with_the_first_loss() -> None:
    model = firm(2, onsets=False)
    model = replace(
        model,
        group=np.full(5, -1),
        balance=Balance(liquidity_eur=0.0, equity_eur=None, cash_flow_eur=np.zeros(YEARS)),
    )
    found = first_passages(model, seed=1)
    assert found.equity is None
    assert found.liquidity is not None
    assert found.liquidity.probability == pytest.approx(1 - np.exp(-np.cumsum(model.rate.sum(axis=1))), abs=1e-9)


def test_a_loss_of_exactly_the_limit_is_exact_or_widens_the_bound() -> None:
    none = np.zeros(0, dtype=np.int64)
    model = replace(
        firm(1, onsets=False),
        sigma=np.zeros(5),
        median_eur=np.full(5, 1_000.0),
        scale=np.ones((YEARS, 5)),
        group=np.full(5, -1),
        link_from=none,
        link_to=none,
        balance=Balance(liquidity_eur=3_000.0, equity_eur=None, cash_flow_eur=np.zeros(YEARS)),
    )
    found = first_passages(model, seed=1).liquidity
    assert found is not None
    exact = poisson.sf(3, np.cumsum(model.rate.sum(axis=1)))
    assert (np.abs(found.probability - exact) <= found.error_bound + 1e-9).all()
    # All sizes are fixed: their lattice tells the sum of the limit from the next one.
    assert found.error_bound.max() < 1e-5
    # Beside a loss of any size nobody knows on which side the grid has booked it: the bound says so.
    mixed = first_passages(replace(model, sigma=np.array([0.0, 0.0, 0.0, 0.0, 1.0])), seed=1).liquidity
    assert mixed is not None
    assert mixed.error_bound.max() > 0.01


def test_neither_another_run_nor_threads_change_it() -> None:
    model = firm(8, onsets=True)
    one, two = (first_passages(model, seed=9, threads=threads).liquidity for threads in (1, 2))
    assert one is not None
    assert two is not None
    assert one.probability.tolist() == two.probability.tolist()


def billion_and_back(cash: list[float]) -> RiskModel:
    none = np.zeros(0, dtype=np.int64)
    years = len(cash)
    return replace(
        firm(1, onsets=False),
        rate=np.full((years, 5), 0.1),
        scale=np.ones((years, 5)),
        duration=np.zeros((years, 5)),
        median_eur=np.full(5, 1e4),
        sigma=np.ones(5),
        group=np.full(5, -1),
        link_from=none,
        link_to=none,
        link_probability=np.zeros((years, 0)),
        balance=Balance(liquidity_eur=1e3, equity_eur=None, cash_flow_eur=np.array(cash)),
    )


def test_a_limit_far_above_the_others_does_not_make_the_grid_too_coarse_for_them() -> None:
    """A billion comes and goes: what counts is the thousand euros after it, below the first step of a grid up to the billion."""
    found = first_passages(billion_and_back([1e9, -1e9, 0.0]), seed=1).liquidity
    without = first_passages(billion_and_back([0.0, 0.0, 0.0]), seed=1).liquidity
    assert found is not None
    assert without is not None
    assert found.error_bound.max() < 1e-5
    assert found.probability[0] < 1e-9
    # From the second year on the loss so far is all that counts, whether or not the first year was safe.
    assert found.probability[1:] == pytest.approx(without.at_year_end[1:], abs=1e-5)
    seen = simulate_trials(billion_and_back([1e9, -1e9, 0.0]), trials=60_000, seed=3).liquidity
    assert seen is not None
    assert (np.abs(found.probability - seen.until_year().value) <= 4 * seen.until_year().error + found.error_bound).all()


def test_limits_below_the_first_steps_widen_the_bound() -> None:
    """Where more points are not to be had, what cannot be told apart is in the bound."""
    model = billion_and_back([1e6, -1e6, 1e6, -1e6])
    rare_and_huge = replace(model, rate=model.rate * np.array([1.0, 1.0, 1.0, 1.0, 1e-3]), median_eur=np.array([100.0] * 4 + [1e7]))
    found = first_passages(rare_and_huge, seed=1, points=2**6).liquidity
    seen = simulate_trials(rare_and_huge, trials=60_000, seed=3).liquidity
    assert found is not None
    assert seen is not None
    assert (np.abs(found.probability - seen.until_year().value) <= 4 * seen.until_year().error + found.error_bound).all()


def test_many_equal_losses_that_end_at_the_limit_widen_the_bound() -> None:
    """Twenty losses a year of half a euro each against ten euros, beside rare large ones."""
    model = billion_and_back([0.0])
    capped = replace(
        model,
        rate=np.array([[20.0, 0.1, 0.0, 0.0, 0.0]]),
        median_eur=np.array([1e3, 1e6, 1.0, 1.0, 1.0]),
        cap_eur=np.array([0.5, np.inf, np.inf, np.inf, np.inf]),
        balance=Balance(liquidity_eur=10.0, equity_eur=None, cash_flow_eur=np.zeros(1)),
    )
    found = first_passages(capped, seed=1).liquidity
    assert found is not None
    exact = 1.0 - np.exp(-0.1) * poisson.cdf(20, 20.0)
    assert abs(found.probability[0] - exact) <= found.error_bound[0] < 0.2


@pytest.mark.parametrize("onsets", [False, True])
def test_models_together_are_as_each_alone(*, onsets: bool) -> None:
    model = firm(5, onsets=onsets, links=True)
    others = [replace(model, rate=factor * model.rate, scale=model.scale / factor) for factor in (0.5, 0.8, 1.3)]
    poor = replace(model, balance=replace(model.balance, liquidity_eur=None, equity_eur=-1e9))
    for one, together in zip((model, *others, poor), first_passages_together((model, *others, poor), seed=4), strict=True):
        alone = first_passages(one, seed=4)
        for expected, found in ((alone.liquidity, together.liquidity), (alone.equity, together.equity)):
            assert (found is None) == (expected is None)
            if found is not None and expected is not None:
                assert found.method == expected.method
                slack = found.error_bound + expected.error_bound + 4 * np.hypot(found.standard_error, expected.standard_error) + 1e-12
                assert (np.abs(found.probability - expected.probability) <= slack).all()
                assert found.error_bound.max() < 1e-3


def test_balances_share_a_grid_only_where_their_limits_are_alike() -> None:
    """The chance of the one does not depend on whether the other is known, whatever its size."""
    model = firm(11, onsets=True)
    liquidity = model.balance.liquidity_eur
    assert liquidity is not None
    alone = first_passages(replace(model, balance=replace(model.balance, equity_eur=None)), seed=1).liquidity
    assert alone is not None
    for factor in (2.0, 1e3):
        both = first_passages(replace(model, balance=replace(model.balance, equity_eur=factor * liquidity)), seed=1).liquidity
        assert both is not None
        assert (np.abs(both.probability - alone.probability) <= both.error_bound + alone.error_bound).all()
        assert both.error_bound.max() < 1e-3
    # A thousand times the limits on one grid would leave no more than two points for the smaller ones.
    assert np.array_equal(both.probability, alone.probability)
