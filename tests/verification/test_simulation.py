"""The simulation engine against closed forms and published exact values, within four of its own standard errors; and these errors."""

import time
import tracemalloc
from dataclasses import replace

import bench_model as bench
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom, poisson
from test_closed_forms import events, looped
from test_engines_agree import random_model

from leitplanke.risk import trials as trials_of_a_block
from leitplanke.risk.cascade import SupercriticalCascadeError
from leitplanke.risk.expectation import expected_loss
from leitplanke.risk.model import Balance, RiskModel
from leitplanke.risk.simulate import TooManyLossesError
from leitplanke.risk.simulation import Estimate, Simulation, rare_loss, simulate_trials
from leitplanke.risk.spectral import evaluate

FULL, ONE = bench.read("full-firm"), bench.read("one-firm")
FIRM = bench.build(ONE, [])


def off(estimate: Estimate, exact: float) -> float:
    """Return how many of its standard errors an estimate is off."""
    return abs(estimate.value - exact) / estimate.error


def assert_counts(found: Simulation, expected: np.ndarray) -> None:
    """Compare how often each whole loss came with its probability, within four standard errors."""
    seen = np.bincount(found.loss_eur.round().astype(int), minlength=expected.size)[: expected.size]
    error = np.sqrt(expected * (1 - expected) * found.trials)
    assert (np.abs(seen - found.trials * expected) <= 4 * error + 1).all()


def variance(found: Simulation) -> Estimate:
    """Estimate the variance of the loss with its standard error."""
    squares = (found.loss_eur - found.loss_eur.mean()) ** 2
    return Estimate(float(squares.mean()), float(squares.std() / found.trials**0.5))


def test_compound_poisson_mean_and_variance() -> None:
    found = simulate_trials(events([2.0, 0.4], [10.0, 60.0], 0.5, years=3), seed=1)
    first = np.array([10.0, 60.0]) * np.exp(0.125)
    second = np.array([10.0, 60.0]) ** 2 * np.exp(0.5)
    assert off(found.mean(), 3 * float(np.array([2.0, 0.4]) @ first)) < 4
    assert off(variance(found), 3 * float(np.array([2.0, 0.4]) @ second)) < 4


def test_plain_counts_are_poisson() -> None:
    assert_counts(simulate_trials(events([0.7], [1.0], years=4), seed=2), poisson.pmf(np.arange(15), 2.8))


@pytest.mark.parametrize(("years", "theta"), [(1, 0.8), (2, 0.8), (1, 6.0), (3, 0.01)])
def test_gamma_shocks_make_negative_binomial_counts_anew_each_year(years: int, theta: float) -> None:
    model = events([3.0], [1.0], years=years, group=np.zeros(1, dtype=np.int64), group_variance=np.array([theta]))
    size = 1 / theta
    assert_counts(simulate_trials(model, seed=3), nbinom.pmf(np.arange(40), years * size, size / (size + 3.0)))


def test_a_shock_strikes_its_members_together_and_nobody_else() -> None:
    """Variance of a sum of members under one gamma factor: sum of rate x size^2, plus theta x (sum of rate x size)^2 within the group."""
    rate, size = np.array([1.0, 0.3, 0.5, 0.0]), np.array([2.0, 5.0, 3.0, 9.0])
    model = events(rate.tolist(), size.tolist(), group=np.array([0, 0, -1, 0]), group_variance=np.array([1.5]))
    exact = float(rate @ size**2) + 1.5 * float(rate[:2] @ size[:2]) ** 2
    assert off(variance(simulate_trials(model, seed=4)), exact) < 4


def test_two_groups_are_struck_apart() -> None:
    rate, size = np.array([1.0, 1.0]), np.array([2.0, 5.0])
    model = events(rate.tolist(), size.tolist(), group=np.array([0, 1]), group_variance=np.array([1.0, 0.0]))
    assert off(variance(simulate_trials(model, seed=5)), 4 + 25 + 1.0 * 4) < 4


def test_a_loss_that_causes_itself_is_geometric_in_total() -> None:
    model = events([0.05], [1.0], link_from=np.array([0]), link_to=np.array([0]), link_probability=np.array([[0.4]]))
    chance = np.zeros(12)
    # Compound Poisson of geometric totals by Panjer's recursion.
    total = 0.6 * 0.4 ** np.arange(12)
    chance[0] = np.exp(-0.05)
    for number in range(1, 12):
        chance[number] = sum(0.05 * k / number * total[k - 1] * chance[number - k] for k in range(1, number + 1))
    assert_counts(simulate_trials(model, seed=6), chance)


