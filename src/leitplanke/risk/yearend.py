"""Chance that liquidity is below zero at a year's end, for several models of one firm at once: exact, and cheap enough for a search.

A first passage happens at the latest year at which the balance is below zero or before, so the largest of these chances is a lower bound
of that of a first passage within the horizon, and close to it where few recover (`risk.passage`). Source: method.md section 4.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from leitplanke.risk.model import Floats, RiskModel
from leitplanke.risk.spectral import Grid, on_grids

MARGIN = 1.1
"""The grid ends at this multiple of the largest loss that liquidity survives; beyond, all have failed."""


def shortfalls(models: Sequence[RiskModel], points: int) -> Floats:
    """Return the chance that liquidity is below zero at the end of each year, shape (N, T), in [0, 1]; 0 where it is unknown.

    Parameters
    ----------
    models
        Of one firm (same threats, links and groups); balances may differ.
    points
        Grid points, a power of two.

    Raises
    ------
    SupercriticalCascadeError
        If losses of a model cause each other without end.
    """
    years = models[0].years
    limit = np.array([_survived(model) for model in models])
    chance = np.where(limit < 0.0, 1.0, 0.0)
    finite = limit[np.isfinite(limit)]
    grid = Grid(max(MARGIN * float(finite.max(initial=0.0)), 1.0) / (points - 1), points)
    for year in range(years):
        place = np.flatnonzero((limit[:, year] >= 0.0) & np.isfinite(limit[:, year]))
        if place.size:
            found = on_grids([_first_years(models[number], year + 1) for number in place.tolist()], grid)
            chance[place, year] = [float(one.exceedance(np.array(limit[number, year]))) for number, one in zip(place, found, strict=True)]
    return chance


def _survived(model: RiskModel) -> Floats:
    """Return the largest loss so far that liquidity survives by the end of each year, shape (T,); inf where it is unknown."""
    if model.balance.liquidity_eur is None:
        return np.full(model.years, np.inf)
    return np.asarray(model.balance.liquidity_eur + np.cumsum(model.balance.cash_flow_eur))


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
