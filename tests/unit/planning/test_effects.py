"""Effects by year against hand computation and against a month-by-month sum."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_firms import CAPACITIES, UNSEENS, Spec, measures, random_measures

from leitplanke.planning.effects import adjust, adjust_many, share_of_year, split, yearly_cost
from leitplanke.planning.schedule import PlannedMeasure, Schedule
from leitplanke.risk.vulnerability import Adjustment


def at_once(*chosen: int) -> Schedule:
    return tuple(PlannedMeasure(measure, 0) for measure in chosen)


def help_exposure(factor: float, family: str | None = None, target: int = 0) -> Spec:
    return Spec(helps=(("exposure", target, factor),), family=family)


@pytest.mark.parametrize(
    ("start_month", "ramp", "expected"),
    [
        (0.0, 0.0, [1.0, 1.0]),
        (4.0, 0.0, [8 / 12, 1.0]),
        # Rises from month 4 to month 10 (area 3), then two full months.
        (4.0, 6.0, [5 / 12, 1.0]),
        # Rises from month 9 over 12 months: 3 x 3 / 24 in the first year, 1 - 9 x 9 / 24 / 12 in the second.
        (9.0, 12.0, [0.375 / 12, (12.0 - 3.375) / 12.0]),
        (24.0, 3.0, [0.0, 0.0]),
    ],
)
def test_share_of_year_by_hand(start_month: float, ramp: float, expected: list[float]) -> None:
    assert share_of_year(np.array(start_month), np.array(ramp), 2).tolist() == pytest.approx(expected)


@given(st.floats(0.0, 70.0), st.floats(0.0, 40.0))
def test_share_of_year_is_the_mean_over_its_days(start_month: float, ramp: float) -> None:
    days = (np.arange(5 * 360) + 0.5) / 30.0
    effect = (days >= start_month).astype(float) if ramp == 0.0 else np.clip((days - start_month) / max(ramp, 1e-9), 0.0, 1.0)
    by_day = effect.reshape(5, 360).mean(axis=1)
    assert share_of_year(np.array(start_month), np.array(ramp), 5) == pytest.approx(by_day, abs=2e-3)


def test_yearly_factor_with_start_lead_and_ramp() -> None:
    # Starts in month 6, works from month 10, in full from month 16 on: areas 2 x 2 / 12 = 1/3, then 12 - 4 x 4 / 12.
    one = measures(Spec(lead=4.0, ramp=6.0, helps=(("severity", 1, 0.4),)))
    severity = adjust(one, (PlannedMeasure(0, 2),), 3).severity[:, 1]
    assert severity.tolist() == pytest.approx([1 - 0.6 * (1 / 3) / 12, 1 - 0.6 * (12 - 4 / 3) / 12, 0.4])


def test_side_effects_jump_to_full_after_the_lead_time() -> None:
    one = measures(Spec(lead=3.0, ramp=12.0, helps=(("exposure", 0, 0.5),), harms=(("exposure", 2, 1.4),)))
    found = adjust(one, at_once(0), 2)
    assert found.exposure_adverse[:, 2].tolist() == pytest.approx([1 + 0.4 * 9 / 12, 1.4])
    assert found.exposure[0, 0] == pytest.approx(1 - 0.5 * (81 / 24) / 12)
    assert found.exposure[:, 2].tolist() == [1.0, 1.0]


def test_a_family_diminishes_by_powers_strongest_first() -> None:
    family = measures(help_exposure(0.9, "f"), help_exposure(0.5, "f"), help_exposure(0.7, "f"))
    assert adjust(family, at_once(0, 1, 2), 1).exposure[0, 0] == pytest.approx(0.5 * 0.7**0.6 * 0.9**0.36)
    assert adjust(family, at_once(0, 2), 1).exposure[0, 0] == pytest.approx(0.7 * 0.9**0.6)


def test_the_rank_in_a_family_follows_central_factors_in_every_draw() -> None:
    family = measures(help_exposure(0.6, "f"), help_exposure(0.5, "f"))
    drawn = np.array([0.4, 0.8])
    assert adjust(family, at_once(0, 1), 1, drawn).exposure[0, 0] == pytest.approx(0.8 * 0.4**0.6)


def test_no_diminishing_across_families_targets_or_parameters() -> None:
    apart = measures(
        help_exposure(0.5, "f"),
        help_exposure(0.7, "g"),
        help_exposure(0.8),
        help_exposure(0.9),
        help_exposure(0.6, "f", target=1),
        Spec(helps=(("sensitivity", 0, 0.6),), family="f"),
    )
    found = adjust(apart, at_once(0, 1, 2, 3, 4, 5), 1)
    assert found.exposure[0].tolist() == pytest.approx([0.5 * 0.7 * 0.8 * 0.9, 0.6, 1.0])
    assert found.sensitivity[0].tolist() == pytest.approx([0.6, 1.0, 1.0])


def test_a_fifth_remains_and_side_effects_come_on_top_in_full() -> None:
    strong = Spec(helps=(("severity", 0, 0.4),), harms=(("severity", 0, 1.3),), family="f")
    found = adjust(measures(strong, Spec(helps=(("severity", 0, 0.3),)), strong), at_once(0, 1, 2), 1)
    assert 0.4 * 0.3 * 0.4**0.6 < 0.2
    assert found.severity[0, 0] == pytest.approx(0.2 * 1.3 * 1.3)


def test_each_parameter_lands_in_its_own_array() -> None:
    kinds = {"exposure": 0.9, "sensitivity": 0.8, "severity": 0.7, "coping_gap": 0.6, "capacity_gap": 0.5}
    found = adjust(measures(Spec(helps=tuple((kind, 1, factor) for kind, factor in kinds.items()))), at_once(0), 2)
    for kind, factor in kinds.items():
        changed = getattr(found, kind)
        assert changed.shape == (2, CAPACITIES if kind == "capacity_gap" else UNSEENS)
        assert changed[:, 1].tolist() == pytest.approx([factor, factor])
        assert np.delete(changed, 1, axis=1).tolist() == np.ones((2, changed.shape[1] - 1)).tolist()


def test_bases_move_in_full_from_the_effective_month_and_add_up() -> None:
    moving = measures(Spec(lead=6.0, ramp=12.0, moves=((1, 0.5),)), Spec(moves=((1, -0.1), (2, -1.4))))
    found = adjust(moving, at_once(0, 1), 2)
    assert found.base[:, 1].tolist() == pytest.approx([1 + 0.25 - 0.1, 1.4])
    assert found.base[:, 2].tolist() == [0.0, 0.0]


def test_cost_falls_in_the_start_year_and_runs_pro_rata() -> None:
    cost = yearly_cost((PlannedMeasure(0, 5),), 3, np.array([1_000.0]), np.array([400.0]))
    assert cost.tolist() == [[0.0, 1_000.0 + 300.0, 400.0]]
    priced = measures(Spec(once=(1_000.0, 2_000.0, 6_000.0), yearly=(0.0, 100.0, 800.0)))
    assert adjust(priced, (PlannedMeasure(0, 4),), 2).cost_eur.tolist() == pytest.approx([0.0, 2_500.0 + 200.0])


def test_nothing_planned_changes_nothing() -> None:
    found, neutral = adjust(random_measures(1, 4), (), 3), Adjustment.neutral(3, UNSEENS, CAPACITIES)
    for name in Adjustment.__slots__:
        assert getattr(found, name).tolist() == getattr(neutral, name).tolist()


def test_many_schedules_at_once_equal_one_by_one() -> None:
    some = random_measures(2, 6)
    schedules = [(), at_once(3, 1), tuple(PlannedMeasure(number, number) for number in range(6)), (PlannedMeasure(5, 11),)]
    for one, schedule in zip(split(adjust_many(some, schedules, 3)), schedules, strict=True):
        alone = adjust(some, schedule, 3)
        for name in Adjustment.__slots__:
            assert getattr(one, name) == pytest.approx(getattr(alone, name), rel=1e-13)


@given(st.integers(0, 50), st.lists(st.tuples(st.integers(0, 5), st.integers(0, 11)), unique_by=lambda one: one[0]))
def test_help_stays_between_a_fifth_and_one(seed: int, plan: list[tuple[int, int]]) -> None:
    found = adjust(random_measures(seed, 6), tuple(PlannedMeasure(*one) for one in plan), 3)
    assert 0.2 <= found.exposure.min() <= found.exposure.max() <= 1.0
    assert found.exposure_adverse.min() >= 1.0
    reversed_plan = adjust(random_measures(seed, 6), tuple(PlannedMeasure(*one) for one in reversed(plan)), 3)
    assert found.sensitivity == pytest.approx(reversed_plan.sensitivity, rel=1e-12)


def test_an_unknown_measure_is_refused() -> None:
    with pytest.raises(IndexError):
        adjust(measures(Spec()), at_once(1), 1)
