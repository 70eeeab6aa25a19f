"""Expected losses in closed form: how many, how much, booked where the money is lost or where the chain began."""

import numpy as np

from leitplanke.risk.cascade import subcritical
from leitplanke.risk.model import Floats, RiskModel
from leitplanke.risk.payment import multiple
from leitplanke.risk.severity import limited_mean


def loss_of_one(model: RiskModel, *, until: int | None = None, discounted: bool = True) -> Floats:
    """Return the expected cost of one loss of threat j in year t, shape (T, J), EUR."""
    return multiple(model, until=until, discounted=discounted) * limited_mean(model.median_eur, model.sigma, model.cap_eur)


def losses_per_year(model: RiskModel) -> Floats:
    """Return the expected number of losses of j in year t, caused ones included, shape (T, J)."""
    remaining = np.eye(model.threats) - subcritical(model).swapaxes(1, 2)
    return np.asarray(np.linalg.solve(remaining, model.rate[:, :, None])[:, :, 0])


def expected_loss(model: RiskModel, *, discounted: bool = True) -> Floats:
    """Return the expected loss of the horizon by threat, booked where the money is lost, shape (J,), EUR."""
    return np.asarray((losses_per_year(model) * loss_of_one(model, discounted=discounted)).sum(axis=0))


def expected_loss_by_cause(model: RiskModel, *, discounted: bool = True) -> Floats:
    """Return the expected loss of the horizon by the threat that began the chain, shape (J,), EUR; adds up to the same total."""
    each = loss_of_one(model, discounted=discounted)
    chain = np.linalg.solve(np.eye(model.threats) - subcritical(model), each[:, :, None])[:, :, 0]
    return np.asarray((model.rate * chain).sum(axis=0))
