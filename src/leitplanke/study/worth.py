"""Why each measure is in a plan: what is lost without it, its average contribution over all orders, and what a euro less of risk costs.

A set of measures is worth the loss that it avoids. What needs a measure that is not in the set does nothing, so a prerequisite earns its
part of what it makes possible (a game with a permission structure: Gilles, Owen and van den Brink, Games with permission structures,
International Journal of Game Theory 20, 1992). Source: method.md section 5.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np

from leitplanke.planning import shapley
from leitplanke.planning.benefit import LEAST_CHANGE
from leitplanke.planning.coalitions import standing
from leitplanke.planning.effects import adjust_many, split
from leitplanke.planning.exact import Stop
from leitplanke.planning.losses import expected_losses
from leitplanke.planning.measures import Bools, Floats, MeasureSet
from leitplanke.planning.objectives import Money
from leitplanke.planning.schedule import Schedule
from leitplanke.planning.shapley import Shares, Worth
from leitplanke.planning.surrogate import Surrogate
from leitplanke.primitives.trace import TraceNode
from leitplanke.risk.vulnerability import Vulnerability, assemble
from leitplanke.study.central import CentralValues
from leitplanke.study.futures import Future
from leitplanke.study.planned import Planner
from leitplanke.study.reviewed import MeasureWorth, PricePerEuro, UnseenChange
from leitplanke.study.standin import fitted
from leitplanke.study.summary import DRAWS, HIGH, LOW, band

PAIRS = 4
"""Pairs of orders drawn anew at each parameter point."""
TAIL_PAIRS, CENTRAL_PAIRS = 2, 12
"""Pairs of orders for CVaR95 in a future and at the centre: of the difference to a stand-in, which is small."""
STANDIN_PAIRS, TAIL_STANDIN_PAIRS = 128, 32
TAIL_FUTURES = 16
"""Futures over which the range of average contributions to CVaR95 goes."""


Figures = Callable[[Sequence[Schedule]], Floats]
"""Schedules to a figure of each, or to several."""


@dataclass(frozen=True, slots=True)
class _Losses:
    """Expected losses over all P points: of n measures, J Unseens."""

    marginal: Floats
    """(P, n) avoided by each measure with what needs it."""
    average: Floats
    """(P, n)"""
    error: Floats
    """(n,) standard error of the mean of `average` over the points."""
    changes: Floats
    """(n, J) by how much each measure alone changes what each Unseen loses, mean over the points."""


@dataclass(frozen=True, slots=True)
class _Tails:
    """CVaR95: of n measures."""

    marginal: Floats
    """(n,) at the centre."""
    marginals: Floats
    """(F, n) in futures."""
    average: Shares
    """At the centre."""
    averages: Floats
    """(K, n) in the first futures."""
    costs: Floats
    """(K, n) in the same."""
    prices: Floats
    """(n,) expected cost."""


def worth(
    planner: Planner, futures: Sequence[Future], plan: Schedule, seed: int, progress: Callable[[float], None], stop: Stop
) -> tuple[MeasureWorth, ...] | None:
    """Return what each measure of the plan is worth, in the order of the plan, and write its trace; None if it was stopped.

    Parameters
    ----------
    seed
        Of the analysis; sampled orders follow from it.
    """
    game = _Game(planner.measures, plan)
    losses = _losses(planner, game, np.random.default_rng([seed, 5]), lambda share: progress(0.4 * share), stop)
    if losses is None:
        return None
    tails = _tails(planner, game, futures, np.random.default_rng([seed, 6]), lambda share: progress(0.4 + 0.6 * share), stop)
    if tails is None:
        return None
    return tuple(_told(planner, game, losses, tails, place) for place in range(len(plan)))


class _Game:
    """Sets of a plan's measures as schedules."""

    def __init__(self, measures: MeasureSet, plan: Schedule) -> None:
        self.plan = plan
        self.players = len(plan)
        self._stand = standing(measures, plan)
        every = np.ones((1, self.players), dtype=np.bool_)
        self.alone = ~np.eye(self.players, dtype=np.bool_)
        """(n, n) the plan without each measure in turn, what needs it left in place."""
        self.without = self._stand(self.alone) if self.players else self.alone
        """The same without what needs it."""
        self.whole = every

    def holds_up(self, place: int) -> list[int]:
        """Return the places of the measures that do nothing without this one."""
        return [other for other in np.flatnonzero(~self.without[place]).tolist() if other != place]

    def schedules(self, inside: Bools) -> list[Schedule]:
        """Return the measures of each set (N, n) that stand, as schedules."""
        return self.bare(self._stand(inside))

    def bare(self, inside: Bools) -> list[Schedule]:
        """Return sets of measures as schedules, whether they stand or not."""
        return [tuple(compress(self.plan, row)) for row in inside.tolist()]

    def avoided(self, figure: Figures) -> Worth:
        """Return the game in which a set is worth the loss that it avoids; sets in which the same measures stand are valued once."""

        def value(inside: Bools) -> Floats:
            found = self.schedules(inside)
            distinct = tuple(dict.fromkeys([(), *found]))
            known = dict(zip(distinct, figure(distinct).tolist(), strict=True))
            return np.array([known[()] - known[one] for one in found])

        return value


