"""When a balance falls below zero for the first time: exact where the years allow it, else as much of it as is exact.

A balance is below zero at the end of year t when the loss so far is above what there was plus all cash flow until then. Where no onset
carries cost into later years, the loss so far is convolved year by year and histories that have failed are cut off (Bühlmann,
Mathematical Methods in Risk Theory, chapter 6). With onsets the years depend on each other: the chance of being below zero *at* the
end of each year is still exact, and only histories that were below before and have recovered are left to the simulation, as a control
variate with weight one (Glasserman, Monte Carlo Methods in Financial Engineering, section 4.1).
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

import numpy as np

from leitplanke.risk.batch import MOST_TOGETHER, ROOM
from leitplanke.risk.lattice import exact_chances
from leitplanke.risk.model import Floats, RiskModel
from leitplanke.risk.roughness import widening
from leitplanke.risk.scaled import ROUGH_NODES
from leitplanke.risk.simulation import Curve, Simulation, simulate_together
from leitplanke.risk.soundness import check_model
from leitplanke.risk.spectral import TILT, Grid
from leitplanke.risk.stack import MOST_BYTES
from leitplanke.risk.survival import Chances, Nothing, at_year_ends, year_by_year
from leitplanke.risk.yearly import YearlyLosses, carries

POINTS = 2**11
TRIALS = 2**16
AIM = 1e-3
"""Absolute error of a chance above which finer grids are tried."""
LOOSE = 1e-5
"""Absolute error of a chance above which losses of fixed sizes get a grid of their own."""
REFINED = 4
MOST_POINTS = 2**15
REFINED_BYTES, REFINED_CELLS = 2**26, 2**23
"""Bounds of memory and time of finer grids: of the transforms of all losses, and of the masses of all models and years."""
NEAR = 4.0
"""Liquidity and equity share a grid if the limits of one go no further than so many times those of the other."""
NEXT_TO_NOTHING = 1e-7
SHORTEST = 1.0
"""EUR; where there is nothing to lose, the grid must still end somewhere."""
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
        Grid points, a power of two; where they leave an error above 0.1 %, more are tried.
    threads
        Blocks of histories at once; the result does not depend on it.

    Raises
    ------
    SupercriticalCascadeError
        If losses cause each other without end.
    TooManyLossesError
        If a simulation is needed and there are too many losses for it.
    UnsoundModelError
        If arrays do not fit together or hold impossible figures.
    """
    return first_passages_together((model,), seed=seed, trials=trials, points=points, threads=threads)[0]


def first_passages_together(
    models: Sequence[RiskModel], *, seed: int, trials: int = TRIALS, points: int = POINTS, threads: int = 1
) -> tuple[FirstPassages, ...]:
    """Return the same for several models of one firm (same threats, sizes, links and groups) on shared grids and histories.

    Parameters and errors are those of `first_passages`; ``trials`` are those of each model.
    """
    for model in models:
        check_model(model)
    carried = [carries(model) for model in models]
    simulated = [
        place
        for place, model in enumerate(models)
        if carried[place] and (model.balance.cash_flow_eur[1:] > 0.0).any() and any(start is not None for start in _starts(model))
    ]
    recovered: dict[int, tuple[Curve | None, Curve | None]] = {}
    if simulated:
        runs = simulate_together([models[place] for place in simulated], trials=trials, seed=seed, threads=threads)
        recovered = {place: _recovered(run) for place, run in zip(simulated, runs, strict=True)}
    found: list[dict[int, FirstPassage]] = [{}, {}]
    with ThreadPoolExecutor(threads) as pool:
        for onwards in (False, True):
            chosen = [place for place in range(len(models)) if carried[place] is onwards]
            for part in _parts(chosen, models):
                for balance, passed in enumerate(_passed([models[place] for place in part], points, pool, carried=onwards)):
                    curves = (recovered.get(place, (None, None))[balance] for place in part)
                    known = [(place, one, curve) for place, one, curve in zip(part, passed, curves, strict=True) if one is not None]
                    found[balance] |= {place: _passage(*one, curve) for place, one, curve in known}
    return tuple(FirstPassages(liquidity=found[0].get(place), equity=found[1].get(place)) for place in range(len(models)))


def _starts(model: RiskModel) -> tuple[float | None, float | None]:
    return model.balance.liquidity_eur, model.balance.equity_eur