def test_loop_of_two_has_the_mean_of_its_progeny() -> None:
    found = simulate_trials(looped(0.6), seed=7)
    assert off(found.mean(), (1.0 + 0.2 * 0.5) / 0.7 * 1.0 + (0.6 + 0.2) / 0.7 * 2.0) < 4


def test_a_sure_cascade_is_sure() -> None:
    model = events([0.8, 0.0], [1.0, 10.0], link_from=np.array([0]), link_to=np.array([1]), link_probability=np.array([[1.0]]))
    loss = simulate_trials(model, trials=2_000, seed=8).loss_eur
    assert np.array_equal(loss, 11.0 * np.round(loss / 11.0))
    assert loss.any()


def test_onsets_pay_for_their_duration_or_to_the_end_discounted_by_year() -> None:
    model = events([0.0, 0.0], [10.0, 10.0], years=5, discount_rate=0.05)
    rate = np.zeros((5, 2))
    rate[0, 0], rate[3, 1] = 1e-3, 1e-3
    model = replace(model, onset=np.array([True, True]), rate=rate, duration=np.full((5, 2), 2.0))
    loss = simulate_trials(model, seed=9).loss_eur
    # Half a year, a year, half a year from year 1 on; half of year 4 and all of year 5.
    worth = 1.05 ** -(np.arange(5) + 0.5)
    first, second = 10 * (worth[:3] @ [0.5, 1.0, 0.5]), 10 * (worth[3:] @ [0.5, 1.0])
    alone = np.unique(loss[loss > 0].round(9))
    assert {round(float(first), 9), round(float(second), 9)} <= set(alone.tolist())
    assert np.abs(loss[loss > 0] - first).min() < 1e-9
    assert ((loss > 0).mean() - 2e-3) ** 2 < 16 * 2e-3 / loss.size


def test_first_passage_by_year_has_its_closed_form() -> None:
    """Buffer 0.5, one euro a year comes in, unit losses: short in year 1 if N1 >= 2, first in year 2 if N1 <= 1 and N1 + N2 >= 3."""
    balance = Balance(liquidity_eur=0.5, equity_eur=None, cash_flow_eur=np.ones(2))
    found = simulate_trials(events([0.9], [1.0], years=2, balance=balance), seed=10)
    assert found.equity is None
    assert found.liquidity is not None
    first = poisson.sf(1, 0.9)
    second = poisson.pmf(0, 0.9) * poisson.sf(2, 0.9) + poisson.pmf(1, 0.9) * poisson.sf(1, 0.9)
    for curve, exact in ((found.liquidity.in_year(), [first, second]), (found.liquidity.until_year(), [first, first + second])):
        assert (np.abs(curve.value - exact) < 4 * curve.error).all()
        assert curve.error == pytest.approx(np.sqrt(np.array(exact) * (1 - np.array(exact)) / found.trials), rel=0.05)


def test_a_balance_that_recovers_is_counted_as_passed_and_as_recovered() -> None:
    """Nothing at hand, ten euros come in the second year, one unit loss a year: short in year 1 by any loss, then saved."""
    balance = Balance(liquidity_eur=0.0, equity_eur=None, cash_flow_eur=np.array([0.0, 10.0]))
    found = simulate_trials(events([0.4], [1.0], years=2, balance=balance), seed=19).liquidity
    assert found is not None
    short, still = poisson.sf(0, 0.4), poisson.sf(10, 0.8)
    assert (np.abs(found.until_year().value - short) < 4 * found.until_year().error).all()
    assert found.recovered().value[0] == 0.0
    assert abs(found.recovered().value[1] - (short - still)) < 4 * found.recovered().error[1]
    assert found.below.tolist() == [int((found.first == 0).sum()), 0]


@pytest.mark.parametrize("exact", [*FULL["exact"], ONE["exact"][0]], ids=lambda exact: str(exact["portfolio"]))
def test_published_firms_come_out(exact: dict[str, float]) -> None:
    firm = ONE if exact is ONE["exact"][0] else FULL
    found = simulate_trials(bench.build(firm, exact["portfolio"]), seed=20261122)
    for estimate, name in ((found.mean(), "mean"), (found.var(), "var95"), (found.cvar(), "cvar95")):
        assert off(estimate, exact[name]) < 4
        assert estimate.error < 0.02 * exact[name]
    assert found.doubts() == ()


