"""CVaR split by threat against enumeration and against the derivative that Euler's theorem says it is."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import poisson

from leitplanke.risk.decomposition import tail_contributions
from leitplanke.risk.expectation import expected_loss
from leitplanke.risk.model import Balance, RiskModel
from leitplanke.risk.spectral import evaluate

YEARS, THREATS = 3, 6


def firm(seed: int, *, loops: bool = True) -> RiskModel:
    rng = np.random.default_rng(seed)
    ends = np.array([[0, 1, 2, 3, 4, 4], [1, 2, 0, 4, 5, 4]]) if loops else np.array([[0, 1, 3], [1, 2, 4]])
    return RiskModel(
        onset=rng.random(THREATS) < 0.4,
        rate=rng.uniform(0.05, 0.5, (YEARS, THREATS)),
        median_eur=np.exp(rng.uniform(8.0, 11.0, THREATS)),
        sigma=rng.uniform(0.4, 1.3, THREATS),
        cap_eur=np.where(rng.random(THREATS) < 0.5, 80_000.0, np.inf),
        scale=rng.uniform(0.5, 1.0, (YEARS, THREATS)),
        duration=rng.uniform(0.3, 4.0, (YEARS, THREATS)),
        link_from=ends[0],
        link_to=ends[1],
        link_probability=rng.uniform(0.05, 0.4, (YEARS, ends.shape[1])),
        group=np.array([0, -1, 0, 1, -1, 1]),
        group_variance=np.array([0.8, 0.0]),
        discount_rate=0.03,
        balance=Balance(liquidity_eur=None, equity_eur=None, cash_flow_eur=np.zeros(YEARS)),
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("loops", [True, False])
def test_parts_are_the_derivatives_of_cvar_and_add_up(seed: int, *, loops: bool) -> None:
    model = firm(seed, loops=loops)
    found = tail_contributions(model)
    assert found.by_threat_eur.sum() == pytest.approx(found.cvar_eur, rel=1e-12)
    assert found.cvar_eur == pytest.approx(evaluate(model).cvar95_eur, rel=1e-5)
    step = 0.01
    for threat in range(THREATS):
        moved = np.eye(THREATS)[threat] * step
        more, less = (evaluate(replace(model, scale=model.scale * (1.0 + sign * moved)), points=2**14).cvar95_eur for sign in (1, -1))
        assert found.by_threat_eur[threat] == pytest.approx((more - less) / (2.0 * step), rel=2e-3)
    assert found.error_bound_eur.max() < 1e-3 * found.cvar_eur
    assert found.by_chain_eur.sum() == pytest.approx(found.cvar_eur, rel=1e-9)
    assert found.by_chain_eur.min() >= 0.0


def test_two_kinds_of_losses_by_enumeration() -> None:
    """Poisson(1) losses of 1 and Poisson(.5) losses of 4: all cases up to 40 of each, worst 5 % by hand."""
    none = np.zeros(0, dtype=np.int64)
    model = replace(
        firm(1),
        onset=np.zeros(2, dtype=bool),
        rate=np.array([[1.0, 0.5]]),
        median_eur=np.array([1.0, 4.0]),
        sigma=np.zeros(2),
        cap_eur=np.full(2, np.inf),
        scale=np.ones((1, 2)),
        duration=np.zeros((1, 2)),
        link_from=none,
        link_to=none,
        link_probability=np.zeros((1, 0)),
        group=np.array([-1, -1]),
        group_variance=np.zeros(0),
        discount_rate=0.0,
    )
    first, second = np.meshgrid(np.arange(40), np.arange(40), indexing="ij")
    chance = poisson.pmf(first, 1.0) * poisson.pmf(second, 0.5)
    total = first + 4 * second
    quantile = int(np.searchsorted(np.cumsum(np.bincount(total.ravel(), chance.ravel())), 0.95))
    above, at = chance[total > quantile].sum(), chance[total == quantile].sum()
    weight = np.where(total > quantile, chance, 0.0) + np.where(total == quantile, chance, 0.0) * (0.05 - above) / at
    exact = np.array([(weight * first).sum(), (weight * 4 * second).sum()]) / 0.05
    found = tail_contributions(model, points=2**14)
    assert found.by_threat_eur.sum() == pytest.approx(exact.sum(), rel=1e-3)
    # The grid smears the sum of exactly the quantile over its neighbours, and with it who it is shared out to.
    assert found.by_threat_eur == pytest.approx(exact, rel=2e-2)


def test_a_threat_that_never_comes_has_no_part_and_one_alone_has_all() -> None:
    model = firm(2, loops=False)
    silent = replace(model, rate=np.where(np.arange(THREATS) == 5, model.rate, 0.0))
    assert tail_contributions(silent).by_threat_eur[:5].tolist() == [0.0] * 5
    nothing = tail_contributions(replace(model, rate=0.0 * model.rate))
    assert nothing.cvar_eur == 0.0
    assert nothing.by_threat_eur.tolist() == [0.0] * THREATS


def test_where_var_is_nothing_parts_are_shares_of_the_mean() -> None:
    model = firm(3)
    rare = replace(model, rate=1e-4 * model.rate)
    assert tail_contributions(rare).by_threat_eur == pytest.approx(expected_loss(rare) / 0.05, rel=1e-9)


def chained() -> RiskModel:
    """One loss of 1 EUR sets off a second of 10 EUR with chance one half, and that a third of 100 EUR with chance one half."""
    return replace(
        firm(1, loops=False),
        onset=np.zeros(3, dtype=bool),
        rate=np.array([[0.04, 0.0, 0.0]]),
        median_eur=np.array([1.0, 10.0, 100.0]),
        sigma=np.zeros(3),
        cap_eur=np.full(3, np.inf),
        scale=np.ones((1, 3)),
        duration=np.zeros((1, 3)),
        link_from=np.array([0, 1]),
        link_to=np.array([1, 2]),
        link_probability=np.array([[0.5, 0.5]]),
        group=np.full(3, -1),
        group_variance=np.zeros(0),
        discount_rate=0.0,
        balance=Balance(liquidity_eur=None, equity_eur=None, cash_flow_eur=np.zeros(1)),
    )


def test_chains_of_the_worst_cases_by_hand() -> None:
    """Losses happen in less than one year of twenty, so all of them are in the worst twentieth: its parts are the means over 0.05."""
    found = tail_contributions(chained())
    assert found.by_chain_eur == pytest.approx([0.04 / 0.05, 0.2 / 0.05, 0.0, 1.0 / 0.05], rel=1e-9)
    assert found.by_threat_eur == pytest.approx([0.04 / 0.05, 0.2 / 0.05, 1.0 / 0.05], rel=1e-9)


@pytest.mark.parametrize("seed", [1, 2])
def test_chains_are_the_threats_of_a_model_in_which_each_way_is_a_threat_of_its_own(seed: int) -> None:
    """1 caused by 0, 2 caused by 1, 2 caused by a 1 that 0 caused, and 4 caused by 3 become threats that never come by themselves."""
    model = firm(seed, loops=False)
    like = np.array([0, 1, 2, 3, 4, 5, 1, 2, 2, 4])
    links = {(0, 6): 0, (1, 7): 1, (6, 8): 1, (3, 9): 2}
    apart = replace(
        model,
        **{name: getattr(model, name)[like] for name in ("onset", "median_eur", "sigma", "cap_eur")},
        **{name: getattr(model, name)[:, like] for name in ("scale", "duration")},
        rate=np.hstack([model.rate, np.zeros((YEARS, 4))]),
        link_from=np.array([source for source, _ in links]),
        link_to=np.array([target for _, target in links]),
        link_probability=model.link_probability[:, list(links.values())],
        group=np.append(model.group, [-1] * 4),
    )
    threats = tail_contributions(apart).by_threat_eur
    found = tail_contributions(model).by_chain_eur
    assert found == pytest.approx([threats[:6].sum(), threats[6], threats[7], threats[9], threats[8]], rel=1e-6)
