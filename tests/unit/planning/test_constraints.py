"""Limits: every broken one is named, with what was asked and what is there."""

import numpy as np
import pytest
from small_firms import Spec, limits, measures

from leitplanke.planning.constraints import Constraints, days_of, introduction_quarters, load, violations
from leitplanke.planning.schedule import PlannedMeasure, Schedule, effective_quarter


def plan(*pairs: tuple[int, int]) -> Schedule:
    return tuple(PlannedMeasure(*pair) for pair in pairs)


@pytest.mark.parametrize(
    ("lead", "ramp", "quarters"), [(0.0, 0.0, 1), (1.0, 2.0, 1), (3.0, 0.0, 1), (3.0, 1.0, 2), (6.0, 18.0, 8), (9.0, 24.0, 11)]
)
def test_one_off_days_spread_over_the_introduction(lead: float, ramp: float, quarters: int) -> None:
    assert introduction_quarters(lead, ramp) == quarters


@pytest.mark.parametrize(("start", "lead", "effective"), [(0, 0.0, 0), (0, 1.0, 1), (2, 3.0, 3), (2, 4.0, 4), (1, 12.0, 5)])
def test_effective_quarter_begins_after_the_lead_time(start: int, lead: float, effective: int) -> None:
    assert effective_quarter(start, lead) == effective


def test_days_by_quarter_and_role() -> None:
    one = measures(Spec(lead=2.0, ramp=4.0, days_once=(2.0, 0.0, 6.0, 0.0), days_yearly=(0.0, 4.0, 8.0, 0.0)))
    days = days_of(one, PlannedMeasure(0, 1), 4)
    assert days.tolist() == [[0, 0, 0, 0], [1, 1, 5, 0], [1, 1, 5, 0], [0, 1, 2, 0]]


def test_days_behind_the_horizon_are_left_out() -> None:
    one = measures(Spec(ramp=12.0, days_once=(8.0, 0.0, 0.0, 0.0)))
    assert days_of(one, PlannedMeasure(0, 3), 4).sum() == 2.0


def test_a_plan_within_its_limits_breaks_none() -> None:
    two = measures(Spec(once=600.0, yearly=400.0, days_once=(1.0, 0.0, 0.0, 0.0)), Spec())
    exactly = Constraints(budget_eur=np.array([1_000.0, 400.0]), days=np.tile([1.0, 0.0, 0.0, 0.0], (8, 1)))
    assert violations(two, plan((0, 0), (1, 7)), exactly) == ()


def test_money_and_days_are_named_with_period_and_amounts() -> None:
    one = measures(Spec(once=900.0, yearly=400.0, days_once=(0.0, 0.0, 3.0, 0.0)))
    found = violations(one, plan((0, 6)), limits(2, budget_eur=1_000.0, days=2.0))
    assert [(one.code, one.period, one.role, one.asked, one.limit) for one in found] == [
        ("budget", 1, None, pytest.approx(1_100.0), 1_000.0),
        ("days", 6, "it", pytest.approx(3.0), 2.0),
    ]


def test_a_prerequisite_must_work_before_its_user_starts() -> None:
    pair = measures(Spec(lead=4.0), Spec(needs=((0,),)))
    assert [one.code for one in violations(pair, plan((1, 5)), limits())] == ["needs"]
    early = violations(pair, plan((0, 0), (1, 1)), limits())
    assert [(one.code, one.measure, one.others, one.period) for one in early] == [("needs", 1, (0,), 1)]
    assert violations(pair, plan((0, 0), (1, 2)), limits()) == ()


def test_any_one_of_a_group_will_do() -> None:
    either = measures(Spec(), Spec(lead=12.0), Spec(needs=((0, 1),)))
    assert violations(either, plan((0, 0), (2, 0)), limits()) == ()
    assert violations(either, plan((1, 0), (2, 4)), limits()) == ()
    assert [one.code for one in violations(either, plan((1, 0), (2, 3)), limits())] == ["needs"]


def test_every_other_rule() -> None:
    some = measures(Spec(), Spec(excludes=(0,)), Spec(), Spec())
    held = limits(fixed_in=plan((2, 3)), fixed_out=(3,), last_start=5)
    found = violations(some, plan((0, 0), (1, 0), (3, 1), (3, 6), (2, 2)), held)
    assert sorted(one.code for one in found) == ["excludes", "fixed-in", "fixed-out", "fixed-out", "outside", "twice"]
    assert violations(some, plan((2, 3)), held) == ()


def test_what_is_fixed_in_may_start_late_but_not_behind_the_horizon() -> None:
    one = measures(Spec())
    assert violations(one, plan((0, 5)), limits(2, last_start=1, fixed_in=plan((0, 5)))) == ()
    late = violations(one, plan((0, 8)), limits(2, fixed_in=plan((0, 8))))
    assert [(found.code, found.period) for found in late] == [("outside", 8)]


def test_load_adds_up_over_measures() -> None:
    two = measures(Spec(once=100.0, days_yearly=(4.0, 0.0, 0.0, 0.0)), Spec(yearly=80.0, days_yearly=(2.0, 0.0, 0.0, 0.0)))
    found = load(two, plan((0, 0), (1, 2)), limits(2))
    assert found.cost_eur.tolist() == [140.0, 80.0]
    assert found.days[:, 0].tolist() == [1.0, 1.0, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5]
