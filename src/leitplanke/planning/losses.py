"""Expected losses of many schedules at once, in closed form, and the present value of cost.

Axes: N models (schedules), T years, J Unseens. The figures equal those of `risk.expectation`, model by model.
"""

import numpy as np

from leitplanke.planning.measures import Floats
from leitplanke.risk.expectation import loss_of_one
from leitplanke.risk.model import RiskModel

MOST_GENERATIONS = 60
"""Cascades that still matter after so many generations count as endless."""


def worth(years: int, discount_rate: float) -> Floats:
    """Return the present value of one euro paid in the middle of each year, shape (T,); cost is discounted like losses."""
    return np.asarray((1.0 + discount_rate) ** -(np.arange(years) + 0.5))


def losses_per_year(model: RiskModel) -> Floats:
    """Return the expected losses a year of many models, caused ones included, shape (N, T, J); inf where cascades do not end."""
    arriving = total = model.rate
    into = np.zeros((model.link_to.size, model.threats))
    into[np.arange(model.link_to.size), model.link_to] = 1.0
    for _ in range(MOST_GENERATIONS):
        arriving = (arriving[..., model.link_from] * model.link_probability) @ into
        total = total + arriving
        if arriving.max(initial=0.0) <= 1e-12 * total.max(initial=0.0):
            return total
    endless = (arriving > 1e-6 * total).any(axis=(-1, -2), keepdims=True)
    return np.where(endless, np.inf, total)


def expected_losses(model: RiskModel) -> Floats:
    """Return the expected discounted loss of the horizon of many models, booked where it is lost, shape (N, J), EUR."""
    return np.asarray((losses_per_year(model) * loss_of_one(model)).sum(axis=-2))
