"""What the objective comes to is one number: the same for `analyse` and `plan`, and that of the exact engine."""

from collections.abc import Callable

import pytest

from leitplanke.catalogue import compiled
from leitplanke.exchange import examples
from leitplanke.planning.schedule import PlannedMeasure
from leitplanke.primitives.quarter import Quarter
from leitplanke.risk.spectral import evaluate
from leitplanke.risk.vulnerability import assemble
from leitplanke.study.compile import compile_study
from leitplanke.study.planned import Planner
from leitplanke.study.result import StudyResult

CATALOGUE = compiled.read()


def test_the_value_is_that_of_a_fine_grid_whoever_asks(analysed: Callable[[str], StudyResult]) -> None:
    inputs = examples.read("precision-parts", CATALOGUE)
    found = analysed("precision-parts").plan
    study = compile_study(CATALOGUE, inputs)
    draws = study.space.draw(16, 4)
    planner = Planner.of(study, study.vulnerabilities(draws.values), draws.common, 4)
    first = Quarter.parse(inputs.start)
    plan = tuple(
        PlannedMeasure(planner.measures.ids.index(one.id), Quarter.parse(one.start_quarter).since(first)) for one in found.measures
    )
    adjustment = planner.adjustment(plan)
    exact = evaluate(assemble(planner.central, adjustment), points=2**15).cvar95_eur + float(adjustment.cost_eur.sum())
    assert found.value == pytest.approx(exact, rel=2e-6)
