"""What a chance that is low enough costs at least: a bound that no plan within the limits goes below.

A chance rises in every rate, link, size and duration, so it is at least what is left if every parameter is lowered as far as money goes,
each as if it had all the money for itself: for one cell (a parameter of a target in a year) the most help that money buys is a fractional
knapsack. Deciding about measures makes that exacter: what is chosen is paid once and helps in all cells, what is ruled out helps in none.
Each measure is offered by the year of its start: it helps as from the first quarter of it in which it can start, costs what it does when
that is least, and harms nothing. Source: branch and bound, best first (Land and Doig, 1960); knapsack: Dantzig (1957), Discrete-variable
extremum problems, Operations Research 5. Axes: N offers, T years, C cells, B cells that any offer helps in, K steps.
"""

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, pairwise

import numpy as np

from leitplanke.planning.constraints import Constraints
from leitplanke.planning.exact import Stop
from leitplanke.planning.ideal import at_best, helping
from leitplanke.planning.measures import Bools, Floats, Ints, MeasureSet
from leitplanke.planning.objectives import Money
from leitplanke.planning.schedule import QUARTERS_PER_YEAR, PlannedMeasure, Schedule, ordered
from leitplanke.planning.spans import spans
from leitplanke.risk.vulnerability import Adjustment

Chance = Callable[[Sequence[Adjustment]], Floats]
"""The figure that is to be low."""
LOOKED = 6
"""Partly decided sets that are looked at; the first ones bring most."""
AT_ONCE = 8
"""Amounts of money tried between two between which the least one lies, twice."""
FREE_EUR = 1e-6
"""An offer that costs nothing counts as if it cost this."""
NEAR = 1e-5
"""A bound this near to what the plan costs, as share of it, counts as that."""
LITTLE = 0.9
"""Factor on one cell by which its weight is found: only for choosing the next measure to decide about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """What help can be bought, and what it costs."""

    measures: MeasureSet
    years: int
    fixed: Schedule
    offers: Schedule
    """N measures with the first quarter of a year in which they can start."""
    cost_eur: Floats
    """(N,) least cost of a start in that year."""
    fixed_eur: float
    cell: Ints
    """(B, 2) year and cell; cells from C on are bases."""
    price: Floats
    """(B, K) EUR that a step of help costs, the cheapest step for its price first; 0 behind the last."""
    help: Floats
    """(B, K) how much help it is."""
    owner: Ints
    """(B, K) measure; -1 behind the last."""

    @classmethod
    def of(cls, measures: MeasureSet, constraints: Constraints, money: Money) -> "Market":
        """Return the offers of a firm."""
        fixed = {one.measure for one in constraints.fixed_in}
        offers, cost = list[PlannedMeasure](), list[float]()
        for first, last in zip(*spans(measures, constraints), strict=True):
            for begin, end in _years(first.start_quarter, last.start_quarter) if first.measure not in fixed else ():
                offers.append(PlannedMeasure(first.measure, begin))
                cost.append(float(money.cost_eur[first.measure, begin : end + 1].min()))
        # Nothing is offered last, so that there always is a row.
        each = [np.concatenate(helping(measures, some, constraints.years), axis=1) for some in (*((one,) for one in offers), ())]
        amount = np.array(each)[:-1]
        cell = np.argwhere(amount.max(axis=0, initial=0.0) > 0.0)
        owner = np.array([one.measure for one in offers], dtype=np.int64)
        price = np.maximum(np.array(cost), FREE_EUR)
        ladders = [_steps(price, amount[:, year, place], owner) for year, place in cell.tolist()]
        size = max(map(len, ladders), default=0)
        padded = np.array([[*one, *[(0.0, 0.0, -1)] * (size - len(one))] for one in ladders]).reshape(len(ladders), size, 3)
        return cls(
            measures=measures,
            years=constraints.years,
            fixed=constraints.fixed_in,
            offers=tuple(offers),
            cost_eur=np.array(cost),
            fixed_eur=float(money.sums([constraints.fixed_in])[0][0]),
            cell=cell,
            price=padded[:, :, 0],
            help=padded[:, :, 1],
            owner=padded[:, :, 2].astype(np.int64),
        )

    def spent(self, chosen: Sequence[int]) -> float:
        """Return what chosen offers and what is fixed in cost at least."""
        return self.fixed_eur + float(self.cost_eur[list(chosen)].sum())

    def bought(self, chosen: Sequence[int], out: frozenset[int], money: float) -> Floats:
        """Return the shares of the steps that so much money buys in each cell, (B, K), of measures that are not decided."""
        decided = out | {self.offers[one].measure for one in chosen}
        left: Bools = (self.owner >= 0) & ~np.isin(self.owner, list(decided))
        price = np.where(left, self.price, 0.0)
        before = np.cumsum(price, axis=1) - price
        return np.where(left, np.clip((money - before) / np.where(price > 0.0, price, 1.0), 0.0, 1.0), 0.0)

    def at_best(self, chosen: Sequence[int], out: frozenset[int], money: Sequence[float]) -> list[Adjustment]:
        """Return for each amount of money an adjustment that leaves no more risk than any plan with these decisions for that money."""
        schedule = ordered((*self.fixed, *(self.offers[one] for one in chosen)))
        amounts, shrunk = helping(self.measures, schedule, self.years)
        found, cells = [], amounts.shape[1]
        for each in money:
            total = np.concatenate([amounts, shrunk], axis=1)
            total[self.cell[:, 0], self.cell[:, 1]] += (self.help * self.bought(chosen, out, each)).sum(axis=1)
            found.append(at_best(self.measures, total[:, :cells], total[:, cells:]))
        return found


@dataclass(frozen=True, slots=True, order=True)
class _Node:
    """A set of which some measures are decided; no plan of it that meets the target costs less than `bound`."""

    bound: float
    number: int
    chosen: tuple[int, ...]
    """Numbers of offers."""
    out: frozenset[int]
    """Measures."""


def least_cost(market: Market, chance: Chance, target: float, known_eur: float, *, looked: int = LOOKED, stop: Stop | None = None) -> float:
    """Return what every plan costs at least whose chance is not above the target, EUR; never more than `known_eur`.

    Parameters
    ----------
    chance
        Rises in everything that measures lower, and in cost.
    target
        What it may be, 0 to 1.
    known_eur
        Cost of a plan that meets the target.
    looked, stop
        Partly decided sets that are looked at; whether to end before.
    """
    number, weight = count(), _weights(market, chance)
    enough = known_eur * (1.0 - NEAR)

    def within(chosen: tuple[int, ...], out: frozenset[int], least: float) -> _Node:
        return _Node(_least(market, chance, target, (chosen, out), (least, known_eur)), next(number), chosen, out)

    waiting = [within((), frozenset(), market.fixed_eur)]
    for _ in range(looked):
        if not waiting or waiting[0].bound >= enough or (stop is not None and stop()):
            break
        node = waiting[0]
        measure = _question(market, node, weight)
        if measure is None:
            break
        heapq.heappop(waiting)
        for chosen, out in _answers(market, node, measure):
            child = within(chosen, out, node.bound)
            if child.bound < enough:
                heapq.heappush(waiting, child)
    return waiting[0].bound if waiting and waiting[0].bound < enough else known_eur


def _answers(market: Market, node: _Node, measure: int) -> Iterator[tuple[tuple[int, ...], frozenset[int]]]:
    """Yield the ways to decide about a measure: out, or one of its offers, and out what it excludes."""
    yield node.chosen, node.out | {measure}
    against = frozenset(np.flatnonzero(market.measures.excludes[measure]).tolist())
    if against.isdisjoint(market.offers[one].measure for one in node.chosen):
        for number, one in enumerate(market.offers):
            if one.measure == measure:
                yield (*node.chosen, number), node.out | against


def _question(market: Market, node: _Node, weight: Floats) -> int | None:
    """Return the open measure that helps most with the money of the bound; None if none is open."""
    share = market.bought(node.chosen, node.out, node.bound - market.spent(node.chosen)) * market.help * weight[:, None]
    if not share.any():
        return None
    return int(np.bincount(market.owner[market.owner >= 0], share[market.owner >= 0]).argmax())


def _least(
    market: Market, chance: Chance, target: float, decided: tuple[tuple[int, ...], frozenset[int]], between: tuple[float, float]
) -> float:
    """Return an amount between two below which no plan with these decisions meets the target; infinite if none does up to the larger."""
    spent = market.spent(decided[0])
    low, high = max(between[0], spent), between[1]
    if low > high:
        return np.inf
    for stage in range(2):
        tried = np.linspace(low, high, AT_ONCE + 1)
        met = chance(market.at_best(*decided, (tried - spent).tolist())) <= target
        if not met.any():
            return np.inf if stage == 0 else high
        first = int(met.argmax())
        if first == 0:
            return low
        low, high = float(tried[first - 1]), float(tried[first])
    return low


def _weights(market: Market, chance: Chance) -> Floats:
    """Return by how much the chance falls if one cell alone falls a little, (B,)."""
    amounts, shrunk = helping(market.measures, market.fixed, market.years)
    cells, places = amounts.shape[1], np.unique(market.cell[:, 1])
    models = [at_best(market.measures, amounts, shrunk)]
    for place in places.tolist():
        more, less = amounts.copy(), shrunk.copy()
        if place < cells:
            more[:, place] -= np.log(LITTLE)
        else:
            less[:, place - cells] += 1.0 - LITTLE
        models.append(at_best(market.measures, more, less))
    here, *there = chance(models).tolist()
    fall = np.maximum(here - np.array(there), 0.0)
    return np.asarray(fall[np.searchsorted(places, market.cell[:, 1])])


def _years(first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of a span of quarters by year."""
    while first <= last:
        end = min(last, first // QUARTERS_PER_YEAR * QUARTERS_PER_YEAR + QUARTERS_PER_YEAR - 1)
        yield first, end
        first = end + 1


def _steps(price: Floats, amount: Floats, owner: Ints) -> list[tuple[float, float, int]]:
    """Return the steps of help in one cell, each with price, help and measure, those first that give most for their price.

    Of the offers of one measure at most one is bought: what lies above the straight lines between them from nothing on can be bought in
    parts, so the steps are those of the upper concave envelope (the relaxed multiple-choice knapsack).
    """
    found: list[tuple[float, float, int]] = []
    for measure in np.unique(owner[amount > 0.0]).tolist():
        hull = [(0.0, 0.0)]
        own = np.flatnonzero((owner == measure) & (amount > 0.0))
        for cost, gives in sorted(zip(price[own].tolist(), amount[own].tolist(), strict=True)):
            if gives <= hull[-1][1]:
                continue
            while len(hull) > 1 and _flatter(hull[-2], hull[-1], (cost, gives)):
                hull.pop()
            hull.append((cost, gives))
        found += [(right[0] - left[0], right[1] - left[1], measure) for left, right in pairwise(hull)]
    return sorted(found, key=lambda step: -step[1] / step[0])


def _flatter(one: tuple[float, float], middle: tuple[float, float], other: tuple[float, float]) -> bool:
    """Return whether a point lies on or below the line between its neighbours."""
    return (middle[1] - one[1]) * (other[0] - middle[0]) <= (other[1] - middle[1]) * (middle[0] - one[0])
