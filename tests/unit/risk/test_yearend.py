"""The chance of a balance below zero at a year's end, against a Poisson count by hand and the passages of a single model."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from leitplanke.risk.model import Balance, RiskModel
from leitplanke.risk.passage import first_passages
from leitplanke.risk.yearend import shortfalls

YEARS = 3


def firm(rate: float, *, onset: bool = False, sigma: float = 0.0) -> RiskModel:
    one = np.ones((YEARS, 1))
    return RiskModel(
        onset=np.array([onset]),
        rate=rate * one,
        median_eur=np.array([1_000.0]),
        sigma=np.array([sigma]),
        cap_eur=np.array([np.inf]),
        scale=one,
        duration=1.5 * one if onset else 0.0 * one,
        link_from=np.zeros(0, dtype=np.int64),
        link_to=np.zeros(0, dtype=np.int64),
        link_probability=np.zeros((YEARS, 0)),
        group=np.array([-1]),
        group_variance=np.zeros(0),
        discount_rate=0.05,
        balance=Balance(liquidity_eur=2_500.0, equity_eur=None, cash_flow_eur=np.full(YEARS, 300.0)),
    )


def test_equal_losses_are_counted_by_hand() -> None:
    models = [firm(0.4), firm(0.8)]
    # Two worlds: one survives two losses in every year, the other none in the third.
    survived = np.tile(np.array([[2_500.0, 500.0], [2_500.0, 500.0], [2_500.0, -1.0]]), (2, 1, 1))
    found = shortfalls(models, survived, 2**11)
    for row, rate in enumerate((0.4, 0.8)):
        for year in range(YEARS):
            count = stats.poisson(rate * (year + 1))
            poorer = 1.0 if year == 2 else count.sf(0)
            assert found[row, year] == pytest.approx((count.sf(2) + poorer) / 2.0, abs=1e-6)


@pytest.mark.parametrize("onset", [False, True])
def test_as_for_a_single_model_with_its_own_balance(onset: bool) -> None:  # noqa: FBT001 - a parameter of the test
    model = firm(0.5, onset=onset, sigma=0.8)
    limit = 2_500.0 + np.cumsum(np.full(YEARS, 300.0))
    found = shortfalls([model], limit[None, :, None], 2**11)[0]
    assert first_passages(model, seed=1, trials=1_000).liquidity.at_year_end == pytest.approx(found, abs=2e-4)


@pytest.mark.parametrize("sigma", [0.5, 1.5])
@pytest.mark.parametrize("spread", [0.3, 0.6])
def test_many_worlds_share_a_grid_and_come_out_as_each_alone(sigma: float, spread: float) -> None:
    model = firm(0.3, sigma=sigma)
    richness = np.exp(spread * stats.norm.ppf((np.arange(64) + 0.5) / 64.0))
    survived = (6_000.0 + 1_000.0 * np.arange(YEARS))[None, :, None] * richness
    alone = np.mean([shortfalls([model], survived[..., world : world + 1], 2**12) for world in range(richness.size)], axis=0)
    assert shortfalls([model], survived, 2**9) == pytest.approx(alone, rel=2e-3)


def test_a_balance_that_is_not_known_is_never_exhausted() -> None:
    assert shortfalls([firm(0.4)], np.full((1, YEARS, 4), np.inf), 64).tolist() == [[0.0] * YEARS]


def test_higher_costs_never_lower_the_chance() -> None:
    model = firm(0.5, sigma=0.8)
    limit = 2_500.0 + np.cumsum(np.full(YEARS, 300.0))
    spent = np.linspace(0.0, 1_000.0, 11)
    found = shortfalls([replace(model)] * 11, (limit[None, :] - spent[:, None])[:, :, None], 2**10)
    assert (np.diff(found, axis=0) >= -1e-9).all()
