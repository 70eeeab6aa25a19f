"""Weights of assumptions: against the study's own shares, against drawn costs, and adding up."""

import numpy as np
import pytest

from leitplanke.catalogue import compiled
from leitplanke.exchange import examples
from leitplanke.planning import pert
from leitplanke.planning.effects import adjust
from leitplanke.primitives.interval import Floats
from leitplanke.risk.expectation import expected_loss
from leitplanke.risk.vulnerability import assemble
from leitplanke.study.compile import compile_study
from leitplanke.study.grounds import gradient, shares_of
from leitplanke.study.planned import Planner
from leitplanke.study.typical import Typical, typical

NAME = "marketplace-maker"
"""The example whose plan is found fastest."""


@pytest.fixture(scope="module")
def found() -> Typical:
    catalogue = compiled.read()
    return typical(catalogue, [examples.read(NAME, catalogue)])


def test_all_shares_add_up(found: Typical) -> None:
    carried = [found.carried(name) for name in ("common", "figures", "answers", "sourced")]
    assert sum(one.loss for one in carried) == pytest.approx(1.0, abs=1e-12)
    assert sum(one.benefit for one in carried) == pytest.approx(1.0, abs=1e-12)
    assert all(row.weight.loss >= 0.0 <= row.weight.benefit for row in found.figures)


def test_weights_in_the_loss_are_those_the_study_shows(found: Typical) -> None:
    catalogue = compiled.read()
    study = compile_study(catalogue, examples.read(NAME, catalogue))
    shares = shares_of(study, gradient(study))
    own = {one.id: float(share) for one, share in zip(study.space.parameters, shares.own, strict=True)}
    weights = {row.figure.id: row.weight.loss for row in found.figures}
    for id_, name in (
        ("unseen.platform.commission/rate", "unseen.platform.commission/rate"),
        ("unseen.platform.commission/severity", "unseen.platform.commission/severity-factor"),
        ("assumption.coping-common-factor/figure", "assumption.coping-common-factor"),
        ("link.platform.commission--platform.switching/probability", "link.platform.commission--platform.switching/probability"),
    ):
        assert weights[id_] == pytest.approx(own[name], rel=1e-9)
        assert weights[id_] > 0.0
    assert found.common.loss == pytest.approx(shares.common, rel=1e-9)


def test_a_firms_own_estimate_is_no_assumption_of_the_catalogue(found: Typical) -> None:
    # The example states itself how often its platform changes the rules.
    rows = {row.figure.id: row for row in found.figures}
    assert rows["unseen.platform.rules/rate"].weight.loss == 0.0
    assert rows["unseen.platform.rules/severity"].weight.loss > 0.0


def test_what_is_in_no_plan_or_without_range_says_so(found: Typical) -> None:
    rows = {row.figure.id: row for row in found.figures}
    planned = {row.figure.entry for row in found.figures if row.figure.kind == "measure" and row.standing == "drawn"}
    unplanned = {row.figure.entry for row in found.figures if row.standing == "unplanned"}
    assert planned
    assert planned.isdisjoint(unplanned)
    assert all(row.weight.benefit == 0.0 for row in found.figures if row.standing != "drawn")
    assert rows["base.payroll/default"].standing == "certain"
    assert rows["assumption.day-rate/figure"].standing == "unused"


def test_the_heaviest_comes_first(found: Typical) -> None:
    heavy = [max(row.weight.loss, row.weight.benefit) for row in found.figures]
    assert heavy == sorted(heavy, reverse=True)


def test_the_mean_of_two_equal_firms_is_the_firm(found: Typical) -> None:
    catalogue = compiled.read()
    inputs = examples.read(NAME, catalogue)
    twice = typical(catalogue, [inputs, inputs])
    assert twice.firms == 2
    assert [row.figure.id for row in twice.figures] == [row.figure.id for row in found.figures]
    assert twice.figures[0].weight.benefit == pytest.approx(found.figures[0].weight.benefit, rel=1e-12)


def test_effects_weigh_as_simulated_draws_of_them_spread(found: Typical) -> None:
    # All effects of the plan drawn at once, whatever else stands still: the variance of the benefit to first order (small steps).
    catalogue = compiled.read()
    study = compile_study(catalogue, examples.read(NAME, catalogue))
    planner = Planner.of(study, (study.central(),), np.zeros(1), seed=7)
    schedule = planner.choose(lambda _share: None)
    draw = np.random.default_rng(11).standard_normal((600, planner.measures.effect_mu.size))

    def spread(scores: Floats) -> float:
        """Return the variance of the expected loss with the plan."""
        changed = [adjust(planner.measures, schedule, study.years, row) for row in planner.measures.factors_at(0.3 * scores)]
        return float(np.var([expected_loss(assemble(planner.central, one)).sum() for one in changed])) / 0.09

    effects = [row for row in found.figures if "/effect/" in row.figure.id and row.figure.kind == "measure"]
    weight = sum(row.weight.benefit for row in effects)
    # A yardstick in euros: the yearly rate of one Unseen, which the same study moves up and down by hand.
    place = [one.id for one in study.space.parameters].index("unseen.platform.customer-interface/rate")
    moved = gradient(study)[place] - gradient(study, planner.adjustment(schedule))[place]
    share = next(row.weight.benefit for row in found.figures if row.figure.id == "unseen.platform.customer-interface/rate")
    assert weight / share == pytest.approx(spread(draw) / float(moved) ** 2, rel=0.15)


def test_no_firms_is_refused() -> None:
    with pytest.raises(ValueError, match="no firms"):
        typical(compiled.read(), [])


def test_costs_of_a_measure_weigh_by_their_drawn_variance(found: Typical) -> None:
    # Once and yearly cost of one measure: the ratio of their weights is that of the variances of drawn costs over the horizon.
    rows = {row.figure.id: row for row in found.figures}
    both = [name for name in {row.figure.entry for row in found.figures} if {f"{name}/once", f"{name}/yearly"} <= rows.keys()]
    drawn = [name for name in both if rows[f"{name}/once"].standing == "drawn"]
    assert drawn
    uniform = (np.arange(20_000) + 0.5) / 20_000
    for name in drawn:
        once, yearly = (rows[f"{name}/{part}"] for part in ("once", "yearly"))
        if len(once.figure.ranges) > 1 or len(yearly.figure.ranges) > 1:
            continue
        spread = [
            np.var(pert.quantile(np.array([one.low, one.mid, one.high]), uniform))
            for one in (once.figure.ranges[0], yearly.figure.ranges[0])
        ]
        years = np.sqrt(yearly.weight.benefit / once.weight.benefit * spread[0] / spread[1])
        # The horizon is five years; a measure starts with a quarter and runs to the end.
        assert 0.0 < years <= 5.0 + 1e-3
        assert years * 4.0 == pytest.approx(round(years * 4.0), abs=2e-2)
