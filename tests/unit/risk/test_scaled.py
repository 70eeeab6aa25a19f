"""Transforms of scaled losses from a few nodes, against transforms of every scale."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitplanke.risk.scaled import Rule, ScaleNodes, share_above
from leitplanke.risk.severity import limited_mean, masses

POINTS, STEP = 2**10, 500.0
TURN = np.exp(-14.0 / POINTS * np.arange(POINTS))
MANY = np.geomspace(0.35, 1.2, 400)
MEDIAN = 20_000.0


def both(nodes: ScaleNodes, sigma: float, cap: float) -> tuple[np.ndarray, np.ndarray]:
    found = nodes.weights(MANY) @ nodes.transforms(MEDIAN, sigma, cap, STEP, TURN)
    exact = ScaleNodes(MANY, Rule.EXACT).transforms(MEDIAN, sigma, cap, STEP, TURN)
    return found, exact


@pytest.mark.parametrize("sigma", [0.25, 0.5, 1.0, 1.5, 3.0])
def test_smooth_nodes_are_exact_to_a_few_millionths(sigma: float) -> None:
    nodes = ScaleNodes.of(MANY, sigma=sigma, cap_share=0.0)
    assert nodes.rule is Rule.SMOOTH
    assert nodes.size.size <= 24
    found, exact = both(nodes, sigma, np.inf)
    assert np.abs(found - exact).max() < 1e-5


@pytest.mark.parametrize(("sigma", "cap"), [(0.01, np.inf), (0.0, np.inf), (0.8, 30_000.0)])
@pytest.mark.parametrize("coarse", [True, False])
def test_rough_nodes_keep_the_mean_and_mixtures_only_spread(sigma: float, cap: float, *, coarse: bool) -> None:
    above = float(share_above(np.array(MEDIAN), np.array(sigma), np.array(cap)))
    nodes = ScaleNodes.of(MANY, sigma=sigma, cap_share=above, coarse=coarse)
    assert nodes.rule is (Rule.MIXED if coarse else Rule.LOCAL)
    mass = nodes.weights(MANY) @ masses(MEDIAN * nodes.size, sigma, cap * nodes.size, STEP, POINTS)
    exact = masses(MEDIAN * MANY, sigma, cap * MANY, STEP, POINTS)
    grid = STEP * np.arange(POINTS)
    size = float(limited_mean(np.array(MEDIAN), np.array(sigma), np.array(cap)))
    assert mass @ grid == pytest.approx(size * MANY, rel=1e-9)
    # Convex order: with mixtures the mean excess over every point is at least the exact one; with either rule it is close.
    for over in (5_000.0, 20_000.0, 30_000.0):
        excess, least = (np.maximum(grid - over, 0.0) @ each.T for each in (mass, exact))
        assert np.abs(excess - least).max() < 1e-2 * size
        if coarse:
            assert (excess >= least - 1e-9 * size).all()


def test_few_scales_are_nodes_themselves_and_nothing_needs_none() -> None:
    sizes = np.array([[0.5, 0.0], [1.0, 0.5]])
    nodes = ScaleNodes.of(sizes, sigma=1.0, cap_share=1.0)
    assert nodes.rule is Rule.EXACT
    assert nodes.size.tolist() == [0.5, 1.0]
    assert nodes.weights(sizes).tolist() == [[[1.0, 0.0], [0.0, 0.0]], [[0.0, 1.0], [1.0, 0.0]]]
    assert ScaleNodes.of(np.zeros(3), sigma=1.0, cap_share=0.0).weights(np.zeros(3)).tolist() == [[0.0]] * 3


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    sizes=st.lists(st.floats(1e-3, 1e3), min_size=2, max_size=60),
    sigma=st.floats(0.0, 3.0),
    cap_share=st.sampled_from([0.0, 0.1]),
    coarse=st.booleans(),
)
def test_weights_add_up_and_mixtures_keep_the_scale(sizes: list[float], sigma: float, cap_share: float, *, coarse: bool) -> None:
    scales = np.array(sizes)
    nodes = ScaleNodes.of(scales, sigma=sigma, cap_share=cap_share, coarse=coarse)
    weights = nodes.weights(scales)
    assert weights.sum(axis=1) == pytest.approx(1.0, abs=1e-9)
    if nodes.rule is Rule.SMOOTH:
        assert weights @ np.log(nodes.size) == pytest.approx(np.log(scales), abs=1e-8)
    else:
        assert nodes.rule is Rule.LOCAL or (weights >= 0.0).all()
        assert weights @ nodes.size == pytest.approx(scales, rel=1e-9)


def test_share_above_a_cap() -> None:
    shares = share_above(np.full(3, 10.0), np.array([1.0, 1.0, 0.0]), np.array([10.0, np.inf, 20.0]))
    assert shares == pytest.approx([0.5, 0.0, 0.0])
