"""Independent histories of one model, many at a time: the mechanics below `simulation` and `stories`.

Nothing is drawn history by history. Losses of one threat in one year (a *cell*) come in a number for the whole block of histories,
and each falls into one of them with equal chance: a Poisson process cut at random. Gamma shocks make counts negative binomial, which
are clusters: a Poisson number of them, each of logarithmic size (Quenouille 1949; Johnson, Kemp and Kotz, Univariate Discrete
Distributions, section 5.3), so no shock has to be drawn for a year in which nothing happens. All of it is exact.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from leitplanke.risk.cascade import progeny
from leitplanke.risk.draws import normals
from leitplanke.risk.model import Floats, Ints, RiskModel
from leitplanke.risk.simulate import TooManyLossesError

LOSSES_A_BLOCK = 2**18
"""Expected losses of a block: of fewer the calls take the time, of more the arrays leave the processor's cache (measured)."""
MOST_HISTORIES = 2**13
"""Of a block."""
MOST_IN_BLOCK = 20_000_000
"""Losses drawn in one block: cascades close to endless would fill any memory."""
SINGLE_LIMIT = 80.0
"""Logarithm of the largest loss that single precision may meet (its limit is 88.7)."""

Sizes = npt.NDArray[np.float32] | npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """One shock group in one year."""

    cells: Ints
    """(M,) of its members with a rate above 0."""
    share: Floats
    """(M,) of the group's losses, sums to 1."""
    clusters: float
    """Expected number of clusters a history."""
    chance: float
    """Parameter p of the logarithmic size of a cluster."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A model by cells: C = T x J, those of events first, then those of onsets, each by year and threat."""

    model: RiskModel
    histories: int
    """H of a block, a power of two."""
    year: Ints
    """(C,)"""
    threat: Ints
    """(C,)"""
    events: int
    """Number of event cells."""
    rate: Floats
    """(C,) a year, of losses without a common shock; those in a group have 0."""
    shared: tuple[Shared, ...]
    sigma: Sizes
    """(C,)"""
    median: Sizes
    """(C,)"""
    cap: Sizes | None
    """(C,) None where no threat has one."""
    part: Floats
    """(T, C) what is paid so many years after the loss, as multiple of its size; scale included."""
    source: Ints
    """(K,) cell whose loss causes another, for each link and year, ordered by `target`."""
    target: Ints
    """(K,)"""
    probability: Floats
    """(K,)"""
    link: Ints
    """(K,) place of each in the model's flattened link probabilities."""


@dataclass(frozen=True, slots=True)
class Generation:
    """Losses of a block, ordered by cell."""

    count: Ints
    """(C,)"""
    slot: Ints
    """(N,) year x H + history."""
    parent: Ints | None
    """(N,) place of the loss that caused it in the generation before; None for primary losses."""
    hits: Ints
    """(K,) how many came by each link; empty for primary losses."""
    mark: Floats
    """(N,) uniform below 1, for caused losses below the link's probability: a model that is thinned out keeps low marks. Primary losses
    have none unless asked for."""


def expected_losses(model: RiskModel) -> float:
    """Return the expected number of losses of a history, caused ones included.

    Raises
    ------
    SupercriticalCascadeError
        If losses cause each other without end.
    """
    return float(np.einsum("tj,tjk->", model.rate, progeny(model)))


