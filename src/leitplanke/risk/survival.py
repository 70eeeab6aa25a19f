"""Chances that losses so far are above a limit by year, read from masses on a grid: at year ends, and for the first time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from scipy import fft

from leitplanke.risk.distribution import standing_out_of_each
from leitplanke.risk.model import Floats, Ints, RiskModel
from leitplanke.risk.spectral import Grid, chance_of_nothing

Chances = tuple[Floats, Floats, Floats]
"""At year ends, of first passage, and the bound of their errors, shape (P, T) each, or (T,) of one model."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Knows how likely it is that nothing is lost at all."""

    models: Sequence[RiskModel]

    def until(self, place: int, year: int) -> float:
        """Return the chance that a model loses nothing until the end of a year."""
        return chance_of_nothing(years_of(self.models[place], 0, year + 1))


def at_year_ends(mass: Floats, limit: Floats, grid: Grid, nothing: Nothing) -> tuple[Floats, Floats, Floats]:
    """Return P(loss until year t > limit), twice, and how much probability lies too close to the limit, shape (P, T) each."""
    beyond = np.where(limit >= 0.0, 1.0 - (mass * _kept(limit, grid)).sum(axis=2), 1.0)
    beyond = np.where(np.isinf(limit), 0.0, np.clip(beyond, 0.0, 1.0))
    lump = np.zeros(limit.shape)
    tried = (limit >= 0.0) & np.isfinite(limit)
    for year in range(limit.shape[1]):
        places = np.flatnonzero(tried[:, year])
        lump[places, year] = _lumps(mass[places, year], limit[places, year], grid, places, partial(nothing.until, year=year))
    # Used where nobody recovers, or to be added to those who do.
    return beyond, np.maximum.accumulate(beyond, axis=1), lump


def year_by_year(year_loss: Floats, limit: Floats, grid: Grid, nothing: Nothing) -> tuple[Floats, Floats, Floats]:
    """Return P(loss so far > limit), P(first passage by t) and their lumps, for years that do not depend on each other, (P, T) each."""
    mass, alive = np.zeros((2, len(limit), grid.points))
    mass[:, 0] = alive[:, 0] = 1.0
    at_end, failed, lump = np.zeros((3, *limit.shape))
    for year in range(limit.shape[1]):
        loss, now = year_loss[:, year], limit[:, year]
        tried, lost = np.isfinite(now) & (now >= 0.0), now < 0.0
        mass, alive = _convolved(mass, loss), _convolved(alive, loss)
        kept = _kept(now, grid)
        at_end[:, year] = np.where(tried, 1.0 - (mass * kept).sum(axis=1), lost)
        before = failed[:, year - 1] if year else np.zeros(len(limit))
        lump[:, year] = lump[:, year - 1] if year else 0.0
        places, none = np.flatnonzero(tried), partial(nothing.until, year=year)
        at_limit = [_lumps(each[places], now[places], grid, places, none) for each in (alive, mass)]
        lump[places, year] += np.maximum(*at_limit)
        for place in places.tolist():
            alive[place], edge = _cut(alive[place], kept[place])
            # Moved by at most a step, it fails later in other cases by no more than the densest point of a year's loss.
            lump[place, year] += edge * float(loss[place, 1:].max()) if edge else 0.0
        alive[lost] = 0.0
        failed[:, year] = np.where(np.isinf(now), before, np.maximum(before, 1.0 - alive.sum(axis=1)))
    return np.clip(at_end, 0.0, 1.0), np.clip(failed, 0.0, 1.0), lump


def _convolved(mass: Floats, other: Floats) -> Floats:
    points = mass.shape[-1]
    return np.maximum(fft.irfft(fft.rfft(mass, 2 * points) * fft.rfft(other, 2 * points))[..., :points], 0.0)


def years_of(model: RiskModel, start: int, end: int) -> RiskModel:
    """Return some years as a model of their own: what is paid later is left out."""
    part = slice(start, end)
    balance = replace(model.balance, cash_flow_eur=model.balance.cash_flow_eur[part])
    return replace(
        model,
        rate=model.rate[part],
        scale=model.scale[part],
        duration=model.duration[part],
        link_probability=model.link_probability[part],
        balance=balance,
    )


def _kept(limit: Floats, grid: Grid) -> Floats:
    """Return the part of each grid point's losses that are not above the limits, (..., N): a point stands for half a step to both sides."""
    part = np.clip(limit[..., None] / grid.step_eur - np.arange(grid.points) + 0.5, 0.0, 1.0)
    # No loss is survived by whoever has not less than nothing.
    part[..., 0] = 1.0
    return np.asarray(part)


def _cut(mass: Floats, part: Floats) -> tuple[Floats, float]:
    """Return the mass that survives, and what lies in the point that the limit cuts.

    What is left of that point goes one down, where it is safe: a limit that stays would cut it again each year.
    """
    alive = mass * part
    place = int((part > 0.0).sum()) - 1
    if part[place] == 1.0 or place == 0:
        return alive, 0.0
    edge = float(alive[place])
    alive[place - 1] += edge
    alive[place] = 0.0
    return alive, edge


def _lumps(mass: Floats, limit: Floats, grid: Grid, places: Ints, nothing: Callable[[int], float]) -> Floats:
    """Return the probability of losses so close to the limits that they may be booked on the wrong side, shapes (R, N) and (R,) to (R,).

    A loss of exactly the limit stands out from its neighbours. Within the first steps there are none to compare with, and what stands
    for nothing may be small losses: all of it may be wrong but what is no loss at all.
    """
    place = np.rint(limit / grid.step_eur).astype(np.int64)
    found = standing_out_of_each(mass, place)
    for row in np.flatnonzero(place < 4).tolist():  # noqa: PLR2004 - there are no neighbours to compare with
        found[row] = max(0.0, float(mass[row, : place[row] + 3].sum()) - nothing(int(places[row])))
    return found
