"""What portfolios come to, by both engines, held against closed forms."""

import importlib
import math
import re
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

import leitplanke.risk
from leitplanke.risk import answers
from leitplanke.risk.answers import PortfolioRefusedError, answer_by_simulation, answer_exactly
from leitplanke.risk.cascade import UnsettledCascadeError
from leitplanke.risk.model import Balance, RiskModel
from leitplanke.risk.portfolio import Measures, Portfolios
from leitplanke.risk.simulate import TooManyLossesError

NONE = np.zeros(0, dtype=np.int64)


def unit_losses(rate: float, *, liquidity: float | None = None, years: int = 1) -> RiskModel:
    """One threat whose losses are 1,000 EUR each."""
    ones = np.ones((years, 1))
    return RiskModel(
        onset=np.array([False]),
        rate=rate * ones,
        median_eur=np.array([1000.0]),
        sigma=np.zeros(1),
        cap_eur=np.array([np.inf]),
        scale=ones,
        duration=0.0 * ones,
        link_from=NONE,
        link_to=NONE,
        link_probability=np.zeros((years, 0)),
        group=np.array([-1]),
        group_variance=np.zeros(0),
        discount_rate=0.0,
        balance=Balance(liquidity_eur=liquidity, equity_eur=None, cash_flow_eur=np.zeros(years)),
    )


def thinned(model: RiskModel, *shares: float) -> Portfolios:
    """Return the firm with one portfolio for each share of losses that a measure leaves."""
    count = len(shares)
    measures = Measures(
        start_year=np.zeros(count, dtype=np.int64),
        cost_eur=np.zeros(count),
        frequency_factor=np.array(shares)[:, None],
        severity_factor=np.ones((count, 1)),
        duration_factor=np.ones((count, 1)),
    )
    return Portfolios(model=model, measures=measures, portfolios=tuple((place,) for place in range(count)))


def test_counts_of_unit_losses_are_poisson() -> None:
    shares = (1.0, 0.5, 0.25)
    for share, answer in zip(shares, answer_exactly(thinned(unit_losses(40.0), *shares), seed=1), strict=True):
        law = stats.poisson(40.0 * share)
        assert answer.mean_eur == pytest.approx(1000.0 * law.mean(), rel=1e-9)
        assert answer.var95_eur == pytest.approx(1000.0 * law.ppf(0.95), abs=520)
        middle = np.floor(answer.loss_eur / 1000.0) + 0.5
        # Between two possible losses the curve is level: there it must be the Poisson tail.
        level = np.abs(answer.loss_eur / 1000.0 - middle) < 0.4
        assert answer.exceedance[level] == pytest.approx(law.sf(middle[level]), abs=2e-3)
        assert answer.loss_eur[-1] == pytest.approx(1000.0 * law.ppf(0.999), abs=520)
        assert answer.standard_errors is None
        assert answer.liquidity is None


def test_simulation_meets_poisson_within_its_errors() -> None:
    for share, answer in zip((1.0, 0.5), answer_by_simulation(thinned(unit_losses(40.0), 1.0, 0.5), seed=7, trials=20_000), strict=True):
        law = stats.poisson(40.0 * share)
        errors = answer.standard_errors
        assert errors is not None
        assert errors.mean_eur == pytest.approx(1000.0 * law.std() / math.sqrt(20_000), rel=0.05)
        assert abs(answer.mean_eur - 1000.0 * law.mean()) < 4 * errors.mean_eur
        tail = law.sf(np.floor(answer.loss_eur / 1000.0))
        assert np.all(np.abs(answer.exceedance - tail) < 4.5 * errors.exceedance)
        assert answer.error_bounds is None


def test_ruin_year_by_year() -> None:
    # Buffer 2,500: ruin by the end of year t means three losses or more in t years.
    portfolios = thinned(unit_losses(0.5, liquidity=2500.0, years=4), 1.0)
    expected = stats.poisson(0.5 * np.arange(1, 5)).sf(2)
    (exact,) = answer_exactly(portfolios, seed=1)
    assert exact.liquidity is not None
    assert exact.liquidity.method == "exact"
    assert exact.liquidity.probability == pytest.approx(expected, abs=1e-6)
    assert np.all(np.abs(exact.liquidity.probability - expected) <= exact.liquidity.error_bound + 1e-9)
    (simulated,) = answer_by_simulation(portfolios, seed=1, trials=40_000)
    assert simulated.liquidity is not None
    assert np.all(np.abs(simulated.liquidity.probability - expected) < 4 * simulated.liquidity.standard_error)


def test_many_portfolios_come_in_order_and_as_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "TOGETHER", 4)
    shares = np.linspace(1.0, 0.1, 11).tolist()
    told: list[float] = []
    found = answer_exactly(thinned(unit_losses(40.0), *shares), seed=1, threads=1, progress=told.append)
    assert [answer.mean_eur for answer in found] == pytest.approx([40_000.0 * share for share in shares])
    assert told == pytest.approx([4 / 11, 8 / 11, 1.0])
    for share, answer in zip(shares, found, strict=True):
        (alone,) = answer_exactly(thinned(unit_losses(40.0), share), seed=1)
        assert answer.cvar95_eur == pytest.approx(alone.cvar95_eur, rel=2e-3)


