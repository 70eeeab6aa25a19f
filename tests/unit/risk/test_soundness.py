"""Arrays that are no model are refused by every way into the engines, never answered."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from leitplanke.risk.answers import answer_by_simulation, answer_exactly
from leitplanke.risk.batch import evaluate_portfolios
from leitplanke.risk.model import Balance, RiskModel
from leitplanke.risk.passage import first_passages
from leitplanke.risk.portfolio import Measures, Portfolios
from leitplanke.risk.simulation import simulate_trials
from leitplanke.risk.soundness import UnsoundModelError, check_model, check_portfolios
from leitplanke.risk.spectral import evaluate

ONE = np.ones((1, 1))
SOUND = RiskModel(
    onset=np.array([False]),
    rate=2.0 * ONE,
    median_eur=np.array([1000.0]),
    sigma=np.ones(1),
    cap_eur=np.array([np.inf]),
    scale=ONE,
    duration=0.0 * ONE,
    link_from=np.zeros(1, dtype=np.int64),
    link_to=np.zeros(1, dtype=np.int64),
    link_probability=0.1 * ONE,
    group=np.zeros(1, dtype=np.int64),
    group_variance=np.ones(1),
    discount_rate=0.0,
    balance=Balance(liquidity_eur=1e4, equity_eur=None, cash_flow_eur=np.zeros(1)),
)
MEASURES = Measures(
    start_year=np.zeros(1, dtype=np.int64), cost_eur=np.zeros(1), frequency_factor=ONE, severity_factor=ONE, duration_factor=ONE
)
BAD: dict[str, Any] = {
    "rate": -ONE,
    "median_eur": np.array([-1.0]),
    "sigma": np.array([np.nan]),
    "cap_eur": np.array([-1.0]),
    "scale": np.ones((2, 1)),
    "duration": np.inf * ONE,
    "link_from": np.array([1]),
    "link_probability": -0.2 * ONE,
    "group": np.array([3]),
    "group_variance": np.array([-1.0]),
    "discount_rate": -2.0,
    "balance": Balance(liquidity_eur=np.nan, equity_eur=None, cash_flow_eur=np.zeros(1)),
}
WAYS: tuple[Callable[[RiskModel], object], ...] = (
    evaluate,
    lambda model: simulate_trials(model, trials=1_000, seed=1),
    lambda model: first_passages(model, seed=1),
    lambda model: evaluate_portfolios(Portfolios(model=model, measures=MEASURES, portfolios=((),))),
    lambda model: answer_exactly(Portfolios(model=model, measures=MEASURES, portfolios=((),)), seed=1),
    lambda model: answer_by_simulation(Portfolios(model=model, measures=MEASURES, portfolios=((),)), trials=1_000, seed=1),
)


@pytest.mark.parametrize("field", BAD)
def test_each_way_into_the_engines_refuses_it_and_names_the_field(field: str) -> None:
    check_model(SOUND)
    bad = replace(SOUND, **{field: BAD[field]})
    for way in WAYS:
        with pytest.raises(UnsoundModelError, match=field):
            way(bad)


def test_all_faults_come_at_once() -> None:
    with pytest.raises(UnsoundModelError) as refused:
        check_model(replace(SOUND, rate=np.nan * ONE, sigma=-np.ones(1), link_probability=2.0 * ONE))
    assert [fault.split()[0] for fault in refused.value.faults] == ["sigma", "rate", "link_probability"]


@pytest.mark.parametrize(
    ("change", "portfolio", "named"),
    [
        ({"frequency_factor": -ONE}, (), "frequency_factor"),
        ({"severity_factor": np.ones((1, 2))}, (), "severity_factor"),
        ({"duration_factor": np.nan * ONE}, (), "duration_factor"),
        ({"cost_eur": np.array([np.inf])}, (), "cost_eur"),
        ({"start_year": np.array([-1])}, (), "start_year"),
        ({}, (1,), "portfolios"),
        ({}, (0, 0), "portfolios"),
    ],
)
def test_measures_are_checked_too(change: dict[str, Any], portfolio: tuple[int, ...], named: str) -> None:
    check_portfolios(Portfolios(model=SOUND, measures=MEASURES, portfolios=((0,),)))
    with pytest.raises(UnsoundModelError, match=named):
        check_portfolios(Portfolios(model=SOUND, measures=replace(MEASURES, **change), portfolios=(portfolio,)))
