"""What measures do to the arrays of a risk model."""

import numpy as np
import pytest

from leitplanke.risk.model import Balance, Floats, RiskModel
from leitplanke.risk.portfolio import Measures, Portfolios, factors_of, model_of, models_of


def firm() -> RiskModel:
    """Two threats over three years: an event and an onset that cause each other."""
    return RiskModel(
        onset=np.array([False, True]),
        rate=np.array([[2.0, 0.1], [2.0, 0.1], [4.0, 0.1]]),
        median_eur=np.array([1000.0, 2000.0]),
        sigma=np.array([1.0, 0.5]),
        cap_eur=np.array([5000.0, np.inf]),
        scale=np.ones((3, 2)),
        duration=np.array([[0.0, 2.0]] * 3),
        link_from=np.array([0, 1]),
        link_to=np.array([1, 0]),
        link_probability=np.array([[0.4, 0.2]] * 3),
        group=np.array([-1, -1]),
        group_variance=np.zeros(0),
        discount_rate=0.03,
        balance=Balance(liquidity_eur=100.0, equity_eur=None, cash_flow_eur=np.array([10.0, 20.0, 30.0])),
    )


def measures() -> Measures:
    return Measures(
        start_year=np.array([0, 1, 3]),
        cost_eur=np.array([7.0, 5.0, 1000.0]),
        frequency_factor=np.array([[0.5, 1.0], [0.5, 3.0], [0.0, 0.0]]),
        severity_factor=np.array([[1.0, 0.25], [1.2, 0.5], [0.0, 0.0]]),
        duration_factor=np.array([[1.0, 1.0], [1.0, 0.5], [0.0, 0.0]]),
    )


def test_the_empty_portfolio_is_the_firm_as_it_is() -> None:
    same = model_of(Portfolios(model=firm(), measures=measures(), portfolios=((),)), 0)
    for name in ("rate", "scale", "duration", "link_probability"):
        assert np.array_equal(getattr(same, name), getattr(firm(), name))
    assert same.balance.cash_flow_eur.tolist() == [10.0, 20.0, 30.0]


def test_factors_multiply_from_the_start_year_on() -> None:
    both = model_of(Portfolios(model=firm(), measures=measures(), portfolios=((), (1, 0))), 1)
    assert both.rate.tolist() == [[1.0, 0.1], [0.5, pytest.approx(0.3)], [1.0, pytest.approx(0.3)]]
    assert both.scale.tolist() == [[1.0, 0.25], [1.2, 0.125], [1.2, 0.125]]
    assert both.duration.tolist() == [[0.0, 2.0], [0.0, 1.0], [0.0, 1.0]]
    assert both.cap_eur.tolist() == [5000.0, np.inf]  # the factor acts after the cap


def test_a_link_follows_the_frequency_of_what_it_leads_to_and_stays_a_probability() -> None:
    both = model_of(Portfolios(model=firm(), measures=measures(), portfolios=((0, 1),)), 0)
    # Into threat 1: 0.4, then 0.4 x 3 = 1.2 capped; into threat 0: halved, then halved again.
    assert both.link_probability.tolist() == [[0.4, 0.1], [1.0, 0.05], [1.0, 0.05]]


def test_the_cap_at_one_comes_after_all_factors() -> None:
    up_and_down = Measures(
        start_year=np.array([0, 0]),
        cost_eur=np.zeros(2),
        frequency_factor=np.array([[1.0, 5.0], [1.0, 0.5]]),
        severity_factor=np.ones((2, 2)),
        duration_factor=np.ones((2, 2)),
    )
    # 0.4 x 5 x 0.5 = 1.0; capped after the first factor it would be 0.5.
    assert model_of(Portfolios(model=firm(), measures=up_and_down, portfolios=((0, 1),)), 0).link_probability[0, 0] == pytest.approx(1.0)


def test_cost_leaves_the_cash_flow_of_the_start_year() -> None:
    models = models_of(Portfolios(model=firm(), measures=measures(), portfolios=((0, 1), (2,))))
    assert models[0].balance.cash_flow_eur.tolist() == [3.0, 15.0, 30.0]
    assert models[0].balance.liquidity_eur == 100.0
    # A measure that starts after the horizon neither works nor costs.
    assert models[1].balance.cash_flow_eur.tolist() == [10.0, 20.0, 30.0]
    assert np.array_equal(models[1].rate, firm().rate)


def test_order_does_not_matter() -> None:
    one, other = factors_of(measures(), (0, 1), 3), factors_of(measures(), (1, 0), 3)

    def same(left: Floats, right: Floats) -> bool:
        return np.array_equal(left, right)

    assert same(one.frequency, other.frequency)
    assert same(one.severity, other.severity)
    assert same(one.duration, other.duration)
