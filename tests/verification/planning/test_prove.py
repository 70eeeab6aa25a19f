"""Proven plans of small firms against every choice there is: with prerequisites, exclusions, families and side effects."""

import os
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from typing import Literal

import numpy as np
import pytest
from small_firms import Spec, firm, limits, measures, random_measures

from leitplanke.planning import branching
from leitplanke.planning.constraints import Constraints, violations
from leitplanke.planning.effects import adjust, adjust_many, split
from leitplanke.planning.losses import expected_losses
from leitplanke.planning.measures import MeasureSet
from leitplanke.planning.objectives import Money
from leitplanke.planning.prove import Carrier, given_starts, prove, prove_any
from leitplanke.planning.schedule import PlannedMeasure, Schedule, ordered
from leitplanke.risk.spectral import evaluate, fitting_grid, on_grids
from leitplanke.risk.vulnerability import Vulnerability, assemble

ALL = bool(os.environ.get("LEITPLANKE_TEST_LONG"))
"""Whether `make test-long` runs: more firms."""


def never() -> bool:
    return False


def after(times: int) -> Callable[[], bool]:
    """Return a clock that strikes when it has been asked so often."""
    left = iter(range(times))
    return lambda: next(left, None) is None


def enumerated(one: Vulnerability, some: MeasureSet, held: Constraints, starts: Schedule) -> dict[Schedule, float]:
    """Value every choice that the firm can carry by the spectral engine."""
    sets = (chosen for size in range(len(starts) + 1) for chosen in combinations(starts, size))
    allowed = [chosen for chosen in sets if not violations(some, chosen, held)]
    return dict(zip(allowed, values(one, some, allowed), strict=True))


def values(one: Vulnerability, some: MeasureSet, schedules: list[Schedule]) -> list[float]:
    """Return the objective of each schedule by the spectral engine."""
    grid = fitting_grid(assemble(one, adjust(some, (), one.years)), 2**10)
    adjustments = list(split(adjust_many(some, schedules, one.years)))
    tails = [
        found.cvar(0.95)
        for at in range(0, len(schedules), 64)
        for found in on_grids([assemble(one, each) for each in adjustments[at : at + 64]], grid)
    ]
    money = Money.of(some, one.years, one.discount_rate)
    cost = [sum(float(money.cost_eur[each.measure, each.start_quarter]) for each in chosen) for chosen in schedules]
    return [tail + spent for tail, spent in zip(tails, cost, strict=True)]


def fourteen() -> MeasureSet:
    """Return measures among which families, prerequisites, an exclusion, moved bases and side effects all matter."""
    return measures(
        Spec(once=2_000, helps=(("exposure", 0, 0.7),), family="a"),
        Spec(once=3_000, helps=(("exposure", 0, 0.6), ("severity", 1, 0.9)), family="a", lead=3, ramp=6),
        Spec(once=1_500, helps=(("exposure", 0, 0.75),), family="a"),
        Spec(once=6_000, helps=(("severity", 1, 0.7),), harms=(("exposure", 0, 1.3),)),
        Spec(once=4_000, yearly=500, helps=(("sensitivity", 2, 0.6),), needs=((0, 2),)),
        Spec(once=9_000, helps=(("exposure", 2, 0.4), ("coping_gap", 1, 0.7)), needs=((4,),), harms=(("severity", 0, 1.2),)),
        Spec(once=2_500, helps=(("capacity_gap", 0, 0.7),), days_once=(2, 0, 0, 0)),
        Spec(once=2_500, helps=(("capacity_gap", 0, 0.6), ("capacity_gap", 1, 0.8)), excludes=(6,), days_once=(4, 0, 0, 0)),
        Spec(once=7_000, helps=(("coping_gap", 0, 0.6), ("coping_gap", 1, 0.8)), days_once=(3, 3, 0, 0)),
        Spec(once=500, helps=(("sensitivity", 1, 0.85),), moves=((1, -0.1), (0, 0.2))),
        Spec(once=20_000, helps=(("severity", 2, 0.5),), harms=(("capacity_gap", 1, 1.2), ("coping_gap", 2, 1.3))),
        Spec(once=1_000, helps=(("severity", 0, 0.8),), moves=((0, -0.15),)),
        Spec(once=3_500, helps=(("sensitivity", 0, 0.7), ("exposure", 1, 0.9)), harms=(("exposure", 2, 1.4), ("sensitivity", 2, 1.9))),
        Spec(once=800, yearly=900, helps=(("exposure", 1, 0.8),), family="b", needs=((9,), (11, 12))),
    )


