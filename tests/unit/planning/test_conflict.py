"""Which decisions and limits cannot hold together, on cases plain to see and against trying out every subset."""

import os
from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from small_firms import Spec, limits, measures, random_measures

from leitplanke.planning.conflict import Condition, complete, conflicts, smallest_conflict
from leitplanke.planning.constraints import Constraints, Window, violations
from leitplanke.planning.funding import Grant
from leitplanke.planning.measures import MeasureSet
from leitplanke.planning.schedule import PlannedMeasure, Schedule, ordered

ALL = bool(os.environ.get("LEITPLANKE_TEST_LONG"))
"""Each seed is a firm; `make test-long` takes all of them."""


def told(found: tuple[Condition, ...]) -> list[tuple[str, int | None, int | None]]:
    return [(one.kind, one.measure, one.period) for one in found]


def test_a_prerequisite_that_the_budget_does_not_pay() -> None:
    some = measures(Spec(once=9_000.0), Spec(once=100.0, needs=((0,),)), Spec(once=50.0))
    held = limits(budget_eur=5_000.0, fixed_in=(PlannedMeasure(1, 3), PlannedMeasure(2, 0)))
    found = smallest_conflict(some, held)
    # The third measure has no part in it; the start of the second lies in the first year, so only that year's budget matters.
    assert told(found) == [("fixed-in", 1, 3), ("needs", 1, None), ("budget", None, 0)]
    assert complete(some, held) is None


def test_the_cheaper_of_two_prerequisites_completes_what_is_fixed() -> None:
    some = measures(Spec(once=900.0, lead=3.0), Spec(once=400.0, lead=3.0), Spec(once=100.0, needs=((0, 1),)))
    held = limits(fixed_in=(PlannedMeasure(2, 4),))
    assert complete(some, held) == ordered((PlannedMeasure(1, 0), PlannedMeasure(2, 4)))
    assert smallest_conflict(some, held) == ()


def test_two_that_rule_each_other_out() -> None:
    some = measures(Spec(), Spec(excludes=(0,)), Spec())
    held = limits(fixed_in=(PlannedMeasure(0, 0), PlannedMeasure(1, 5), PlannedMeasure(2, 0)))
    assert told(smallest_conflict(some, held)) == [("fixed-in", 0, 0), ("fixed-in", 1, 5), ("excludes", 0, None)]


def test_a_prerequisite_that_is_ruled_out_or_would_come_too_late() -> None:
    some = measures(Spec(lead=6.0), Spec(needs=((0,),)))
    out = limits(fixed_in=(PlannedMeasure(1, 8),), fixed_out=(0,))
    assert told(smallest_conflict(some, out)) == [("fixed-in", 1, 8), ("needs", 1, None), ("fixed-out", 0, None)]
    early = limits(fixed_in=(PlannedMeasure(1, 1),))
    assert told(smallest_conflict(some, early)) == [("fixed-in", 1, 1), ("needs", 1, None)]


def test_days_are_named_by_quarter_and_role() -> None:
    some = measures(Spec(days_once=(0.0, 0.0, 7.0, 0.0)), Spec(days_once=(0.0, 0.0, 7.0, 0.0)))
    found = smallest_conflict(some, limits(days=10.0, fixed_in=(PlannedMeasure(0, 2), PlannedMeasure(1, 2))))
    assert told(found)[:2] == [("fixed-in", 0, 2), ("fixed-in", 1, 2)]
    assert [(one.kind, one.period, one.role, one.limit) for one in found[2:]] == [("days", 2, "it", 10.0)]


def test_what_the_firm_ruled_out_is_told_beside_what_it_cannot_pay() -> None:
    some = measures(Spec(once=900.0), Spec(once=9_000.0, needs=((0,),)))
    found = conflicts(some, limits(budget_eur=5_000.0, fixed_in=(PlannedMeasure(1, 6),), fixed_out=(0,)))
    assert sorted(told(one) for one in found.sets) == [
        [("fixed-in", 1, 6), ("budget", None, 1)],
        [("fixed-in", 1, 6), ("needs", 1, None), ("fixed-out", 0, None)],
    ]
    # Once the other one is allowed it fits into the year before.
    assert found.enough_eur == pytest.approx(9_000.0)