def lay_out(model: RiskModel, trials: int) -> Layout:
    """Return the model by cells, with blocks of a size that suits it; the size depends on nothing but model and trials."""
    year, threat = np.divmod(np.arange(model.years * model.threats), model.threats)
    order = np.argsort(model.onset[threat], kind="stable")
    year, threat = year[order], threat[order]
    place = np.empty((model.years, model.threats), dtype=np.int64)
    place[year, threat] = np.arange(year.size)
    single = _fits_single(model)
    grouped = model.group[threat] >= 0
    grouped &= model.group_variance[np.maximum(model.group[threat], 0)] > 0.0 if model.group_variance.size else False
    source, target, link = _links(model, place)
    return Layout(
        model=model,
        histories=_block(expected_losses(model), trials),
        year=year,
        threat=threat,
        events=int((~model.onset).sum()) * model.years,
        rate=np.where(grouped, 0.0, model.rate[year, threat]),
        shared=tuple(_shared(model, place)),
        sigma=_rounded(model.sigma[threat], single=single),
        median=_rounded(model.median_eur[threat], single=single),
        cap=None if np.isinf(model.cap_eur).all() else _rounded(model.cap_eur[threat], single=single),
        part=parts(model, year, threat),
        source=source,
        target=target,
        probability=model.link_probability.ravel()[link],
        link=link,
    )


def _block(losses: float, trials: int) -> int:
    fitting = min(LOSSES_A_BLOCK / max(losses, 1e-9), MOST_HISTORIES, trials)
    return int(2 ** np.floor(np.log2(max(fitting, 1.0))))


def _fits_single(model: RiskModel) -> bool:
    """Single precision is twice as fast and off by 1e-7, but it overflows early and ties of sure sizes would break."""
    reach = np.log(np.maximum(model.median_eur * model.scale.max(axis=0) * model.years, 1e-30)) + 9.0 * model.sigma
    return bool(model.sigma.min(initial=1.0) > 0.0 and reach.max(initial=0.0) < SINGLE_LIMIT)


def _rounded(values: Floats, *, single: bool) -> Sizes:
    return values.astype(np.float32) if single else values


def parts(model: RiskModel, year: Ints, threat: Ints) -> Floats:
    """Return what is paid 0, 1, 2 ... years after the loss of each cell, as multiple of its size, shape (T, C).

    Events are paid at once, onsets from mid-year for their duration.
    """
    lag = np.arange(model.years)[:, None]
    end = 0.5 + model.duration[year, threat]
    flow = np.clip(np.minimum(end, lag + 1.0) - np.maximum(0.5, lag), 0.0, None)
    found = np.where(model.onset[threat], flow, lag == 0) * model.scale[year, threat]
    return np.asarray(np.where(year + lag < model.years, found, 0.0))


def _links(model: RiskModel, place: Ints) -> tuple[Ints, Ints, Ints]:
    source, target = place[:, model.link_from].ravel(), place[:, model.link_to].ravel()
    probability = model.link_probability.ravel()
    order = np.argsort(target, kind="stable")
    order = order[probability[order] > 0.0]
    return source[order], target[order], order


def _shared(model: RiskModel, place: Ints) -> Iterator[Shared]:
    for group, variance in enumerate(model.group_variance.tolist()):
        for year in range(model.years):
            members = np.flatnonzero((model.group == group) & (model.rate[year] > 0.0))
            rate = model.rate[year, members]
            total = float(rate.sum())
            if variance > 0.0 and members.size:
                yield Shared(
                    cells=place[year, members],
                    share=rate / total,
                    clusters=float(np.log1p(variance * total)) / variance,
                    chance=variance * total / (1.0 + variance * total),
                )


def generations(layout: Layout, rng: np.random.Generator, *, marked: bool = False) -> Iterator[Generation]:
    """Yield a block's primary losses, then those they cause, then those these cause, until there are none.

    Parameters
    ----------
    marked
        Draw marks for primary losses too.

    Raises
    ------
    TooManyLossesError
        If there are too many to be held.
    """
    newest, drawn = _primary(layout, rng, marked=marked), 0
    while newest.slot.size:
        drawn += newest.slot.size
        if drawn > MOST_IN_BLOCK:
            raise TooManyLossesError(MOST_IN_BLOCK / layout.histories / layout.model.years)
        yield newest
        newest = _caused(layout, newest, rng)


