"""Which scores make an output vary: standardised rank regression with bootstrap intervals and ties.

Ranks are turned into normal scores (van der Waerden), so that a linear model with normal errors gives back exactly its shares of
variance, and any rising transformation of the output gives the same answer.

Sources: Saltelli, Chan and Scott, Sensitivity Analysis, chapter 6 (standardised rank regression coefficients); Efron and Tibshirani,
An Introduction to the Bootstrap, chapter 13 (percentile intervals).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from leitplanke.primitives.interval import Floats

REPLICATES = 400
LOW, HIGH = 5.0, 95.0
LEAST_POINTS = 32
POINTS_PER_SCORE = 8
"""A regression on fewer points for each score would fit the noise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankFit:
    """A rank regression of one output on G scores, and its B bootstrap replicates.

    Attributes
    ----------
    share
        (G,) squared standardised coefficient: the score's share of the variance of the output's normal scores, 0-1; they add up to
        `explained`.
    share_replicates
        (B, G)
    narrowing
        (G,) fall of the output's standard deviation if the score and what moves with it were known, 0-1.
    narrowing_replicates
        (B, G)
    explained
        R squared: what all scores explain together; the rest is interaction and noise.
    """

    share: Floats
    share_replicates: Floats
    narrowing: Floats
    narrowing_replicates: Floats
    explained: float


def normal_scores(output: Floats) -> Floats:
    """Return the normal scores of the ranks of `output`, shape (P,), variance 1; equal values share one score.

    Examples
    --------
    >>> normal_scores(np.array([30.0, 1.0, 2.0])).round(2).tolist()
    [1.22, -1.22, 0.0]
    """
    _, place, count = np.unique(output, return_inverse=True, return_counts=True)
    middle = np.cumsum(count) - (count + 1.0) / 2.0
    score = ndtri((middle[place] + 0.5) / output.size)
    return np.asarray((score - score.mean()) / score.std())


def fit(output: Floats, scores: Floats, companion: Floats, rng: np.random.Generator) -> RankFit:
    """Return how much each score makes the output vary.

    Parameters
    ----------
    output
        (P,) not all equal.
    scores
        (P, G) of mean 0 and variance 1 in the population, independent of each other; the last C are common to many figures.
    companion
        (C, G) how much of each common score moves with each score, as multiple of its own effect; 0 for common ones.
    rng
        Draws the bootstrap samples.

    Raises
    ------
    ValueError
        If there are too few points for that many scores.
    """
    points, count = scores.shape
    if points < max(LEAST_POINTS, count + 2):
        message = f"{points} points for {count} scores"
        raise ValueError(message)
    rows = np.column_stack([np.ones(points), normal_scores(output), scores])
    products = np.einsum("pi,pj->pij", rows, rows).reshape(points, -1)
    weights = np.vstack([np.ones(points), rng.multinomial(points, np.full(points, 1.0 / points), size=REPLICATES)]) / points
    moments = (weights @ products).reshape(-1, count + 2, count + 2)
    covariance = moments[:, 1:, 1:] - moments[:, 1:, :1] * moments[:, :1, 1:]
    share, narrowing, explained = _effects(covariance, companion)
    return RankFit(
        share=share[0],
        share_replicates=share[1:],
        narrowing=narrowing[0],
        narrowing_replicates=narrowing[1:],
        explained=float(explained[0]),
    )


def _effects(covariance: Floats, companion: Floats) -> tuple[Floats, Floats, Floats]:
    """Return shares (B, G), narrowings (B, G) and R squared (B,) from covariances (B, 1 + G, 1 + G) of output and scores.

    The variance is put together from the slopes as if the scores were independent, as they are in the population: their chance
    correlations at so many points would disturb it far more than they disturb the slopes.
    """
    variance, with_output, between = covariance[:, 0, 0], covariance[:, 1:, 0], covariance[:, 1:, 1:]
    # Bootstrap samples hold few different points; a trace of ridge keeps the equations solvable and changes nothing visible.
    slope = np.linalg.solve(between + 1e-9 * np.eye(between.shape[-1]), with_output[..., None])[..., 0]
    unexplained = np.maximum(variance - (slope * with_output).sum(axis=1), 0.0)
    square = slope**2
    whole = square.sum(axis=1) + unexplained
    # A group is known: its own part goes, and its part of what each common score moves.
    gone = square.copy()
    for place, moves in enumerate(companion, start=slope.shape[1] - len(companion)):
        common = slope[:, place, None]
        gone += common**2 - (common - slope * moves) ** 2
    narrowing = 1.0 - np.sqrt(np.clip(1.0 - gone / whole[:, None], 0.0, 1.0))
    return square / whole[:, None], narrowing, square.sum(axis=1) / whole


def tied_ranks(value: Floats, replicates: Floats) -> list[int]:
    """Return the rank of each of G values, 1 for the largest; values that the bootstrap cannot tell apart share a rank.

    A value belongs to the group of the largest value not yet ranked if the 5 % point of their difference over the replicates (B, G)
    is not above 0.

    Examples
    --------
    >>> steady = np.array([[0.5, 0.1, 0.3], [0.5, 0.1, 0.3]])
    >>> tied_ranks(steady[0], steady)
    [1, 3, 2]
    """
    order = np.argsort(-value, kind="stable").tolist()
    ranks = [0] * len(order)
    leader, rank = -1, 0
    for place, one in enumerate(order, start=1):
        if leader < 0 or np.percentile(replicates[:, leader] - replicates[:, one], LOW) > 0.0:
            leader, rank = one, place
        ranks[one] = rank
    return ranks
