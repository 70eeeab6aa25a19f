"""The simulation engine: independent trials, each figure with its Monte Carlo standard error; several models on the same chances.

It shares nothing with the spectral engine but `RiskModel` and the closed form of cascades. For many parameter points and two
scenarios that are not simulated in one go see `simulate`. Source: method.md sections 3 and 4.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import ndtri

from leitplanke.risk.cascade import SupercriticalCascadeError, check
from leitplanke.risk.expectation import expected_loss, losses_per_year
from leitplanke.risk.mixture import Mixture, mixture, played
from leitplanke.risk.model import Bools, Floats, Ints, RiskModel
from leitplanke.risk.severity import limited_mean
from leitplanke.risk.simulate import TooManyLossesError
from leitplanke.risk.soundness import check_model
from leitplanke.risk.trials import Generation, Layout, Sizes, expected_losses, generations, lay_out, paid, sizes
from leitplanke.risk.variants import Variant, above, alive, variant

TRIALS = 100_000
FEWEST_TRIALS = 1_000
"""Below that fewer than fifty trials lie beyond VaR95."""
MOST_TRIALS = 10_000_000
"""They are kept and sorted: 160 MB."""
MOST_AT_ONCE = 64
"""Models drawn at once; more would fill the cache with what each has kept."""
MOST_LOSSES_IN_ALL = 3e9
"""Expected losses of all trials together, half a minute on two cores."""
SMALLEST_TAIL = 50.0
"""Effective trials behind CVaR; with fewer its error comes out too small (tried with sigma 1.5 to 4)."""
FEWEST_SEEN = 30.0
"""Expected losses of a threat in all trials that show what it can do."""
FEW_TIMES = 10.0
UNSEEN_SHARE = 0.15
"""Of CVaR's part of the mean, from what goes beyond losses that all trials meet ten times; above, more than one CVaR in ten is off by
more than two of its standard errors (tried with sigma 2 to 3, 20,000 to 100,000 trials)."""
Doubt = Literal["few_in_tail", "too_rare"]
UNTOUCHED = 31 * 2**20
"""Bytes; glibc takes no larger sign than 32 MB."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and its Monte Carlo standard error, in the same unit."""

    value: float
    error: float