@pytest.mark.parametrize(("budget", "days"), [(22_000.0, 8.0), (30_000.0, 5.0)] if ALL else [(22_000.0, 5.0)])
def test_fourteen_measures_are_proven_and_nothing_better_exists(budget: float, days: float) -> None:
    one, some, held = firm(3), fourteen(), limits(3, budget_eur=budget, days=days)
    starts = given_starts(some, held, ())
    assert len(starts) == some.count
    found = prove(Carrier(firm=one, measures=some, constraints=held), starts, [()], stop=never, threads=1)
    known = enumerated(one, some, held, starts)
    best = min(known, key=lambda chosen: known[chosen])
    assert (found.gap, found.done) == (0.0, True)
    assert violations(some, found.schedule, held) == ()
    assert known[tuple(one for one in starts if one in found.schedule)] == pytest.approx(known[best], rel=found.error_bound_relative)
    assert found.value == pytest.approx(known[best], rel=1e-4)
    assert 2 < len(best) < some.count


@pytest.mark.parametrize("seed", range(12 if ALL else 6))
def test_random_firms_are_proven(seed: int) -> None:
    rng = np.random.default_rng(seed + 50)
    one, some = firm(2, discount_rate=0.03, link=float(rng.uniform(0.0, 0.9))), random_measures(seed, 7)
    held = limits(2, budget_eur=float(rng.uniform(1e4, 1e5)), days=float(rng.uniform(4.0, 20.0)))
    starts = given_starts(some, held, ())
    found = prove(Carrier(firm=one, measures=some, constraints=held), starts, [()], stop=never, threads=1)
    known = enumerated(one, some, held, starts)
    assert (found.gap, found.done) == (0.0, True)
    assert found.value == pytest.approx(min(known.values()), rel=2e-4)
    assert known[tuple(each for each in starts if each in found.schedule)] == pytest.approx(min(known.values()), rel=2e-5)


@pytest.mark.parametrize(("seed", "asked"), [(0, 1), (1, 3), (2, 6), (3, 12)])
def test_a_proof_that_is_cut_short_states_a_bound_that_holds(seed: int, asked: int) -> None:
    rng = np.random.default_rng(seed)
    one, some = firm(2), random_measures(seed + 100, 9)
    held = limits(2, budget_eur=float(rng.uniform(3e4, 1e5)), days=30.0)
    starts = given_starts(some, held, ())
    found = prove(Carrier(firm=one, measures=some, constraints=held), starts, [()], stop=after(asked), threads=1)
    known = enumerated(one, some, held, starts)
    assert found.bound <= min(known.values()) * (1.0 + 1e-6)
    assert found.bound <= found.value <= known[()] * (1.0 + 1e-4)
    assert found.gap == pytest.approx(1.0 - found.bound / found.value)


def test_what_is_fixed_in_stays_and_what_is_ruled_out_never_comes() -> None:
    one, some = firm(3), fourteen()
    # Alone it is not worth what it costs; it is fixed in, with what it needs.
    fixed = (PlannedMeasure(0, 0), PlannedMeasure(4, 1), PlannedMeasure(5, 6))
    held = limits(3, budget_eur=30_000.0, days=8.0, fixed_in=fixed, fixed_out=(9,))
    starts = given_starts(some, held, fixed)
    found = prove(Carrier(firm=one, measures=some, constraints=held), starts, [fixed], stop=never, threads=1)
    known = enumerated(one, some, held, starts)
    assert set(fixed) <= set(found.schedule)
    assert all(each.measure != 9 for each in starts)
    assert found.gap == 0.0
    assert found.value == pytest.approx(min(known.values()), rel=1e-4)


def test_gains_count_where_they_are_asked_for() -> None:
    one = firm(2)
    some = measures(
        Spec(once=50_000.0, gain=(90_000.0, 90_000.0, 90_000.0), helps=(("exposure", 0, 0.99),)),
        Spec(once=1_000.0, helps=(("exposure", 0, 0.6),)),
    )
    starts = (PlannedMeasure(0, 0), PlannedMeasure(1, 0))
    without, counted = (
        prove(Carrier(firm=one, measures=some, constraints=limits(2), gains=gains), starts, [()], stop=never, threads=1)
        for gains in (False, True)
    )
    assert without.schedule == (PlannedMeasure(1, 0),)
    assert counted.schedule == starts
    assert counted.gap == without.gap == 0.0
    expected = evaluate(assemble(one, adjust(some, starts, 2))).cvar95_eur + 51_000.0 - 180_000.0
    assert counted.value == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("figure", ["cvar95", "mean"])
