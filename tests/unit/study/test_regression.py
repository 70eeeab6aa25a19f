"""Rank regression on models whose answer is known."""

import math

import numpy as np
import pytest

from leitplanke.study.regression import fit, normal_scores, tied_ranks

SLOPES = np.array([0.5, 0.3, 0.3, 0.1])
NOISE = 0.2
TRUE = np.array([*SLOPES**2, 1.0]) / (SLOPES @ SLOPES + 1.0 + NOISE**2)
"""Shares of the four scores and of the common one, whose slope is 1."""


def sample(points: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    scores = rng.standard_normal((points, 5))
    return scores @ np.array([*SLOPES, 1.0]) + NOISE * rng.standard_normal(points), scores


def test_shares_of_a_linear_model_are_its_shares_of_variance() -> None:
    output, scores = sample(8192, 1)
    found = fit(output, scores, np.zeros((1, 5)), np.random.default_rng(2))
    assert found.share == pytest.approx(TRUE, abs=0.01)
    assert found.explained == pytest.approx(1.0 - NOISE**2 / (SLOPES @ SLOPES + 1.0 + NOISE**2), abs=0.005)
    assert found.share.sum() == pytest.approx(found.explained, rel=1e-12)


def test_a_rising_transformation_changes_nothing() -> None:
    output, scores = sample(256, 3)
    plain = fit(output, scores, np.zeros((1, 5)), np.random.default_rng(4))
    bent = fit(np.exp(3.0 * output), scores, np.zeros((1, 5)), np.random.default_rng(4))
    assert bent.share == pytest.approx(plain.share, rel=1e-12)
    assert bent.narrowing_replicates == pytest.approx(plain.narrowing_replicates, rel=1e-9)


def test_narrowing_takes_the_common_part_along() -> None:
    """Figures of slope b lean by a fifth: knowing one leaves 0.8 (B2 - b2) + 0.2 (B - b)2 of 0.8 B2 + 0.2 B2."""
    slope = np.array([0.4, 0.2, 0.2, 0.1])
    rng = np.random.default_rng(5)
    own, common = rng.standard_normal((8192, 4)), rng.standard_normal(8192)
    output = (math.sqrt(0.8) * own + math.sqrt(0.2) * common[:, None]) @ slope
    companion = np.array([[math.sqrt(0.2 / 0.8)] * 4 + [0.0]])
    found = fit(output, np.column_stack([own, common]), companion, np.random.default_rng(6))
    variance = 0.8 * (slope @ slope) + 0.2 * slope.sum() ** 2
    left = 0.8 * (slope @ slope - slope**2) + 0.2 * (slope.sum() - slope) ** 2
    assert found.narrowing[:4] == pytest.approx(1.0 - np.sqrt(left / variance), abs=0.01)


def test_narrowing_takes_both_common_parts_along() -> None:
    """A fifth of each error is common to all, and .3 and -.3 of two of them go with a second common score."""
    slope, side = np.array([0.4, 0.2, 0.2, 0.1]), np.array([math.sqrt(0.3), -math.sqrt(0.3), 0.0, 0.0])
    rng = np.random.default_rng(15)
    scores = rng.standard_normal((8192, 6))
    own = np.sqrt(0.8 - side**2)
    output = (own * scores[:, :4] + np.outer(scores[:, 4], side) + math.sqrt(0.2) * scores[:, 5:]) @ slope
    companion = np.array([[*(side / own), 0.0, 0.0], [*(math.sqrt(0.2) / own), 0.0, 0.0]])
    found = fit(output, scores, companion, np.random.default_rng(16))
    alone = own**2 * slope**2
    variance = alone.sum() + (side @ slope) ** 2 + 0.2 * slope.sum() ** 2
    left = alone.sum() - alone + (side @ slope - side * slope) ** 2 + 0.2 * (slope.sum() - slope) ** 2
    assert found.narrowing[:4] == pytest.approx(1.0 - np.sqrt(left / variance), abs=0.01)
    assert found.share[4:] * variance == pytest.approx([(side @ slope) ** 2, 0.2 * slope.sum() ** 2], rel=0.05)


def test_intervals_hold_the_truth_about_nine_times_in_ten() -> None:
    held = np.zeros(5)
    for seed in range(100):
        output, scores = sample(256, 1000 + seed)
        found = fit(output, scores, np.zeros((1, 5)), np.random.default_rng(seed))
        low, high = np.percentile(found.share_replicates, (5, 95), axis=0)
        held += (low <= TRUE) & (high >= TRUE)
    # 100 trials at 90 % stray by 3 each way; squares of small slopes are a little biased.
    assert held.min() >= 80.0
    assert held.max() <= 99.0


def test_equal_effects_tie_and_clear_ones_do_not() -> None:
    output, scores = sample(256, 7)
    found = fit(output, scores, np.zeros((1, 5)), np.random.default_rng(8))
    assert tied_ranks(found.narrowing[:4], found.narrowing_replicates[:, :4]) == [1, 2, 2, 4]


def test_scores_that_overlap_a_little_are_told_apart() -> None:
    """Collinearity: the second score is 0.6 of the first; only the first acts."""
    rng = np.random.default_rng(9)
    first, other, common = rng.standard_normal((3, 2048))
    second = 0.6 * first + 0.8 * other
    found = fit(first + 0.5 * common, np.column_stack([first, second, common]), np.zeros((1, 3)), rng)
    assert found.share[1] < 0.002
    assert found.share[0] == pytest.approx(0.8, abs=0.02)


def test_equal_outputs_share_a_normal_score() -> None:
    found = normal_scores(np.array([0.0, 0.0, 0.0, 5.0, 5.0, 9.0]))
    assert found[0] == found[1] == found[2] < found[3] == found[4] < found[5]
    assert found.mean() == pytest.approx(0.0, abs=1e-12)
    assert found.std() == pytest.approx(1.0, rel=1e-12)


@pytest.mark.parametrize(("points", "scores"), [(16, 2), (40, 39)])
def test_too_few_points_are_refused(points: int, scores: int) -> None:
    rng = np.random.default_rng(1)
    with pytest.raises(ValueError, match=f"{points} points for {scores} scores"):
        fit(rng.random(points), rng.standard_normal((points, scores)), np.zeros(scores), rng)
