"""Fixed sizes: exact chances by hand, whatever the limits, and no lattice where there is none."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from scipy.stats import nbinom, poisson

from leitplanke.risk.lattice import exact_chances
from leitplanke.risk.model import Balance, RiskModel
from leitplanke.risk.passage import first_passages

NONE = np.zeros(0, dtype=np.int64)


def firm(rates: list[float], sizes: list[float], years: int = 1) -> RiskModel:
    """Return events of exactly these sizes."""
    count = len(rates)
    return RiskModel(
        onset=np.zeros(count, dtype=bool),
        rate=np.tile(rates, (years, 1)),
        median_eur=np.array(sizes),
        sigma=np.zeros(count),
        cap_eur=np.full(count, np.inf),
        scale=np.ones((years, count)),
        duration=np.zeros((years, count)),
        link_from=NONE,
        link_to=NONE,
        link_probability=np.zeros((years, 0)),
        group=np.full(count, -1),
        group_variance=np.zeros(0),
        discount_rate=0.0,
        balance=Balance(liquidity_eur=None, equity_eur=None, cash_flow_eur=np.zeros(years)),
    )


@pytest.mark.parametrize("limit", [-1.0, 0.0, 2e4, 5e4, 1.5e5, 1.5e5 - 1e-9, 149_999.0, 1.5e5 + 1.0])
def test_two_sizes_and_any_limit(limit: float) -> None:
    found = exact_chances(firm([0.7, 0.4], [5e4, 2e4]), np.array([limit]))
    assert found is not None
    chances = {pair: poisson.pmf(pair[0], 0.7) * poisson.pmf(pair[1], 0.4) for pair in product(range(30), repeat=2)}
    exact = sum(chance for (large, small), chance in chances.items() if 5e4 * large + 2e4 * small > limit + 1e-6)
    assert abs(found[0][0] - exact) <= found[2][0] < 1e-5


def test_first_passage_by_year_with_a_limit_that_is_a_sum() -> None:
    """Two euros, one more each year, unit losses: short in year 1 if N1 > 2, in year 2 else if N1 + N2 > 3."""
    model = replace(firm([0.9], [1.0], 2), balance=Balance(liquidity_eur=2.0, equity_eur=None, cash_flow_eur=np.array([0.0, 1.0])))
    found = first_passages(model, seed=1).liquidity
    assert found is not None
    first = poisson.sf(2, 0.9)
    later = sum(poisson.pmf(n, 0.9) * poisson.sf(3 - n, 0.9) for n in range(3))
    assert found.probability == pytest.approx([first, first + later], abs=1e-5)
    assert found.error_bound.max() < 1e-5
    assert found.method == "exact"


def test_shocks_and_what_losses_cause_stay_on_the_lattice() -> None:
    shaken = replace(firm([3.0], [10.0]), group=np.zeros(1, dtype=np.int64), group_variance=np.array([0.5]))
    found = exact_chances(shaken, np.array([40.0]))
    assert found is not None
    assert found[0][0] == pytest.approx(nbinom.sf(4, 2.0, 2.0 / 5.0), abs=1e-5)
    sure = replace(firm([0.8, 0.0], [1.0, 10.0]), link_from=np.array([0]), link_to=np.array([1]), link_probability=np.ones((1, 1)))
    found = exact_chances(sure, np.array([22.0]))
    assert found is not None
    assert found[0][0] == pytest.approx(poisson.sf(2, 0.8), abs=1e-5)


def test_no_lattice_where_sizes_spread_or_share_no_cents_or_are_too_many_steps() -> None:
    limit = np.array([1e3])
    assert exact_chances(replace(firm([0.5], [10.0]), sigma=np.ones(1)), limit) is None
    assert exact_chances(firm([0.5, 0.5], [10.0, 10.0 * np.pi]), limit) is None
    assert exact_chances(firm([0.5, 0.5], [0.01, 10.0]), limit) is None
    assert exact_chances(firm([0.0], [10.0]), limit) is None
