"""Serial placement: as early as the limits allow, and never against them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_firms import Spec, limits, measures, random_measures

from leitplanke.planning import moves
from leitplanke.planning import placement as placement_module
from leitplanke.planning.constraints import violations
from leitplanke.planning.placement import Placement
from leitplanke.planning.schedule import PlannedMeasure

CHAIN = measures(
    Spec(lead=3.0), Spec(lead=4.0, needs=((0,),)), Spec(lead=1.0, needs=((1,),)), Spec(needs=((2,),)), Spec(excludes=(3,)), Spec()
)


def starts(placement: Placement, *order: int) -> dict[int, int]:
    schedule = placement.place([(measure, 0) for measure in order])[1]
    return {one.measure: one.start_quarter for one in schedule}


def test_a_chain_of_four_starts_one_after_the_other() -> None:
    assert starts(Placement(CHAIN, limits()), 0, 1, 2, 3) == {0: 0, 1: 1, 2: 3, 3: 4}


def test_what_finds_no_place_is_left_out() -> None:
    assert starts(Placement(CHAIN, limits()), 1, 5) == {5: 0}
    assert starts(Placement(CHAIN, limits()), 4, 0, 1, 2, 3) == {4: 0, 0: 0, 1: 1, 2: 3}
    assert starts(Placement(CHAIN, limits(fixed_out=(5,))), 5, 0, 0) == {0: 0}
    assert starts(Placement(CHAIN, limits(last_start=2)), 0, 1, 2, 3) == {0: 0, 1: 1}


def test_a_wish_may_be_put_off() -> None:
    assert Placement(CHAIN, limits()).place([(5, 7)])[1] == (PlannedMeasure(5, 7),)


def test_people_and_money_put_a_start_off() -> None:
    busy = measures(*(Spec(once=600.0, days_once=(3.0, 0.0, 0.0, 0.0)) for _ in range(3)))
    assert starts(Placement(busy, limits(days=4.0)), 0, 1, 2) == {0: 0, 1: 1, 2: 2}
    assert starts(Placement(busy, limits(2, budget_eur=1_000.0)), 0, 1, 2) == {0: 0, 1: 4}


def test_what_is_fixed_in_takes_its_share_first() -> None:
    busy = measures(*(Spec(once=600.0) for _ in range(2)))
    fixed = limits(2, budget_eur=1_000.0, fixed_in=(PlannedMeasure(1, 1),))
    assert starts(Placement(busy, fixed), 0, 1) == {1: 1, 0: 4}


def test_packages_bring_what_is_missing_first() -> None:
    placement = Placement(CHAIN, limits())
    assert placement.packages(3, ()) == (((0, 0), (1, 0), (2, 0), (3, 0)),)
    assert placement.packages(3, (0, 1)) == (((2, 0), (3, 0)),)
    either = Placement(measures(Spec(), Spec(), Spec(needs=((0, 1),)), Spec(needs=((2,), (1,)))), limits())
    assert either.packages(2, ()) == (((0, 0), (2, 0)), ((1, 0), (2, 0)))
    assert either.packages(3, ()) == (((0, 0), (2, 0), (1, 0), (3, 0)), ((1, 0), (2, 0), (3, 0)))
    assert Placement(CHAIN, limits(fixed_out=(1,))).packages(3, ()) == ()


def test_a_removal_can_take_along_what_only_it_needed() -> None:
    placement = Placement(CHAIN, limits())
    order = placement.place([(measure, 0) for measure in (0, 1, 2, 5)])[0]
    assert ((5, 0),) in set(moves.removals(placement, order))
    assert ((0, 0), (1, 0), (5, 0)) in set(moves.removals(placement, order))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.0, 60_000.0), st.floats(0.0, 12.0), st.permutations(range(8)))
def test_no_schedule_ever_breaks_a_limit(seed: int, budget: float, days: float, order: list[int]) -> None:
    some, held = random_measures(seed, 8), limits(3, budget_eur=budget, days=days)
    placement = Placement(some, held)
    granted, schedule = placement.place([(measure, int(seed % 5)) for measure in order])
    assert violations(some, schedule, held) == ()
    # The placement remembers the last order; a fresh one and one that comes back to it must say the same.
    placement.place([(measure, 0) for measure in order[3:]])
    assert placement.place([(measure, int(seed % 5)) for measure in order]) == (granted, schedule)
    assert Placement(some, held).place(granted) == (granted, schedule)


def test_strain_is_the_largest_share_of_a_limit() -> None:
    one = measures(Spec(once=300.0, days_once=(0.0, 0.0, 4.0, 0.0)))
    placement = Placement(one, limits(3, budget_eur=1_000.0, days=1.0))
    assert np.isclose(placement.strain((PlannedMeasure(0, 0),)), 4.0 / 12.0)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), most=st.sampled_from([3, 50_000]))
def test_what_was_placed_before_changes_nothing(seed: int, most: int) -> None:
    """Many orders on one placement, its tree grown anew now and then, against a placement of their own for each."""
    rng = np.random.default_rng(seed)
    few, held = random_measures(seed, 7), limits(3, budget_eur=900.0, days=5.0, fixed_out=(6,))
    shared = Placement(few, held)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(placement_module, "MOST_STATES", most)
        for _ in range(12):
            order = [(int(measure), int(rng.integers(0, 4))) for measure in rng.permutation(8) % 7]
            assert shared.place(order) == Placement(few, held).place(order)
