"""Closed forms of many models at once, against those of single models and against linear algebra."""

import numpy as np
import pytest

from leitplanke.catalogue import compiled
from leitplanke.exchange import examples
from leitplanke.planning.effects import adjust, adjust_points, split
from leitplanke.planning.losses import chain_costs, expected_losses, expected_losses_by_cause, losses_per_year
from leitplanke.planning.schedule import PlannedMeasure
from leitplanke.risk.cascade import SupercriticalCascadeError
from leitplanke.risk.expectation import expected_loss, expected_loss_by_cause
from leitplanke.risk.model import Balance, RiskModel
from leitplanke.risk.vulnerability import Adjustment, assemble, stacked, together
from leitplanke.study.compile import compile_study
from leitplanke.study.planned import Planner

CATALOGUE = compiled.read()


def firm(seed: int, threats: int = 9, links: int = 30, strength: float = 0.2) -> RiskModel:
    """Return a model with loops, loops of one and links given twice."""
    rng = np.random.default_rng(seed)
    return RiskModel(
        onset=rng.random(threats) < 0.3,
        rate=rng.random((3, threats)),
        median_eur=rng.random(threats) * 1e4,
        sigma=rng.random(threats),
        cap_eur=np.where(rng.random(threats) < 0.5, np.inf, 2e4),
        scale=rng.random((3, threats)),
        duration=3.0 * rng.random((3, threats)),
        link_from=rng.integers(0, threats, links),
        link_to=rng.integers(0, threats, links),
        link_probability=strength * rng.random((3, links)),
        group=np.full(threats, -1),
        group_variance=np.zeros(0),
        discount_rate=0.03,
        balance=Balance(liquidity_eur=None, equity_eur=None, cash_flow_eur=np.zeros(3)),
    )


def radius(model: RiskModel) -> float:
    direct = np.zeros((model.years, model.threats, model.threats))
    for link in range(model.link_to.size):
        direct[:, model.link_from[link], model.link_to[link]] += model.link_probability[:, link]
    return float(np.abs(np.linalg.eigvals(direct)).max())


@pytest.mark.parametrize("seed", range(12))
def test_losses_in_loops_are_those_of_the_linear_equations(seed: int) -> None:
    model = firm(seed)
    assert radius(model) < 1.0
    assert expected_losses(model) == pytest.approx(expected_loss(model), rel=1e-11)
    assert expected_losses_by_cause(model) == pytest.approx(expected_loss_by_cause(model), rel=1e-11)


@pytest.mark.parametrize("seed", range(30))
def test_cascades_end_exactly_where_the_spectral_radius_is_below_one(seed: int) -> None:
    """Strengths around the limit, some below and some above."""
    model = firm(seed, strength=0.55)
    ends = radius(model) < 1.0
    assert bool(np.isfinite(losses_per_year(model)).all()) == ends
    assert bool(np.isfinite(chain_costs(model)).all()) == ends
    if not ends:
        assert np.isinf(losses_per_year(model)).all()
        with pytest.raises(SupercriticalCascadeError):
            expected_loss(model)


def test_the_limit_is_met_from_both_sides() -> None:
    ends = [radius(firm(seed, strength=0.55)) < 1.0 for seed in range(30)]
    assert 5 < sum(ends) < 25


def points() -> tuple[Planner, tuple[PlannedMeasure, ...]]:
    study = compile_study(CATALOGUE, examples.read("machine-builder", CATALOGUE))
    draws = study.space.draw(16, 5)
    planner = Planner.of(study, study.vulnerabilities(draws.values), draws.common, 5)
    return planner, tuple(PlannedMeasure(measure, measure % 11) for measure in range(0, planner.measures.count, 3))


def test_a_plan_changes_at_all_points_together_what_it_changes_at_each() -> None:
    planner, plan = points()
    found = split(adjust_points(planner.measures, plan, planner.study.years, planner.factors))
    for one, row in zip(found, planner.factors, strict=True):
        alone = adjust(planner.measures, plan, planner.study.years, row)
        for name in Adjustment.__slots__:
            assert getattr(one, name) == pytest.approx(getattr(alone, name), rel=1e-12), name


@pytest.mark.parametrize("coping", [True, False])
def test_points_together_lose_what_each_loses(coping: bool) -> None:  # noqa: FBT001 - a parameter of the test
    planner, plan = points()
    changes = planner.adjustments(plan)
    many = assemble(together(planner.vulnerabilities), stacked(changes), coping=coping, adaptation=coping)
    each = [
        expected_loss(assemble(one, change, coping=coping, adaptation=coping))
        for one, change in zip(planner.vulnerabilities, changes, strict=True)
    ]
    assert expected_losses(many) == pytest.approx(np.array(each), rel=1e-11)
