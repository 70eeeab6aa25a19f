"""Shapley values against worked games and the axioms that single them out."""

import itertools

import numpy as np
import pytest
from small_firms import Spec, measures

from leitplanke.planning import shapley
from leitplanke.planning.coalitions import standing
from leitplanke.planning.measures import Bools, Floats
from leitplanke.planning.schedule import PlannedMeasure
from leitplanke.planning.shapley import Worth


def of_table(worth: dict[tuple[int, ...], float]) -> Worth:
    """Return a game from the worth of its coalitions, players counted from 1; what is not there is worth nothing."""

    def value(inside: Bools) -> Floats:
        return np.array([worth.get(tuple((np.flatnonzero(row) + 1).tolist()), 0.0) for row in inside])

    return value


THREE = of_table({(1,): 6, (2,): 12, (3,): 42, (1, 2): 12, (1, 3): 42, (2, 3): 42, (1, 2, 3): 42})
GLOVES = of_table({(1, 3): 1, (2, 3): 1, (1, 2, 3): 1})
"""Players 1 and 2 have left gloves, player 3 the only right one."""


@pytest.mark.parametrize(("game", "known"), [(THREE, [2, 5, 35]), (GLOVES, [1 / 6, 1 / 6, 2 / 3])])
def test_worked_games(game: Worth, known: list[float]) -> None:
    assert shapley.exact(game, 3).value == pytest.approx(known, rel=1e-12)
    some = shapley.sampled(game, 3, 4000, np.random.default_rng(1))
    assert np.all(np.abs(some.value - known) < 4.0 * some.error + 1e-12)
    assert some.value.sum() == pytest.approx(sum(known), rel=1e-12)


def random_game(seed: int, players: int) -> Worth:
    """Return a game with random worths of all coalitions, that of none included."""
    table = np.random.default_rng(seed).normal(size=2**players)
    return lambda inside: table[inside @ (1 << np.arange(players))]


def by_definition(game: Worth, players: int) -> Floats:
    """Return the mean contributions over all orders, one by one."""
    found = np.zeros(players)
    orders = list(itertools.permutations(range(players)))
    for order in orders:
        inside = np.zeros((players + 1, players), dtype=np.bool_)
        for place, player in enumerate(order):
            inside[place + 1 :, player] = True
        found[list(order)] += np.diff(game(inside))
    return found / len(orders)


@pytest.mark.parametrize("players", [1, 2, 5])
def test_exact_values_are_the_mean_over_all_orders(players: int) -> None:
    game = random_game(players, players)
    assert shapley.exact(game, players).value == pytest.approx(by_definition(game, players), rel=1e-10)


def test_dummies_and_equals() -> None:
    """Who adds nothing gets nothing, exactly and in every sample; who adds the same gets the same."""

    def game(inside: Bools) -> Floats:
        return np.where(inside[:, 0] & inside[:, 1], 10.0, 0.0) + 3.0 * inside[:, 2]

    assert shapley.exact(game, 4).value == pytest.approx([5, 5, 3, 0], abs=1e-12)
    assert shapley.sampled(game, 4, 5, np.random.default_rng(3)).value[2:] == pytest.approx([3, 0], abs=1e-12)


def test_two_games_add_up() -> None:
    one, other = random_game(1, 6), random_game(2, 6)
    both = shapley.exact(lambda inside: one(inside) + other(inside), 6).value
    assert both == pytest.approx(shapley.exact(one, 6).value + shapley.exact(other, 6).value, rel=1e-10)


def test_the_stated_errors_cover() -> None:
    """Of 400 sampled values so many lie within 1.96 stated errors of the truth as should (t distribution, 30 pairs)."""
    game = random_game(9, 8)
    truth = shapley.exact(game, 8).value
    samples = [shapley.sampled(game, 8, 30, np.random.default_rng(seed)) for seed in range(50)]
    covered = np.mean([np.abs(one.value - truth) < 1.96 * one.error for one in samples])
    assert 0.90 < covered < 0.98


def test_pairs_of_an_order_and_its_reverse_are_exact_where_players_meet_in_twos() -> None:
    """If a set is worth the sum over its pairs, order and reverse together give each player half of each of his pairs: no error."""
    rng = np.random.default_rng(4)
    bonds = np.triu(rng.normal(size=(7, 7)), 1)
    found = shapley.sampled(lambda inside: np.einsum("ni,ij,nj->n", inside, bonds, inside), 7, 2, rng)
    assert found.value == pytest.approx((bonds + bonds.T).sum(axis=0) / 2.0, rel=1e-10)
    assert found.error == pytest.approx(np.zeros(7), abs=1e-12)


def test_nobody_plays() -> None:
    assert shapley.shares(lambda inside: np.zeros(len(inside)), 0, 4, np.random.default_rng(0)).value.shape == (0,)


def test_what_needs_a_measure_stands_only_with_it() -> None:
    """Measure 1 needs 0; 2 needs 1; 3 needs 0 or 4; 5 needs 6, which is not planned: that counts as met."""
    known = measures(Spec(), Spec(needs=((0,),)), Spec(needs=((1,),)), Spec(needs=((0, 4),)), Spec(), Spec(needs=((6,),)), Spec())
    plan = tuple(PlannedMeasure(measure, 0) for measure in range(6))
    stand = standing(known, plan)
    every = np.array(list(itertools.product([False, True], repeat=6)))
    found = stand(every)
    zero, one, two, three, four, five = every.T
    expected = np.stack([zero, one & zero, two & one & zero, three & (zero | four), four, five], axis=1)
    assert np.array_equal(found, expected)


def test_a_prerequisite_that_works_too_late_is_none() -> None:
    """Measure 2 starts when 0 works; 1 works only later, so it does not hold 2 up."""
    known = measures(Spec(lead=3.0), Spec(lead=9.0), Spec(needs=((0, 1),)))
    stand = standing(known, (PlannedMeasure(0, 0), PlannedMeasure(1, 0), PlannedMeasure(2, 1)))
    assert stand(np.array([[False, True, True], [True, False, True]])).tolist() == [[False, True, False], [True, False, True]]


def test_a_prerequisite_earns_half_of_what_it_makes_possible() -> None:
    """Without worth of its own; what comes with it alone is worth 8."""
    known = measures(Spec(), Spec(needs=((0,),)))
    stand = standing(known, (PlannedMeasure(0, 0), PlannedMeasure(1, 0)))
    found = shapley.exact(lambda inside: 8.0 * stand(inside)[:, 1], 2).value
    assert found == pytest.approx([4.0, 4.0])
