"""Scores, regrets, rank correlations and the compromise against hand-computed matrices, definitions and scipy."""

import numpy as np
import pytest
from scipy.stats import rankdata, spearmanr

from leitplanke.planning import goals
from leitplanke.primitives.interval import Floats

LOSSES = np.array([[0.0, 10.0], [5.0, 5.0], [10.0, 0.0], [10.0, 10.0]])
"""Plans A, B and C against two goals of which less is better, and D that C beats."""
WEIGHTS = np.array([[6.0, 2.0], [1.0, 3.0]])
"""The first group cares three times as much for the first goal, the second for the second."""


def scored(losses: Floats = LOSSES) -> Floats:
    return goals.scores(losses, *goals.scales(losses))


def test_scores_regrets_and_compromise_are_those_worked_out_by_hand() -> None:
    assert scored().tolist() == [[1.0, 0.0], [0.5, 0.5], [0.0, 1.0], [0.0, 0.0]]
    worth = goals.worths(scored(), WEIGHTS)
    assert worth.tolist() == [[0.75, 0.25], [0.5, 0.5], [0.25, 0.75], [0.0, 0.0]]
    regret = goals.regrets(worth)
    assert regret.tolist() == [[0.0, 0.5], [0.25, 0.25], [0.5, 0.0], [0.75, 0.75]]
    cost = np.array([1.0, 2.0, 3.0, 0.0])
    assert goals.favourites(worth, cost) == (0, 2)
    assert goals.compromise(regret, cost) == 1
    kept = worth[goals.efficient(LOSSES)]
    assert goals.agreement(kept[:, 0], kept[:, 1]) == pytest.approx(-1.0, abs=1e-12)


def test_a_plan_that_nobody_would_choose_does_not_stretch_the_scale() -> None:
    absurd = np.vstack([LOSSES, [[12.0, 500.0]]])
    assert goals.efficient(absurd).tolist() == [True, True, True, False, False]
    assert scored(absurd)[:4].tolist() == scored().tolist()
    assert scored(absurd)[4].tolist() == [0.0, 0.0]


def test_plans_equal_in_every_goal_count_once() -> None:
    twins = np.array([[1.0, 2.0], [1.0, 2.0], [2.0, 1.0]])
    assert goals.efficient(twins).tolist() == [True, False, True]


def test_efficient_is_what_the_definition_says() -> None:
    losses = np.random.default_rng(1).integers(0, 5, (60, 3)).astype(np.float64)
    for place, one in enumerate(losses):
        beaten = any(np.all(other <= one) and np.any(other < one) for other in losses)
        before = any(np.all(other == one) for other in losses[:place])
        assert goals.efficient(losses)[place] == (not beaten and not before)


def test_a_goal_in_which_plans_do_not_differ_parts_nobody() -> None:
    losses = np.column_stack([LOSSES[:, 0], np.full(4, 7.0)])
    assert scored(losses)[:, 1].tolist() == [1.0] * 4
    worth = goals.worths(scored(losses), np.array([[0.0, 5.0]]))
    assert goals.regrets(worth).tolist() == [[0.0]] * 4
    assert goals.agreement(worth[:, 0], worth[:, 0]) is None


def test_a_group_for_which_nothing_measured_counts_regrets_nothing() -> None:
    worth = goals.worths(scored(), np.array([[0.0, 0.0]]))
    assert worth.tolist() == [[1.0]] * 4


def test_of_plans_liked_the_same_the_cheapest_is_the_favourite() -> None:
    worth = np.array([[0.5], [0.9], [0.9 + 1e-12], [0.9]])
    assert goals.favourites(worth, np.array([0.0, 3.0, 2.0, 2.0])) == (2,)


@pytest.mark.parametrize("levels", [3, 12, 1000])
def test_ranks_and_correlation_with_ties_are_those_of_scipy(levels: int) -> None:
    rng = np.random.default_rng(levels)
    for _ in range(20):
        first, second = rng.integers(0, levels, (2, 25)) / 7.0
        assert goals.ranks(first).tolist() == rankdata(first).tolist()
        assert goals.agreement(first, second) == pytest.approx(spearmanr(first, second).statistic, abs=1e-12)


def test_the_compromise_has_the_smallest_largest_regret() -> None:
    rng = np.random.default_rng(3)
    for _ in range(20):
        regret = goals.regrets(goals.worths(rng.random((50, 4)), rng.random((5, 4))))
        assert regret[goals.compromise(regret, rng.random(50))].max() == min(row.max() for row in regret)


def test_steadiness_is_the_share_of_weights_under_which_the_plan_stays_near_the_best() -> None:
    # With weights w and 1 - w plan A is w, plan C is 1 - w worth: A is near the best from w = (1 - NEAR) / 2 on.
    share = np.arange(0.0, 1.0, 0.001) + 0.0005
    drawn = np.column_stack([share, 1.0 - share])
    extremes = scored()[[0, 2]]
    assert goals.steadiness(extremes, drawn, 0) == pytest.approx(0.5 + goals.NEAR / 2.0, abs=0.001)
    assert goals.steadiness(extremes, drawn, 0) == goals.steadiness(extremes, drawn * 4.0, 0)


def test_the_largest_regret_over_drawn_weights_is_that_of_each_draw() -> None:
    rng = np.random.default_rng(5)
    plans, drawn = rng.random((9, 3)), rng.random((30, 4, 3))
    found = goals.largest_regrets(plans, drawn, 2)
    assert found.tolist() == pytest.approx([goals.regrets(goals.worths(plans, weights))[2].max() for weights in drawn])
