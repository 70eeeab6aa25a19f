"""Expected losses of many schedules at once, in closed form, and the present value of cost.

Axes: N models (schedules), T years, J Unseens. The figures equal those of `risk.expectation`, model by model.
"""

import numpy as np

from leitplanke.planning.measures import Floats
from leitplanke.risk.expectation import loss_of_one
from leitplanke.risk.model import RiskModel

MOST_GENERATIONS = 40
"""Cascades usually die out within ten generations; what still matters after so many is solved directly."""


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
    return _solved(model)


def _solved(model: RiskModel) -> Floats:
    """Return the same by solving the linear equations of each year: slower, and right for cascades that hardly die out."""
    direct = np.zeros((*model.rate.shape, model.threats))
    for link, (source, target) in enumerate(zip(model.link_from.tolist(), model.link_to.tolist(), strict=True)):
        direct[..., source, target] += model.link_probability[..., link]
    endless = np.abs(np.linalg.eigvals(direct)).max(axis=-1) >= 1.0
    direct[endless] = 0.0
    losses = np.linalg.solve(np.eye(model.threats) - direct.swapaxes(-1, -2), model.rate[..., None])[..., 0]
    return np.where(endless.any(axis=-1)[..., None, None], np.inf, losses)


def expected_losses(model: RiskModel) -> Floats:
    """Return the expected discounted loss of the horizon of many models, booked where it is lost, shape (N, J), EUR."""
    return np.asarray((losses_per_year(model) * loss_of_one(model)).sum(axis=-2))
