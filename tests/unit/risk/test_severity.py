"""Masses of losses on a grid: means kept, and coarse grids made from fine ones."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitplanke.risk.severity import folded, limited_mean, masses


@settings(max_examples=60, deadline=None, derandomize=True)
@given(median=st.floats(1.0, 1e5), sigma=st.floats(0.0, 2.5), cap=st.one_of(st.just(np.inf), st.floats(1.0, 2e5)))
def test_folded_masses_are_those_of_the_coarser_grid(median: float, sigma: float, cap: float) -> None:
    fine = masses(np.array([median]), sigma, np.array([cap]), 100.0, 1_024)
    coarse = masses(np.array([median]), sigma, np.array([cap]), 200.0, 512)
    assert folded(fine) == pytest.approx(coarse, abs=1e-9)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(median=st.floats(1.0, 1e4), sigma=st.floats(0.0, 1.0), cap=st.one_of(st.just(np.inf), st.floats(1.0, 2e4)))
def test_masses_keep_the_mean_and_are_probabilities(median: float, sigma: float, cap: float) -> None:
    found = masses(np.array([median]), sigma, np.array([cap]), 500.0, 2**12)[0]
    assert (found >= 0.0).all()
    assert found.sum() == pytest.approx(1.0, abs=1e-6)
    exact = float(limited_mean(np.array(median), np.array(sigma), np.array(cap)))
    assert float(found @ (500.0 * np.arange(2**12))) == pytest.approx(exact, rel=1e-5)
