"""Kept transforms change no figure: the same as computed anew, in any order of asking, and when the room is full."""

from dataclasses import replace

import numpy as np
import pytest

from leitplanke.risk.known import KnownLosses
from leitplanke.risk.model import Balance, RiskModel
from leitplanke.risk.severity import masses
from leitplanke.risk.yearend import grid_of, shortfalls

POINTS, STEP, YEARS = 256, 100.0, 3


def firm(scale: float) -> RiskModel:
    """Return two threats in a chain, one of them an onset."""
    two = np.ones((YEARS, 2))
    return RiskModel(
        onset=np.array([False, True]),
        rate=np.array([0.6, 0.3]) * two,
        median_eur=np.array([1_000.0, 400.0]),
        sigma=np.array([0.8, 1.1]),
        cap_eur=np.array([np.inf, 3_000.0]),
        scale=np.array([scale, 1.0]) * two,
        duration=np.array([0.0, 1.5]) * two,
        link_from=np.array([0]),
        link_to=np.array([1]),
        link_probability=np.full((YEARS, 1), 0.2),
        group=np.array([-1, -1]),
        group_variance=np.zeros(0),
        discount_rate=0.05,
        balance=Balance(liquidity_eur=2_500.0, equity_eur=None, cash_flow_eur=np.full(YEARS, 300.0)),
    )


@pytest.mark.parametrize("most", [1024, 3])
def test_rows_are_those_of_the_masses(most: int) -> None:
    kept, rng = KnownLosses(STEP, POINTS, most=most), np.random.default_rng(3)
    weight = np.exp(-np.arange(POINTS) / POINTS)
    for _ in range(5):
        median, cap = rng.choice([500.0, 900.0, 2_000.0], 4), rng.choice([4_000.0, np.inf], 4)
        wanted = np.fft.rfft(masses(median, 0.8, cap, STEP, POINTS) * weight, axis=1)
        np.testing.assert_allclose(kept.rows(median, 0.8, cap, weight), wanted, rtol=0.0, atol=1e-13)
    assert len(kept.kept) <= max(most, 4)


def test_no_loss_at_all_has_no_rows() -> None:
    assert KnownLosses(STEP, POINTS).rows(np.zeros(0), 1.0, np.zeros(0), np.ones(POINTS)).shape == (0, POINTS // 2 + 1)


def test_chances_are_the_same_however_often_one_asks() -> None:
    survived, end = np.array([[[2_500.0], [2_000.0], [1_500.0]]]), 20_000.0
    grid = grid_of(end, POINTS)
    known = KnownLosses(grid.step_eur, grid.points)
    for scale in (1.0, 0.5, 1.0, 0.7):
        anew = shortfalls([firm(scale)], survived, POINTS, end)
        np.testing.assert_allclose(shortfalls([firm(scale)], survived, POINTS, end, known), anew, rtol=0.0, atol=1e-12)
    assert len(known.kept) < 40  # of four times six years, each with two threats


def test_losses_of_another_grid_are_left_alone() -> None:
    survived, end = np.array([[[2_500.0], [2_000.0], [1_500.0]]]), 20_000.0
    other = KnownLosses(STEP, POINTS)
    found = shortfalls([replace(firm(1.0), discount_rate=0.0)], survived, POINTS, end, other)
    assert other.kept == {}
    assert found == pytest.approx(shortfalls([firm(1.0)], survived, POINTS, end))
