"""Single futures to tell: which loss came when, what caused it, what it cost, and how the balances went.

A future is not made up for the purpose: it is one of the trials that the figures rest on, played again from its block's random
numbers. Of the trials about as bad as wanted the one is taken whose losses are most like the others' (their medoid), so that a story
shows what usually makes such a future and no freak.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from leitplanke.risk.model import Floats, Ints, RiskModel
from leitplanke.risk.simulation import TRIALS, Passage, Simulation, balances, replayed, simulate_together
from leitplanke.risk.storykind import Kind

SHARES: tuple[tuple[Kind, float], ...] = (
    ("one_in_two", 0.5),
    ("one_in_five", 0.2),
    ("one_in_twenty", 0.05),
    ("one_in_hundred", 0.01),
)
FIRST: tuple[Kind, ...] = (
    "one_in_twenty",
    "liquidity_exhausted",
    "one_in_two",
    "one_in_hundred",
    "equity_exhausted",
    "one_in_five",
)
"""What is told first where not everything is told."""
COMPARED = 25
"""Trials of which the most typical is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """One trial, loss by loss (K of them, primary ones first); undiscounted EUR."""

    trial: int
    year: Ints
    """(K,) from 0."""
    threat: Ints
    """(K,)"""
    cause: Ints
    """(K,) place in this history of the loss that caused it, -1 for none."""
    paid_eur: Floats
    """(K, T) what each loss costs in each year; an onset goes on costing."""
    liquidity_eur: Floats | None
    """(T,) at year ends; below 0 is exhausted. None where unknown."""
    equity_eur: Floats | None
    """(T,)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A typical future of one kind.

    Parameters
    ----------
    chance
        Share of all trials that are at least as bad (have this discounted loss or more), or that exhaust the balance.
    discounted_eur
        Loss of the horizon as the distribution counts it.
    """

    kind: Kind
    chance: float
    discounted_eur: float
    history: History


def tell(
    models: Sequence[RiskModel],
    *,
    futures: int = len(FIRST),
    trials: int = TRIALS,
    seed: int,
    threads: int = 2,
    progress: Callable[[float], None] | None = None,
) -> tuple[tuple[Story, ...], ...]:
    """Return typical futures of each model, simulated on the same chances; mildest first.

    Parameters
    ----------
    futures
        How many at most, by the order of `FIRST`; those that do not happen are left out.
    trials, seed, threads
        As for `simulation.simulate_together`.
    progress
        Told the share done.

    Raises
    ------
    SupercriticalCascadeError, TooManyLossesError, ValueError
        As `simulation.simulate_together`.
    """
    found: list[tuple[Story, ...]] = []
    for simulation in simulate_together(models, trials=trials, seed=seed, threads=threads):
        found.append(stories(simulation, futures))
        if progress is not None:
            progress(len(found) / len(models))
    return tuple(found)


def stories(simulation: Simulation, futures: int = len(FIRST)) -> tuple[Story, ...]:
    """Return a typical future for each share of `SHARES` and, where it happens, for each exhausted balance; mildest first.

    The same simulation gives the same stories.

    Parameters
    ----------
    futures
        How many at most, by the order of `FIRST`; those that do not happen are left out.
    """
    failed = _failed(simulation)
    wanted = [kind for kind in FIRST if kind in failed or kind in dict(SHARES)][:futures]
    order = np.argsort(simulation.loss_eur, kind="stable")
    found = [_typical(simulation, kind, _around(order, share)) for kind, share in SHARES if kind in wanted]
    for kind, trials in failed.items():
        if kind in wanted:
            spread = trials[np.unique(np.linspace(0, trials.size - 1, COMPARED).astype(np.int64))]
            found.append(_typical(simulation, kind, spread, chance=trials.size / simulation.trials))
    return tuple(found)


def _failed(simulation: Simulation) -> dict[Kind, Ints]:
    """Return the trials in which a balance is exhausted, for each balance to which it happens."""
    passages: tuple[tuple[Kind, Passage | None], ...] = (
        ("liquidity_exhausted", simulation.liquidity),
        ("equity_exhausted", simulation.equity),
    )
    known = {kind: np.flatnonzero(passage.first < passage.years) for kind, passage in passages if passage is not None}
    return {kind: trials for kind, trials in known.items() if trials.size}


