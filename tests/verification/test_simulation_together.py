"""Models simulated on the same chances: each is as right as alone, and their differences are surer than the figures."""

from dataclasses import replace

import bench_model as bench
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom
from test_closed_forms import events
from test_engines_agree import random_model

from leitplanke.risk import simulation
from leitplanke.risk.simulation import simulate_together, simulate_trials
from leitplanke.risk.spectral import evaluate
from leitplanke.risk.stories import play, stories

FULL, ONE = bench.read("full-firm"), bench.read("one-firm")


def test_one_model_together_is_the_model_alone() -> None:
    model = bench.build(FULL, [])
    (together,) = simulate_together([model], trials=5_000, seed=1)
    assert np.array_equal(together.loss_eur, simulate_trials(model, trials=5_000, seed=1).loss_eur)


def test_each_published_portfolio_is_right_beside_the_others() -> None:
    models = [bench.build(FULL, exact["portfolio"]) for exact in FULL["exact"]]
    for exact, found in zip(FULL["exact"], simulate_together(models, seed=2), strict=True):
        for estimate, name in ((found.mean(), "mean"), (found.var(), "var95"), (found.cvar(), "cvar95")):
            assert abs(estimate.value - exact[name]) < 4 * estimate.error


def test_differences_between_portfolios_are_right_and_surer_than_apart() -> None:
    models = [bench.build(ONE, exact["portfolio"]) for exact in ONE["exact"][:2]]
    exact = [evaluate(model).distribution.mean_eur for model in models]
    before, after = simulate_together(models, seed=3)
    saved = before.loss_eur - after.loss_eur
    error = saved.std() / saved.size**0.5
    assert abs(saved.mean() - (exact[0] - exact[1])) < 4 * error
    assert error < 0.8 * (before.mean().error ** 2 + after.mean().error ** 2) ** 0.5


@settings(max_examples=10, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32 - 1))
def test_fewer_causes_never_cost_more_in_any_trial(seed: int) -> None:
    model = random_model(seed)
    rarer = replace(model, rate=0.7 * model.rate, link_probability=0.8 * model.link_probability, scale=0.9 * model.scale)
    before, after = simulate_together([model, rarer], trials=2_000, seed=seed)
    assert (after.loss_eur <= before.loss_eur * (1 + 1e-6) + 1e-6).all()
    assert (after.loss_eur < before.loss_eur).any()
    assert before.liquidity is not None
    assert after.liquidity is not None
    assert (after.liquidity.first >= before.liquidity.first).all()


@settings(max_examples=8, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32 - 1))
def test_each_of_several_random_models_agrees_with_the_spectral_engine(seed: int) -> None:
    rng, first = np.random.default_rng(seed), random_model(seed)
    models = [
        replace(
            first,
            rate=first.rate * rng.uniform(0.2, 1.0, first.rate.shape),
            link_probability=first.link_probability * rng.uniform(0.2, 1.0, first.link_probability.shape),
            scale=first.scale * rng.uniform(0.5, 1.5, first.scale.shape),
            duration=first.duration * rng.uniform(0.5, 1.5, first.duration.shape),
        )
        for _ in range(3)
    ]
    for model, found in zip(models, simulate_together(models, trials=20_000, seed=seed), strict=True):
        exact = evaluate(model)
        assert abs(found.mean().value - exact.distribution.mean_eur) < 4 * found.mean().error
        assert abs(found.cvar().value - exact.cvar95_eur) < 4 * found.cvar().error


@pytest.mark.parametrize("share", [1.0, 0.35])
def test_thinned_shocks_are_still_negative_binomial(share: float) -> None:
    model = events([3.0], [1.0], group=np.zeros(1, dtype=np.int64), group_variance=np.array([0.8]))
    *_, found = simulate_together([model, replace(model, rate=share * model.rate)], seed=4)
    size, mean = 1 / 0.8, 3.0 * share
    expected = nbinom.pmf(np.arange(30), size, size / (size + mean))
    seen = np.bincount(found.loss_eur.round().astype(int), minlength=30)[:30]
    assert (np.abs(seen - found.trials * expected) <= 4 * np.sqrt(expected * (1 - expected) * found.trials) + 1).all()


def test_models_that_would_cascade_endlessly_together_are_simulated_apart() -> None:
    links = {"link_from": np.array([0, 1]), "link_to": np.array([1, 0])}
    models = [
        events([1.0, 1.0], [1.0, 2.0], link_probability=np.array([probabilities]), **links) for probabilities in ([1.0, 0.2], [0.2, 1.0])
    ]
    for model, found in zip(models, simulate_together(models, trials=20_000, seed=5), strict=True):
        assert abs(found.mean().value - evaluate(model).distribution.mean_eur) < 4 * found.mean().error


def test_how_many_are_drawn_at_once_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    models = [bench.build(ONE, exact["portfolio"]) for exact in ONE["exact"]]
    all_at_once = [found.loss_eur for found in simulate_together(models, trials=4_000, seed=6)]
    monkeypatch.setattr(simulation, "MOST_AT_ONCE", 3)
    by_three = [found.loss_eur for found in simulate_together(models, trials=4_000, seed=6, threads=1)]
    assert all(np.array_equal(one, other) for one, other in zip(all_at_once, by_three, strict=True))


def test_a_future_can_be_told_with_and_without_a_plan() -> None:
    models = [bench.build(FULL, exact["portfolio"]) for exact in FULL["exact"][:2]]
    before, after = simulate_together(models, trials=4_000, seed=7)
    worth = 1.03 ** -(np.arange(before.model.years) + 0.5)
    for found in (before, after):
        for history in play(found, [3, 3_999]):
            assert float(history.paid_eur.sum(axis=0) @ worth) == pytest.approx(found.loss_eur[history.trial], rel=1e-5, abs=1e-3)
    assert len(stories(after)) == 4


def test_models_of_different_firms_are_refused() -> None:
    model = bench.build(ONE, [])
    with pytest.raises(ValueError, match="same threats"):
        next(simulate_together([model, replace(model, sigma=model.sigma * 2)], seed=8))
