"""The simulation engine: single histories of the same model by Monte Carlo, for first passages and as the independent check.

It shares nothing with the spectral engine but `RiskModel` and the refusal of endless cascades. Source: method.md sections 3 and 4.

Two runs with one seed use common random numbers: every loss has a key, made of its history, year, threat and number (or of the loss that
caused it), and its size and what it causes are drawn from that key. So a loss that a plan does not prevent is the same in both runs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from leitplanke.risk.cascade import check
from leitplanke.risk.draws import Keys, counts, drawn_from, unit
from leitplanke.risk.model import Floats, Ints, RiskModel

ROUNDING = 1e-15
MOST_GENERATIONS = 10_000
MOST_LOSSES = 1_500_000
"""Primary losses that are held in memory at once."""
MOST_WITH_CAUSED = 10 * MOST_LOSSES
"""The same with those they cause: cascades close to endless would fill any memory."""
MOST_A_YEAR = 100.0
"""Primary losses a year, mean over all models; the default figures give two, and no firm of the kind meant here has a hundred."""


class TooManyLossesError(Exception):
    """So many losses a year that neither memory nor time would do; carries their mean number a year and the most that would do."""

    def __init__(self, a_year: float, most: float = MOST_A_YEAR) -> None:
        self.a_year, self.most = a_year, most
        super().__init__(f"{a_year:.0f} losses a year")


def check_number(models: Sequence[RiskModel]) -> None:
    """Refuse models with more losses than can be simulated.

    Raises
    ------
    TooManyLossesError
        If primary losses are more than `MOST_A_YEAR` in the mean.
    """
    a_year = float(np.mean([model.rate.sum(axis=1).mean() for model in models]))
    if a_year > MOST_A_YEAR:
        raise TooManyLossesError(a_year)


SIZE = 0
"""Number of the draw that decides the size of a loss; link l has number 1 + l."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Histories:
    """What happened in each simulated history.

    Axes: H histories (those of model 0 first), T years.
    """

    loss_eur: Floats
    """(H, T) undiscounted loss paid in each year."""
    discounted_eur: Floats
    """(H,) discounted loss of the horizon."""
    first_shortfall: "Shortfall"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """First year in which a balance is below zero, by history; T where it never is. None where the balance is unknown."""

    liquidity: Ints | None
    equity: Ints | None


@dataclass(frozen=True, slots=True)
class _Losses:
    """A batch of losses: in which history, year and threat each happened."""

    history: Ints
    year: Ints
    threat: Ints
    key: Keys

    @classmethod
    def together(cls, parts: Sequence["_Losses"]) -> "_Losses":
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("history", "year", "threat", "key")))

    def where(self, chosen: Ints | np.ndarray[tuple[int], np.dtype[np.bool_]]) -> "_Losses":
        return _Losses(self.history[chosen], self.year[chosen], self.threat[chosen], self.key[chosen])


def simulate(models: Sequence[RiskModel], histories: int, rng: np.random.Generator) -> Histories:
    """Simulate `histories` histories of each model.

    Models must have the same threats, links and groups (they may be parameter points of one firm). The same `rng` state gives the
    same shocks and the same losses, but for those that one model has and the other has not: simulate a firm before and after a plan
    with two generators of one seed.

    Parameters
    ----------
    histories
        Number for each model; in all H = len(models) x histories.

    Raises
    ------
    SupercriticalCascadeError
        If losses of a model cause each other without end.
    TooManyLossesError
        If they are too many to be held.
    """
    check_number(models)
    for model in models:
        check(model)
    seeds = rng.bit_generator.seed_seq.spawn(3)  # type: ignore[attr-defined]
    streams = (np.random.Generator(np.random.SFC64(seeds[0])), np.random.Generator(np.random.SFC64(seeds[1])))
    salt = seeds[2].generate_state(1, np.uint64)
    parts: list[Histories] = []
    for batch in _batches(models, histories):
        stack = _Stack.of(batch, histories)
        parts.append(_paid(stack, _cascaded(stack, _primary(stack, streams, drawn_from(salt, len(parts))))))
    return _together(parts)


def _batches(models: Sequence[RiskModel], histories: int) -> Iterator[Sequence[RiskModel]]:
    """Yield the models in batches that fit into memory; nearly always it is one."""
    start, held = 0, 0.0
    for place, model in enumerate(models):
        losses = float(model.rate.sum()) * histories
        if place > start and held + losses > MOST_LOSSES:
            yield models[start:place]
            start, held = place, 0.0
        held += losses
    yield models[start:]


