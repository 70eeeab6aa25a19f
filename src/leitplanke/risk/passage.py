"""When a balance falls below zero for the first time: exact where the years allow it, else as much of it as is exact.

A balance is below zero at the end of year t when the loss so far is above what there was plus all cash flow until then. Where no onset
carries cost into later years, the loss so far is convolved year by year and histories that have failed are cut off (Bühlmann,
Mathematical Methods in Risk Theory, chapter 6). With onsets the years depend on each other: the chance of being below zero *at* the
end of each year is still exact, and only histories that were below before and have recovered are left to the simulation, as a control
variate with weight one (Glasserman, Monte Carlo Methods in Financial Engineering, section 4.1).
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy import fft

from leitplanke.risk.model import Floats, RiskModel
from leitplanke.risk.simulation import Curve, simulate_trials
from leitplanke.risk.spectral import TILT, Grid, on_grid

POINTS = 2**11
TRIALS = 2**16
MARGIN = 1.1
"""The grid ends at this multiple of the largest loss that a balance survives; beyond, all have failed."""
Method = Literal["exact", "simulated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPassage:
    """Chance that one balance has been below zero at the end of a year, by year."""

    probability: Floats
    """(T,) that it was so in year 1, in year 1 or 2, ...: cumulative, rising; the last is that of the horizon."""
    at_year_end: Floats
    """(T,) that it is below zero at the end of that year, whatever was before: always exact."""
    error_bound: Floats
    """(T,) absolute, of the grid: difference to a grid of twice the step."""
    standard_error: Floats
    """(T,) Monte Carlo error of `probability`; 0 where nothing was simulated."""
    method: Method
    """Whether `probability` is exact or `at_year_end` plus the simulated share of those that recovered."""

    @property
    def in_year(self) -> Floats:
        """Chance that each year is the first, shape (T,)."""
        return np.diff(self.probability, prepend=0.0)

    @property
    def lower(self) -> Floats:
        """What `probability` is at least without any simulation, shape (T,): the largest chance at a year's end so far."""
        return np.maximum.accumulate(self.at_year_end)

    @property
    def upper(self) -> Floats:
        """What `probability` is at most without any simulation, shape (T,): the sum of the chances at the years' ends."""
        return np.minimum(1.0, np.cumsum(self.at_year_end))


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPassages:
    """The same for both balances; None where a balance is unknown."""

    liquidity: FirstPassage | None
    equity: FirstPassage | None


def first_passages(model: RiskModel, *, seed: int, trials: int = TRIALS, points: int = POINTS, threads: int = 1) -> FirstPassages:
    """Return the chance that liquidity and equity have been below zero at a year's end, by year; undiscounted.

    Parameters
    ----------
    seed, trials
        Of the histories that are simulated where the exact way is closed.
    points
        Grid points, a power of two.
    threads
        Blocks of histories at once; the result does not depend on it.

    Raises
    ------
    SupercriticalCascadeError
        If losses cause each other without end.
    TooManyLossesError
        If a simulation is needed and there are too many losses for it.
    """
    undiscounted = replace(model, discount_rate=0.0)
    survived = [None if start is None else start + np.cumsum(model.balance.cash_flow_eur) for start in _starts(model)]
    carried = bool(model.onset[model.rate.sum(axis=0) > 0.0].any() or (model.onset.any() and model.link_to.size))
    recovering = bool((model.balance.cash_flow_eur[1:] > 0.0).any())
    simulated = carried and recovering and any(limit is not None for limit in survived)
    recovered = _recovered(undiscounted, seed, trials, threads) if simulated else (None, None)
    found = [
        None if limit is None else _passage(undiscounted, limit, points, share, carried=carried)
        for limit, share in zip(survived, recovered, strict=True)
    ]
    return FirstPassages(liquidity=found[0], equity=found[1])


def _starts(model: RiskModel) -> tuple[float | None, float | None]:
    return model.balance.liquidity_eur, model.balance.equity_eur


