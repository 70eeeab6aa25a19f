"""When single measures may start and work: by hand."""

from dataclasses import replace

import numpy as np
import pytest
from small_firms import Spec, limits, measures

from leitplanke.planning.conflict import complete, smallest_conflict
from leitplanke.planning.constraints import Window, violations
from leitplanke.planning.effects import adjust, share_of_year
from leitplanke.planning.ideal import everything_free
from leitplanke.planning.objectives import Money
from leitplanke.planning.placement import Placement
from leitplanke.planning.roadmap import lay_out
from leitplanke.planning.schedule import PlannedMeasure

HELP = Spec(once=100.0, lead=2.0, ramp=4.0, helps=(("exposure", 0, 0.5),), moves=((1, -0.2),), gain=(10.0, 10.0, 10.0))
SOME = measures(HELP, Spec(once=100.0, needs=((0,),)))


def codes(held: object, *starts: tuple[int, int]) -> list[tuple[str, int | None, float | None]]:
    found = violations(SOME, tuple(PlannedMeasure(*one) for one in starts), held)
    return [(one.code, one.measure, one.limit) for one in found]


def test_a_start_outside_its_window_is_named_with_the_quarter_that_it_breaks() -> None:
    held = limits(windows=(Window(measure=0, first=3, last=5),))
    assert [codes(held, (0, quarter)) for quarter in (2, 3, 5, 6)] == [[("too-early", 0, 3)], [], [], [("too-late", 0, 5)]]
    # What is fixed in starts as it is fixed.
    assert codes(replace(held, fixed_in=(PlannedMeasure(0, 1),)), (0, 1)) == []


def test_the_tighter_of_window_and_last_start_holds() -> None:
    held = limits(last_start=4, windows=(Window(measure=0, first=1, last=8),))
    assert held.span(0) == (1, 4)
    assert held.span(1) == (0, 4)
    assert codes(held, (0, 6)) == [("outside", 0, 4)]


@pytest.mark.parametrize(("window", "start"), [(Window(measure=0, first=3), 3), (Window(measure=0, last=2), 0), (None, 0)])
def test_a_wish_gets_the_first_quarter_of_its_window(window: Window | None, start: int) -> None:
    placement = Placement(SOME, limits(windows=(window,) if window else ()))
    assert placement.place([(0, 0)])[1] == (PlannedMeasure(0, start),)


@pytest.mark.parametrize("last", [-5, -1, 0, 1])
def test_a_wish_whose_window_is_over_finds_no_place(last: int) -> None:
    placement = Placement(SOME, limits(windows=(Window(measure=0, first=2, last=last),)))
    assert placement.place([(0, 0), (1, 0)])[1] == ()


def test_what_needs_a_measure_waits_until_it_may_work() -> None:
    late = replace(SOME, held_effects=((0, 6),))
    assert late.works_in(0, 0) == 6
    assert late.works_in(0, 8) == 9
    assert Placement(late, limits()).place([(0, 0), (1, 0)])[1] == (PlannedMeasure(0, 0), PlannedMeasure(1, 6))
    assert [one.code for one in violations(late, (PlannedMeasure(0, 0), PlannedMeasure(1, 5)), limits())] == ["needs"]


def test_nothing_works_before_it_is_delivered() -> None:
    late, plan = replace(SOME, held_effects=((0, 4),)), (PlannedMeasure(0, 0),)
    found = adjust(late, plan, 3)
    assert found.exposure[0, 0] == 1.0
    share = share_of_year(np.array(12.0), np.array(4.0), 3)
    assert found.exposure[:, 0] == pytest.approx(1.0 + share * (0.5 - 1.0))
    assert found.base[:, 1].tolist() == pytest.approx([1.0, 0.8, 0.8])
    # It costs from the start on, and earns from the delivery on.
    assert found.cost_eur.tolist() == [100.0, 0.0, 0.0]
    _, (gain,) = Money.of(late, 3, 0.0).sums([plan])
    assert gain == pytest.approx(10.0 * float(share.sum()))
    road = lay_out(late, plan, limits())
    assert (road.effective_quarter.tolist(), road.full_quarter.tolist()) == ([4], [6])


def test_a_late_delivery_of_what_starts_later_still_changes_nothing() -> None:
    plan = (PlannedMeasure(0, 6),)
    assert adjust(replace(SOME, held_effects=((0, 4),)), plan, 3).exposure.tolist() == adjust(SOME, plan, 3).exposure.tolist()


def test_the_bound_knows_that_a_measure_cannot_help_earlier() -> None:
    free = everything_free(SOME, limits()).exposure[:, 0]
    later = everything_free(SOME, limits(windows=(Window(measure=0, first=4),))).exposure[:, 0]
    assert later[0] == 1.0 > free[0]
    assert later == pytest.approx(adjust(SOME, (PlannedMeasure(0, 4),), 3).exposure[:, 0])
    fixed = everything_free(SOME, limits(fixed_in=(PlannedMeasure(0, 2),), windows=(Window(measure=0, first=4),))).exposure[:, 0]
    assert fixed == pytest.approx(adjust(SOME, (PlannedMeasure(0, 2),), 3).exposure[:, 0])


def test_a_conflict_names_the_window_that_is_in_the_way() -> None:
    held = limits(fixed_in=(PlannedMeasure(1, 3),), windows=(Window(measure=0, first=4, last=9),))
    told = [(one.kind, one.measure, one.period) for one in smallest_conflict(SOME, held)]
    assert told == [("fixed-in", 1, 3), ("needs", 1, None), ("not-before", 0, 4)]
    assert complete(SOME, held) is None
    enough = replace(held, fixed_in=(PlannedMeasure(1, 6),))
    assert complete(SOME, enough) == (PlannedMeasure(0, 4), PlannedMeasure(1, 6))


def test_a_conflict_of_a_last_quarter_and_a_late_delivery() -> None:
    tight = limits(fixed_in=(PlannedMeasure(1, 9),), windows=(Window(measure=0, last=2),), days=1e9)
    busy = replace(tight, days=np.where(np.arange(12)[:, None] <= 2, 0.0, 1e9) * np.ones((12, 4)))
    some = replace(SOME, days_once=np.array([[1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]]))
    told = [(one.kind, one.measure, one.period) for one in smallest_conflict(some, busy)]
    assert ("not-after", 0, 2) in told
    assert complete(some, replace(busy, windows=())) is not None
    late = replace(SOME, held_effects=((0, 10),))
    found = smallest_conflict(late, limits(fixed_in=(PlannedMeasure(1, 9),)))
    assert [(one.kind, one.measure, one.period) for one in found] == [("fixed-in", 1, 9), ("needs", 1, None), ("works-from", 0, 10)]
    assert complete(late, limits(fixed_in=(PlannedMeasure(1, 10),))) is not None
