"""The stand-in against the exact engine, and the closed forms for many schedules against those for one."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from small_firms import firm, random_measures

from leitplanke.planning.effects import adjust, adjust_many
from leitplanke.planning.losses import expected_losses
from leitplanke.planning.schedule import PlannedMeasure, Schedule
from leitplanke.planning.surrogate import fit
from leitplanke.risk.expectation import expected_loss
from leitplanke.risk.spectral import Grid, on_grid
from leitplanke.risk.vulnerability import Adjustment, Vulnerability, assemble

SOME = random_measures(4, 8)
GRID = Grid(4_000.0, 512)


def random_schedules(count: int, years: int = 3) -> list[Schedule]:
    rng = np.random.default_rng(9)
    sizes = rng.integers(1, 6, count)
    return [
        tuple(PlannedMeasure(int(one), int(rng.integers(4 * years))) for one in rng.choice(SOME.count, size, replace=False))
        for size in sizes
    ]


def by_expected_loss(vulnerability: Vulnerability, adjustments: Sequence[Adjustment]) -> np.ndarray:
    return np.array([expected_loss(assemble(vulnerability, one)).sum() for one in adjustments])


def by_cvar(vulnerability: Vulnerability, adjustments: Sequence[Adjustment]) -> np.ndarray:
    return np.array([on_grid(assemble(vulnerability, one), GRID).cvar(0.95) for one in adjustments])


def test_many_expected_losses_equal_the_engines_one_by_one() -> None:
    vulnerability, schedules = firm(discount_rate=0.03), random_schedules(20)
    many = expected_losses(assemble(vulnerability, adjust_many(SOME, schedules, 3)))
    for losses, schedule in zip(many, schedules, strict=True):
        assert losses == pytest.approx(expected_loss(assemble(vulnerability, adjust(SOME, schedule, 3))), rel=1e-9)


def test_cascades_that_hardly_die_out_are_solved() -> None:
    loop = replace(
        firm(),
        link_from=np.array([0, 2]),
        link_to=np.array([2, 0]),
        exposure=np.full(3, 0.99),
        sensitivity=np.ones(3),
        link_contact=np.ones(2),
        adaptation=0.0,
    )
    model = assemble(loop, adjust_many(SOME, [(), ()], 3))
    assert expected_losses(model)[1] == pytest.approx(expected_loss(assemble(loop, Adjustment.neutral(3, 3, 2))), rel=1e-9)


def test_exact_where_the_objective_is_the_expected_loss() -> None:
    vulnerability, schedules = firm(discount_rate=0.03), random_schedules(30)
    empty = float(by_expected_loss(vulnerability, [Adjustment.neutral(3, 3, 2)])[0])
    surrogate = fit(vulnerability, SOME, (), empty, lambda adjustments: by_expected_loss(vulnerability, adjustments))
    exact = by_expected_loss(vulnerability, [adjust(SOME, schedule, 3) for schedule in schedules])
    assert surrogate(schedules) == pytest.approx(exact, rel=2e-3)
    assert surrogate.power == pytest.approx(np.ones(3), abs=0.02)


def test_exact_at_its_fit_and_close_around_it() -> None:
    vulnerability, schedules = firm(), random_schedules(30)
    at = schedules[0]
    here = float(by_cvar(vulnerability, [adjust(SOME, at, 3)])[0])
    surrogate = fit(vulnerability, SOME, at, here, lambda adjustments: by_cvar(vulnerability, adjustments))
    assert surrogate([at])[0] == pytest.approx(here, rel=1e-9)
    exact = by_cvar(vulnerability, [adjust(SOME, schedule, 3) for schedule in schedules])
    assert np.corrcoef(surrogate(schedules), exact)[0, 1] > 0.98
    assert np.abs(surrogate(schedules) / exact - 1.0).max() < 0.1


def test_cascades_without_end_are_never_attractive() -> None:
    endless = replace(
        firm(),
        link_to=np.array([2, 0, 0]),
        link_from=np.array([0, 1, 2]),
        link_contact=np.array([1.0, 0.2, 1.0]),
        adaptation=0.0,
        exposure=np.ones(3),
        sensitivity=np.ones(3),
    )
    surrogate = fit(firm(), SOME, (), 0.0, lambda adjustments: np.zeros(len(adjustments)))
    assert np.isposinf(replace(surrogate, vulnerability=endless)([()])).all()


def test_a_firm_without_risk_gets_a_stand_in_too() -> None:
    safe = replace(firm(), contact_rate=np.zeros(3))
    surrogate = fit(safe, SOME, (), 0.0, lambda adjustments: by_expected_loss(safe, adjustments))
    assert surrogate([(), (PlannedMeasure(0, 0),)]).tolist() == [0.0, 0.0]
