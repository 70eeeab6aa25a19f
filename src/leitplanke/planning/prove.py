"""How good a plan is, proven: no choice of measures is better if each may start only in its given quarter, or at any time at all.

Branch and bound (`planning.branching`) on the study's own model (`planning.eased`) under all limits of the firm (`planning.rules`).
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

import numpy as np

from leitplanke.planning.branching import CLOSED, Search
from leitplanke.planning.constraints import Constraints
from leitplanke.planning.eased import Eased
from leitplanke.planning.effects import adjust
from leitplanke.planning.measures import Floats, MeasureSet
from leitplanke.planning.objectives import Money
from leitplanke.planning.placement import Placement
from leitplanke.planning.rules import Rules
from leitplanke.planning.schedule import PlannedMeasure, Schedule, ordered
from leitplanke.planning.spans import placed, spans
from leitplanke.planning.values import Means, Stop, Values
from leitplanke.risk.expectation import expected_loss
from leitplanke.risk.model import RiskModel
from leitplanke.risk.spectral import LEVEL, Grid, evaluate, fitting_grid, on_grid
from leitplanke.risk.vulnerability import Vulnerability, assemble

POINTS = 2**9
NO_GRID = Grid(1.0, 8)
"""Where only means are asked for."""
LAST_LOOK = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What no choice can beat, and the best one known."""

    bound: float
    """No choice comes to less, but for the engine's error: risk plus expected discounted cost (less gains, where they count)."""
    schedule: Schedule
    """The best choice known."""
    value: float
    gap: float
    """How far the bound is below, as share of the value; 0: proven."""
    done: bool
    """Whether nothing was left open."""
    error_bound_relative: float
    """How far both may be off, as share of the value."""
    nodes: int
    """Partly decided sets that were looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """The firm for which plans are proven."""

    firm: Vulnerability
    measures: MeasureSet
    constraints: Constraints
    gains: bool = False
    """Whether gains count against cost."""
    figure: Literal["cvar95", "mean"] = "cvar95"
    points: int = POINTS

    def values(self, eased: Eased, plan: Schedule, pool: ThreadPoolExecutor, stop: Stop) -> Values:
        """Return what values sets: on a grid that fits a plan, or in closed form."""
        if self.figure == "mean":
            return Means.on(eased, NO_GRID, pool, stop)
        return Values.on(eased, fitting_grid(_model(self, plan), self.points), pool, stop)

    def risk(self, schedule: Schedule) -> tuple[float, float]:
        """Return the figure of a schedule, EUR, and by how much it may be too large."""
        if self.figure == "mean":
            return float(expected_loss(_model(self, schedule)).sum()), 0.0
        found = evaluate(_model(self, schedule))
        return found.cvar95_eur, found.cvar95_eur * found.error_bound_relative

    @property
    def money(self) -> Floats:
        """(M, Q) what each measure adds to the value beside its effect, by start quarter."""
        money = Money.of(self.measures, self.firm.years, self.firm.discount_rate)
        return money.cost_eur - (money.gain_eur if self.gains else 0.0)


def prove(carrier: Carrier, starts: Schedule, known: Sequence[Schedule], *, stop: Stop, looked: float = np.inf, threads: int = 2) -> Proof:
    """Return the best choice among measures with given starts, with a bound that no other goes below.

    Parameters
    ----------
    starts
        Each measure that may be chosen, once, with what is fixed in.
    known
        Plans that keep all limits and whose starts are given so, at least one.
    stop
        Whether the time is over.
    looked
        Partly decided sets that may be looked at; with such a limit instead of time the proof is always the same.
    threads
        Models at once; the proof does not depend on it.

    Raises
    ------
    SupercriticalCascadeError
        If losses of the firm cause each other without end.
    """
    if not starts:
        return _no_choice(carrier)
    starts = ordered(starts)
    place = {one: number for number, one in enumerate(starts)}
    eased = Eased.of(carrier.firm, carrier.measures, starts)
    money = carrier.money
    price = np.array([money[one.measure, one.start_quarter] for one in starts])
    rules = Rules.at(carrier.measures, carrier.constraints, starts, price)
    with ThreadPoolExecutor(threads) as pool:
        values = carrier.values(eased, known[0], pool, stop)
        values.of([tuple(sorted(place[one] for one in schedule)) for schedule in known])
        best = values.ranked(rules)[0]
        search = Search(values, rules, stop, values.known[best] + float(price[list(best)].sum()), allowed=looked)
        search.run()
    return _last_look(carrier, starts, search)


def prove_any(carrier: Carrier, plan: Schedule, *, stop: Stop, looked: float = np.inf, threads: int = 2) -> Proof:
    """Return how good a plan is among all plans, whatever starts when.

    Each measure helps as if it began as early as it can, harms as if it began as late as it may, costs and asks for what it does when that
    is least; limits are those of the whole horizon. Arguments as for `prove`.

    Raises
    ------
    SupercriticalCascadeError
        If losses of the firm cause each other without end.
    """
    earliest, latest = spans(carrier.measures, carrier.constraints)
    if not earliest:
        return _no_choice(carrier)
    eased = Eased.of(carrier.firm, carrier.measures, earliest, latest)
    money = carrier.money
    windows = [(first.measure, first.start_quarter, last.start_quarter) for first, last in zip(earliest, latest, strict=True)]
    price = np.array([money[measure, first : last + 1].min() for measure, first, last in windows])
    rules = Rules.whenever(carrier.measures, carrier.constraints, latest, price)
    chosen = {one.measure for one in plan}
    members = tuple(number for number, one in enumerate(earliest) if one.measure in chosen)
    with ThreadPoolExecutor(threads) as pool:
        values = carrier.values(eased, plan, pool, stop)
        (eased_plan,) = values.of([members])
        search = Search(values, rules, stop, eased_plan + float(price[list(members)].sum()), allowed=looked)
        search.run()
    risk, off = carrier.risk(plan)
    value = risk + float(sum(money[one.measure, one.start_quarter] for one in plan))
    rough = on_grid(_model(carrier, plan), values.fixed.grid).cvar(LEVEL) if carrier.figure == "cvar95" else risk
    error = max(0.0, rough - risk + off) + CLOSED * abs(value)
    bound = min(value, search.least() - error)
    return Proof(
        bound=bound,
        schedule=plan,
        value=value,
        gap=(value - bound) / abs(value) if value else 0.0,
        done=search.least() >= search.best - CLOSED * abs(search.best),
        error_bound_relative=error / abs(value) if value else 0.0,
        nodes=search.nodes,
    )


def _no_choice(carrier: Carrier) -> Proof:
    """Return the proof that nothing is the best where nothing can start."""
    value, _ = carrier.risk(())
    return Proof(bound=value, schedule=(), value=value, gap=0.0, done=True, error_bound_relative=0.0, nodes=0)


def _last_look(carrier: Carrier, starts: Schedule, search: Search) -> Proof:
    """Return the best of the best sets by the engine, with the bound lowered by the difference of the grids."""
    values, rules = search.values, search.terms
    best = values.ranked(rules)[:LAST_LOOK]
    found = [carrier.risk(tuple(starts[one] for one in chosen)) for chosen in best]
    worth = [risk + float(rules.price[list(chosen)].sum()) for chosen, (risk, _) in zip(best, found, strict=True)]
    number = min(range(len(best)), key=lambda row: (worth[row], len(best[row]), best[row]))
    value = worth[number]
    off = [values.known[chosen] - risk + error for chosen, (risk, error) in zip(best, found, strict=True)]
    error = max(0.0, *off) + CLOSED * abs(value)
    proven = search.least() >= search.best - CLOSED * abs(search.best)
    bound = value if proven else min(value, search.least() - error)
    return Proof(
        bound=bound,
        schedule=ordered(tuple(starts[one] for one in best[number])),
        value=value,
        gap=(value - bound) / abs(value) if value else 0.0,
        done=proven,
        error_bound_relative=error / abs(value) if value else 0.0,
        nodes=search.nodes,
    )


def _model(carrier: Carrier, schedule: Schedule) -> RiskModel:
    return assemble(carrier.firm, adjust(carrier.measures, schedule, carrier.firm.years))


def given_starts(measures: MeasureSet, constraints: Constraints, plan: Schedule) -> Schedule:
    """Return a start for each measure that can be carried: as planned, else the earliest with what it needs, were nothing else planned."""
    placement, starts = Placement(measures, constraints), {one.measure: one.start_quarter for one in (*plan, *constraints.fixed_in)}
    for measure in sorted(range(measures.count), key=lambda one: (min(map(len, placement.packages(one, ())), default=0), one)):
        if measure in starts:
            continue
        found = [placed(placement, measure, package, starts) for package in placement.packages(measure, ())]
        quarters = [quarter for quarter in found if quarter is not None]
        if quarters:
            starts[measure] = min(quarters)
    return ordered(tuple(PlannedMeasure(measure, quarter) for measure, quarter in starts.items()))