@settings(max_examples=12, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32 - 1))
def test_it_agrees_with_the_spectral_engine_on_random_models(seed: int) -> None:
    model = random_model(seed)
    exact = evaluate(model)
    found = simulate_trials(model, trials=20_000, seed=seed)
    assert off(found.mean(), exact.distribution.mean_eur) < 4
    assert off(found.cvar(), exact.cvar95_eur) < 4
    for level in (0.5, 0.9, 0.99):
        at = np.array(found.var(level).value)
        curve, chance = found.exceedance(at), float(exact.distribution.exceedance(at))
        slack = float(exact.distribution.mass[max(0, int(at / exact.distribution.step_eur) - 1) :][:3].sum())
        assert abs(float(curve.value) - chance) < 4 * float(curve.error) + slack


def test_the_stated_errors_are_honest() -> None:
    """Over 150 seeds the interval of two errors holds the exact answer nearly as often as it should."""
    exact, curve = evaluate(FIRM), np.array([1e6, 2e6])
    held = np.zeros(5)
    for seed in range(150):
        found = simulate_trials(FIRM, trials=8_000, seed=seed)
        over = found.exceedance(curve)
        distances = [
            off(found.mean(), exact.distribution.mean_eur),
            off(found.var(), exact.distribution.var(0.95)),
            off(found.cvar(), exact.cvar95_eur),
            *(np.abs(over.value - exact.distribution.exceedance(curve)) / over.error),
        ]
        held += np.array(distances) < 1.96
    # A true 95 % is seen between 90 and 99.5 % of 150 seeds (three standard errors).
    assert (held / 150 > 0.9).all()
    assert (held / 150 < 0.995).all()


def test_threads_change_nothing_and_seeds_do() -> None:
    model = random_model(5)
    one, three = (simulate_trials(model, trials=20_000, seed=11, threads=threads) for threads in (1, 3))
    assert np.array_equal(one.loss_eur, three.loss_eur)
    assert one.liquidity is not None
    assert three.liquidity is not None
    assert np.array_equal(one.liquidity.first, three.liquidity.first)
    assert not np.array_equal(one.loss_eur, simulate_trials(model, trials=20_000, seed=12).loss_eur)


def test_blocks_do_not_repeat_each_other() -> None:
    loss = simulate_trials(FIRM, trials=20_000, seed=13).loss_eur
    assert np.unique(loss[loss > 0]).size == (loss > 0).sum()


def test_millions_of_trials_stay_within_memory() -> None:
    tracemalloc.start()
    simulate_trials(events([0.02], [1e5], 1.0, years=5), trials=3_000_000, seed=14)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # Two arrays of 24 MB and the blocks at work.
    assert peak < 100e6


def plain_numpy(model: RiskModel, trials: int) -> float:
    """Simulate the common job as anybody would write it; return the processor's seconds."""
    started, rng, total = time.process_time(), np.random.default_rng(1), np.zeros(trials)
    for threat, (median, sigma) in enumerate(zip(model.median_eur, model.sigma, strict=True)):
        for rate in model.rate[:, threat]:
            count = rng.poisson(rate, trials)
            loss = median * np.exp(sigma * rng.standard_normal(count.sum()))
            total += np.bincount(np.repeat(np.arange(trials), count), weights=loss, minlength=trials)
    np.sort(total)
    return time.process_time() - started


def test_it_needs_a_quarter_of_the_time_of_plain_numpy() -> None:
    """Processor seconds of all threads together, best of three in turns: a busy machine slows both."""

    def seconds() -> float:
        started = time.process_time()
        simulate_trials(FIRM, seed=1).cvar()
        return time.process_time() - started

    rounds = [(plain_numpy(FIRM, 100_000), seconds()) for _ in range(3)]
    assert 4 * min(own for _, own in rounds) < min(plain for plain, _ in rounds)


def test_a_block_that_runs_away_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials_of_a_block, "MOST_IN_BLOCK", 1_000)
    with pytest.raises(TooManyLossesError):
        simulate_trials(looped(0.6), trials=10_000, seed=22)


def test_endless_cascades_and_too_many_losses_are_refused() -> None:
    with pytest.raises(SupercriticalCascadeError):
        simulate_trials(replace(looped(0.6), link_probability=np.array([[1.0, 1.0]])), seed=1)
    with pytest.raises(TooManyLossesError):
        simulate_trials(events([1e6], [1.0]), seed=1)
    for trials in (0, 999, 10**9):
        with pytest.raises(ValueError, match="trials must be"):
            simulate_trials(FIRM, trials=trials, seed=1)