def _primary(layout: Layout, rng: np.random.Generator, *, marked: bool) -> Generation:
    count = rng.poisson(layout.histories * layout.rate)
    clustered = [_clusters(layout, one, rng) for one in layout.shared]
    for one, (split, _) in zip(layout.shared, clustered, strict=True):
        count[one.cells] = split
    slot = _any_history(layout, int(count.sum()), rng)
    ends = np.cumsum(count)
    for one, (split, history) in zip(layout.shared, clustered, strict=True):
        taken = 0
        for end, losses in zip(ends[one.cells].tolist(), split.tolist(), strict=True):
            slot[end - losses : end] = history[taken : taken + losses]
            taken += losses
    slot += np.repeat(layout.year * layout.histories, count)
    return Generation(count, slot, None, np.empty(0, dtype=np.int64), rng.random(slot.size if marked else 0))


def _any_history(layout: Layout, losses: int, rng: np.random.Generator) -> Ints:
    """Return histories of a block, each with equal chance: 16 random bits serve, as their number is a power of two."""
    bits = rng.bit_generator.random_raw(losses // 4 + 1).view(np.uint16)[:losses]
    return np.bitwise_and(bits, layout.histories - 1, dtype=np.int64)


def _clusters(layout: Layout, shared: Shared, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Return how many losses each member has, and the histories they fall into, in random order."""
    clusters = int(rng.poisson(layout.histories * shared.clusters))
    history = np.repeat(_any_history(layout, clusters, rng), rng.logseries(shared.chance, clusters))
    rng.shuffle(history)
    return rng.multinomial(history.size, shared.share), history


def _caused(layout: Layout, causes: Generation, rng: np.random.Generator) -> Generation:
    candidates = causes.count[layout.source]
    bounds = np.concatenate([[0], np.cumsum(candidates)])
    mark = rng.random(bounds[-1])
    hit = np.flatnonzero(mark < np.repeat(layout.probability, candidates))
    hits = np.diff(np.searchsorted(hit, bounds))
    first = np.cumsum(causes.count) - causes.count
    parent = hit + np.repeat(first[layout.source] - bounds[:-1], hits)
    count = np.bincount(layout.target, hits, layout.year.size).astype(np.int64)
    return Generation(count, causes.slot[parent], parent, hits, mark[hit])


def sizes(layout: Layout, count: Ints, rng: np.random.Generator) -> Sizes:
    """Return the size of each loss before scale and parts, EUR, shape (N,)."""
    number = int(count.sum())
    size: Sizes = normals(number, rng) if layout.sigma.dtype == np.float32 else rng.standard_normal(number)
    size *= np.repeat(layout.sigma, count)
    np.exp(size, out=size)
    size *= np.repeat(layout.median, count)
    if layout.cap is not None:
        np.minimum(size, np.repeat(layout.cap, count), out=size)
    return size


def paid(layout: Layout, generation: Generation, size: Sizes, part: Floats) -> Floats:
    """Return what a generation costs by year and history, undiscounted EUR, shape (T, H).

    Parameters
    ----------
    part
        Shape (T, C), as `Layout.part`; a model that is thinned out has its own.
    """
    years, slots = layout.model.years, layout.model.years * layout.histories
    first = np.repeat(part[0].astype(size.dtype), generation.count) * size
    loss = np.asarray(np.bincount(generation.slot, first, slots), dtype=np.float64)
    begin = int(generation.count[: layout.events].sum())
    onsets = (layout.year.size - layout.events) // years
    for lag in range(1, years):
        # Onset cells are ordered by year: those that still pay so many years later are the first ones.
        cells = slice(layout.events, layout.events + onsets * (years - lag))
        end = begin + int(generation.count[cells].sum())
        later = np.repeat(part[lag, cells], generation.count[cells]) * size[begin:end]
        loss += np.bincount(generation.slot[begin:end] + lag * layout.histories, later, slots)
    return loss.reshape(years, layout.histories)
