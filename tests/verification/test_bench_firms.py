"""The two published bench firms: the spectral engine against exact answers, the simulation against both."""

import json
from pathlib import Path
from typing import Any

import bench_model as bench
import numpy as np
import pytest

from leitplanke.risk.simulate import simulate
from leitplanke.risk.spectral import evaluate

FULL, ONE = bench.read("full-firm"), bench.read("one-firm")
CHECK = json.loads((Path(__file__).parent / "one-firm-check.json").read_text(encoding="utf-8"))
"""The same firm by benchmarks/one_firm_check.py: a fine plain transform and a plain simulation that share no code with the engine."""


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


@pytest.mark.parametrize("check", CHECK, ids=lambda check: f"{len(check['portfolio'])} measures")
def test_one_firm_agrees_with_a_plain_transform(check: dict[str, Any]) -> None:
    exact, found = check["transform"], evaluate(bench.build(ONE, check["portfolio"]))
    assert found.distribution.mean_eur == pytest.approx(exact["mean"], rel=1e-5)
    # Its figures stand on grid points 60 EUR apart.
    assert found.var95_eur == pytest.approx(exact["var95"], rel=1e-4)
    assert found.cvar95_eur == pytest.approx(exact["cvar95"], rel=5e-5)
    assert float(found.distribution.exceedance(np.array(2e6))) == pytest.approx(exact["p_over_2m"], rel=1e-4)


def test_one_firm_agrees_with_twenty_million_plain_histories() -> None:
    check = next(check for check in CHECK if "simulation" in check)
    drawn, found = check["simulation"], evaluate(bench.build(ONE, check["portfolio"]))
    assert drawn["histories"] == 20_000_000
    assert found.distribution.mean_eur == pytest.approx(drawn["mean"], abs=4 * drawn["mean_error"])
    assert found.cvar95_eur == pytest.approx(drawn["cvar95"], abs=4 * drawn["cvar95_error"])


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
