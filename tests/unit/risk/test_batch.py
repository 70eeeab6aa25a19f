"""Batches of portfolios against each portfolio evaluated alone, on grids four times finer."""

from dataclasses import replace

import numpy as np
import pytest

from leitplanke.risk.batch import evaluate_portfolios
from leitplanke.risk.cascade import SupercriticalCascadeError
from leitplanke.risk.model import Balance, RiskModel
from leitplanke.risk.portfolio import Measures, Portfolios, model_of, models_of
from leitplanke.risk.spectral import InaccurateResultError, evaluate
from leitplanke.risk.stack import Stack

YEARS, THREATS, MEASURES = 4, 7, 9


def firm(seed: int, *, links: bool, shocks: bool, capped: bool) -> Portfolios:
    """Draw events and onsets with measures that lower and raise rates, sizes, durations and links."""
    rng = np.random.default_rng(seed)
    ends = rng.integers(0, THREATS, (2, 8 if links else 0))
    median = np.exp(rng.uniform(8.0, 12.0, THREATS))
    model = RiskModel(
        onset=rng.random(THREATS) < 0.4,
        rate=rng.uniform(0.02, 0.6, (YEARS, THREATS)),
        median_eur=median,
        sigma=rng.uniform(0.3, 1.5, THREATS),
        cap_eur=np.where(rng.random(THREATS) < 0.5, 2.0 * median, np.inf) if capped else np.full(THREATS, np.inf),
        scale=rng.uniform(0.5, 1.0, (YEARS, THREATS)),
        duration=rng.uniform(0.3, 5.0, (YEARS, THREATS)),
        link_from=ends[0],
        link_to=ends[1],
        link_probability=rng.uniform(0.0, 0.25, (YEARS, ends.shape[1])),
        group=rng.integers(-1, 2, THREATS) if shocks else np.full(THREATS, -1),
        group_variance=np.array([0.9, 0.0]) if shocks else np.zeros(0),
        discount_rate=0.03,
        balance=Balance(liquidity_eur=1e5, equity_eur=None, cash_flow_eur=np.full(YEARS, 1e4)),
    )

    def factors() -> np.ndarray:
        return np.where(rng.random((MEASURES, THREATS)) < 0.4, rng.uniform(0.4, 1.3, (MEASURES, THREATS)), 1.0)

    measures = Measures(
        start_year=rng.integers(0, YEARS + 1, MEASURES),
        cost_eur=np.full(MEASURES, 1_000.0),
        frequency_factor=factors(),
        severity_factor=factors(),
        duration_factor=factors(),
    )
    chosen = ((), *(tuple(np.flatnonzero(rng.random(MEASURES) < 0.4).tolist()) for _ in range(40)))
    return Portfolios(model=model, measures=measures, portfolios=chosen)


def test_the_stack_holds_the_models_of_the_portfolios() -> None:
    portfolios = firm(1, links=True, shocks=True, capped=True)
    stack = Stack.of(portfolios)
    for number, model in enumerate(models_of(portfolios)):
        assert stack.rate[number] == pytest.approx(model.rate, rel=1e-12)
        assert stack.link_probability[number] == pytest.approx(model.link_probability, rel=1e-12)
        alone = Stack.of(Portfolios(model=model, measures=portfolios.measures, portfolios=((),)))
        assert stack.size[number] == pytest.approx(alone.size[0], rel=1e-12)


@pytest.mark.parametrize("links", [False, True])
@pytest.mark.parametrize("shocks", [False, True])
@pytest.mark.parametrize("capped", [False, True])
def test_a_batch_gives_what_each_portfolio_gives_alone(*, links: bool, shocks: bool, capped: bool) -> None:
    portfolios = firm(7, links=links, shocks=shocks, capped=capped)
    found = evaluate_portfolios(portfolios)
    for number in range(0, 41, 10):
        one, exact = found[number], evaluate(model_of(portfolios, number), points=2**14)
        assert one.distribution.mean_eur == pytest.approx(exact.distribution.mean_eur, rel=1e-12)
        for value, true, bound in (
            (one.cvar95_eur, exact.cvar95_eur, one.error_bound_relative),
            (one.var95_eur, exact.var95_eur, one.var95_error_bound_relative),
        ):
            assert bound <= 1e-3
            assert abs(value / true - 1.0) <= bound + exact.error_bound_relative + exact.var95_error_bound_relative
        at = np.array([0.5, 1.0, 1.5]) * exact.var95_eur
        (chance, error), (true_chance, its_error) = one.exceedance(at), exact.exceedance(at)
        assert (np.abs(chance - true_chance) <= error + its_error + 2e-5).all()


def test_neither_threads_nor_company_change_a_result() -> None:
    portfolios = firm(3, links=True, shocks=True, capped=False)
    two, one = (evaluate_portfolios(portfolios, threads=threads) for threads in (2, 1))
    assert [each.cvar95_eur for each in two] == [each.cvar95_eur for each in one]
    fewer = evaluate_portfolios(replace(portfolios, portfolios=portfolios.portfolios[5:9]))
    assert [each.cvar95_eur for each in fewer] == pytest.approx([each.cvar95_eur for each in one[5:9]], rel=1e-4)


