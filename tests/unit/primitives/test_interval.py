"""Intervals give back their own 5 % and 95 % points, and the published moments."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from leitplanke.primitives.interval import Z95, Range90, ThreePoint

POSITIVE = st.floats(1e-6, 1e6)


def test_z95_is_the_95_percent_point() -> None:
    assert pytest.approx(stats.norm.ppf(0.95), abs=1e-15) == Z95


def test_published_lognormal() -> None:
    """method.md section 4: 10k to 1M gives mu 11.512925, sigma 1.399872, mean 266,398."""
    interval = Range90(10_000.0, 1_000_000.0)
    assert interval.mu == pytest.approx(11.512925, abs=5e-7)
    assert interval.sigma == pytest.approx(1.399872, abs=5e-7)
    assert math.exp(interval.mu + interval.sigma**2 / 2.0) == pytest.approx(266_398, abs=0.5)
    law = stats.lognorm(s=interval.sigma, scale=interval.centre)
    assert law.ppf([0.05, 0.95]) == pytest.approx([10_000.0, 1_000_000.0])


@given(POSITIVE, st.floats(1.0, 100.0), st.floats(1.0, 100.0))
def test_three_points_meet_their_ends_and_never_turn(low: float, up: float, further: float) -> None:
    figure = ThreePoint(low, low * up, low * up * further)
    assert figure.at(np.array([-Z95, 0.0, Z95])) == pytest.approx([figure.low, figure.mode, figure.high], rel=1e-12)
    assert (np.diff(figure.at(np.linspace(-4.0, 4.0, 41))) >= -1e-12 * figure.high).all()


@given(POSITIVE, st.floats(1.001, 1000.0))
def test_a_range_meets_its_ends(low: float, factor: float) -> None:
    interval = Range90(low, low * factor)
    assert interval.at(np.array([-Z95, 0.0, Z95])) == pytest.approx([low, low * math.sqrt(factor), low * factor], rel=1e-9)
