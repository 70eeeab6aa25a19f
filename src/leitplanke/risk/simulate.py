"""The simulation engine: single histories of the same model by Monte Carlo, for first passages and as the independent check.

It shares nothing with the spectral engine but `RiskModel`. Several models (parameter points, or a firm before and after a plan)
can be simulated on common random numbers. Source: method.md sections 3 and 4.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from leitplanke.risk.cascade import check
from leitplanke.risk.model import Floats, Ints, RiskModel

MOST_GENERATIONS = 10_000


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

    def joined(self, other: "_Losses") -> "_Losses":
        pairs = ((self.history, other.history), (self.year, other.year), (self.threat, other.threat))
        return _Losses(*(np.concatenate(pair) for pair in pairs))

    def where(self, chosen: Ints | np.ndarray[tuple[int], np.dtype[np.bool_]]) -> "_Losses":
        return _Losses(self.history[chosen], self.year[chosen], self.threat[chosen])


def simulate(models: Sequence[RiskModel], histories: int, rng: np.random.Generator) -> Histories:
    """Simulate `histories` histories of each model.

    Models must have the same threats, links and groups (they may be parameter points of one firm). The same `rng` state gives the
    same shocks, and nearly the same losses, to models that differ little: simulate a firm before and after a plan with two
    generators of one seed.

    Parameters
    ----------
    histories
        Number for each model; in all H = len(models) x histories.

    Raises
    ------
    SupercriticalCascadeError
        If losses of a model cause each other without end.
    """
    for model in models:
        check(model)
    stack = _Stack.of(models, histories)
    streams = [np.random.Generator(np.random.SFC64(seed)) for seed in rng.bit_generator.seed_seq.spawn(3)]  # type: ignore[attr-defined]
    losses = _cascaded(stack, _primary(stack, streams[0]), streams[1])
    return _paid(stack, losses, streams[2])


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


def _primary(stack: _Stack, rng: np.random.Generator) -> _Losses:
    shocks = _shocks(stack, rng)
    parts: list[_Losses] = []
    for threat in range(stack.first.threats):
        group = int(stack.first.group[threat])
        for year in range(stack.first.years):
            mean = stack.rate[stack.point, year, threat]
            count = rng.poisson(mean * shocks[group, year] if group >= 0 else mean)
            history = np.repeat(np.arange(count.size), count)
            parts.append(_Losses(history, np.full(history.size, year), np.full(history.size, threat)))
    return _Losses(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("history", "year", "threat")))


def _cascaded(stack: _Stack, losses: _Losses, rng: np.random.Generator) -> _Losses:
    everything, newest = losses, losses
    for _ in range(MOST_GENERATIONS):
        newest = _caused(stack, newest, rng)
        if newest.history.size == 0:
            return everything
        everything = everything.joined(newest)
    message = "cascades did not end"
    raise RuntimeError(message)


def _caused(stack: _Stack, losses: _Losses, rng: np.random.Generator) -> _Losses:
    order = np.argsort(losses.threat, kind="stable")
    bounds = np.searchsorted(losses.threat[order], np.arange(stack.first.threats + 1))
    found = losses.where(order[:0])
    for link, (source, target) in enumerate(zip(stack.first.link_from.tolist(), stack.first.link_to.tolist(), strict=True)):
        candidates = losses.where(order[bounds[source] : bounds[source + 1]])
        probability = stack.link_probability[stack.point[candidates.history], candidates.year, link]
        hit = candidates.where(rng.random(probability.size) < probability)
        found = found.joined(_Losses(hit.history, hit.year, np.full(hit.history.size, target)))
    return found


def _paid(stack: _Stack, losses: _Losses, rng: np.random.Generator) -> Histories:
    years, total = stack.first.years, stack.point.size
    point = stack.point[losses.history]
    noise = rng.standard_normal(losses.history.size)
    median, cap = stack.each("median_eur"), stack.each("cap_eur")
    size = np.minimum(median[point, losses.threat] * np.exp(stack.each("sigma")[point, losses.threat] * noise), cap[point, losses.threat])
    size *= stack.each("scale")[point, losses.year, losses.threat]
    loss = np.zeros(total * years)
    event = ~stack.first.onset[losses.threat]
    loss += np.bincount(losses.history[event] * years + losses.year[event], weights=size[event], minlength=loss.size)
    creeping = losses.where(~event)
    until = creeping.year + 0.5 + stack.each("duration")[point[~event], creeping.year, creeping.threat]
    for year in range(years):
        part = np.clip(np.minimum(until, year + 1.0) - np.maximum(creeping.year + 0.5, year), 0.0, None)
        loss += np.bincount(creeping.history * years + year, weights=size[~event] * part, minlength=loss.size)
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