def _losses(planner: Planner, game: _Game, rng: np.random.Generator, progress: Callable[[float], None], stop: Stop) -> _Losses | None:
    marginal, average, errors, changes = [], [], [], np.zeros((game.players, planner.measures.unseens))
    for number, (firm, factors) in enumerate(zip(planner.vulnerabilities, planner.factors, strict=True)):
        if stop():
            return None
        figure = _expected(planner.measures, firm, factors)
        found = shapley.shares(game.avoided(_summed(figure)), game.players, PAIRS, rng)
        without, alone = game.bare(game.without), game.bare(game.alone)
        each = figure([game.plan, *without, *alone])
        marginal.append((each[1 : game.players + 1] - each[0]).sum(axis=1))
        changes += each[0] - each[game.players + 1 :]
        average.append(found.value)
        errors.append(found.error)
        progress((number + 1) / len(planner.vulnerabilities))
    points = len(average)
    error = np.sqrt((np.array(errors) ** 2).sum(axis=0)) / points
    return _Losses(np.array(marginal), np.array(average), error, changes / points)


def _summed(figure: Figures) -> Figures:
    return lambda some: np.asarray(figure(some).sum(axis=1))


def _expected(measures: MeasureSet, firm: Vulnerability, factors: Floats) -> Figures:
    """Return what gives the expected losses of schedules at one point, (N, J)."""
    return lambda some: expected_losses(assemble(firm, adjust_many(measures, some, firm.years, factors)))


def _tails(
    planner: Planner, game: _Game, futures: Sequence[Future], rng: np.random.Generator, progress: Callable[[float], None], stop: Stop
) -> _Tails | None:
    measures, plan, values = planner.measures, game.plan, planner.values
    central = _cvar(values, measures)
    (whole,) = central([plan])
    standin = fitted(planner.central, measures, plan, float(whole), "cvar95", np.ones(measures.unseens))
    average = _with_stand_in(game, central, standin, (CENTRAL_PAIRS, STANDIN_PAIRS), rng)
    schedules = [plan, *game.bare(game.without)]
    marginals, averages, costs = [], [], []
    for number, future in enumerate(futures):
        if stop():
            return None
        each = future.cvar(schedules)
        marginals.append(each[1:] - each[0])
        if number < TAIL_FUTURES:
            near = fitted(future.vulnerability, future.measures, plan, float(each[0]), "cvar95", np.ones(measures.unseens))
            averages.append(_with_stand_in(game, future.cvar, near, (TAIL_PAIRS, TAIL_STANDIN_PAIRS), rng).value)
            costs.append(future.cost([(one,) for one in plan]))
        progress((number + 1) / len(futures))
    each = central(schedules)
    money = Money.of(measures, planner.study.years, planner.central.discount_rate)
    prices = money.sums([(one,) for one in plan])[0]
    return _Tails(each[1:] - each[0], np.array(marginals), average, np.array(averages), np.array(costs), prices)