def _passage(model: RiskModel, limit: Floats, points: int, recovered: Curve | None, *, carried: bool) -> FirstPassage:
    """Return one balance's chances; `limit` (T,) is the largest loss so far that it survives."""
    end = max(float(limit.max()) * MARGIN, 1.0)
    grids = (Grid(end / (points - 1), points), Grid(2.0 * end / (points - 1), points // 2))
    if not carried:
        both = [_year_by_year(model, limit, grid) for grid in grids]
        (at_end, _), (probability, error) = (_of_two([one[which] for one in both]) for which in (0, 1))
        none = np.zeros(model.years)
        return FirstPassage(probability=probability, at_year_end=at_end, error_bound=error, standard_error=none, method="exact")
    at_end, error = _of_two([_at_year_end(model, limit, grid) for grid in grids])
    # By the end of the first year nobody can have recovered.
    late = np.arange(model.years) > 0
    none = np.zeros(model.years)
    lower, upper = np.maximum.accumulate(at_end), np.minimum(1.0, np.cumsum(at_end))
    return FirstPassage(
        probability=np.clip(np.maximum.accumulate(at_end + (none if recovered is None else recovered.value)), lower, upper),
        at_year_end=at_end,
        error_bound=error,
        standard_error=none if recovered is None else recovered.error * late,
        method="exact" if recovered is None else "simulated",
    )


def _of_two(found: list[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    """Return the finer result and its error bound."""
    (fine, lump), (coarse, _) = found
    # What lies beyond the grid wraps around to where it is taken for survival, damped by the tilt.
    return fine, np.abs(fine - coarse) + lump + fine * np.exp(-TILT)


def _at_year_end(model: RiskModel, limit: Floats, grid: Grid) -> tuple[Floats, Floats]:
    """Return P(loss of the first t years > limit) and how much probability lies in one lump at the limit, by t."""
    failed, lump = np.ones(model.years), np.zeros(model.years)
    for year in range(model.years):
        if limit[year] >= 0.0:
            mass = on_grid(_years(model, 0, year + 1), grid).mass
            failed[year], lump[year] = 1.0 - mass @ _kept(limit[year], grid), _lump(mass, limit[year], grid)
    return np.clip(failed, 0.0, 1.0), lump


def _year_by_year(model: RiskModel, limit: Floats, grid: Grid) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """Return P(loss so far > limit) and P(first passage by t) with their lumps, for years that do not depend on each other."""
    mass, alive = np.zeros((2, grid.points))
    mass[0] = alive[0] = 1.0
    at_end, failed = np.ones((2, model.years))
    at_lump, lump = np.zeros((2, model.years))
    for year in range(model.years):
        loss = on_grid(_years(model, year, year + 1), grid).mass
        mass, alive = (_convolved(one, loss) for one in (mass, alive))
        if limit[year] >= 0.0:
            at_end[year], at_lump[year] = 1.0 - mass @ _kept(limit[year], grid), _lump(mass, limit[year], grid)
            lump[year] = lump[max(year - 1, 0)] + _lump(alive, limit[year], grid)
            alive, edge = _cut(alive, limit[year], grid)
            # Moved by at most a step, it fails later in other cases by no more than the densest point of a year's loss.
            lump[year] += edge * float(loss[1:].max())
        else:
            alive = np.zeros(grid.points)
        failed[year] = 1.0 - alive.sum()
    return (np.clip(at_end, 0.0, 1.0), at_lump), (np.clip(failed, 0.0, 1.0), lump)


def _convolved(mass: Floats, other: Floats) -> Floats:
    double = 2 * mass.size
    return np.maximum(fft.irfft(fft.rfft(mass, double) * fft.rfft(other, double))[: mass.size], 0.0)


def _years(model: RiskModel, start: int, end: int) -> RiskModel:
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


def _kept(limit: float, grid: Grid) -> Floats:
    """Return the part of each grid point's losses that are not above the limit: a point stands for half a step to both sides."""
    part = np.clip(limit / grid.step_eur - np.arange(grid.points) + 0.5, 0.0, 1.0)
    # No loss is survived by whoever has not less than nothing.
    part[0] = 1.0
    return np.asarray(part)


def _cut(mass: Floats, limit: float, grid: Grid) -> tuple[Floats, float]:
    """Return the mass that survives, and what lies in the point that the limit cuts.

    What is left of that point goes one down, where it is safe: a limit that stays would cut it again each year.
    """
    part = _kept(limit, grid)
    alive = mass * part
    place = int((part > 0.0).sum()) - 1
    if part[place] == 1.0 or place == 0:
        return alive, 0.0
    edge = float(alive[place])
    alive[place - 1] += edge
    alive[place] = 0.0
    return alive, edge


def _lump(mass: Floats, limit: float, grid: Grid) -> float:
    """Return the probability of a loss of exactly the limit, as far as it stands out; half of it may be booked on the wrong side."""
    place = min(round(limit / grid.step_eur), grid.points - 4)
    if place < 4:  # noqa: PLR2004 - there are no neighbours to compare with
        return 0.0
    near, around = float(mass[place - 1 : place + 2].sum()), float(mass[[place - 3, place - 2, place + 2, place + 3]].mean())
    return max(0.0, near - 6.0 * around)


def _recovered(model: RiskModel, seed: int, trials: int, threads: int) -> tuple[Curve | None, Curve | None]:
    """Return the simulated chance to have been below zero at an earlier year's end and not to be at the end of year t, (T,) each."""
    found = simulate_trials(model, trials=trials, seed=seed, threads=threads)
    liquidity, equity = (None if balance is None else balance.recovered() for balance in (found.liquidity, found.equity))
    return liquidity, equity
