"""Losses of fixed sizes: their sums lie on a lattice, and chances that they exceed a limit are exact, also where a sum is the limit."""

import numpy as np

from leitplanke.risk.model import Floats, RiskModel
from leitplanke.risk.spectral import TILT, Grid, on_grid
from leitplanke.risk.survival import Chances, Nothing, year_by_year, years_of

CENT = 100.0
ROUNDING = 1e-6
"""Of a cent or of a step: what products of factors are off by."""
FEWEST_POINTS, MOST_POINTS = 2**6, 2**15


def exact_chances(model: RiskModel, limit_eur: Floats) -> Chances | None:
    """Return the chances that the losses so far are above the limits, (T,) each; None if sizes are not fixed or the lattice is too fine.

    Parameters
    ----------
    model
        Without onsets: years do not depend on each other.
    limit_eur
        Shape (T,), of the undiscounted losses until the end of each year.
    """
    step, reach = _step(model), float(limit_eur[np.isfinite(limit_eur)].max(initial=0.0))
    if step is None or reach / step > MOST_POINTS - 2:
        return None
    points = max(FEWEST_POINTS, int(2 ** np.ceil(np.log2(reach / step + 2.0))))
    grid, single = Grid(step, points), [years_of(model, year, year + 1) for year in range(model.years)]
    mass = np.stack([on_grid(one, grid, discounted=False).mass for one in single])
    # Between two points of the lattice: whatever is at the limit itself is not above it.
    between = np.where(limit_eur >= 0.0, (np.floor(limit_eur / step + ROUNDING) + 0.5) * step, limit_eur)
    at_end, failed, _ = year_by_year(mass[None], between[None], grid, Nothing([model]))
    return at_end[0], failed[0], failed[0] * np.exp(-TILT) + ROUNDING


def _step(model: RiskModel) -> float | None:
    """Return the largest step of which all sizes are multiples, EUR; None if there is none or some are not fixed."""
    happens = np.asarray(model.rate.sum(axis=0) > 0.0)
    happens[model.link_to] = True
    sizes = (np.minimum(model.median_eur, model.cap_eur) * model.scale)[:, happens]
    sizes = sizes[sizes > 0.0]
    if model.sigma[happens].any() or not sizes.size or sizes.max() * CENT > 2.0**53:
        return None
    cents = np.rint(sizes * CENT)
    if (np.abs(sizes * CENT - cents) > ROUNDING).any() or not cents.all():
        return None
    return float(np.gcd.reduce(cents.astype(np.int64))) / CENT
