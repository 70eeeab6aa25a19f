"""Every feasible schedule of small firms, valued by the spectral engine, against the search.

A local search may miss the best plan. In 720 random cases like these (5 to 9 measures, 1 to 5 start quarters, limits tight and loose) it
missed 2: once three measures that pay only together, under limits that let hardly anything else in; once an exchange of two starts that
makes room for a third measure (99.4 % of the possible improvement was found).
"""

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np
import pytest
from small_firms import firm, limits, random_measures

from leitplanke.planning.constraints import Constraints, violations
from leitplanke.planning.effects import adjust_many, split
from leitplanke.planning.measures import MeasureSet
from leitplanke.planning.schedule import PlannedMeasure, Schedule, ordered
from leitplanke.planning.search import choose
from leitplanke.risk.spectral import Grid, on_grids
from leitplanke.risk.vulnerability import Adjustment, assemble

FIRM = firm(2)
GRID = Grid(4_000.0, 512)


def cvar_and_cost(adjustments: Sequence[Adjustment]) -> np.ndarray:
    return cvar(adjustments) + np.array([float(one.cost_eur.sum()) for one in adjustments])


def cvar(adjustments: Sequence[Adjustment]) -> np.ndarray:
    found: list[float] = []
    for at in range(0, len(adjustments), 32):
        part = adjustments[at : at + 32]
        distributions = on_grids([assemble(FIRM, one) for one in part], GRID)
        found += [one.cvar(0.95) for one in distributions]
    return np.array(found)


def feasible(some: MeasureSet, held: Constraints) -> Iterator[Schedule]:
    starts = [[None, *(PlannedMeasure(measure, quarter) for quarter in range(held.latest + 1))] for measure in range(some.count)]
    for combination in product(*starts):
        schedule = ordered(tuple(one for one in combination if one is not None))
        if not violations(some, schedule, held):
            yield schedule


CASES = [(9, 0, 381), (9, 0, 397), (7, 1, 400), (7, 1, 407), (5, 2, 0), (5, 3, 16), (5, 3, 18)]
"""Measures, last start quarter, seed: cases whose best plan holds two to four measures."""


@pytest.mark.parametrize(("count", "last_start", "seed"), CASES)
def test_search_finds_the_best_of_all(count: int, last_start: int, seed: int) -> None:
    rng = np.random.default_rng(seed + 1_000)
    some = random_measures(seed, count)
    budget, days = float(rng.uniform(5e3, 6e4)), float(rng.uniform(2.0, 12.0))
    held = limits(2, budget_eur=budget, days=days, last_start=last_start)
    schedules = list(feasible(some, held))
    values = cvar_and_cost(tuple(split(adjust_many(some, schedules, 2))))
    plan = choose(FIRM, some, held, cvar)
    assert values[schedules.index(plan)] <= values.min() * (1.0 + 2e-6)
    assert values.min() < values[schedules.index(())]
