"""What funding pays: against numeric integration of the PERT density, by hand and against plain simulation."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import integrate, stats
from small_firms import Spec, limits, measures

from leitplanke.planning import pert
from leitplanke.planning.benefit import cost_bands, funding_bands
from leitplanke.planning.constraints import load
from leitplanke.planning.effects import adjust
from leitplanke.planning.funding import Grant, expected, mean_of_part, paid
from leitplanke.planning.objectives import Money
from leitplanke.planning.placement import Placement
from leitplanke.planning.roadmap import lay_out
from leitplanke.planning.schedule import PlannedMeasure

SOME = measures(Spec(once=(4_000.0, 10_000.0, 30_000.0), yearly=1_000.0), Spec(once=6_000.0, yearly=500.0))
PLAN = (PlannedMeasure(0, 2), PlannedMeasure(1, 5))


def funded(*grants: Grant) -> object:
    return replace(SOME, grants=grants)


@pytest.mark.parametrize("rate", [0.2, 0.5, 1.0])
@pytest.mark.parametrize("cap", [500.0, 2_500.0, 6_000.0, 14_000.0, np.inf])
@pytest.mark.parametrize("figure", [(4_000.0, 10_000.0, 30_000.0), (0.0, 0.0, 9_000.0), (5_000.0, 20_000.0, 20_000.0)])
def test_the_mean_of_a_capped_part_is_the_integral(figure: tuple[float, float, float], cap: float, rate: float) -> None:
    low, _, high = figure
    alpha, beta = (float(one) for one in pert.shape(np.array(figure)))
    law = stats.beta(alpha, beta, loc=low, scale=high - low)
    bend = [cap / rate] if low < cap / rate < high else None
    integral, _ = integrate.quad(lambda cost: min(rate * cost, cap) * law.pdf(cost), low, high, points=bend, epsabs=1e-6, limit=200)
    assert mean_of_part(np.array(figure), rate, cap) == pytest.approx(integral, rel=1e-7)


def test_a_certain_cost_is_funded_up_to_the_cap() -> None:
    assert expected((Grant(measure=1, rate=0.5), Grant(measure=1, rate=0.25, cap_eur=1_000.0)), SOME.cost_once_eur).tolist() == [
        0.0,
        4_000.0,
    ]
    assert paid((Grant(measure=1, rate=0.5, cap_eur=2_000.0),), [1, 0, 1], np.array([6e3, 6e3, 1e3])).tolist() == [2e3, 0.0, 500.0]


def test_everything_counts_what_is_left() -> None:
    some, held = funded(Grant(measure=1, rate=0.5, cap_eur=2_000.0)), limits(years=3)
    before, after = load(SOME, PLAN, held).cost_eur, load(some, PLAN, held).cost_eur
    assert (before - after).tolist() == [0.0, 2_000.0, 0.0]
    assert (adjust(SOME, PLAN, 3).cost_eur - adjust(some, PLAN, 3).cost_eur).tolist() == [0.0, 2_000.0, 0.0]
    (whole,), _ = Money.of(SOME, 3, 0.0).sums([PLAN])
    (own,), _ = Money.of(some, 3, 0.0).sums([PLAN])
    assert whole - own == pytest.approx(2_000.0)
    assert (lay_out(SOME, PLAN, held).cost_eur - lay_out(some, PLAN, held).cost_eur).tolist() == [0.0] * 5 + [2_000.0] + [0.0] * 6


def test_funding_lets_in_what_the_budget_alone_does_not_pay() -> None:
    held = limits(years=3, budget_eur=5_000.0)
    assert Placement(SOME, held).place([(1, 0)])[1] == ()
    assert Placement(funded(Grant(measure=1, rate=0.5)), held).place([(1, 0)])[1] == (PlannedMeasure(1, 0),)


def test_bands_are_those_of_the_cost_after_funding_draw_by_draw() -> None:
    """Against a plain simulation: one measure, uncertain cost, a cap that binds in many cases."""
    grant = Grant(measure=0, rate=0.6, cap_eur=7_000.0)
    some, plan = funded(grant), PLAN[:1]
    own = cost_bands(some, plan, 3, 0.0, np.random.default_rng([2]))
    help_ = funding_bands(some, plan, 3, 0.0, np.random.default_rng([2]))
    draws = pert.quantile(SOME.cost_once_eur[0], np.random.default_rng(77).uniform(size=400_000))
    left = draws - np.minimum(0.6 * draws, 7_000.0)
    running = 1_000.0 * 2.5
    assert own.each[0, 1] == pytest.approx(left.mean() + running, rel=2e-3)
    assert own.each[0, [0, 2]] == pytest.approx(np.quantile(left, (0.05, 0.95)) + running, rel=0.05)
    assert help_.each[0, 1] == pytest.approx((draws - left).mean(), rel=2e-3)
    assert help_.each[0, 2] == pytest.approx(7_000.0)
    # Mean and mean add up to the whole cost; the ends do not.
    whole = cost_bands(SOME, plan, 3, 0.0, np.random.default_rng([2]))
    assert own.total[1] + help_.total[1] == pytest.approx(whole.total[1])
    assert help_.total[0] < 7_000.0


def test_no_funding_changes_nothing() -> None:
    assert funding_bands(SOME, PLAN, 3, 0.02, np.random.default_rng([2])).total.tolist() == [0.0, 0.0, 0.0]
    assert funding_bands(SOME, (), 3, 0.02, np.random.default_rng([2])).each.shape == (0, 3)
    assert SOME.own_once_eur.tolist() == pert.mean(SOME.cost_once_eur).tolist()
