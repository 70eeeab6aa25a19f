"""Start quarters by an integer programme beside the search that is shipped, on the worked firms as they are and with tighter limits.

One 0/1 unknown for each measure and quarter, solved by HiGHS under all limits on the stand-in made linear at a plan, then again at what it
found; the better of the two is the start of the shipped descent. Columns: what the search comes to and the time it takes; what the
programme comes to, what the descent makes of that, and against the search; time of programme and descent. All time is processor time.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import replace

# As the command line does: threads of our own are enough.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from scipy import optimize, sparse

from leitplanke.catalogue import compiled
from leitplanke.exchange import examples
from leitplanke.planning.constraints import SLACK, Constraints, load
from leitplanke.planning.exact import ExactValues
from leitplanke.planning.measures import MeasureSet
from leitplanke.planning.objectives import Objective
from leitplanke.planning.placement import Order
from leitplanke.planning.schedule import PlannedMeasure, Schedule, ordered
from leitplanke.planning.screening import Screening
from leitplanke.planning.search import Found, carried
from leitplanke.planning.surrogate import Surrogate, fit
from leitplanke.study.compile import compile_study
from leitplanke.study.planned import Planner

POINTS = 64
CASES = {"as it is": (1.0, 1.0), "half the budget": (0.5, 1.0), "half the days": (1.0, 0.5)}
SECONDS, GAP = 2.0, 5e-3
"""Limits of one programme."""
SCREENED, EXACT = 4_000, 80
CHOSEN = 0.5
Row = tuple[np.ndarray, float]


def main() -> None:
    """Print a table."""
    print("| firm | limits | search | s | programme | descent from there | against the search | s |")
    print("|---|---|---|---|---|---|---|---|")
    for name in examples.names():
        whole = planner_of(name)
        for label, (budget, days) in CASES.items():
            limits = replace(whole.limits, budget_eur=budget * whole.limits.budget_eur, days=days * whole.limits.days)
            row(f"{name} | {label}", replace(whole, limits=limits))


def planner_of(name: str) -> Planner:
    """Return the planner of a worked firm."""
    catalogue = compiled.read()
    study = compile_study(catalogue, examples.read(name, catalogue))
    draws = study.space.draw(POINTS, 1)
    return Planner.of(study, study.vulnerabilities(draws.values), draws.common, 1)


def row(label: str, planner: Planner) -> None:
    """Print one row."""
    start = time.process_time()
    found = planner.search(Objective(), lambda _share: None)
    searched, value = time.process_time() - start, found.exact.known[found.schedule].value
    start = time.process_time()
    plan = programmed(planner, found.exact)
    better = descended(planner, found, plan)
    taken, (milp, end) = time.process_time() - start, found.exact.of([plan, better])
    print(f"| {label} | {value:,.0f} | {searched:.1f} | {milp:,.0f} | {end:,.0f} | {end / value - 1.0:+.3%} | {taken:.1f} |", flush=True)


def programmed(planner: Planner, exact: ExactValues) -> Schedule:
    """Return the better of two plans of the programme, the second one made linear at the first."""
    held = carried(planner.measures, planner.limits)
    starts = starts_of(planner.measures, held)
    matrix, most = stacked(rows(planner.measures, held, starts))
    price = np.array([exact.money.cost_eur[one.measure, one.start_quarter] for one in starts])
    fixed = np.array([float(one in held.fixed_in) for one in starts])
    at, seen = held.fixed_in, list[Schedule]()
    for _ in range(2):
        exact.of([at])
        surrogate = fit(planner.central, planner.measures, at, exact.known[at].risk, exact)
        solved = optimize.milp(
            price + changes(surrogate, starts, at),
            integrality=np.ones(len(starts)),
            bounds=optimize.Bounds(fixed, 1.0),
            constraints=optimize.LinearConstraint(matrix, -np.inf, most),
            options={"time_limit": SECONDS, "mip_rel_gap": GAP},
        )
        at = ordered(tuple(one for one, taken in zip(starts, solved.x.tolist(), strict=True) if taken > CHOSEN))
        seen.append(at)
    return min(zip(exact.of(seen), seen, strict=True))[1]


def starts_of(measures: MeasureSet, held: Constraints) -> Schedule:
    """Return every start that limits allow by themselves."""
    fixed = {one.measure for one in held.fixed_in}
    free = [one for one in range(measures.count) if one not in fixed and one not in held.fixed_out]
    spans = ((one, held.span(one)) for one in free)
    return (*held.fixed_in, *(PlannedMeasure(one, quarter) for one, (first, last) in spans for quarter in range(first, last + 1)))


def rows(measures: MeasureSet, held: Constraints, starts: Schedule) -> Iterator[Row]:
    """Yield what holds: each measure once, budgets, days, needs (by quarter) and exclusions."""
    owner = np.array([one.measure for one in starts])
    quarter = np.array([one.start_quarter for one in starts])
    works = np.array([measures.works_in(one.measure, one.start_quarter) for one in starts])
    loads = [load(measures, (one,), held) for one in starts]
    asked = np.array([np.r_[one.cost_eur, one.days.ravel()] for one in loads]).T
    yield from zip(asked, np.r_[held.budget_eur, held.days.ravel()] * (1.0 + SLACK) + SLACK, strict=True)
    for measure in np.unique(owner).tolist():
        yield (owner == measure) * 1.0, 1.0
        for group in measures.needs[measure]:
            for now in range(held.quarters):
                yield 1.0 * ((owner == measure) & (quarter <= now)) - 1.0 * (np.isin(owner, group) & (works <= now)), 0.0
        for other in np.flatnonzero(measures.excludes[measure]).tolist():
            yield np.isin(owner, (measure, other)) * 1.0, 1.0


def stacked(found: Iterator[Row]) -> tuple[sparse.csr_array, np.ndarray]:
    """Return the rows as one matrix with its limits."""
    matrix, most = zip(*found, strict=True)
    return sparse.csr_array(np.array(matrix)), np.array(most)


def changes(surrogate: Surrogate, starts: Schedule, at: Schedule) -> np.ndarray:
    """Return by how much each start changes the risk beside the other measures of a plan."""
    left = {one.measure: tuple(other for other in at if other.measure != one.measure) for one in starts}
    without = dict(zip(left, surrogate(list(left.values())), strict=True))
    there = surrogate([ordered((*left[one.measure], one)) for one in starts])
    return np.array([value - without[one.measure] for one, value in zip(starts, there, strict=True)])


def descended(planner: Planner, found: Found, plan: Schedule) -> Schedule:
    """Return what the shipped descent makes of a plan."""
    exact, placement = found.exact, found.screening.placement
    surrogate = fit(planner.central, planner.measures, plan, exact.known[plan].risk, exact)
    screening = Screening(placement, surrogate, exact.objective, exact.money, SCREENED)
    order = wishes(planner.measures, plan)
    screening.descend(order, screening.promising(order))
    best = [one.schedule for one in screening.best(EXACT)]
    return min(zip(exact.of([plan, *best]), [plan, *best], strict=True))[1]


def wishes(measures: MeasureSet, plan: Schedule) -> Order:
    """Return a plan as wishes that lead to it again: by the quarter in which each measure works."""
    return tuple((one.measure, one.start_quarter) for one in sorted(plan, key=lambda one: measures.works_in(*_pair(one))))


def _pair(one: PlannedMeasure) -> tuple[int, int]:
    return one.measure, one.start_quarter


if __name__ == "__main__":
    main()