def test_every_entry_that_is_in_the_way_of_one_prerequisite_is_told_at_once() -> None:
    some = replace(measures(Spec(once=900.0), Spec(once=9_000.0, needs=((0,),))), held_effects=((0, 8),))
    found = conflicts(some, limits(budget_eur=5_000.0, fixed_in=(PlannedMeasure(1, 2),), fixed_out=(0,)))
    assert sorted(told(one) for one in found.sets) == [
        [("fixed-in", 1, 2), ("budget", None, 0)],
        [("fixed-in", 1, 2), ("needs", 1, None), ("fixed-out", 0, None)],
        [("fixed-in", 1, 2), ("needs", 1, None), ("works-from", 0, 8)],
    ]
    # Both start in the first year then: the prerequisite has to be paid too.
    assert found.enough_eur == pytest.approx(9_900.0)


def test_the_budget_that_is_enough_is_the_smallest_of_all_years() -> None:
    some = measures(Spec(once=3_000.0, yearly=400.0), Spec(once=1_000.0, needs=((0,),)), Spec(once=2_500.0))
    held = limits(3, budget_eur=1_500.0, fixed_in=(PlannedMeasure(1, 4), PlannedMeasure(2, 8)))
    enough = conflicts(some, held).enough_eur
    assert enough is not None
    # The prerequisite may start in any quarter of the first year: 3,000 and a quarter of 400; later the other one asks for 2,500 + 400.
    assert enough == pytest.approx(3_100.0)
    assert complete(some, replace(held, budget_eur=np.full(3, enough))) is not None
    assert complete(some, replace(held, budget_eur=np.full(3, enough - 1.0))) is None


@pytest.mark.parametrize(("pairs", "told_sets", "further", "all_found"), [(5, 5, 0, True), (7, 5, 2, True), (12, 5, 5, False)])
def test_contradictions_that_are_not_told_are_counted(pairs: int, told_sets: int, further: int, all_found: bool) -> None:  # noqa: FBT001 - a column of the table
    # Each pair rules each other out and both are fixed in: so many contradictions that have nothing to do with each other.
    some = measures(*(one for pair in range(pairs) for one in (Spec(), Spec(excludes=(2 * pair,)))))
    found = conflicts(some, limits(fixed_in=tuple(PlannedMeasure(one, 0) for one in range(2 * pairs))))
    assert (len(found.sets), found.further, found.all_found) == (told_sets, further, all_found)


@pytest.mark.parametrize("seed", range(8) if ALL else (1, 2, 5))
def test_each_of_several_conflicts_and_the_budget_against_trying_out_every_schedule(seed: int) -> None:
    rng = np.random.default_rng(seed + 70)
    some = random_measures(seed, 6)
    fixed = tuple(PlannedMeasure(int(one), int(rng.integers(4))) for one in rng.choice(6, 3, replace=False))
    free = [one for one in range(6) if one not in {each.measure for each in fixed}]
    held = limits(1, budget_eur=float(rng.uniform(3e3, 3e4)), days=1e9, fixed_in=fixed, fixed_out=(int(rng.choice(free)),))
    found = conflicts(some, held)
    assert (found.sets == ()) == exists(some, held)
    for one in found.sets:
        blamed = tuple(each for each in fixed if any(part.kind == "fixed-in" and part.measure == each.measure for part in one))
        out = tuple(part.measure for part in one if part.kind == "fixed-out" and part.measure is not None)
        alone = replace(held, budget_eur=_kept(one, held), fixed_in=blamed, fixed_out=out)
        assert not exists(_named(some, one), alone)
    # Without what the sets name beside money all is well from that budget on, and not below.
    if found.enough_eur is not None:
        # The firm takes back its own entry where it has made one; a rule is left out only where nothing else is in the way.
        others = [one for one in found.sets if not any(each.kind == "budget" for each in one)]
        decisions = tuple(part for one in others for part in ([each for each in one if each.kind == "fixed-out"] or one))
        mended = replace(
            some,
            needs=tuple(
                tuple(
                    group for group in groups if ("needs", place, group) not in {(one.kind, one.measure, one.others) for one in decisions}
                )
                for place, groups in enumerate(some.needs)
            ),
            excludes=some.excludes & ~_named(some, decisions).excludes,
        )
        allowed = replace(held, fixed_out=() if any(one.kind == "fixed-out" for one in decisions) else held.fixed_out)
        assert exists(mended, replace(allowed, budget_eur=np.full(1, found.enough_eur + 1e-3)))
        assert not exists(mended, replace(allowed, budget_eur=np.full(1, found.enough_eur - 1.0)))


def exists(some: MeasureSet, held: Constraints) -> bool:
    """Return whether some schedule holds everything that is fixed in, tried out one by one."""
    fixed = {one.measure for one in held.fixed_in}
    others = [measure for measure in range(some.count) if measure not in fixed]
    starts = [[None, *(PlannedMeasure(measure, quarter) for quarter in range(held.latest + 1))] for measure in others]
    return any(not violations(some, schedule, held) for schedule in _all(held.fixed_in, starts))