def _around(order: Ints, share: float) -> Ints:
    centre = int((1.0 - share) * order.size)
    begin = min(max(centre - COMPARED // 2, 0), order.size - COMPARED)
    return order[begin : begin + COMPARED]


def _typical(simulation: Simulation, kind: Kind, trials: Ints, chance: float | None = None) -> Story:
    histories = _played(simulation, trials.tolist())
    profiles = np.stack([_profile(history, simulation.model.threats) for history in histories])
    apart = np.abs(profiles[:, None] - profiles[None]).sum(axis=(1, 2))
    chosen = histories[int(apart.argmin())]
    loss = float(simulation.loss_eur[chosen.trial])
    worse = float((simulation.ordered_eur >= loss).mean())
    return Story(kind=kind, chance=worse if chance is None else chance, discounted_eur=loss, history=chosen)


def _profile(history: History, threats: int) -> Floats:
    """Return what makes futures alike: euros by threat and euros by year."""
    by_threat = np.bincount(history.threat, history.paid_eur.sum(axis=1), threats)
    return np.concatenate([by_threat, history.paid_eur.sum(axis=0)])


def play(simulation: Simulation, trials: Iterable[int]) -> tuple[History, ...]:
    """Return trials of a simulation loss by loss, in the order asked for.

    Raises
    ------
    ValueError
        If a trial is not one of the simulation's.
    """
    wanted = tuple(trials)
    if any(not 0 <= trial < simulation.trials for trial in wanted):
        message = f"trials are 0 to {simulation.trials - 1}"
        raise ValueError(message)
    return _played(simulation, wanted)


def _played(simulation: Simulation, trials: Sequence[int]) -> tuple[History, ...]:
    histories = simulation.layout.histories
    blocks = {trial // histories for trial in trials}
    found: dict[int, History] = {}
    for block in sorted(blocks):
        inside = [trial for trial in trials if trial // histories == block]
        found |= _in_block(simulation, block, inside)
    return tuple(found[trial] for trial in trials)


@dataclass(frozen=True, slots=True)
class _Kept:
    """The losses of the wanted trials in one generation."""

    place: Ints
    """In its generation."""
    trial: Ints
    cell: Ints
    parent: Ints
    """Place in the generation before, -1 for none."""
    size: Floats


def _in_block(simulation: Simulation, block: int, trials: Sequence[int]) -> dict[int, History]:
    layout = simulation.layout
    inside = np.zeros(layout.histories, dtype=bool)
    inside[[trial % layout.histories for trial in trials]] = True
    kept: list[_Kept] = []
    for generation, size, has in replayed(simulation, block):
        history = generation.slot % layout.histories
        place = np.flatnonzero(inside[history] & has[0] if has else inside[history])
        kept.append(
            _Kept(
                place=place,
                trial=block * layout.histories + history[place],
                cell=np.searchsorted(np.cumsum(generation.count), place, side="right"),
                parent=np.full(place.size, -1) if generation.parent is None else generation.parent[place],
                size=size[place].astype(np.float64),
            )
        )
    return {trial: _history(simulation, kept, trial) for trial in trials}


def _history(simulation: Simulation, kept: Sequence[_Kept], trial: int) -> History:
    cells, causes, amounts = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)], [np.empty(0)]
    before, begin, end = np.empty(0, dtype=np.int64), 0, 0
    for one in kept:
        mine = np.flatnonzero(one.trial == trial)
        # A cause lies in the generation before and in the same trial, so it has been kept.
        cause = begin + np.searchsorted(before, one.parent[mine])
        causes.append(np.where(one.parent[mine] < 0, -1, cause))
        cells.append(one.cell[mine])
        amounts.append(one.size[mine])
        before, begin, end = one.place[mine], end, end + mine.size
    layout, cell = simulation.layout, np.concatenate(cells)
    paid = _paid(simulation, cell, np.concatenate(amounts))
    liquidity, equity = balances(simulation.model, paid.sum(axis=0))
    return History(
        trial=trial,
        year=layout.year[cell],
        threat=layout.threat[cell],
        cause=np.concatenate(causes),
        paid_eur=paid,
        liquidity_eur=liquidity,
        equity_eur=equity,
    )


def _paid(simulation: Simulation, cell: Ints, size: Floats) -> Floats:
    layout, years = simulation.layout, simulation.model.years
    part = layout.part if simulation.variant is None else simulation.variant.part
    found = np.zeros((cell.size, years))
    for lag in range(years):
        rows = np.flatnonzero(layout.year[cell] + lag < years)
        found[rows, layout.year[cell][rows] + lag] = part[lag, cell[rows]] * size[rows]
    return found
