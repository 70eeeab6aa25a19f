"""The quick way over some parameter points against the plain one, point by point."""

from dataclasses import replace

import numpy as np
import pytest

from leitplanke.catalogue import compiled
from leitplanke.exchange import examples
from leitplanke.planning.schedule import PlannedMeasure
from leitplanke.risk.cascade import SupercriticalCascadeError
from leitplanke.risk.distribution import mixture
from leitplanke.risk.spectral import on_grids
from leitplanke.risk.vulnerability import assemble, together
from leitplanke.study.compile import compile_study
from leitplanke.study.planned import Planner
from leitplanke.study.someworlds import POINTS, SomeWorlds

CATALOGUE = compiled.read()


def planner() -> Planner:
    study = compile_study(CATALOGUE, examples.read("machine-builder", CATALOGUE))
    draws = study.space.draw(64, 2)
    return Planner.of(study, study.vulnerabilities(draws.values), draws.common, 2)


def test_says_what_each_point_says_by_itself() -> None:
    whole = planner()
    some, size = SomeWorlds.of(whole), whole.measures.unseens
    exposure = np.linspace(0.5, 1.5, size)
    for plan in ((), tuple(PlannedMeasure(measure, measure % 7) for measure in range(0, whole.measures.count, 4))):
        changes = [replace(one, exposure=one.exposure * exposure) for one in whole.adjustments(plan)[:POINTS]]
        models = [assemble(firm, change) for firm, change in zip(whole.vulnerabilities[:POINTS], changes, strict=True)]
        mixed = mixture(on_grids(models, some.grid))
        # The second time the transforms are those remembered.
        for _ in range(2):
            found = some.figures(plan, exposure)
            assert found.mean_eur * some.years == pytest.approx(mixed.mean_eur, rel=1e-10)
            assert found.cvar95_eur == pytest.approx(mixed.cvar(0.95), rel=1e-9)
            assert found.exceedance == pytest.approx(mixed.exceedance(found.at_eur), abs=1e-12)
        assert max(len(known) for known in some.known) <= 2


def test_a_grid_that_is_too_short_is_widened() -> None:
    some = SomeWorlds.of(planner())
    ones = np.ones(some.measures.unseens)
    short = replace(some, grid=replace(some.grid, step_eur=some.grid.step_eur / 50.0))
    assert short.figures((), ones).cvar95_eur == pytest.approx(some.figures((), ones).cvar95_eur, rel=0.01)


def test_endless_cascades_are_refused() -> None:
    some = SomeWorlds.of(planner())
    worlds = tuple(
        replace(
            one,
            link_contact=np.ones_like(one.link_contact),
            exposure=np.ones_like(one.exposure),
            sensitivity=np.ones_like(one.sensitivity),
            adaptation=0.0,
        )
        for one in some.vulnerabilities
    )
    with pytest.raises(SupercriticalCascadeError):
        replace(some, firm=together(worlds), vulnerabilities=worlds).figures((), np.ones(some.measures.unseens))
