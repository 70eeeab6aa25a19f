"""Every feasible schedule of small firms, valued by the spectral engine, against the search.

A local search may miss the best plan. In 720 random cases like these (5 to 9 measures, 1 to 5 start quarters, limits tight and loose) it
missed 2: once three measures that pay only together, under limits that let hardly anything else in; once an exchange of two starts that
makes room for a third measure (99.4 % of the possible improvement was found).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from small_firms import firm, limits, random_measures

from leitplanke.planning.constraints import Constraints, Window, violations
from leitplanke.planning.effects import adjust_many, split
from leitplanke.planning.funding import Grant
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


@pytest.mark.parametrize(("count", "last_start", "seed"), [(7, 1, 400), (5, 3, 16), (5, 3, 18)])
def test_search_finds_the_best_of_all_with_funding_windows_and_late_deliveries(count: int, last_start: int, seed: int) -> None:
    rng = np.random.default_rng(seed + 2_000)
    spread = np.array([0.5, 1.0, 2.5])
    bare = random_measures(seed, count)
    grants = tuple(
        Grant(measure=one, rate=float(rng.uniform(0.2, 0.9)), cap_eur=float(rng.uniform(2e3, 2e4))) for one in range(0, count, 2)
    )
    windows = (Window(measure=0, first=1), Window(measure=1, last=0), Window(measure=2, first=1, last=last_start))
    some = replace(bare, cost_once_eur=bare.cost_once_eur * spread, grants=grants, held_effects=((3, 2),))
    held = limits(2, budget_eur=float(rng.uniform(1e4, 6e4)), days=float(rng.uniform(4.0, 12.0)), last_start=last_start, windows=windows)
    schedules = list(feasible(some, held))
    # Violations are looked at by hand here: no schedule breaks a window, and every start within is tried.
    starts = {(one.measure, one.start_quarter) for schedule in schedules for one in schedule}
    assert not starts & {(0, 0), (2, 0)}
    assert not {start for start in starts if start[0] == 1 and start[1] > 0}
    values = cvar_and_cost(tuple(split(adjust_many(some, schedules, 2))))
    plan = choose(FIRM, some, held, cvar)
    assert values[schedules.index(plan)] <= values.min() * (1.0 + 2e-6)
    assert values.min() < values[schedules.index(())]
    # Without the money the best plan costs more: the case tells funding and none apart.
    poor = cvar_and_cost(tuple(split(adjust_many(replace(some, grants=()), schedules, 2))))
    assert poor[schedules.index(plan)] > values.min() * (1.0 + 1e-4)
