"""The bounds behind a proven choice, held against every set that they speak about."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from choice_firms import firm, subsets
from scipy.optimize import linprog

from leitplanke.planning import proof
from leitplanke.planning.relaxation import Partial, Relaxation
from leitplanke.planning.values import Values
from leitplanke.risk.portfolio import Portfolios
from leitplanke.risk.spectral import fitting_grid
from leitplanke.risk.stack import Stack

TINY = 1e-7
"""Rounding of the transforms relative to CVaR95."""


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as one:
        yield one


def values(portfolios: Portfolios, pool: ThreadPoolExecutor) -> Values:
    relaxation = Relaxation.of(portfolios.model, portfolios.measures)
    return Values.on(relaxation, fitting_grid(portfolios.model, 2**9), pool, lambda: False)


def test_a_decided_set_is_the_model_of_its_portfolio() -> None:
    many = replace(firm(3), portfolios=tuple(subsets(8)[::7]))
    expected, found = Stack.of(many), Relaxation.of(many.model, many.measures).stack([Partial(chosen) for chosen in many.portfolios])
    assert found.rate == pytest.approx(expected.rate, rel=1e-12)
    assert found.size == pytest.approx(expected.size, rel=1e-12)
    assert found.link_probability == pytest.approx(expected.link_probability, rel=1e-12)


def test_scales_of_all_sets_lie_between_the_extremes() -> None:
    for seed in range(8):
        many = replace(firm(seed), portfolios=tuple(subsets(8)))
        least, most = Relaxation.of(many.model, many.measures).sizes()
        found = Stack.of(many).size
        assert (found >= least * (1 - 1e-12)).all()
        assert (found <= most * (1 + 1e-12)).all()


def test_a_factor_of_nothing_leaves_nothing() -> None:
    one = firm(1)
    nothing = replace(one.measures, frequency_factor=np.zeros_like(one.measures.frequency_factor), start_year=np.zeros(8, dtype=np.int64))
    stack = Relaxation.of(one.model, nothing).stack([Partial((0,)), Partial((), (0,), (0, 1))])
    assert (stack.rate == 0.0).all()
    assert (stack.link_probability == 0.0).all()


@pytest.mark.parametrize("seed", range(6))
def test_relaxed_curves_are_below_true_ones_and_fall_less_and_less(seed: int, pool: ThreadPoolExecutor) -> None:
    """For a node with measure 0 fixed: below every true set that contains it, and supermodular in the undecided measures."""
    some = values(firm(seed, 6), pool)
    fixed, undecided = (0,), (1, 2, 3, 4, 5)
    added = [tuple(one + 1 for one in chosen) for chosen in subsets(5)]
    relaxed = some.curves([Partial(fixed, chosen, undecided) for chosen in added])
    true = some.curves([Partial((*fixed, *chosen)) for chosen in added])
    slack = TINY * true[0].min()
    assert (relaxed <= true + slack).all()
    assert relaxed[0] == pytest.approx(true[0], rel=1e-9)
    row = {chosen: place for place, chosen in enumerate(added)}
    for chosen in added:
        for one in set(undecided) - set(chosen):
            with_one = relaxed[row[tuple(sorted((*chosen, one)))]]
            assert (with_one <= relaxed[row[chosen]] + slack).all()
            for other in set(undecided) - {*chosen, one}:
                with_other = relaxed[row[tuple(sorted((*chosen, other)))]]
                with_both = relaxed[row[tuple(sorted((*chosen, one, other)))]]
                assert (relaxed[row[chosen]] - with_one >= with_other - with_both - slack).all()


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("centre", [(), (3,), (2, 4, 6)])
def test_cuts_hold_for_every_set_and_every_point(seed: int, centre: tuple[int, ...], pool: ThreadPoolExecutor) -> None:
    some = values(firm(seed, 7), pool)
    node = Partial((0, 1), centre, (2, 3, 4, 5, 6))
    high = proof.cut_above(node, some.curves(proof.above(node)), 7, 1e9)
    assert high is not None
    low = proof.cut_around(node, some.curves(proof.around(node)), high)
    assert low is not None
    added = [tuple(one + 2 for one in chosen) for chosen in subsets(5)]
    true = some.curves([Partial((0, 1, *chosen)) for chosen in added])
    for chosen, curve in zip(added, true, strict=True):
        for cut in (low, high):
            assert (cut.base - cut.slope[list(chosen)].sum(axis=0) <= curve * (1.0 + 1e-6)).all()
    cost = firm(seed, 7).measures.cost_eur
    for room in (0.0, 20_000.0, 45_000.0, 1e6):
        within = [curve.min() for chosen, curve in zip(added, true, strict=True) if cost[list(chosen)].sum() <= room]
        alone = proof.bound([high], node.open, cost, room)
        both = proof.bound([high, low], node.open, cost, room)
        assert alone.value * (1 - 1e-5) <= both.value <= min(within) * (1.0 + 1e-6)
        # Bounds that stop at a limit and build on known ones are weaker, never wrong.
        limited = proof.bound([high, low], node.open, cost, room, known=alone.by_point, limit=0.9 * min(within))
        assert min(alone.value, 0.9 * min(within)) * (1 - 1e-5) <= limited.value <= both.value * (1.0 + 1e-6)


def test_all_measures_together_are_their_own_bound(pool: ThreadPoolExecutor) -> None:
    """Where everything is affordable and nothing harms, the bound around all measures is reached."""
    some = values(firm(4, 5, side_effects=False), pool)
    node = Partial((), (0, 1, 2, 3, 4), (0, 1, 2, 3, 4))
    high = proof.cut_above(node, some.curves(proof.above(node)), 5, 1e9)
    assert high is not None
    assert proof.bound([high], node.open, firm(4, 5, side_effects=False).measures.cost_eur, 1e9).value == pytest.approx(
        some.of([(0, 1, 2, 3, 4)])[0], rel=1e-5
    )


def test_a_decision_taken_into_a_cut_keeps_it_valid(pool: ThreadPoolExecutor) -> None:
    some = values(firm(11, 6), pool)
    node = Partial((), (1, 2), (0, 1, 2, 3, 4, 5))
    high = proof.cut_above(node, some.curves(proof.above(node)), 6, 1e9)
    assert high is not None
    low = proof.cut_around(node, some.curves(proof.around(node)), high)
    assert low is not None
    for cut in (high.with_measure(2), low.with_measure(2)):
        for added in ((), (0,), (3, 5), (0, 1, 3, 4, 5)):
            (true,) = some.curves([Partial((2, *added))])
            assert (cut.base - cut.slope[list(added)].sum(axis=0) <= true * (1.0 + 1e-6)).all()


def test_the_knapsack_is_the_linear_programme() -> None:
    rng = np.random.default_rng(5)
    for _ in range(40):
        profit, cost = rng.random((6, 3)) * (rng.random((6, 1)) > 0.2), rng.integers(0, 5, 6).astype(float)
        room = float(rng.uniform(0.0, 15.0))
        found = proof.knapsack(profit, cost, room)
        for column in range(3):
            best = linprog(-profit[:, column], A_ub=[cost], b_ub=[room], bounds=(0.0, 1.0))
            assert found[column] == pytest.approx(-best.fun, abs=1e-6)


def test_losses_without_end_bound_nothing_from_below(pool: ThreadPoolExecutor) -> None:
    """A side effect that makes a loop endless: its set is infinitely bad, and cuts say so or keep quiet."""
    one = firm(2, 3)
    model = replace(
        one.model, link_from=np.array([0, 1]), link_to=np.array([1, 0]), link_probability=np.full_like(one.model.rate[:, :2], 0.7)
    )
    raising, lowering = np.ones(6), np.ones(6)
    raising[:2], lowering[:2] = 2.0, 0.5
    measures = replace(
        one.measures,
        start_year=np.zeros(3, dtype=np.int64),
        frequency_factor=np.stack([raising, lowering, np.ones(6)]),
        duration_factor=np.ones((3, 6)),
    )
    some = values(replace(one, model=model, measures=measures), pool)
    assert some.of([(0,)]) == [np.inf]
    assert np.isfinite(some.of([(0, 1), (1,)])).all()
    node = Partial((0,), (), (1, 2))
    high = proof.cut_above(node, some.curves(proof.above(node)), 3, 1e6)
    assert high is not None
    assert np.isfinite(high.base).all()
    assert proof.cut_around(node, some.curves(proof.around(node)), high) is None
    hopeless = Partial((0,), (), (2,))
    assert proof.cut_above(hopeless, some.curves(proof.above(hopeless)), 3, 1e6) is None
