"""Whose goals a plan serves: scores of plans by goal, the groups' order of the plans, and the plan that nobody regrets much.

Every goal has its own unit, so figures are first put on scales from 0 to 1. The ends of a scale come from the plans that no other plan
looked at beats in every goal: plans that nobody would choose do not stretch it. A group's score of a plan is the weighted mean of
the plan's scores; its regret is how far that lies below the score of the group's own best plan.
Axes: P plans, G goals, S groups.
Sources: additive value over local scales, Keeney and Raiffa (1976), Decisions with Multiple Objectives; minimax regret, Savage (1951),
The Theory of Statistical Decision, J. Am. Stat. Assoc. 46; rank correlation, Spearman (1904), Am. J. Psychol. 15.
"""

import numpy as np

from leitplanke.planning.measures import Bools, Floats

ROUNDING = 1e-9
"""Scores that differ by less are equal."""
NEAR = 0.02
"""Nobody argues about a fiftieth of the scale."""


def efficient(losses: Floats) -> Bools:
    """Return which plans no other plan beats in every goal, shape (P,).

    Parameters
    ----------
    losses
        (P, G) figures of which less is better. Of plans equal in all of them the first counts.

    Examples
    --------
    >>> efficient(np.array([[1.0, 5.0], [2.0, 5.0], [3.0, 1.0], [1.0, 5.0]])).tolist()
    [True, False, True, False]
    """
    found = np.ones(len(losses), dtype=np.bool_)
    for place, row in enumerate(losses):
        no_worse = (losses <= row).all(axis=1)
        better = no_worse & (losses < row).any(axis=1)
        twin = no_worse & ~better
        found[place] = not (better.any() or twin[:place].any())
    return found


def scales(losses: Floats) -> tuple[Floats, Floats]:
    """Return the best and the worst figure of each goal among the efficient plans, shape (G,) each."""
    kept = losses[efficient(losses)]
    return kept.min(axis=0), kept.max(axis=0)


def scores(losses: Floats, best: Floats, worst: Floats) -> Floats:
    """Return how well each plan serves each goal, shape (P, G): 1 the best, 0 the worst; 1 for all where plans do not differ.

    Examples
    --------
    >>> scores(np.array([[10.0, 3.0], [20.0, 3.0], [25.0, 3.0]]), np.array([10.0, 3.0]), np.array([20.0, 3.0])).tolist()
    [[1.0, 1.0], [0.0, 1.0], [0.0, 1.0]]
    """
    width = worst - best
    share = np.divide(worst - losses, width, out=np.ones_like(losses), where=width > 0.0)
    return np.clip(share, 0.0, 1.0)


def worths(scored: Floats, weights: Floats) -> Floats:
    """Return each group's score of each plan, shape (P, S), 0 to 1; a group for which nothing measured counts has 1 for all.

    Parameters
    ----------
    scored
        (P, G) of `scores`.
    weights
        (S, G), 0 or more; only their proportions within a group count.
    """
    total = weights.sum(axis=1, keepdims=True)
    share = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0.0)
    return np.asarray(np.where(total.T > 0.0, scored @ share.T, 1.0))


def regrets(worth: Floats) -> Floats:
    """Return how far each plan lies below each group's best plan, shape (P, S), 0 to 1."""
    return np.asarray(worth.max(axis=0) - worth)


def ranks(values: Floats) -> Floats:
    """Return the ranks of values from 1, shape (P,); equal values share the mean of their ranks.

    Examples
    --------
    >>> ranks(np.array([0.2, 0.9, 0.2, 0.5])).tolist()
    [1.5, 4.0, 1.5, 3.0]
    """
    rounded = np.round(values / ROUNDING)
    _, place, count = np.unique(rounded, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return np.asarray((last - (count - 1) / 2.0)[place])


def agreement(first: Floats, second: Floats) -> float | None:
    """Return Spearman's rank correlation of two groups' scores of the same plans, -1 to 1; None if one of them ranks all alike.

    Examples
    --------
    >>> agreement(np.array([0.1, 0.2, 0.3]), np.array([0.9, 0.5, 0.1]))
    -1.0
    >>> agreement(np.array([0.1, 0.2, 0.3]), np.array([0.5, 0.5, 0.5])) is None
    True
    """
    one, other = (ranks(values) - (len(values) + 1) / 2.0 for values in (first, second))
    norm = float(np.sqrt((one @ one) * (other @ other)))
    return float(np.clip(one @ other / norm, -1.0, 1.0)) if norm > 0.0 else None


def compromise(regret: Floats, cost_eur: Floats) -> int:
    """Return the plan whose largest regret is smallest; of equal ones that with the smallest sum of regrets, then the cheapest.

    Parameters
    ----------
    regret
        (P, S) of `regrets`.
    cost_eur
        (P,) what the plans cost.

    Examples
    --------
    >>> compromise(np.array([[0.0, 0.9], [0.3, 0.4], [0.4, 0.2], [0.4, 0.1]]), np.array([1.0, 2.0, 2.0, 2.0]))
    3
    """
    worst, total = (np.round(values / ROUNDING) for values in (regret.max(axis=1), regret.sum(axis=1)))
    return int(np.lexsort((cost_eur, total, worst))[0])


def favourites(worth: Floats, cost_eur: Floats) -> tuple[int, ...]:
    """Return each group's best plan, of equal ones the cheapest, one index for each of the S groups."""
    rounded = np.round(worth / ROUNDING)
    return tuple(int(np.lexsort((cost_eur, -column))[0]) for column in rounded.T)


def steadiness(scored: Floats, drawn: Floats, place: int) -> float:
    """Return the share of weights under which a plan is at most `NEAR` below the best plan.

    Parameters
    ----------
    scored
        (P, G) of `scores`.
    drawn
        (N, G) weights of one group that are as plausible as each other.
    place
        The plan.
    """
    worth = worths(scored, drawn)
    return float((worth.max(axis=0) - worth[place] <= NEAR).mean())


def largest_regrets(scored: Floats, drawn: Floats, place: int) -> Floats:
    """Return the largest regret of a plan over all groups, shape (N,), for weights drawn for all groups at once, (N, S, G)."""
    draws, groups, measured = drawn.shape
    worth = worths(scored, drawn.reshape(-1, measured))
    return np.asarray((worth.max(axis=0) - worth[place]).reshape(draws, groups).max(axis=1))
