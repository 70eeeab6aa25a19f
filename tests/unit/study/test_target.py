"""A target for the chance of running out of cash is met for least money: no cheaper plan that the search knows meets it too."""

import os
from dataclasses import replace
from functools import partial

import pytest

from leitplanke.catalogue import compiled
from leitplanke.exchange import examples
from leitplanke.planning.schedule import PlannedMeasure, ordered
from leitplanke.primitives.quarter import Quarter
from leitplanke.study import bounded
from leitplanke.study.compile import compile_study
from leitplanke.study.inputs import Decided, StudyInputs
from leitplanke.study.planned import Planner
from leitplanke.study.result import PlannedStart, PlanResult
from leitplanke.study.run import analyse
from leitplanke.study.scenario import play
from leitplanke.study.wish import Wish

CATALOGUE = compiled.read()
QUICK = {"seed": 1, "outer_points": 16, "histories": 4096}
KEPT = (
    "measure.platform.blocked-plan",
    "measure.platform.data-diet",
    "measure.org.decision-delegation",
    "measure.cyber.emergency-drill",
    "measure.org.project-gate",
    "measure.staff.key-person-doc",
    "measure.cyber.insurance",
    "measure.finance.liquidity-reserve",
    "measure.platform.customer-contact",
    "measure.finance.staged-financing",
)


def ten_measures() -> StudyInputs:
    """Return the firm on the marketplace with all but ten measures ruled out."""
    inputs = examples.read("marketplace-maker", CATALOGUE)
    out = (Decided(measure=one.id, decision="out", reason="too much") for one in CATALOGUE.measures if one.id not in KEPT)
    return replace(inputs, decided=tuple(out))


def chance(inputs: StudyInputs, measures: tuple[PlannedStart, ...]) -> float:
    """Simulate the chance under a plan by itself."""
    study = compile_study(CATALOGUE, inputs)
    draws = study.space.draw(QUICK["outer_points"], QUICK["seed"])
    firms = study.vulnerabilities(draws.values)
    planner = Planner.of(study, firms, draws.common, QUICK["seed"])
    first = Quarter.parse(inputs.start)
    plan = ordered(
        tuple(PlannedMeasure(planner.measures.ids.index(one.id), Quarter.parse(one.start_quarter).since(first)) for one in measures)
    )
    scene = partial(play, firms, study.central(), histories=QUICK["histories"], seed=QUICK["seed"], progress=lambda _share: None)
    found = scene(planner.adjustments(plan), planner.adjustment(plan)).liquidity
    assert found is not None
    return found.simulated


def planned(goal: float) -> PlanResult:
    return analyse(CATALOGUE, ten_measures(), **QUICK, wish=Wish(objective="target", target=goal, thorough=True)).plan


@pytest.mark.parametrize("share", [0.85, 0.86, 0.89] if os.environ.get("LEITPLANKE_TEST_LONG") else [0.86])
def test_no_cheaper_plan_of_the_front_meets_the_target(share: float, monkeypatch: pytest.MonkeyPatch) -> None:
    # What any plan costs at least takes two thirds of the time and is at stake in tests/verification/planning/test_least_cost.py.
    monkeypatch.setattr(bounded, "least_for_target", lambda *_: 0.0)
    inputs = ten_measures()
    goal = share * chance(inputs, ())
    found = planned(goal)
    assert found.target_met
    assert found.after.existential_probability.liquidity is not None
    assert found.after.existential_probability.liquidity.mid <= goal
    cheaper = [one for one in found.front if one.cost_eur < (found.value or 0.0) - 1.0]
    assert len(cheaper) >= 2
    for one in cheaper:
        assert one.liquidity_probability is not None
        assert one.liquidity_probability > goal
        assert chance(inputs, one.measures) > goal
    (chosen,) = (one for one in found.front if one.chosen)
    assert chosen.liquidity_probability == found.after.existential_probability.liquidity.mid


def test_gains_do_not_count_where_a_chance_is_to_be_low() -> None:
    assert [Wish(objective=name, gains=True).count_gains for name in ("cvar", "net-benefit", "existence", "target")] == [
        True,
        True,
        False,
        False,
    ]
