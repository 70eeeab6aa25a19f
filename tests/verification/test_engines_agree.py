"""The two engines share only `RiskModel`; on random models they must agree within four standard errors."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from leitplanke.risk.cascade import matrix
from leitplanke.risk.model import Balance, RiskModel
from leitplanke.risk.simulate import MOST_LOSSES, simulate
from leitplanke.risk.spectral import evaluate

HISTORIES = 20_000


def random_model(seed: int) -> RiskModel:
    """Three to seven threats of both kinds, caps, links with loops, shocks, discount, everything changing over the years."""
    rng = np.random.default_rng(seed)
    threats, years = int(rng.integers(3, 8)), int(rng.integers(1, 6))
    links = [(source, target) for source in range(threats) for target in range(threats) if rng.random() < 0.25]
    link_from = np.array([source for source, _ in links], dtype=np.int64)
    link_to = np.array([target for _, target in links], dtype=np.int64)
    sigma = rng.uniform(0.2, 1.5, threats)
    median = np.exp(rng.uniform(7.0, 11.0, threats))
    group = rng.integers(-1, 2, threats)
    model = RiskModel(
        onset=rng.random(threats) < 0.5,
        rate=rng.uniform(0.02, 0.8, (years, threats)),
        median_eur=median,
        sigma=sigma,
        cap_eur=np.where(rng.random(threats) < 0.5, median * np.exp(2.0 * sigma), np.inf),
        scale=rng.uniform(0.3, 1.2, (years, threats)),
        duration=rng.uniform(0.2, 6.0, (years, threats)),
        link_from=link_from,
        link_to=link_to,
        link_probability=rng.uniform(0.0, 0.4, (years, len(links))),
        group=group,
        group_variance=rng.uniform(0.0, 1.5, 2),
        discount_rate=float(rng.choice([0.0, 0.04])),
        balance=Balance(liquidity_eur=float(median.sum()), equity_eur=None, cash_flow_eur=np.full(years, float(median.mean()))),
    )
    radius = float(np.abs(np.linalg.eigvals(matrix(model))).max())
    limit = 0.8
    if radius <= limit:
        return model
    return replace(model, link_probability=model.link_probability * limit / radius)


@settings(max_examples=12, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32 - 1))
def test_mean_cvar_and_exceedance_agree(seed: int) -> None:
    model = random_model(seed)
    exact = evaluate(model)
    losses = np.sort(simulate([model], HISTORIES, np.random.default_rng(seed)).discounted_eur)
    assert abs(losses.mean() - exact.distribution.mean_eur) <= 4 * losses.std() / HISTORIES**0.5
    worst = losses[int(0.95 * HISTORIES) :]
    error = (worst.var() + 0.95 * (worst.mean() - worst[0]) ** 2) ** 0.5 / (0.05 * HISTORIES) ** 0.5
    assert abs(worst.mean() - exact.cvar95_eur) <= 4 * error
    for level in (0.5, 0.9, 0.99):
        at = float(losses[int(level * HISTORIES)])
        chance = float(exact.distribution.exceedance(np.array(at)))
        # Half a grid step of slack: a loss of exactly one size puts all its mass on two grid points.
        slack = float(exact.distribution.mass[max(0, int(at / exact.distribution.step_eur) - 1) :][:3].sum())
        assert abs((losses > at).mean() - chance) <= 4 * (level * (1 - level) / HISTORIES) ** 0.5 + slack


@settings(max_examples=6, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32 - 1))
def test_balance_at_the_end_agrees(seed: int) -> None:
    model = replace(random_model(seed), discount_rate=0.0)
    buffer = (model.balance.liquidity_eur or 0.0) + float(model.balance.cash_flow_eur.sum())
    exact = float(evaluate(model).distribution.exceedance(np.array(buffer)))
    histories = simulate([model], HISTORIES, np.random.default_rng(seed))
    failed = (histories.loss_eur.sum(axis=1) > buffer).mean()
    assert abs(failed - exact) <= 4 * max(exact * (1 - exact), 1e-4) ** 0.5 / HISTORIES**0.5 + 1e-3
    # A first passage can only be more frequent than a balance below zero at the end.
    assert histories.first_shortfall.liquidity is not None
    assert (histories.first_shortfall.liquidity < model.years).mean() >= failed


def test_same_seed_same_histories() -> None:
    model = random_model(5)
    first, second = (simulate([model], 500, np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(first.loss_eur, second.loss_eur)
    assert not np.array_equal(first.loss_eur, simulate([model], 500, np.random.default_rng(4)).loss_eur)


@settings(max_examples=8, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32 - 1))
def test_with_common_random_numbers_fewer_causes_never_cost_more_in_any_history(seed: int) -> None:
    """Lower rates and rarer cascades leave losses out and change none, so what remains is the same loss of the same size."""
    model = random_model(seed)
    rarer = replace(model, rate=0.9 * model.rate, link_probability=0.8 * model.link_probability)
    before, after = (simulate([one, one], 2_000, np.random.default_rng(seed)).loss_eur for one in (model, rarer))
    assert (after <= before * (1 + 1e-12) + 1e-6).all()
    assert (after < before).any()


def test_many_losses_are_simulated_in_batches_with_the_same_meaning() -> None:
    """Ninety losses a year in 40,000 histories do not fit at once; no batch may repeat another one's chances."""
    model = random_model(1)
    busy = replace(
        model, rate=np.full_like(model.rate, 90.0 / model.threats), link_probability=0.0 * model.link_probability, group=model.group * 0 - 1
    )
    exact = evaluate(busy, points=2**12).distribution
    assert 20 * 2_000 * busy.rate.sum() > MOST_LOSSES
    losses = simulate([busy] * 20, 2_000, np.random.default_rng(1)).discounted_eur.reshape(20, -1)
    assert np.unique(losses).size == losses.size
    assert abs(losses.mean() - exact.mean_eur) <= 4 * losses.std() / losses.size**0.5
