"""What a measure brings: against the engine's own figures and hand computation."""

import numpy as np
import pytest
from small_firms import Spec, firm, measures, random_measures

from leitplanke.planning import pert
from leitplanke.planning.benefit import (
    avoided_losses,
    avoided_over_points,
    avoided_value,
    changed,
    cost_bands,
    gain_bands,
    without_each,
)
from leitplanke.planning.effects import adjust
from leitplanke.planning.schedule import PlannedMeasure
from leitplanke.risk.expectation import expected_loss
from leitplanke.risk.spectral import Grid, on_grid
from leitplanke.risk.vulnerability import assemble

SOME = random_measures(5, 5)
PLAN = (PlannedMeasure(0, 0), PlannedMeasure(3, 2), PlannedMeasure(4, 1))
GRID = Grid(4_000.0, 512)


def test_avoided_loss_is_the_fall_that_is_lost_without_the_measure() -> None:
    vulnerability = firm(discount_rate=0.03)
    found = avoided_losses(vulnerability, SOME, PLAN)
    whole = expected_loss(assemble(vulnerability, adjust(SOME, PLAN, 3)))
    for row, left in zip(found, without_each(PLAN), strict=True):
        assert row == pytest.approx(expected_loss(assemble(vulnerability, adjust(SOME, left, 3))) - whole, abs=1e-6)


def test_avoided_loss_at_parameter_points() -> None:
    firms, factors = (firm(), firm(link=0.9)), np.stack([SOME.central_factors, SOME.factors_at(np.ones(SOME.effect_mu.size))])
    found = avoided_over_points(firms, SOME, PLAN, factors)
    assert found.shape == (2, 3)
    assert found[0] == pytest.approx(avoided_losses(firms[0], SOME, PLAN).sum(axis=1))
    weaker = adjust(SOME, PLAN[1:], 3, factors[1]), adjust(SOME, PLAN, 3, factors[1])
    without, whole = (float(expected_loss(assemble(firms[1], one)).sum()) for one in weaker)
    assert found[1, 0] == pytest.approx(without - whole)


def test_avoided_cvar_uses_the_exact_value() -> None:
    def cvar(adjustments: object) -> np.ndarray:
        return np.array([on_grid(assemble(firm(), one), GRID).cvar(0.95) for one in adjustments])

    found = avoided_value(SOME, PLAN, 3, cvar)
    assert found[1] == pytest.approx(float(cvar([adjust(SOME, (PLAN[0], PLAN[2]), 3)])[0] - cvar([adjust(SOME, PLAN, 3)])[0]))
    assert avoided_value(SOME, (), 3, cvar).tolist() == []


def test_a_measure_can_lower_some_and_raise_others() -> None:
    both = measures(Spec(helps=(("severity", 1, 0.5),), harms=(("exposure", 2, 1.5),)))
    lowers, raises = changed(avoided_losses(firm(), both, (PlannedMeasure(0, 0),))[0])
    assert (lowers.tolist(), raises.tolist()) == ([1], [2])
    assert [part.tolist() for part in changed(np.zeros(3))] == [[], []]


def test_gains_come_with_lead_ramp_and_discount() -> None:
    figure = (10_000.0, 20_000.0, 60_000.0)
    one = measures(Spec(lead=3.0, ramp=6.0, gain=figure))
    # Starts in month 6, works from month 9 and in full from month 15: half of it is there at the first year's end.
    years = np.array([3.0 * 0.5 / 2.0 / 12.0, (12.0 - 3.0 * 0.5 / 2.0) / 12.0, 1.0])
    times = float(years @ 1.04 ** -np.array([0.5, 1.5, 2.5]))
    found = gain_bands(one, (PlannedMeasure(0, 2),), 3, 0.04, np.random.default_rng(1))
    assert found.each[0, 1] == pytest.approx(25_000.0 * times)
    assert found.each[0, 0] == pytest.approx(float(pert.quantile(np.array(figure), 0.05)) * times, rel=0.05)
    assert found.each[0, 2] == pytest.approx(float(pert.quantile(np.array(figure), 0.95)) * times, rel=0.05)
    assert found.total == pytest.approx(found.each[0])


def test_costs_have_their_exact_mean_and_a_total_narrower_than_the_sum() -> None:
    some = measures(*(Spec(once=(0.0, 3_000.0, 12_000.0), yearly=(100.0, 500.0, 3_000.0)) for _ in range(4)))
    plan = tuple(PlannedMeasure(measure, 2) for measure in range(4))
    found = cost_bands(some, plan, 2, 0.0, np.random.default_rng(1))
    mean = 4_000.0 + 1.5 * 850.0
    assert found.each[:, 1].tolist() == pytest.approx([mean] * 4)
    assert found.total[1] == pytest.approx(4.0 * mean)
    assert found.each[:, 0].sum() < found.total[0] < found.total[1] < found.total[2] < found.each[:, 2].sum()
    again = cost_bands(some, plan, 2, 0.0, np.random.default_rng(1))
    assert again.each.tolist() == found.each.tolist()


def test_a_plan_of_nothing_costs_and_brings_nothing() -> None:
    rng = np.random.default_rng(1)
    for bands in (cost_bands(SOME, (), 3, 0.0, rng), gain_bands(SOME, (), 3, 0.0, rng)):
        assert bands.each.shape == (0, 3)
        assert bands.total.tolist() == [0.0, 0.0, 0.0]
    assert avoided_losses(firm(), SOME, ()).shape == (0, 3)
