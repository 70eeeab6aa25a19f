"""Arrays that are no model are refused by every way into the engines, never answered."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import norm

from leitplanke.risk.answers import PortfolioRefusedError, answer_by_simulation, answer_exactly
from leitplanke.risk.batch import evaluate_portfolios
from leitplanke.risk.model import Balance, RiskModel
from leitplanke.risk.passage import first_passages
from leitplanke.risk.portfolio import Measures, Portfolios
from leitplanke.risk.simulate import TooManyLossesError
from leitplanke.risk.simulation import simulate_trials
from leitplanke.risk.soundness import UnsoundModelError, check_model, check_portfolios
from leitplanke.risk.spectral import InaccurateResultError, evaluate

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


FAR: dict[str, Any] = {
    "sigma": np.array([8.1]),
    "median_eur": np.array([1e300]),
    "rate": 1e300 * ONE,
    "scale": 1e300 * ONE,
    "duration": 1e300 * ONE,
    "group_variance": np.array([1e300]),
    "discount_rate": -0.999999,
    "balance": Balance(liquidity_eur=1.7e308, equity_eur=None, cash_flow_eur=np.array([1.7e308])),
}


@pytest.mark.parametrize("field", FAR)
def test_what_would_leave_double_precision_is_refused(field: str) -> None:
    for way in WAYS:
        with pytest.raises(UnsoundModelError, match=field):
            way(replace(SOUND, **{field: FAR[field]}))


def test_measures_that_raise_a_figure_too_far_together_are_refused() -> None:
    many = Measures(
        start_year=np.zeros(40, dtype=np.int64),
        cost_eur=np.zeros(40),
        frequency_factor=np.ones((40, 1)),
        severity_factor=np.full((40, 1), 1e6),
        duration_factor=np.ones((40, 1)),
    )
    check_portfolios(Portfolios(model=SOUND, measures=many, portfolios=((), (0, 7), (39,))))
    with pytest.raises(UnsoundModelError, match=r"^portfolios\[1\] must not raise scale above 1e\+15 by severity_factor$"):
        check_portfolios(Portfolios(model=SOUND, measures=many, portfolios=((0, 1), (0, 1, 2))))


@pytest.mark.parametrize("rate", [0.06, 0.1, 0.5, 5.0])
def test_the_widest_losses_have_the_quantile_of_their_largest(rate: float) -> None:
    alone = replace(SOUND, sigma=np.array([8.0]), rate=rate * ONE, link_probability=0.0 * ONE, group=np.array([-1]))
    # So wide, the sum is hardly more than its largest loss: P(largest <= x) = exp(-rate P(loss > x)).
    largest = 1000.0 * np.exp(8.0 * norm.isf(-np.log(0.95) / rate))
    assert largest < evaluate(alone).var95_eur < 1.03 * largest


HUGE: dict[str, Any] = {
    "onset": np.array([True]),
    "median_eur": np.array([1e30]),
    "sigma": np.array([8.0]),
    "rate": 1e15 * ONE,
    "scale": 1e15 * ONE,
    "duration": 1e15 * ONE,
    "group_variance": np.array([1e15]),
    "discount_rate": -0.5,
    "balance": Balance(liquidity_eur=1e30, equity_eur=-1e30, cash_flow_eur=np.array([1e30])),
}
HONEST = (InaccurateResultError, PortfolioRefusedError, TooManyLossesError)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("names", [*([one] for one in HUGE if one != "onset"), list(HUGE), [one for one in HUGE if one != "rate"]])
def test_the_largest_figures_give_an_answer_or_an_honest_refusal(names: list[str]) -> None:
    model = replace(SOUND, **{one: HUGE[one] for one in names})
    found = []
    for way in WAYS:
        try:
            found.append(way(model))
        except HONEST:
            continue
    for one in found:
        assert not np.isnan(np.concatenate([np.zeros(0), *_numbers(one)])).any()


def _numbers(found: object) -> Iterator[NDArray[np.float64]]:
    """Yield all numbers of whatever an engine gave."""
    if is_dataclass(found):
        for field in fields(found):
            yield from _numbers(getattr(found, field.name))
    elif isinstance(found, tuple | list):
        for one in found:
            yield from _numbers(one)
    elif isinstance(found, float | np.ndarray):
        yield np.ravel(found).astype(np.float64)