def _parts(places: Sequence[int], models: Sequence[RiskModel]) -> Iterator[Sequence[int]]:
    """Yield as many places at a time as fit into memory."""
    if places:
        cells = models[0].rate.size * (models[0].years + 1) // 2 * ROUGH_NODES * 8
        at_once = int(np.clip(MOST_BYTES // cells, 1, MOST_TOGETHER))
        yield from (places[start : start + at_once] for start in range(0, len(places), at_once))


def _passed(
    models: Sequence[RiskModel], points: int, pool: ThreadPoolExecutor, *, carried: bool
) -> tuple[list[Chances | None], list[Chances | None]]:
    """Return for liquidity and equity the chances of each model with the bound of their errors; None where a balance is unknown."""
    losses = YearlyLosses.of(models, carried=carried)
    limits = [
        np.stack([(_starts(model)[balance] or 0.0) + np.cumsum(model.balance.cash_flow_eur) for model in models]) for balance in (0, 1)
    ]
    known = [
        np.array([place for place, model in enumerate(models) if _starts(model)[balance] is not None], dtype=np.int64) for balance in (0, 1)
    ]
    found: tuple[list[Chances | None], list[Chances | None]] = ([None] * len(models), [None] * len(models))
    everyone = known[0].size == known[1].size == len(models)
    if everyone and 1.0 / NEAR <= _end(limits[0]) / _end(limits[1]) <= NEAR:
        first: Sequence[Chances | None] = _on_two_grids(losses, limits, points, pool)
    else:
        first = (None, None)
    for balance in (0, 1):
        if known[balance].size:
            own = losses if everyone else losses.some(known[balance])
            refined = _refined(own, limits[balance][known[balance]], points, pool, first[balance])
            for place, one in zip(known[balance].tolist(), refined, strict=True):
                loose = not carried and one[2].max() > LOOSE
                found[balance][place] = (exact_chances(models[place], limits[balance][place]) if loose else None) or one
    return found


def _refined(losses: YearlyLosses, limit: Floats, points: int, pool: ThreadPoolExecutor, first: Chances | None) -> list[Chances]:
    """Return the chances of each model for one balance, from those on a `first` grid where it was exact enough.

    Where the grid is too coarse it is made finer, and ends sooner if it may: years in which next to nothing goes beyond the limit need
    none, whatever their limit.
    """
    years, threats = limit.shape[1], losses.models[0].threats
    slipped, limit = np.zeros(limit.shape), limit.copy()
    found: list[Chances] = [(row, row, row) for row in limit]
    left = np.arange(len(limit))
    while True:
        at_end, failed, error = first if first is not None else _on_two_grids(losses.some(left), (limit[left],), points, pool)[0]
        first, error = None, error + slipped[left]
        for row, place in enumerate(left.tolist()):
            found[place] = at_end[row], failed[row], error[row]
        rough = error.max(axis=1) > AIM
        points *= REFINED
        most = min(MOST_POINTS, REFINED_BYTES // (8 * threats * max(years, 10)), REFINED_CELLS // max(1, int(rough.sum()) * years))
        if not rough.any() or points > most:
            return found
        safe = (at_end[rough] < NEXT_TO_NOTHING) & np.isfinite(limit[left[rough]])
        left = left[rough]
        slipped[left] += np.cumsum(np.where(safe, at_end[rough], 0.0), axis=1)
        limit[left] = np.where(safe, np.inf, limit[left])


def _passage(at_end: Floats, failed: Floats, error: Floats, recovered: Curve | None) -> FirstPassage:
    if recovered is None:
        none = np.zeros(at_end.size)
        return FirstPassage(probability=failed, at_year_end=at_end, error_bound=error, standard_error=none, method="exact")
    lower, upper = np.maximum.accumulate(at_end), np.minimum(1.0, np.cumsum(at_end))
    return FirstPassage(
        probability=np.clip(np.maximum.accumulate(at_end + recovered.value), lower, upper),
        at_year_end=at_end,
        error_bound=error,
        # By the end of the first year nobody can have recovered.
        standard_error=recovered.error * (np.arange(at_end.size) > 0),
        method="simulated",
    )


def _end(limit: Floats) -> float:
    """Return where a grid for these limits ends, EUR."""
    return float(limit[np.isfinite(limit)].max(initial=0.0)) * MARGIN or SHORTEST


def _on_two_grids(losses: YearlyLosses, limits: Sequence[Floats], points: int, pool: ThreadPoolExecutor) -> list[Chances]:
    """Return the chances for each of several limits, shape (P, T), from one grid for all, with the bounds of their errors."""
    end = max(map(_end, limits))
    fine, coarse = Grid(end / (points - 1), points), Grid(2.0 * end / (points - 1), points // 2)
    nothing, read = Nothing(losses.models), at_year_ends if losses.carried else year_by_year
    found, both = [], []
    for grid in (fine, coarse):
        mass, rough = losses.masses(grid, pool, coarse=grid is coarse)
        found.append([read(mass, limit, grid, nothing) for limit in limits])
        both.append(mass)
    # Losses so far are those of all years until now, at most as rough as those of one of them.
    wider = np.maximum.accumulate(widening(*both)[1], axis=1) * (ROOM if rough else 1.0)
    return [_compared(one, other, wider) for one, other in zip(*found, strict=True)]


def _compared(fine: Chances, coarse: Chances, wider: Floats) -> Chances:
    at_end, failed, lump = fine
    # What lies beyond the grid wraps around to where it is taken for survival, damped by the tilt. Where losses are not smooth in their
    # scale both runs may err to the same side.
    apart = np.maximum(np.abs(at_end - coarse[0]), np.abs(failed - coarse[1]))
    # The factor may be infinite; where the grids agree it does not matter.
    differ = np.multiply(apart, wider, out=np.zeros(apart.shape), where=apart > 0.0)
    return at_end, failed, np.minimum(differ + lump + failed * np.exp(-TILT), 1.0)


def _recovered(run: Simulation) -> tuple[Curve | None, Curve | None]:
    """Return the simulated chance to have been below zero at an earlier year's end and not to be at the end of year t, (T,) each."""
    liquidity, equity = (None if balance is None else balance.recovered() for balance in (run.liquidity, run.equity))
    return liquidity, equity
