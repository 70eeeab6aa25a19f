"""Whose goals the plan serves: each group's best plan, how far the groups agree, and the plan that nobody regrets much.

Groups and goals are catalogue data; a firm's own weights take the place of assumed ones. Weights rank plans; they change no euro.
Source: method.md section 5; docs/method/planning.md. Axes: P plans, G measured goals, S groups.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from leitplanke.catalogue.aims import bare
from leitplanke.planning import goals
from leitplanke.planning.exact import Stop
from leitplanke.planning.measures import Bools
from leitplanke.planning.placement import Placement
from leitplanke.planning.schedule import Schedule
from leitplanke.planning.search import carried
from leitplanke.primitives.interval import Floats
from leitplanke.study.attempt import as_simulated
from leitplanke.study.measured import Measured
from leitplanke.study.planned import Planner
from leitplanke.study.result import Band
from leitplanke.study.reviewed import Agreement, ComparedPlan, ConflictShown, GoalConflicts, GoalScore, Group
from leitplanke.study.stakestrace import StakesTrace
from leitplanke.study.steering import Pool, Steering
from leitplanke.study.weights import drawn_weights, weighted

Progress = Callable[[float], None]


def conflicts(
    planner: Planner,
    known: Sequence[Schedule],
    chosen: Schedule,
    *,
    simulated: Sequence[float] = (),
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> GoalConflicts:
    """Return whose goals the plan `chosen` serves, against the best plans for others.

    Parameters
    ----------
    known
        Plans that the firm can carry: what a search looked at, the front.
    simulated
        The simulated chance that liquidity is exhausted without a plan and with `chosen`: the chances shown are in proportion to
        these, as on the front; empty: as the search sees them.
    """
    tell = progress or (lambda _share: None)
    planner = replace(planner, limits=carried(planner.measures, planner.limits))
    pool = Pool(Measured.of(planner), stop)
    pool.add([_nothing(planner), chosen, *known])
    tell(0.1)
    groups = weighted(planner.study.catalogue, planner.study.inputs.weights)
    weights = _matrix(groups, pool.measured)
    _steer(pool, weights, tell)
    table = _Table.of(pool, weights)
    middle = goals.compromise(goals.regrets(table.worth), table.cost_eur)
    bests = goals.favourites(table.worth, table.cost_eur)
    trace = StakesTrace(planner.study.trace, planner.study.catalogue, planner.study.inputs.weights, planner.measures.ids)
    drawn = drawn_weights(planner.study.catalogue, planner.study.inputs.weights, [aim.id for aim in pool.measured.aims])
    tell(1.0)
    return GoalConflicts(
        groups=tuple(
            replace(
                group,
                weights=tuple(replace(one, trace=trace.weight(group, one)) for one in group.weights),
                steady=goals.steadiness(table.scores, drawn[:, place], best),
            )
            for place, (group, best) in enumerate(zip(groups, bests, strict=True))
        ),
        plans=_compared(_Shown(pool, table, groups, trace, _figures_shown(pool, chosen, simulated)), chosen),
        agreements=_agreements(table, groups),
        conflicts=_shown(planner, chosen),
        compromise_regret=_regret_band(table, drawn, middle),
    )


def _regret_band(table: "_Table", drawn: Floats, middle: int) -> Band:
    """Return the largest regret of the compromise, and how it spreads over weights as plausible."""
    low, high = np.quantile(goals.largest_regrets(table.scores, drawn, middle), (0.05, 0.95)).tolist()
    return Band(low=low, mid=float(goals.regrets(table.worth)[middle].max()), high=high)


def _nothing(planner: Planner) -> Schedule:
    """Return the plan of what is fixed in only."""
    return Placement(planner.measures, planner.limits).place(())[1]


def _matrix(groups: Sequence[Group], measured: Measured) -> Floats:
    """Return the groups' weights of the goals that are measured, (S, G)."""
    names = [bare(aim.id) for aim in measured.aims]
    return np.array([[{one.goal: one.weight for one in group.weights}[name] for name in names] for group in groups])


def _steer(pool: Pool, weights: Floats, tell: Progress) -> None:
    """Add the plans on the way to each goal's, each group's and the compromise's best."""
    steering, rising = Steering(pool), pool.measured.rising
    # Least work is no plan at all; closed forms first, so that the chance starts from many plans.
    order = sorted(range(rising.size), key=lambda goal: pool.measured.aims[goal].figure == "existential-chance")
    for number, goal in enumerate(order, 1):
        figure = pool.measured.aims[goal].figure
        if figure != "own-days":
            steer = steering.descend if figure == "existential-chance" else steering.rush
            steer(lambda figures, goal=goal: (figures * rising)[:, goal])  # type: ignore[misc]
        tell(0.1 + 0.4 * number / rising.size)
    for group in range(len(weights)):
        best, worst = goals.scales(pool.figures * rising)
        steering.descend(lambda figures, row=weights[group : group + 1]: -_worth(figures * rising, best, worst, row)[:, 0])  # type: ignore[misc]  # noqa: B023 - used at once
        tell(0.5 + 0.4 * (group + 1) / len(weights))
    table = _Table.of(pool, weights)
    top = table.worth.max(axis=0)
    steering.descend(lambda figures: (top - _worth(figures * rising, table.best, table.worst, weights)).max(axis=1))


