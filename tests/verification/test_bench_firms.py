"""The two published bench firms: the spectral engine against exact answers, the simulation against both."""

import bench_model as bench
import numpy as np
import pytest

from leitplanke.risk.simulate import simulate
from leitplanke.risk.spectral import evaluate

FULL, ONE = bench.read("full-firm"), bench.read("one-firm")


@pytest.mark.parametrize("exact", FULL["exact"], ids=lambda exact: str(exact["portfolio"]))
def test_full_firm_is_exact(exact: dict[str, float]) -> None:
    found = evaluate(bench.build(FULL, exact["portfolio"]))
    assert found.distribution.mean_eur == pytest.approx(exact["mean"], rel=1e-9)
    assert found.distribution.var(0.95) == pytest.approx(exact["var95"], rel=1e-4)
    assert found.cvar95_eur == pytest.approx(exact["cvar95"], rel=1e-5)
    assert found.error_bound_relative < 1e-4


def test_one_firm_without_measures_is_exact() -> None:
    exact = ONE["exact"][0]
    found = evaluate(bench.build(ONE, exact["portfolio"]))
    assert found.distribution.mean_eur == pytest.approx(exact["mean"], rel=1e-4)
    assert found.distribution.var(0.95) == pytest.approx(exact["var95"], rel=3e-4)
    assert found.cvar95_eur == pytest.approx(exact["cvar95"], rel=1e-4)
    assert float(found.distribution.exceedance(np.array(2e6))) == pytest.approx(exact["p_over_2m"], rel=1e-3)


@pytest.mark.parametrize("portfolio", [0, 2])
def test_simulation_agrees_with_the_exact_answers(portfolio: int) -> None:
    exact = FULL["exact"][portfolio]
    histories = 60_000
    losses = np.sort(simulate([bench.build(FULL, exact["portfolio"])], histories, np.random.default_rng(20261122)).discounted_eur)
    worst = losses[int(0.95 * histories) :]
    assert losses.mean() == pytest.approx(exact["mean"], abs=4 * losses.std() / histories**0.5)
    # Standard error of CVaR: spread of the excess over the quantile, which itself is random.
    error = (worst.var() + 0.95 * (worst.mean() - worst[0]) ** 2) ** 0.5 / (0.05 * histories) ** 0.5
    assert worst.mean() == pytest.approx(exact["cvar95"], abs=4 * error)
