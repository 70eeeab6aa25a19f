"""The figures a firm may replace: all that the study takes up, at the values the study uses, with the meaning it gives them."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from leitplanke.catalogue import compiled
from leitplanke.catalogue.entries import Catalogue
from leitplanke.exchange import examples
from leitplanke.planning.pricing import CostOverride, compile_measures
from leitplanke.primitives.interval import ThreePoint
from leitplanke.study.adaptable import Adaptable, adaptable, of_three_points, parameters
from leitplanke.study.compile import CompiledStudy, compile_study
from leitplanke.study.inputs import Override, StudyInputs

CATALOGUE: Catalogue = compiled.read()
FIRM: StudyInputs = replace(examples.read("precision-parts", CATALOGUE), overrides=(), running=())
EVERY = [(target, parameter) for target, names in parameters(CATALOGUE).items() for parameter in names]
NODES = {"rate": "rate", "severity": "severity", "duration": "duration", "probability": "probability"}


def figures_of(target: str) -> dict[str, Adaptable]:
    return {one.parameter: one for one in adaptable(CATALOGUE, FIRM, target)}


@pytest.fixture(scope="module")
def plain() -> CompiledStudy:
    return compile_study(CATALOGUE, FIRM)


def test_the_published_interval_means_the_published_figures() -> None:
    """A lognormal with 5 and 95 % points 10,000 and 1,000,000 has median 100,000 and mean 266,398 (method.md section 4)."""
    found = figures_of("unseen.cyber.incident")["rate"].own(1e4, 1e6)
    assert (found.low, found.median, found.high) == pytest.approx((1e4, 1e5, 1e6))
    assert found.mean == pytest.approx(266_398, abs=0.5)


@pytest.mark.parametrize(("low", "mode", "high", "cap"), [(1.0, 2.0, 9.0, None), (1.0, 2.0, 9.0, 9.5), (0.1, 0.3, 0.9, 1.0)])
def test_the_mean_is_that_of_the_drawn_figure(low: float, mode: float, high: float, cap: float | None) -> None:
    law = ThreePoint(low, mode, high)

    def value(z: float) -> float:
        return min(float(law.at(np.array([z]))[0]), cap or math.inf) * float(norm.pdf(z))

    cut = [0.0] if cap is None else [0.0, math.log(cap / mode) / (math.log(high / mode) / 1.6448536269514722)]
    mean = sum(quad(value, start, end)[0] for start, end in zip([-12.0, *cut], [*cut, 12.0], strict=True))
    found = of_three_points(law, cap)
    assert found.mean == pytest.approx(mean, rel=1e-6)
    assert found.median == pytest.approx(mode)


def test_twenty_cases_are_equally_likely() -> None:
    found = of_three_points(ThreePoint(1.0, 3.0, 9.0))
    shares = norm.cdf(np.log(np.array(found.cases) / 3.0) / (math.log(3.0) / 1.6448536269514722))
    assert shares == pytest.approx((np.arange(20) + 0.5) / 20)


def test_an_own_cost_keeps_its_interval() -> None:
    found = figures_of(CATALOGUE.measures[0].id)["cost_once"].own(1_000.0, 3_000.0)
    assert (found.low, found.median, found.mean, found.high) == pytest.approx((1_000.0, 2_000.0, 2_000.0, 3_000.0), rel=1e-3)


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (2.0, 1.0), (1.0, 1.0), (-1.0, 1.0)])
def test_no_interval_is_refused(low: float, high: float) -> None:
    with pytest.raises(ValueError, match=str(low)):
        figures_of("unseen.cyber.incident")["rate"].own(low, high)


def test_what_is_offered_is_what_an_override_may_name() -> None:
    names = {one.id for one in (*CATALOGUE.unseens, *CATALOGUE.links, *CATALOGUE.measures)}
    assert {target for target, _ in EVERY} == names
    assert [sorted(figures_of(target)) for target in names] == [sorted(parameters(CATALOGUE)[target]) for target in names]
    assert len(EVERY) == len(set(EVERY)) > 200


def test_the_defaults_are_those_the_study_uses(plain: CompiledStudy) -> None:
    nodes = {node.id: node for node in plain.trace.table()}
    for target, parameter in EVERY:
        if parameter in NODES:
            assert figures_of(target)[parameter].default.median == pytest.approx(nodes[f"{target}/{NODES[parameter]}"].value), target


def test_every_figure_offered_reaches_the_study() -> None:
    """Each own interval, all of them at once, stands in the compiled study with its reason."""
    own = {key: figures_of(key[0])[key[1]].default for key in EVERY}
    overrides = tuple(
        Override(
            target=target,
            parameter=parameter,
            low=0.5 * found.median + 1e-6,
            high=0.75 * found.median + 2e-6,
            reason=f"{target} {parameter}",
        )
        for (target, parameter), found in own.items()
    )
    study = compile_study(CATALOGUE, replace(FIRM, overrides=overrides))
    nodes = {node.id: node for node in study.trace.table()}
    for one in overrides:
        if one.parameter in NODES:
            node = nodes[f"{one.target}/{NODES[one.parameter]}"]
            assert (node.note, node.value) == (one.reason, pytest.approx(math.sqrt(one.low * one.high), rel=1e-9))


@pytest.mark.parametrize("part", ["once", "yearly"])
def test_every_own_cost_reaches_the_plan(plain: CompiledStudy, part: str) -> None:
    listed = (5_200_000.0, plain.bases)
    own = [CostOverride(measure=one.id, part=part, low=1_000.0, high=3_000.0) for one in CATALOGUE.measures]
    found = compile_measures(CATALOGUE, 38.0, *listed, own)
    prices = found.cost_once_eur if part == "once" else found.cost_yearly_eur
    assert prices[:, 1] == pytest.approx(np.full(len(CATALOGUE.measures), 2_000.0))