def _together(parts: Sequence[Histories]) -> Histories:
    def joined(known: Sequence[Ints | None]) -> Ints | None:
        arrays = [one for one in known if one is not None]
        return np.concatenate(arrays) if len(arrays) == len(known) else None

    return Histories(
        loss_eur=np.concatenate([part.loss_eur for part in parts]),
        discounted_eur=np.concatenate([part.discounted_eur for part in parts]),
        first_shortfall=Shortfall(
            liquidity=joined([part.first_shortfall.liquidity for part in parts]),
            equity=joined([part.first_shortfall.equity for part in parts]),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stack:
    """The arrays of all models with a leading axis of parameter points."""

    models: Sequence[RiskModel]
    histories: int
    point: Ints
    rate: Floats
    link_probability: Floats

    @classmethod
    def of(cls, models: Sequence[RiskModel], histories: int) -> "_Stack":
        return cls(
            models=models,
            histories=histories,
            point=np.repeat(np.arange(len(models)), histories),
            rate=np.stack([model.rate for model in models]),
            link_probability=np.stack([model.link_probability for model in models]),
        )

    @property
    def first(self) -> RiskModel:
        return self.models[0]

    def each(self, name: str) -> Floats:
        """Return one array of every model, stacked."""
        return np.stack([np.asarray(getattr(model, name)) for model in self.models])


def _shocks(stack: _Stack, rng: np.random.Generator) -> Floats:
    """Return gamma factors with mean 1, shape (groups, T, H)."""
    variance = stack.each("group_variance").T[:, None, stack.point]
    shape = 1.0 / np.maximum(variance, 1e-12)
    factor = rng.standard_gamma(np.broadcast_to(shape, (shape.shape[0], stack.first.years, stack.point.size))) / shape
    return np.where(variance > 0.0, factor, 1.0)


def _primary(stack: _Stack, streams: tuple[np.random.Generator, np.random.Generator], salt: Keys) -> _Losses:
    shocks = _shocks(stack, streams[0])
    parts: list[_Losses] = []
    for threat in range(stack.first.threats):
        group = int(stack.first.group[threat])
        for year in range(stack.first.years):
            mean = np.repeat(stack.rate[:, year, threat], stack.histories)
            if group >= 0:
                mean *= shocks[group, year]
            parts.append(_drawn(stack, year, threat, mean, streams[1].random(mean.size), salt))
    return _Losses.together(parts)


def _drawn(stack: _Stack, year: int, threat: int, mean: Floats, uniform: Floats, salt: Keys) -> _Losses:
    # Most histories have no loss, and because exp(-mean) >= 1 - mean a comparison tells; only the others are looked at.
    open_ = np.flatnonzero(uniform >= 1.0 - ROUNDING - mean)
    count = counts(mean[open_], uniform[open_])
    struck, losses = open_[count > 0], count[count > 0]
    history = np.repeat(struck, losses)
    number = np.arange(history.size) - np.repeat(np.cumsum(losses) - losses, losses)
    key = drawn_from(drawn_from(salt, (history * stack.first.years + year) * stack.first.threats + threat), number)
    return _Losses(history, np.full(history.size, year), np.full(history.size, threat), key)


def _cascaded(stack: _Stack, losses: _Losses) -> _Losses:
    generations = [losses]
    for _ in range(MOST_GENERATIONS):
        newest = _caused(stack, generations[-1])
        if newest.history.size == 0:
            return _Losses.together(generations)
        generations.append(newest)
        if sum(one.history.size for one in generations) > MOST_WITH_CAUSED:
            raise TooManyLossesError(MOST_WITH_CAUSED / (stack.point.size * stack.first.years))
    message = "cascades did not end"
    raise RuntimeError(message)


def _caused(stack: _Stack, losses: _Losses) -> _Losses:
    order = np.argsort(losses.threat, kind="stable")
    bounds = np.searchsorted(losses.threat[order], np.arange(stack.first.threats + 1))
    found = [losses.where(order[:0])]
    for link, (source, target) in enumerate(zip(stack.first.link_from.tolist(), stack.first.link_to.tolist(), strict=True)):
        candidates = losses.where(order[bounds[source] : bounds[source + 1]])
        probability = stack.link_probability[stack.point[candidates.history], candidates.year, link]
        drawn = drawn_from(candidates.key, 1 + link)
        hit = unit(drawn) < probability
        chosen = candidates.where(hit)
        found.append(_Losses(chosen.history, chosen.year, np.full(chosen.history.size, target), drawn[hit]))
    return _Losses.together(found)


def _paid(stack: _Stack, losses: _Losses) -> Histories:
    years, total = stack.first.years, stack.point.size
    threats = stack.first.threats
    point = losses.history // stack.histories
    figure = point * threats + losses.threat
    noise = ndtri(unit(drawn_from(losses.key, SIZE)))
    size = stack.each("median_eur").take(figure) * np.exp(stack.each("sigma").take(figure) * noise)
    np.minimum(size, stack.each("cap_eur").take(figure), out=size)
    cell = (point * years + losses.year) * threats + losses.threat
    size *= stack.each("scale").take(cell)
    loss = np.zeros(total * years)
    event = ~stack.first.onset[losses.threat]
    loss += np.bincount(losses.history[event] * years + losses.year[event], weights=size[event], minlength=loss.size)
    creeping = losses.where(~event)
    until = creeping.year + 0.5 + stack.each("duration").take(cell[~event])
    flow = size[~event]
    for year in range(years):
        paying = np.flatnonzero((creeping.year <= year) & (until > year))
        part = np.minimum(until[paying], year + 1.0) - np.maximum(creeping.year[paying] + 0.5, year)
        loss += np.bincount(creeping.history[paying] * years + year, weights=flow[paying] * part, minlength=loss.size)
    yearly = loss.reshape(total, years)
    rate = np.array([model.discount_rate for model in stack.models])[stack.point, None]
    discounted = (yearly * (1.0 + rate) ** -(np.arange(years) + 0.5)).sum(axis=1)
    return Histories(loss_eur=yearly, discounted_eur=discounted, first_shortfall=_shortfall(stack, yearly))


def _shortfall(stack: _Stack, yearly: Floats) -> Shortfall:
    cash = np.stack([model.balance.cash_flow_eur for model in stack.models])[stack.point]
    moved = np.cumsum(cash - yearly, axis=1)

    def first(balances: Sequence[float | None]) -> Ints | None:
        known = [balance for balance in balances if balance is not None]
        if len(known) < len(balances):
            return None
        below = np.array(known)[stack.point, None] + moved < 0.0
        return np.asarray(np.where(below.any(axis=1), below.argmax(axis=1), yearly.shape[1]), dtype=np.int64)

    return Shortfall(
        liquidity=first([model.balance.liquidity_eur for model in stack.models]),
        equity=first([model.balance.equity_eur for model in stack.models]),
    )