def _worth(losses: Floats, best: Floats, worst: Floats, weights: Floats) -> Floats:
    return goals.worths(goals.scores(losses, best, worst), weights)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """All plans looked at, in scores."""

    cost_eur: Floats
    """(P,)"""
    best: Floats
    worst: Floats
    """(G,) ends of the scales."""
    scores: Floats
    """(P, G)"""
    worth: Floats
    """(P, S)"""
    efficient: Bools
    """(P,) which are those that no other one beats in every goal."""

    @classmethod
    def of(cls, pool: Pool, weights: Floats) -> "_Table":
        """Return the table of all plans in the pool."""
        losses = pool.figures * pool.measured.rising
        best, worst = goals.scales(losses)
        scored = goals.scores(losses, best, worst)
        return cls(
            cost_eur=pool.measured.money.sums(pool.plans)[0],
            best=best,
            worst=worst,
            scores=scored,
            worth=goals.worths(scored, weights),
            efficient=goals.efficient(losses),
        )


@dataclass(frozen=True, slots=True)
class _Shown:
    """All that is needed to show a plan."""

    pool: Pool
    table: _Table
    groups: Sequence[Group]
    trace: StakesTrace
    figures: Floats
    """(P, G) as shown."""

    def scores(self, number: int, place: int) -> tuple[GoalScore, ...]:
        """Return the scores of the plan at `place`, which is compared as number `number`."""
        measured, table, found = self.pool.measured, self.table, []
        for goal, aim in enumerate(measured.aims):
            score, value, unit = float(table.scores[place, goal]), float(self.figures[place, goal]), measured.unit(goal)
            figure = self.trace.figure(number, self.pool.plans[place], aim, value, unit)
            ends = (float(table.best[goal]), float(table.worst[goal]))
            sign = float(measured.rising[goal])
            scale = (float(self.pool.figures[place, goal]), sign * ends[0], sign * ends[1])
            found.append(GoalScore(goal=bare(aim.id), score=score, value=value, unit=unit, trace=self.trace.score(figure, score, scale)))
        return tuple(found)

    def regrets(self, number: int, scores: Sequence[GoalScore], regret: Sequence[float]) -> tuple[str, ...]:
        """Return the nodes of the groups' regrets."""
        nodes, best = [(one.goal, one.trace) for one in scores], self.table.worth.max(axis=0).tolist()
        return tuple(self.trace.regret(number, group, nodes, *pair) for group, *pair in zip(self.groups, regret, best, strict=True))


def _compared(shown: _Shown, chosen: Schedule) -> tuple[ComparedPlan, ...]:
    """Return no plan, each group's best, the chosen one and the compromise, by rising cost."""
    table, plans, named = shown.table, shown.pool.plans, shown.pool.measured.planner.named
    regret, bests = goals.regrets(table.worth), goals.favourites(table.worth, table.cost_eur)
    middle = goals.compromise(regret, table.cost_eur)
    places = sorted({0, plans.index(chosen), *bests, middle}, key=lambda place: (table.cost_eur[place], place))
    found = []
    for number, place in enumerate(places):
        scores, regretted = shown.scores(number, place), tuple(regret[place].tolist())
        found.append(
            ComparedPlan(
                measures=named(plans[place]),
                cost_eur=float(table.cost_eur[place]),
                best_for=tuple(group.id for group, best in zip(shown.groups, bests, strict=True) if best == place),
                chosen=plans[place] == chosen,
                compromise=place == middle,
                scores=scores,
                regret=regretted,
                regret_traces=shown.regrets(number, scores, regretted),
            )
        )
    return tuple(found)


def _figures_shown(pool: Pool, chosen: Schedule, simulated: Sequence[float]) -> Floats:
    """Return the figures of all plans, chances in proportion to what was simulated without a plan and with the chosen one."""
    figures = pool.figures
    for goal, aim in enumerate(pool.measured.aims):
        if aim.figure == "existential-chance" and simulated:
            seen = pool.measured.chance([(), chosen]).tolist()
            figures[:, goal] = [as_simulated(chance, seen, simulated) for chance in figures[:, goal].tolist()]
    return figures


def _agreements(table: _Table, groups: Sequence[Group]) -> tuple[Agreement, ...]:
    """Return how far each two groups order the efficient plans alike."""
    worth = table.worth[table.efficient]
    pairs = combinations(zip(groups, worth.T, strict=True), 2)
    found = ((one.id, other.id, goals.agreement(first, second)) for (one, first), (other, second) in pairs)
    return tuple(Agreement(first=one, second=other, correlation=value) for one, other, value in found if value is not None)


def _shown(planner: Planner, chosen: Schedule) -> tuple[ConflictShown, ...]:
    """Return the conflicts of the catalogue that show in measures of the plan."""
    planned = [one.id for one in planner.named(chosen)]
    found = (
        ConflictShown(id=conflict.id, measures=tuple(one for one in planned if one in conflict.measures))
        for conflict in planner.study.catalogue.conflicts
    )
    return tuple(one for one in found if one.measures)
