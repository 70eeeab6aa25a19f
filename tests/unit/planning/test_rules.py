"""The rules of a choice with given starts against the limits themselves, and their bounds against every allowed set."""

from itertools import combinations

import numpy as np
import pytest
from small_firms import Spec, limits, measures, random_measures

from leitplanke.planning.constraints import violations
from leitplanke.planning.proof import Cut
from leitplanke.planning.prove import given_starts
from leitplanke.planning.rules import Rules
from leitplanke.planning.schedule import PlannedMeasure

SEEDS = range(8)


def case(seed: int) -> tuple[Rules, list[tuple[int, ...]], list[bool]]:
    """Return rules of random measures, all sets, and whether the limits themselves allow them."""
    rng = np.random.default_rng(seed)
    some = random_measures(seed, 8)
    held = limits(3, budget_eur=float(rng.uniform(2e4, 8e4)), days=float(rng.uniform(5.0, 20.0)))
    starts = given_starts(some, held, ())
    rules = Rules.at(some, held, starts, rng.uniform(0.0, 3.0, len(starts)))
    sets = [chosen for size in range(len(starts) + 1) for chosen in combinations(range(len(starts)), size)]
    return rules, sets, [not violations(some, tuple(starts[one] for one in chosen), held) for chosen in sets]


@pytest.mark.parametrize("seed", SEEDS)
def test_rules_allow_what_breaks_no_limit(seed: int) -> None:
    rules, sets, allowed = case(seed)
    assert [rules.allowed(chosen) for chosen in sets] == allowed
    assert any(allowed)
    assert not all(allowed)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_follows_at_once_loses_no_allowed_set(seed: int) -> None:
    rules, sets, allowed = case(seed)
    within = [set(chosen) for chosen, right in zip(sets, allowed, strict=True) if right]
    every = range(len(rules.price))
    for fixed in ((), *((one,) for one in every), *combinations(every, 2)):
        for out in ((), *((one,) for one in every if one not in fixed)):
            undecided = tuple(one for one in every if one not in {*fixed, *out})
            possible = [chosen for chosen in within if set(fixed) <= chosen and chosen.isdisjoint(out)]
            settled = rules.settle(fixed, undecided)
            if settled is None:
                assert not possible
            else:
                assert all(set(settled[0]) <= chosen <= {*settled[0], *settled[1]} for chosen in possible)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_allowed_set_is_below_the_bound_and_loose_limits_reach_it(seed: int) -> None:
    rules, sets, allowed = case(seed)
    count, rng = len(rules.price), np.random.default_rng(seed)
    cuts = [Cut(rng.uniform(20.0, 30.0, 40), rng.uniform(0.0, 4.0, (count, 40)).astype(np.float32)) for _ in range(3)]

    def value(chosen: tuple[int, ...]) -> np.ndarray:
        at = np.max([cut.base - cut.slope[list(chosen)].sum(axis=0) for cut in cuts], axis=0)
        return np.asarray(at + rules.price[list(chosen)].sum())

    for fixed in ((), (0,)):
        settled = rules.settle(fixed, tuple(one for one in range(count) if one not in fixed))
        assert settled is not None
        inside = [chosen for chosen, right in zip(sets, allowed, strict=True) if right and set(fixed) <= set(chosen)]
        known = cuts
        for one in settled[0]:
            known = [cut.with_measure(one) for cut in known]
        found = rules.bound(known, *settled, known=np.full(40, -np.inf), limit=np.inf)
        every = np.min([value(chosen) for chosen in inside], axis=0)
        assert (found.by_point <= every + 1e-4).all()
        assert found.value > every.min() - 6.0
        promising = rules.promising(*settled, found)
        assert set(promising) <= set(settled[1])


def test_where_nothing_binds_the_bound_is_the_least_of_one_cut() -> None:
    some = measures(Spec(once=10.0), Spec(once=20.0), Spec(once=30.0))
    starts = tuple(PlannedMeasure(one, 0) for one in range(3))
    rules = Rules.at(some, limits(2), starts, np.array([1.0, 2.0, 3.0]))
    cut = Cut(np.array([50.0, 40.0]), np.array([[4.0, 0.0], [1.0, 0.0], [3.5, 0.0]], dtype=np.float32))
    found = rules.bound([cut], (), (0, 1, 2), known=np.full(2, -np.inf), limit=np.inf)
    # At the first point the first and the third are worth their price: 50 - (4 - 1) - (3.5 - 3); at the second none is.
    assert found.by_point == pytest.approx([46.5, 40.0], abs=1e-5)
    assert found.taken == pytest.approx([0.0, 0.0, 0.0], abs=1e-9)


def test_a_budget_splits_the_last_measure() -> None:
    some = measures(Spec(once=10.0), Spec(once=20.0))
    starts = tuple(PlannedMeasure(one, 0) for one in range(2))
    rules = Rules.at(some, limits(1, budget_eur=20.0), starts, np.zeros(2))
    cut = Cut(np.array([100.0]), np.array([[30.0], [40.0]], dtype=np.float32))
    found = rules.bound([cut], (), (0, 1), known=np.full(1, -np.inf), limit=np.inf)
    # All of the first and half of the second: 100 - 30 - 20.
    assert found.value == pytest.approx(50.0, rel=1e-5)
    assert rules.promising((), (0, 1), found) == (0,)


def test_what_is_needed_is_chosen_with_what_needs_it() -> None:
    some = measures(Spec(), Spec(needs=((0,),)), Spec(needs=((0, 1),), excludes=(3,)), Spec())
    starts = tuple(PlannedMeasure(one, 0) for one in range(4))
    rules = Rules.at(some, limits(1), starts, np.zeros(4))
    assert rules.settle((1,), (0, 2, 3)) == ((0, 1), (2, 3))
    assert rules.settle((1,), (2, 3)) is None
    assert rules.settle((2,), (1, 3)) is None
    assert rules.settle((), (1, 2, 3)) == ((), (3,))
    assert rules.settle((2,), (0, 1, 3)) == ((2,), (0, 1))