@pytest.mark.parametrize(
    ("model", "trials"),
    [
        pytest.param(events([500.0], [1e3], 1.0, years=2), 5_000, id="500 losses a year"),
        pytest.param(events([0.01] * 100 + [0.2] * 100, [1e6, 1e3] * 100, 1.2), 30_000, id="200 threats"),
        pytest.param(events([100.0, 0.01], [1.0, 1e9], 0.8, years=2), 20_000, id="a euro and a billion"),
        pytest.param(events([1.0], [1e4], 3.0), 400_000, id="sigma 3"),
        pytest.param(events([2.0], [1e3], group=np.zeros(1, dtype=np.int64), group_variance=np.array([50.0])), 50_000, id="wild shock"),
    ],
)
def test_extreme_models_have_their_mean_and_tail(model: RiskModel, trials: int) -> None:
    found = simulate_trials(model, trials=trials, seed=15)
    assert off(found.mean(), float(expected_loss(model).sum())) < 4
    assert off(found.cvar(), evaluate(model).cvar95_eur) < 4
    assert found.doubts() == ()


@pytest.mark.parametrize(
    "model",
    [
        pytest.param(events([0.0, 0.0], [1.0, 2.0], 0.5, years=3), id="no rates"),
        pytest.param(events([], [], 0.5), id="no threats"),
        pytest.param(events([1.0], [1.0], 0.5, scale=np.zeros((1, 1))), id="all coped with"),
        pytest.param(replace(events([1.0], [1.0], 0.5), onset=np.array([True])), id="onsets of no duration"),
        pytest.param(events([0.0], [1.0], group=np.zeros(1, dtype=np.int64), group_variance=np.array([0.5])), id="shock on nobody"),
    ],
)
def test_where_nothing_is_lost_all_is_zero_and_sure(model: RiskModel) -> None:
    found = simulate_trials(model, trials=1_000, seed=20)
    assert (found.mean(), found.var(), found.cvar()) == (Estimate(0.0, 0.0),) * 3
    assert found.exceedance(np.zeros(1)).value == 0.0
    assert found.doubts() == ()


def test_what_never_came_in_all_trials_is_not_called_impossible() -> None:
    found = simulate_trials(FIRM, trials=1_000, seed=21).exceedance(np.array([1e12]))
    assert found.value[0] == 0.0
    # One in a thousand trials is about what cannot be excluded.
    assert 5e-4 < found.error[0] < 2e-3


def test_double_precision_is_taken_where_single_would_overflow() -> None:
    model = events([0.5], [1e30], 2.0, cap_eur=np.array([1e38]))
    found = simulate_trials(model, seed=16)
    assert np.isfinite(found.loss_eur).all()
    assert off(found.mean(), float(expected_loss(model).sum())) < 4


def test_a_loss_too_rare_to_be_met_raises_a_doubt() -> None:
    """Once in a million years a billion: 5,000 EUR in the mean and 100,000 in CVaR95, and 100,000 trials never meet it."""
    rare = events([1e-6], [1e9], 0.5, years=5)
    assert "too_rare" in simulate_trials(rare, seed=17).doubts()
    assert rare_loss(rare, 100_000) == pytest.approx(float(expected_loss(rare).sum()))
    beside = replace(events([1e-6, 1.0], [1e9, 1e3], 0.5, years=5))
    assert "too_rare" in simulate_trials(beside, seed=17).doubts()
    harmless = events([1e-6, 1.0], [1e3, 1e3], 0.5, years=5)
    assert simulate_trials(harmless, seed=17).doubts() == ()


def test_a_tail_too_heavy_for_the_trials_raises_a_doubt() -> None:
    heavy = replace(FIRM, sigma=np.full(FIRM.threats, 4.0))
    found = simulate_trials(heavy, trials=10_000, seed=18)
    assert found.doubts() == ("few_in_tail",)


@pytest.mark.parametrize(
    ("sigma", "trials", "doubted"), [(3.0, 20_000, True), (2.5, 20_000, True), (1.5, 20_000, False), (2.0, 100_000, False)]
)
def test_tails_too_heavy_for_so_many_trials_are_always_doubted(sigma: float, trials: int, *, doubted: bool) -> None:
    """What was met cannot tell what was not: samples that lack the largest losses look best. So the model is asked too."""
    model = events([0.1], [1e4], sigma, years=5)
    for seed in range(8):
        found = simulate_trials(model, trials=trials, seed=seed)
        assert ("few_in_tail" in found.doubts()) is doubted
    capped = replace(model, cap_eur=np.array([1e5]))
    assert simulate_trials(capped, trials=trials, seed=1).doubts() == ()