def _all(fixed: Schedule, starts: list[list[PlannedMeasure | None]]) -> list[Schedule]:
    return [(*fixed, *(one for one in chosen if one is not None)) for chosen in product(*starts)]


@pytest.mark.parametrize("seed", range(12 if ALL else 5))
def test_against_trying_out_every_schedule(seed: int) -> None:
    rng = np.random.default_rng(seed + 50)
    some = random_measures(seed, 6)
    fixed = tuple(PlannedMeasure(int(one), int(rng.integers(4))) for one in rng.choice(6, 3, replace=False))
    held = limits(1, budget_eur=float(rng.uniform(1e4, 6e4)), days=float(rng.uniform(3.0, 12.0)), fixed_in=fixed)
    found = smallest_conflict(some, held)
    assert (found == ()) == exists(some, held)
    if not found:
        assert violations(some, complete(some, held) or (), held) == ()
        return
    # The named conditions alone cannot hold together; leave out any of what is fixed in, and they can.
    blamed = tuple(one for one in fixed if any(part.kind == "fixed-in" and part.measure == one.measure for part in found))
    named, free = _named(some, found), replace(held, budget_eur=_kept(found, held), days=_days(found, held))
    assert not exists(named, replace(free, fixed_in=blamed))
    for fewer in combinations(blamed, len(blamed) - 1):
        assert exists(named, replace(free, fixed_in=fewer))


def _named(some: MeasureSet, found: tuple[Condition, ...]) -> MeasureSet:
    needs = [tuple(one.others for one in found if one.kind == "needs" and one.measure == measure) for measure in range(some.count)]
    excludes = np.zeros_like(some.excludes)
    for one in found:
        if one.kind == "excludes":
            excludes[one.measure, one.others[0]] = excludes[one.others[0], one.measure] = True
    return replace(some, needs=tuple(needs), excludes=excludes)


def _kept(found: tuple[Condition, ...], held: Constraints) -> np.ndarray:
    named = {one.period for one in found if one.kind == "budget"}
    return np.array([limit if year in named else 1e12 for year, limit in enumerate(held.budget_eur.tolist())])


def _days(found: tuple[Condition, ...], held: Constraints) -> np.ndarray:
    days = np.full_like(held.days, 1e12)
    for one in found:
        if one.kind == "days":
            days[one.period, ("owner", "management", "it", "staff").index(one.role or "")] = one.limit
    return days


@pytest.mark.parametrize("seed", range(12 if ALL else 5))
def test_windows_and_late_deliveries_against_trying_out_every_schedule(seed: int) -> None:
    rng = np.random.default_rng(seed + 90)
    bare = random_measures(seed, 6)
    some = replace(bare, held_effects=((0, int(rng.integers(4))), (1, 3)), grants=(Grant(measure=2, rate=0.6, cap_eur=5_000.0),))
    fixed = tuple(PlannedMeasure(int(one), int(rng.integers(1, 4))) for one in rng.choice(np.arange(1, 6), 3, replace=False))
    windows = tuple(Window(measure=one, first=int(rng.integers(3)), last=int(rng.integers(1, 4))) for one in range(6))
    held = limits(1, budget_eur=float(rng.uniform(3e4, 9e4)), days=float(rng.uniform(8.0, 20.0)), fixed_in=fixed, windows=windows)
    found = smallest_conflict(some, held)
    assert (found == ()) == exists(some, held)
    if not found:
        assert violations(some, complete(some, held) or (), held) == ()
        return
    # Whatever is named must hold for the conflict: without the named windows the rest can be carried, or other named limits stay.
    named = {one.measure for one in found if one.kind in {"not-before", "not-after"}}
    blamed = tuple(one for one in fixed if any(part.kind == "fixed-in" and part.measure == one.measure for part in found))
    alone = replace(held, budget_eur=_kept(found, held), days=_days(found, held), windows=_windows(found), fixed_in=blamed)
    assert not exists(_named(some, found), alone)
    if named:
        assert exists(_named(some, found), replace(alone, windows=()))


def _windows(found: tuple[Condition, ...]) -> tuple[Window, ...]:
    named = {one.measure for one in found if one.kind in {"not-before", "not-after"} and one.measure is not None}
    first = {one.measure: one.period or 0 for one in found if one.kind == "not-before"}
    last = {one.measure: one.period for one in found if one.kind == "not-after"}
    return tuple(Window(measure=one, first=first.get(one, 0), last=last.get(one)) for one in sorted(named))