def test_of_few_measures_every_set_is_tried(figure: Literal["cvar95", "mean"], monkeypatch: pytest.MonkeyPatch) -> None:
    one, some, held = firm(2), random_measures(104, 8), limits(2, budget_eur=40_000.0, days=9.0)
    starts = given_starts(some, held, ())
    carrier = Carrier(firm=one, measures=some, constraints=held, figure=figure)
    branched = prove(carrier, starts, [()], stop=never, threads=1)
    monkeypatch.setattr(branching, "FEW", 10)
    tried = prove(carrier, starts, [()], stop=never, threads=1)
    sets = (chosen for size in range(len(starts) + 1) for chosen in combinations(starts, size))
    assert tried.nodes == sum(not violations(some, chosen, held) for chosen in sets)
    assert (tried.gap, tried.done, tried.schedule) == (branched.gap, branched.done, branched.schedule) == (0.0, True, tried.schedule)
    assert tried.bound == pytest.approx(branched.bound, rel=branched.error_bound_relative)
    anyhow = prove_any(carrier, tried.schedule, stop=never, threads=1)
    assert anyhow.bound <= tried.value
    # Without the time for it the bound is that of branch and bound.
    late = prove(carrier, starts, [()], stop=after(0), threads=1)
    assert late.bound <= tried.value * (1.0 + tried.error_bound_relative)


@pytest.mark.parametrize("seed", range(6))
def test_the_mean_is_proven_too(seed: int) -> None:
    """Against every choice in closed form; gains counted, as for the net benefit."""
    rng = np.random.default_rng(seed + 50)
    one, drawn = firm(2, discount_rate=0.03), random_measures(seed, 9)
    some = replace(drawn, gain_eur_per_year=np.repeat(rng.uniform(0.0, 6_000.0 if seed else 200_000.0, (9, 1)), 3, axis=1))
    held = limits(2, budget_eur=float(rng.uniform(1e4, 1e5)), days=float(rng.uniform(4.0, 20.0)))
    starts = given_starts(some, held, ())
    carrier = Carrier(firm=one, measures=some, constraints=held, gains=True, figure="mean")
    found = prove(carrier, starts, [()], stop=never, threads=1)
    sets = (chosen for size in range(len(starts) + 1) for chosen in combinations(starts, size))
    allowed = [chosen for chosen in sets if not violations(some, chosen, held)]
    cost, gain = Money.of(some, one.years, one.discount_rate).sums(allowed)
    means = expected_losses(assemble(one, adjust_many(some, allowed, one.years))).sum(axis=1) + cost - gain
    assert (found.gap, found.done) == (0.0, True)
    assert found.value == pytest.approx(means.min(), rel=1e-9)
    assert ordered(allowed[int(means.argmin())]) == found.schedule
    # Values below zero are no reason to try everything.
    assert (found.value < 0.0) or seed
    assert found.nodes < len(allowed) / 2


def test_where_nothing_can_be_paid_doing_nothing_is_proven() -> None:
    carrier = Carrier(firm=firm(2), measures=measures(Spec(once=1.0, helps=(("exposure", 0, 0.5),))), constraints=limits(2, budget_eur=0.0))
    starts = given_starts(carrier.measures, carrier.constraints, ())
    assert starts == ()
    for found in (prove(carrier, starts, [()], stop=never), prove_any(carrier, (), stop=never)):
        assert (found.schedule, found.gap, found.done) == ((), 0.0, True)
        assert found.bound == evaluate(assemble(carrier.firm, adjust(carrier.measures, (), 2))).cvar95_eur


@pytest.mark.parametrize("seed", range(4))
def test_no_plan_at_any_time_goes_below_the_bound(seed: int) -> None:
    """Every plan of four measures in up to five quarters."""
    rng = np.random.default_rng(seed)
    one, some = firm(2), random_measures(seed + 7, 4)
    held = limits(2, budget_eur=float(rng.uniform(1e4, 1e5)), days=float(rng.uniform(4.0, 20.0)), last_start=4)
    found = prove_any(Carrier(firm=one, measures=some, constraints=held), (), stop=never, threads=1)
    schedules = (
        tuple(PlannedMeasure(each, quarter) for each, quarter in zip(chosen, quarters, strict=True))
        for chosen in (chosen for size in range(5) for chosen in combinations(range(4), size))
        for quarters in np.ndindex(*([5] * len(chosen)))
    )
    best = min(values(one, some, [schedule for schedule in schedules if not violations(some, schedule, held)]))
    assert found.done
    assert best * 0.7 < found.bound <= best * (1.0 + 1e-6)