@dataclass(frozen=True, slots=True)
class Curve:
    """Figures and their Monte Carlo standard errors, arrays of one shape."""

    value: Floats
    error: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """When a balance is below zero at a year's end for the first time."""

    years: int
    first: Ints
    """(N,) year of each trial, from 0; `years` where it never is."""
    below: Ints
    """(T,) number of trials in which it is below zero at the end of each year, whatever was before."""

    def in_year(self) -> Curve:
        """Return the chance that each year is the first, shape (T,)."""
        return _shares(np.bincount(self.first, minlength=self.years + 1)[: self.years], self.first.size)

    def until_year(self) -> Curve:
        """Return the chance that it has happened by the end of each year, shape (T,); the last is that of the horizon."""
        return _shares(np.cumsum(np.bincount(self.first, minlength=self.years + 1)[: self.years]), self.first.size)

    def recovered(self) -> Curve:
        """Return the chance that it was below zero at an earlier year's end and is not at the end of each year, shape (T,)."""
        before = np.cumsum(np.bincount(self.first, minlength=self.years + 1)[: self.years])
        return _shares(before - self.below, self.first.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """N trials of one model."""

    model: RiskModel
    layout: Layout
    """By which they were drawn, with every loss that this model or one simulated together with it may have."""
    variant: Variant | None
    """What this model keeps of them; None for all."""
    mixture: Mixture | None
    """How they were drawn as one; None where they were drawn one by one."""
    seed: int
    loss_eur: Floats
    """(N,) discounted loss of the horizon, by trial."""
    ordered_eur: Floats
    """(N,) the same in rising order."""
    liquidity: Passage | None
    """None where the balance is unknown."""
    equity: Passage | None

    @property
    def trials(self) -> int:
        """Number of trials N."""
        return self.loss_eur.size

    def mean(self) -> Estimate:
        """Return the expected discounted loss of the horizon, EUR."""
        return Estimate(float(self.loss_eur.mean()), float(self.loss_eur.std(ddof=1)) / self.trials**0.5)

    def var(self, level: float = 0.95) -> Estimate:
        """Return the loss that is exceeded with probability 1 - level, EUR.

        Its error is half the distance of the order statistics one standard error of the rank below and above (Woodruff 1952).
        """
        rank, spread = level * self.trials, (level * (1.0 - level) * self.trials) ** 0.5
        lower, at, upper = (min(max(int(np.ceil(place)) - 1, 0), self.trials - 1) for place in (rank - spread, rank, rank + spread))
        return Estimate(float(self.ordered_eur[at]), float(self.ordered_eur[upper] - self.ordered_eur[lower]) / 2.0)

    def cvar(self, level: float = 0.95) -> Estimate:
        """Return the mean of the worst 1 - level of losses, EUR.

        Its error: Manistre and Hancock (2005), variance (Var[X | X > v] + level (CVaR - v)^2) / ((1 - level) N).
        See `doubts` for tails too heavy for it.
        """
        quantile = self.var(level).value
        worst = self.ordered_eur[self.ordered_eur > quantile]
        excess = float((worst - quantile).sum()) / ((1.0 - level) * self.trials)
        spread = float(worst.var()) if worst.size else 0.0
        return Estimate(quantile + excess, ((spread + level * excess**2) / ((1.0 - level) * self.trials)) ** 0.5)

    def tail_size(self, level: float = 0.95) -> float:
        """Return how many trials beyond VaR the excess really rests on: (sum x)^2 / sum x^2 (Kish 1965)."""
        excess = np.maximum(self.ordered_eur - self.var(level).value, 0.0)
        return float(excess.sum() ** 2 / (excess**2).sum()) if excess.any() else 0.0

    def doubts(self, level: float = 0.95) -> tuple[Doubt, ...]:
        """Return why the stated errors may be too small; empty where they can be relied on.

        ``few_in_tail``: so few trials make up the tail that heavier ones have hardly been met, by what was met or by what the model
        says of losses too large to be met. ``too_rare``: threats with fewer than
        `FEWEST_SEEN` expected losses in all trials could move CVaR by more than two of its standard errors.
        """
        found: list[Doubt] = []
        unseen = unseen_loss(self.model, self.trials) > UNSEEN_SHARE * (1.0 - level) * self.cvar(level).value
        if self.ordered_eur[-1] > 0.0 and (unseen or self.tail_size(level) < SMALLEST_TAIL):
            found.append("few_in_tail")
        if rare_loss(self.model, self.trials) > 2.0 * self.cvar(level).error * (1.0 - level):
            found.append("too_rare")
        return tuple(found)

    def exceedance(self, loss_eur: Floats) -> Curve:
        """Return P(loss > x), same shape as `loss_eur`."""
        return _shares(self.trials - np.searchsorted(self.ordered_eur, loss_eur, side="right"), self.trials)


def rare_loss(model: RiskModel, trials: int) -> float:
    """Return the expected loss from threats that hardly occur in so many trials, EUR."""
    seen = losses_per_year(model).sum(axis=0) * trials
    return float(expected_loss(model)[seen < FEWEST_SEEN].sum())


def unseen_loss(model: RiskModel, trials: int) -> float:
    """Return the expected loss from what goes beyond the sizes that so many trials meet ten times, EUR; of threats seen often enough."""
    seen = losses_per_year(model).sum(axis=0) * trials
    often = seen >= FEWEST_SEEN
    size = model.median_eur * np.exp(-model.sigma * ndtri(np.where(often, FEW_TIMES / np.maximum(seen, FEWEST_SEEN), 0.5)))
    whole, met = (limited_mean(model.median_eur, model.sigma, limit) for limit in (model.cap_eur, np.minimum(model.cap_eur, size)))
    share = np.divide(whole - met, whole, out=np.zeros_like(whole), where=often & (whole > 0.0))
    return float(expected_loss(model) @ share)


def _shares(hits: Ints, trials: int) -> Curve:
    # One more hit and one more miss in the error: what never happened in N trials is not known to be impossible.
    unsure = (hits + 1.0) / (trials + 2.0)
    return Curve(np.asarray(hits / trials), np.asarray(np.sqrt(unsure * (1.0 - unsure) / trials)))


def simulate_trials(model: RiskModel, *, trials: int = TRIALS, seed: int, threads: int = 2) -> Simulation:
    """Simulate independent trials of a model.

    Parameters
    ----------
    seed
        Kept with the result; each block of trials has a stream of its own, spawned from it.
    threads
        How many blocks at once; the result does not depend on it.

    Raises
    ------
    SupercriticalCascadeError
        If losses cause each other without end.
    TooManyLossesError
        If they are too many for time or memory.
    ValueError
        If trials are too few or too many, and as UnsoundModelError if arrays do not fit together or hold impossible figures.

    Examples
    --------
    A loss of 1,000 EUR every other year, on average over four years 2,000 EUR:

    >>> from leitplanke.risk.model import Balance
    >>> one, none = np.ones((4, 1)), np.zeros(0, dtype=np.int64)
    >>> model = RiskModel(
    ...     onset=np.array([False]), rate=0.5 * one, median_eur=np.array([1e3]), sigma=np.zeros(1), cap_eur=np.array([np.inf]),
    ...     scale=one, duration=0 * one, link_from=none, link_to=none, link_probability=np.zeros((4, 0)), group=np.array([-1]),
    ...     group_variance=np.zeros(0), discount_rate=0.0,
    ...     balance=Balance(liquidity_eur=None, equity_eur=None, cash_flow_eur=np.zeros(4)),
    ... )
    >>> found = simulate_trials(model, trials=20_000, seed=1)
    >>> abs(found.mean().value - 2_000) < 4 * found.mean().error
    True
    """
    return next(simulate_together([model], trials=trials, seed=seed, threads=threads))


def simulate_together(models: Sequence[RiskModel], *, trials: int = TRIALS, seed: int, threads: int = 2) -> Iterator[Simulation]:
    """Simulate models of one firm on the same chances (common random numbers) and yield one simulation each, in order.

    A loss that two models both have happens in the same trial and year with the same size, so differences between the models are far
    surer than the figures themselves. Where the models together would cascade without end although each of them does not, each is
    simulated for itself.

    Parameters
    ----------
    models
        With the same threats, sizes, links and groups; see `variants`.
    seed, threads
        As for `simulate_trials`, whose result for one model this is.

    Raises
    ------
    SupercriticalCascadeError, TooManyLossesError, ValueError
        As for `simulate_trials`; ValueError also if the models do not fit together.
    """
    if not FEWEST_TRIALS <= trials <= MOST_TRIALS:
        message = f"trials must be {FEWEST_TRIALS} to {MOST_TRIALS}, not {trials}"
        raise ValueError(message)
    for model in models:
        check_model(model)
        check(model)
    highest = above(models)
    try:
        check(highest)
    except SupercriticalCascadeError:
        for model in models:
            yield from simulate_together([model], trials=trials, seed=seed, threads=threads)
        return
    _refuse_too_many(highest, trials)
    # An array that is freed untouched costs nothing, but tells glibc's allocator to keep arrays of this size: otherwise it hands
    # every block's memory back and the kernel clears it anew, half of the time.
    np.empty(UNTOUCHED, dtype=np.uint8)
    layout = lay_out(highest, trials)
    at_once = max(1, min(MOST_AT_ONCE, MOST_TRIALS // trials))
    for start in range(0, len(models), at_once):
        yield from _simulated(models[start : start + at_once], layout, trials, seed, threads, marked=len(models) > 1)


def _refuse_too_many(model: RiskModel, trials: int) -> None:
    losses = expected_losses(model)
    if losses * trials > MOST_LOSSES_IN_ALL:
        raise TooManyLossesError(losses / model.years, MOST_LOSSES_IN_ALL / trials / model.years)


def _simulated(models: Sequence[RiskModel], layout: Layout, trials: int, seed: int, threads: int, *, marked: bool) -> Iterator[Simulation]:
    kept = [variant(model, layout) if marked else None for model in models]
    as_one = None if marked or _known_balance(layout.model) else mixture(layout, _discount(layout.model))

    # Filled block by block: joining blocks in the end would hold millions of trials twice.
    loss = np.empty((len(models), trials))

    def block(place: int) -> list[tuple[Passage | None, Passage | None]]:
        first, rng = place * layout.histories, stream(seed, place)
        rows = loss[:, first : first + layout.histories]
        if as_one is None:
            return _read(models, _one_by_one(kept, layout, rng), rows)
        rows[0] = as_one.sums(layout.histories, rng)[: rows.shape[1]]
        return [(None, None)]

    with ThreadPoolExecutor(threads) as pool:
        passages = list(pool.map(block, range(-(-trials // layout.histories))))
    for place, (model, one) in enumerate(zip(models, kept, strict=True)):
        yield Simulation(
            model=model,
            layout=layout,
            variant=one,
            mixture=as_one,
            seed=seed,
            loss_eur=loss[place],
            ordered_eur=np.sort(loss[place]),
            liquidity=_joined([block[place][0] for block in passages]),
            equity=_joined([block[place][1] for block in passages]),
        )


def _known_balance(model: RiskModel) -> bool:
    return model.balance.liquidity_eur is not None or model.balance.equity_eur is not None


def _discount(model: RiskModel) -> Floats:
    return np.asarray((1.0 + model.discount_rate) ** -(np.arange(model.years) + 0.5))


def _one_by_one(kept: Sequence[Variant | None], layout: Layout, rng: np.random.Generator) -> list[Floats]:
    """Simulate a block and return what its losses cost each model by year and history, shape (T, H), EUR."""
    found = [np.zeros((layout.model.years, layout.histories)) for _ in kept]
    for generation, size, has in drawn(layout, kept, rng):
        for place, one in enumerate(kept):
            if one is None:
                found[place] += paid(layout, generation, size, layout.part)
            else:
                found[place] += paid(layout, generation, size * has[place], one.part)
    return found


def _read(models: Sequence[RiskModel], yearly_eur: Sequence[Floats], loss_eur: Floats) -> list[tuple[Passage | None, Passage | None]]:
    """Put each model's discounted losses of a block into its row of `loss_eur` and return the passages of its balances."""
    found: list[tuple[Passage | None, Passage | None]] = []
    for model, whole, row in zip(models, yearly_eur, loss_eur, strict=True):
        paths = whole[:, : row.size]
        row[:] = _discount(model) @ paths
        liquidity, equity = (None if path is None else _passage(path) for path in balances(model, paths))
        found.append((liquidity, equity))
    return found


def replayed(simulation: Simulation, place: int) -> Iterator[tuple[Generation, Sizes, tuple[Bools, ...]]]:
    """Yield the losses of one block of a simulation again, as `drawn` does."""
    rng, layout = stream(simulation.seed, place), simulation.layout
    if simulation.mixture is not None:
        # Random numbers of its own decide what the figures did not need to know.
        lots = np.random.default_rng(np.random.SeedSequence(simulation.seed, spawn_key=(place, 0)))
        yield *played(simulation.mixture, layout, rng, lots), ()
    else:
        yield from drawn(layout, [simulation.variant], rng)


def drawn(
    layout: Layout, kept: Sequence[Variant | None], rng: np.random.Generator
) -> Iterator[tuple[Generation, Sizes, tuple[Bools, ...]]]:
    """Yield a block's losses by generation, with their sizes and, for each variant in `kept`, which of them it has."""
    thinned = [one for one in kept if one is not None]
    before: tuple[Bools, ...] = ()
    for generation in generations(layout, rng, marked=bool(thinned)):
        earlier = before or (None,) * len(thinned)
        before = tuple(alive(one, generation, last) for one, last in zip(thinned, earlier, strict=True))
        yield generation, sizes(layout, generation.count, rng), before


def stream(seed: int, place: int) -> np.random.Generator:
    """Return the random numbers of one block of trials; the same each time, so a block can be played again."""
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=(place,))))


def balances(model: RiskModel, yearly_eur: Floats) -> Iterator[Floats | None]:
    """Yield liquidity and equity at year ends, shape (T, ...) like `yearly_eur`; None where unknown."""
    balance = model.balance
    for start in (balance.liquidity_eur, balance.equity_eur):
        shape = (-1, *(1,) * (yearly_eur.ndim - 1))
        yield None if start is None else start + np.cumsum(balance.cash_flow_eur).reshape(shape) - np.cumsum(yearly_eur, axis=0)


def _passage(path: Floats) -> Passage:
    below, years = path < 0.0, path.shape[0]
    first = np.where(below.any(axis=0), below.argmax(axis=0), years)
    return Passage(years=years, first=np.asarray(first, dtype=np.int16), below=below.sum(axis=1))


def _joined(parts: Sequence[Passage | None]) -> Passage | None:
    known = [part for part in parts if part is not None]
    if not known:
        return None
    return Passage(
        years=known[0].years,
        first=np.concatenate([part.first for part in known]),
        below=np.sum([part.below for part in known], axis=0),
    )