def _cvar(values: CentralValues, measures: MeasureSet) -> Figures:
    years = values.vulnerability.years
    return lambda some: values.cvar(tuple(split(adjust_many(measures, some, years))))


def _with_stand_in(game: _Game, figure: Figures, standin: Surrogate, pairs: tuple[int, int], rng: np.random.Generator) -> Shares:
    """Return the Shapley values: all of them exact where that is little work, else the stand-in's and a sample of what it is off."""
    few, many = pairs
    if 2**game.players <= 2 * few * game.players:
        return shapley.exact(game.avoided(figure), game.players)
    rough = shapley.shares(game.avoided(standin), game.players, many, rng)
    off = game.avoided(lambda some: np.asarray(figure(some) - standin(some)))
    return rough.plus(shapley.sampled(off, game.players, few, rng))


def _told(planner: Planner, game: _Game, losses: _Losses, tails: _Tails, place: int) -> MeasureWorth:
    name = planner.measures.ids[game.plan[place].measure]
    drawn = (DRAWS, "plan/measures")
    error, tail_error = float(losses.error[place]), float(tails.average.error[place])

    def node(what: str, value: float, operation: str, inputs: tuple[str, ...], error: float | None = None) -> str:
        constants = () if error is None else (("standard_error", error),)
        unit = "1" if operation == "quotient" else "EUR"
        one = TraceNode(id=f"review/{name}/{what}", value=value, unit=unit, operation=operation, inputs=inputs, parameters=constants)
        return planner.study.trace.add(one)

    marginal, average = losses.marginal[:, place], losses.average[:, place]
    centre = float(tails.marginal[place]), float(tails.average.value[place])
    tail = node("average-cvar95", centre[1], "shapley-tail", ("plan/measures",), tail_error)
    return MeasureWorth(
        id=name,
        marginal_eur=band(marginal, trace=node("marginal", float(marginal.mean()), "without-it", drawn)),
        average_eur=band(average, trace=node("average", float(average.mean()), "shapley", drawn, error)),
        average_error_eur=error,
        marginal_cvar95_eur=band(
            tails.marginals[:, place], centre[0], node("marginal-cvar95", centre[0], "without-it-tail", ("plan/measures",))
        ),
        average_cvar95_eur=band(tails.averages[:, place], centre[1], tail),
        average_cvar95_error_eur=tail_error,
        cost_per_cvar95_eur=_price(tails, place, lambda value: node("price", value, "quotient", (f"plan/{name}/cost", tail))),
        changes=_changes(planner, losses.changes[place]),
        holds_up=tuple(planner.measures.ids[game.plan[other].measure] for other in game.holds_up(place)),
    )


def _price(tails: _Tails, place: int, trace: Callable[[float], str]) -> PricePerEuro | None:
    """Return what a euro by which CVaR95 falls costs, over the futures; None where it does not fall at the centre."""
    falls = float(tails.average.value[place])
    if falls <= 0.0:
        return None
    cost = float(tails.prices[place])
    here, there = tails.averages[:, place], tails.costs[:, place]
    each = np.divide(there, here, out=np.full(here.shape, np.inf), where=here > 0.0)
    low, high = (float(np.percentile(each, end, method="inverted_cdf")) for end in (LOW, HIGH))
    mid = cost / falls
    return PricePerEuro(low=min(low, mid), mid=mid, high=max(high, mid) if np.isfinite(high) else None, trace=trace(mid))


def _changes(planner: Planner, change: Floats) -> tuple[UnseenChange, ...]:
    """Return the changes that matter, the largest first."""
    least = LEAST_CHANGE * float(np.abs(change).max(initial=0.0))
    order = [place for place in np.argsort(-np.abs(change), kind="stable").tolist() if abs(change[place]) > least]
    ids = [unseen.id for unseen in planner.study.catalogue.unseens]
    return tuple(UnseenChange(id=ids[place], change_eur=float(change[place])) for place in order)
