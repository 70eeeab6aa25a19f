"""PERT: published values, and SciPy's Beta distribution as independent check."""

import numpy as np
import pytest
from scipy import stats

from leitplanke.planning import pert

FIGURE = np.array([10.0, 20.0, 60.0])


def test_published_case() -> None:
    alpha, beta = pert.shape(FIGURE)
    assert (float(alpha), float(beta)) == (pytest.approx(1.8), pytest.approx(4.2))
    assert float(pert.mean(FIGURE)) == 25.0


@pytest.mark.parametrize("probability", [0.05, 0.5, 0.95])
def test_quantiles_are_those_of_the_beta_distribution(probability: float) -> None:
    assert float(pert.quantile(FIGURE, probability)) == pytest.approx(stats.beta(1.8, 4.2, 10.0, 50.0).ppf(probability))


def test_mean_of_the_distribution_is_the_pert_mean() -> None:
    assert stats.beta(1.8, 4.2, 10.0, 50.0).mean() == pytest.approx(float(pert.mean(FIGURE)))


def test_figure_without_width_is_itself() -> None:
    figures = np.array([[7.0, 7.0, 7.0], [0.0, 0.0, 0.0], [0.0, 0.0, 4.0]])
    assert pert.quantile(figures, 0.95)[:2].tolist() == [7.0, 0.0]
    assert pert.mean(figures).tolist() == pytest.approx([7.0, 0.0, 4.0 / 6.0])