def test_portfolios_of_very_different_size_get_grids_of_their_own() -> None:
    base = firm(5, links=False, shocks=False, capped=False)
    nearly_nothing = replace(base.measures, severity_factor=np.where(np.arange(MEASURES)[:, None] == 0, 1e-3, 1.0) * np.ones((1, THREATS)))
    nothing = replace(
        nearly_nothing,
        start_year=np.zeros(MEASURES, dtype=np.int64),
        frequency_factor=np.where(np.arange(MEASURES)[:, None] == 1, 0.0, 1.0) * np.ones((1, THREATS)),
        duration_factor=np.ones((MEASURES, THREATS)),
    )
    portfolios = replace(base, measures=nothing, portfolios=((), (0,), (1,), (0, 2), (3,)))
    found = evaluate_portfolios(portfolios)
    assert found[1].cvar95_eur == pytest.approx(1e-3 * found[0].cvar95_eur, rel=1e-3)
    assert found[2].cvar95_eur == 0.0
    assert found[3].cvar95_eur == found[1].cvar95_eur
    assert found[4].cvar95_eur == found[0].cvar95_eur


def test_so_many_capped_threats_that_nodes_must_be_spared_keep_their_bound() -> None:
    """With 150 threats there is room for 27 scales each; what that costs must be in the bound."""
    rng = np.random.default_rng(4)
    threats, base = 150, firm(7, links=False, shocks=False, capped=True)
    median = np.exp(rng.uniform(7.0, 11.0, threats))
    model = replace(
        base.model,
        onset=np.zeros(threats, dtype=bool),
        rate=rng.uniform(0.001, 0.1, (YEARS, threats)),
        median_eur=median,
        sigma=rng.uniform(0.3, 1.5, threats),
        cap_eur=3.0 * median,
        scale=np.ones((YEARS, threats)),
        duration=np.zeros((YEARS, threats)),
        group=np.full(threats, -1),
    )
    factor = np.where(rng.random((MEASURES, threats)) < 0.6, rng.uniform(0.2, 1.1, (MEASURES, threats)), 1.0)
    measures = replace(base.measures, frequency_factor=factor, severity_factor=factor, duration_factor=np.ones_like(factor))
    many = replace(base, model=model, measures=measures)
    found = evaluate_portfolios(many)
    for number in range(0, 41, 10):
        exact = evaluate(model_of(many, number))
        assert abs(found[number].cvar95_eur / exact.cvar95_eur - 1.0) <= found[number].error_bound_relative + exact.error_bound_relative


@pytest.mark.parametrize("seed", range(2, 26, 3))
def test_a_few_spiky_losses_keep_their_bound(seed: int) -> None:
    """One to three threats with caps at the median and hardly any spread: nothing smooths what interpolation does to them."""
    rng = np.random.default_rng(seed)
    threats, years = int(rng.integers(1, 4)), 3
    median, none = np.exp(rng.uniform(8.0, 11.0, threats)), np.zeros(0, dtype=np.int64)
    model = RiskModel(
        onset=np.zeros(threats, dtype=bool),
        rate=rng.uniform(0.01, 0.6, (years, threats)),
        median_eur=median,
        sigma=rng.choice([0.0, 0.02, 0.1, 0.5, 1.0], threats),
        cap_eur=median * rng.choice([0.9, 1.2, 3.0, np.inf], threats),
        scale=np.ones((years, threats)),
        duration=np.zeros((years, threats)),
        link_from=none,
        link_to=none,
        link_probability=np.zeros((years, 0)),
        group=np.full(threats, -1),
        group_variance=np.zeros(0),
        discount_rate=0.03,
        balance=Balance(liquidity_eur=None, equity_eur=None, cash_flow_eur=np.zeros(years)),
    )
    ones = np.ones((12, threats))
    measures = Measures(
        start_year=rng.integers(0, 3, 12),
        cost_eur=np.zeros(12),
        frequency_factor=ones,
        severity_factor=rng.uniform(0.5, 1.05, (12, threats)),
        duration_factor=ones,
    )
    chosen = tuple(tuple(np.flatnonzero(rng.random(12) < 0.3).tolist()) for _ in range(60))
    many = Portfolios(model=model, measures=measures, portfolios=chosen)
    found = evaluate_portfolios(many)
    for number in range(0, 60, 12):
        one, exact = found[number], evaluate(model_of(many, number))
        assert abs(one.cvar95_eur / exact.cvar95_eur - 1.0) <= one.error_bound_relative + exact.error_bound_relative


def test_endless_and_inaccurate_results_are_refused() -> None:
    portfolios = firm(2, links=True, shocks=False, capped=False)
    endless = np.ones_like(portfolios.model.link_probability)
    ends = np.arange(endless.shape[1]) % 2
    loop = replace(portfolios.model, link_from=ends, link_to=1 - ends, link_probability=endless)
    with pytest.raises(SupercriticalCascadeError):
        evaluate_portfolios(replace(portfolios, model=loop))
    with pytest.raises(InaccurateResultError):
        evaluate_portfolios(portfolios, largest_error=1e-12)


def test_no_portfolio_no_result() -> None:
    assert evaluate_portfolios(replace(firm(1, links=False, shocks=False, capped=False), portfolios=())) == ()
