"""Chance that a balance is below zero at a year's end, for several models of one firm at once: exact, and cheap enough for a search.

A first passage happens at the latest year at which the balance is below zero or before, so the largest of these chances is a lower bound
of that of a first passage within the horizon, and close to it where few recover (`risk.passage`). Source: method.md section 4.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from leitplanke.risk.cascade import transforms
from leitplanke.risk.distribution import LossDistribution
from leitplanke.risk.known import KnownLosses
from leitplanke.risk.model import Floats, RiskModel
from leitplanke.risk.payment import multiple
from leitplanke.risk.spectral import TILT, Grid, inverse, log_transform, on_grids, severity_transforms

MARGIN = 1.1
COVERED = 0.99
"""The grid ends a little beyond this quantile of the losses survived: in richer worlds hardly anything exhausts the balance."""


def shortfalls(
    models: Sequence[RiskModel], survived_eur: Floats, points: int, reach_eur: float | None = None, known: KnownLosses | None = None
) -> Floats:
    """Return the chance that the loss so far is more than a balance survives, at the end of each year, shape (N, T), in [0, 1].

    Parameters
    ----------
    models
        Of one firm (same threats, links and groups).
    survived_eur
        Shape (N, T, P): the largest undiscounted loss so far that the balance survives, in each of P equally likely worlds; below 0
        nothing is survived, inf stands for a balance that is not known. The chance is the mean over the worlds.
    points
        Grid points, a power of two.
    reach_eur
        Where the grid ends, EUR (see `reach`); None takes it from `survived_eur`, so that chances hang a little on what else is asked for.
    known
        Losses transformed before on this grid (`grid_of`).

    Raises
    ------
    SupercriticalCascadeError
        If losses of a model cause each other without end.
    """
    if not np.isfinite(survived_eur).any():
        return np.zeros(survived_eur.shape[:2])
    grid = grid_of(reach(survived_eur) if reach_eur is None else reach_eur, points)
    chance = np.empty(survived_eur.shape[:2])
    years = models[0].years
    parts = [[_first_years(model, year + 1) for model in models] for year in range(years)]
    # Who asks again and again about one model or two waits for the single steps of numpy, so all ends of years go together.
    ends = [on_grids(part, grid) for part in parts] if known is None else _together(parts, grid, known)
    for year, found in enumerate(ends):
        # A balance that is not known, or is beyond the grid, is read at its end.
        chance[:, year] = [float(one.exceedance(survived_eur[row, year]).mean()) for row, one in enumerate(found)]
    return np.where(np.isfinite(survived_eur).any(axis=2), chance, 0.0)


def grid_of(reach_eur: float, points: int) -> Grid:
    """Return the grid that ends there."""
    return Grid(reach_eur / (points - 1), points)


def reach(survived_eur: Floats) -> float:
    """Return where a grid for losses survived ends, EUR: a little beyond nearly all that are known."""
    known = survived_eur[np.isfinite(survived_eur)]
    return max(MARGIN * float(np.quantile(known, COVERED)), 1.0) if known.size else 1.0


def _together(parts: Sequence[Sequence[RiskModel]], grid: Grid, known: KnownLosses) -> list[list[LossDistribution]]:
    """Return the distributions of models of different lengths at once: each year is a portfolio of its own, and logarithms add."""
    models = [model for part in parts for model in part]
    first, years = models[0], [model.years for model in models]
    turn = np.exp(-TILT / grid.points * np.arange(grid.points))
    own = severity_transforms(models, np.concatenate([multiple(model) for model in models]), grid, turn, known=known)
    chains = transforms(first.link_from, first.link_to, np.concatenate([model.link_probability for model in models]), own)
    rate = np.concatenate([model.rate for model in models])[:, None, :]
    variance = np.repeat(np.stack([model.group_variance for model in models]), years, axis=0)
    each = log_transform(rate, first.group, variance, chains)
    mass = inverse(np.add.reduceat(each, np.cumsum([0, *years[:-1]]), axis=0), turn)
    # Nobody asks for their tails, which alone need the mean.
    found = iter([LossDistribution(step_eur=grid.step_eur, mass=row, mean_eur=math.nan) for row in mass])
    return [[next(found) for _ in part] for part in parts]


def _first_years(model: RiskModel, years: int) -> RiskModel:
    """Return the first years as a model of their own, undiscounted: what is paid later is left out."""
    return replace(
        model,
        rate=model.rate[:years],
        scale=model.scale[:years],
        duration=model.duration[:years],
        link_probability=model.link_probability[:years],
        discount_rate=0.0,
        balance=replace(model.balance, cash_flow_eur=model.balance.cash_flow_eur[:years]),
    )