@pytest.mark.parametrize("threads", [1, 3])
def test_threads_change_nothing(threads: int) -> None:
    portfolios = thinned(unit_losses(3.0, liquidity=5000.0), 1.0, 0.7, 0.2)
    one, other = answer_exactly(portfolios, seed=1, threads=2), answer_exactly(portfolios, seed=1, threads=threads)
    assert [answer.cvar95_eur for answer in one] == [answer.cvar95_eur for answer in other]


def test_a_refusal_names_the_portfolios() -> None:
    # Nothing left to lose is exact in any case; the other two are not exact to the last digit.
    with pytest.raises(PortfolioRefusedError) as caught:
        answer_exactly(thinned(unit_losses(40.3), 1.0, 0.0, 0.5), seed=1, largest_error=0.0)
    assert [number for number, _ in caught.value.reasons] == [0, 2]


def test_too_many_losses_to_simulate() -> None:
    with pytest.raises(TooManyLossesError):
        answer_by_simulation(thinned(unit_losses(1e7), 1.0), seed=1)


def test_a_firm_without_losses() -> None:
    nothing = thinned(unit_losses(0.0, liquidity=0.0), 1.0)
    for (answer,) in (answer_exactly(nothing, seed=1), answer_by_simulation(nothing, seed=1, trials=1000)):
        assert (answer.mean_eur, answer.var95_eur, answer.cvar95_eur) == (0.0, 0.0, 0.0)
        assert answer.exceedance.max() == 0.0
        assert answer.liquidity is not None
        assert answer.liquidity.probability.tolist() == [0.0]


def test_what_is_already_exhausted_stays_so() -> None:
    model = unit_losses(0.0, liquidity=-1.0, years=2)
    recovering = replace(model, balance=replace(model.balance, cash_flow_eur=np.array([0.0, 10.0])))
    for (answer,) in (
        answer_exactly(thinned(recovering, 1.0), seed=1),
        answer_by_simulation(thinned(recovering, 1.0), seed=1, trials=1000),
    ):
        assert answer.liquidity is not None
        assert answer.liquidity.probability.tolist() == [1.0, 1.0]


def test_the_entry_points_are_there_and_say_what_they_answer() -> None:
    named = re.findall(r"`risk\.(\w+)\.(\w+)`", leitplanke.risk.__doc__ or "")
    assert len(named) > 10
    for module, name in named:
        assert getattr(importlib.import_module(f"leitplanke.risk.{module}"), name).__doc__


def test_a_portfolio_that_reaches_beyond_the_others_has_its_whole_curve() -> None:
    # Nine losses or one that is six times as large: the grid of both is made for the larger mean and ends early for the other.
    model = replace(unit_losses(9.0), sigma=np.ones(1))
    one = np.ones((1, 1))
    fewer_but_larger = Measures(
        start_year=np.array([0]), cost_eur=np.zeros(1), frequency_factor=one / 9.0, severity_factor=6.0 * one, duration_factor=one
    )
    portfolios = Portfolios(model=model, measures=fewer_but_larger, portfolios=((), (0,)))
    exact, simulated = (
        found[1] for found in (answer_exactly(portfolios, seed=1), answer_by_simulation(portfolios, seed=1, trials=100_000))
    )
    assert exact.mean_eur == pytest.approx(6000.0 * math.exp(0.5))
    assert exact.exceedance[-1] == pytest.approx(0.001, rel=1e-3)
    seen = simulated.standard_errors
    assert seen is not None
    assert np.all(np.abs(np.interp(simulated.loss_eur, exact.loss_eur, exact.exceedance) - simulated.exceedance)[1:-1] < 0.005)
    assert abs(exact.cvar95_eur - simulated.cvar95_eur) < 4 * seen.cvar95_eur


def test_losses_of_one_size_are_in_the_bounds() -> None:
    """A grid books half of the losses of exactly x above x; bounds that compare two grids would not show it."""
    shares = (1.0, 0.5, 0.25, 0.1)
    for share, answer in zip(shares, answer_exactly(thinned(unit_losses(40.0), *shares), seed=1), strict=True):
        law = stats.poisson(40.0 * share)
        bounds = answer.error_bounds
        assert bounds is not None
        assert (np.abs(answer.exceedance - law.sf(np.floor(answer.loss_eur / 1000.0 + 1e-9))) <= bounds.exceedance + 1e-8).all()
        assert abs(answer.var95_eur - 1000.0 * law.ppf(0.95)) <= bounds.var95_relative * answer.var95_eur + 1e-9


def test_losses_that_nearly_never_end_are_refused() -> None:
    model = replace(
        unit_losses(0.1),
        link_from=np.zeros(1, dtype=np.int64),
        link_to=np.zeros(1, dtype=np.int64),
        link_probability=np.array([[0.9999]]),
    )
    with pytest.raises(PortfolioRefusedError) as refused:
        answer_exactly(thinned(model, 1.0, 0.5), seed=1)
    (number, reason), *more = refused.value.reasons
    assert number == 0
    assert isinstance(reason, UnsettledCascadeError)
    # The measure halves the chance to go on, too.
    assert more == []
