"""The figures a firm may replace: all that the study takes up, at the values the study uses, with the meaning it gives them."""

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import beta, norm

from leitplanke.catalogue import compiled
from leitplanke.catalogue.entries import Catalogue
from leitplanke.exchange import examples
from leitplanke.planning.measures import ROLES
from leitplanke.planning.pricing import CostOverride, compile_measures
from leitplanke.primitives.interval import ThreePoint
from leitplanke.study.adaptable import Adaptable, adaptable, bounds, parameters, reading_of
from leitplanke.study.compile import CompiledStudy, compile_study
from leitplanke.study.inputs import Override, StudyInputs
from leitplanke.study.shares import fit
from leitplanke.study.spreads import of_beta, of_three_points

CATALOGUE: Catalogue = compiled.read()
FIRM: StudyInputs = replace(examples.read("precision-parts", CATALOGUE), overrides=(), running=())
EVERY = [(target, parameter) for target, names in parameters(CATALOGUE).items() for parameter in names]
NODES = {name: f"/{name.replace('_', '-')}" for name in ("rate", "severity", "duration", "probability", "variance", "severity_factor")}
NODES |= {"figure": ""}
INDICES = {"exposure": "/exposure", "sensitivity": "/sensitivity", "index": "/index"}
SHARES = {
    "exposure": "{}/exposure/own",
    "sensitivity": "{}/sensitivity-index/own",
    "index": "{}/index/own",
    "coping_max": "{}/coping-max",
    "figure": "{}",
}


@cache
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
    kinds = (CATALOGUE.unseens, CATALOGUE.links, CATALOGUE.measures, CATALOGUE.shocks, CATALOGUE.capacities)
    names = {one.id for kind in kinds for one in kind} | {"assumption.adaptation", "assumption.coping-common-factor"}
    assert {target for target, _ in EVERY} == names
    assert [sorted(figures_of(target)) for target in names] == [sorted(parameters(CATALOGUE)[target]) for target in names]
    assert len(EVERY) == len(set(EVERY)) > 1_000


def test_every_uncertain_figure_can_be_replaced(plain: CompiledStudy) -> None:
    """All dimensions of the draws, but answers (which are given as answers) and the firm's own figures (given in the profile)."""
    drawn = {parameter.id for parameter in plain.space.parameters}
    answers = {variable.id for variable in plain.indices.variables}
    offered = {f"{target}/{parameter.replace('_', '-')}" for target, parameter in EVERY} | {target for target, _ in EVERY}
    assert {one for one in drawn - answers - offered if not one.startswith("company.")} == set()


def test_the_defaults_are_those_the_study_uses(plain: CompiledStudy) -> None:
    nodes = {node.id: node for node in plain.trace.table()}
    for target, parameter in EVERY:
        default = figures_of(target)[parameter].default
        if parameter in NODES:
            assert default.median == pytest.approx(nodes[f"{target}{NODES[parameter]}"].value), target
        if parameter in INDICES:
            assert default.mean == pytest.approx(nodes[f"{target}{INDICES[parameter]}"].value), target


def own_of(target: str, parameter: str) -> Override:
    """Return an own interval that the figure allows, away from its default."""
    figure = figures_of(target)[parameter]
    middle = figure.default.median or 4.0
    low, high = (1.1, 1.4) if figure.least >= 0.9 else (0.5 * middle + 1e-6, 0.75 * middle + 2e-6)
    return Override(target=target, parameter=parameter, low=low, high=high, reason=f"{target} {parameter}")


def test_every_figure_offered_reaches_the_study() -> None:
    """Each own interval, all of them at once, stands in the compiled study with its reason, and moves what it is a figure of."""
    overrides = tuple(own_of(*key) for key in EVERY)
    study = compile_study(CATALOGUE, replace(FIRM, overrides=overrides))
    nodes = {node.id: node for node in study.trace.table()}
    drawn = {parameter.id for parameter in study.space.parameters}
    for one in overrides:
        if one.parameter in NODES and not one.target.endswith("adaptation"):
            node = nodes[f"{one.target}{NODES[one.parameter]}"]
            assert (node.note, node.value) == (one.reason, pytest.approx(math.sqrt(one.low * one.high), rel=1e-9))
        elif reading_of(one.target, one.parameter) == "share":
            node = nodes[SHARES[one.parameter].format(one.target)]
            ends = dict(node.parameters)
            assert node.note == one.reason
            assert node.id in drawn
            assert beta.ppf([0.05, 0.95], ends["alpha"], ends["beta"]) == pytest.approx((one.low, one.high), rel=1e-6)
    central = study.central()
    for place, unseen in enumerate(CATALOGUE.unseens):
        assert central.exposure[place] == pytest.approx(nodes[f"{unseen.id}/exposure/own"].value)
        assert central.sensitivity[place] == pytest.approx(nodes[f"{unseen.id}/sensitivity-index/own"].value)
        assert central.coping_max[place] == pytest.approx(nodes[f"{unseen.id}/coping-max"].value)


def test_every_own_effect_and_day_reaches_the_plan() -> None:
    own = {key: own_of(*key) for key in EVERY if "/" in key[1]}
    study = compile_study(CATALOGUE, replace(FIRM, overrides=tuple(own.values())))
    found = compile_measures(study.catalogue, FIRM.company.staff, FIRM.company.turnover_eur, study.bases)
    row = 0
    for place, measure in enumerate(CATALOGUE.measures):
        for effect in measure.effects:
            one = own[measure.id, f"{effect.parameter}/{effect.target}"]
            assert found.central_factors[row] == pytest.approx(math.sqrt(one.low * one.high))
            assert found.effect_sigma[row] == pytest.approx(math.log(one.high / one.low) / (2.0 * 1.6448536269514722))
            row += 1
        for part, days in (("days_once", found.days_once), ("days_yearly", found.days_yearly)):
            middles = [(own[measure.id, f"{part}/{role}"].low + own[measure.id, f"{part}/{role}"].high) / 2.0 for role in ROLES]
            assert days[place].tolist() == pytest.approx(middles)
    assert row == found.effect_mu.size


def test_limits_of_an_own_interval_are_those_of_the_figure() -> None:
    for target, parameter in EVERY:
        figure = figures_of(target)[parameter]
        assert (figure.least, figure.most) == bounds(CATALOGUE, target, parameter)
    assert bounds(CATALOGUE, "unseen.cyber.incident", "exposure") == (1e-6, 0.999)
    assert bounds(CATALOGUE, "unseen.cyber.incident", "rate") == (0.0, None)
    helps = next(effect for effect in CATALOGUE.measures[0].effects if not effect.side_effect)
    assert bounds(CATALOGUE, CATALOGUE.measures[0].id, f"{helps.parameter}/{helps.target}") == (0.0, 1.0)


@settings(max_examples=200, deadline=None)
@given(st.floats(-6.0, -1e-3).map(lambda one: 10.0**one), st.floats(-12.0, 0.0).map(lambda one: 10.0**one))
def test_a_share_has_the_ends_it_was_given(low: float, width: float) -> None:
    high = low + (0.999 - low) * width
    assume(1e-6 <= low < high <= 0.999)
    law = fit(low, high)
    found = beta.ppf([0.05, 0.95], law.alpha, law.beta)
    assert found == pytest.approx((low, high), rel=1e-6, abs=max(0.01 * (high - low), 2e-6))


def test_a_share_gets_the_published_shape() -> None:
    """Beta(2, 8) has 5 and 95 % points .04102 and .42914 (tables of the incomplete beta function)."""
    law = fit(0.041_02, 0.429_14)
    assert (law.alpha, law.beta) == pytest.approx((2.0, 8.0), rel=1e-3)


@pytest.mark.parametrize("cap", [1.0, 0.9, 0.5])
def test_the_mean_of_a_share_is_that_of_what_counts(cap: float) -> None:
    law = fit(0.3, 0.85)
    mean = quad(lambda x: min(x, cap) * float(beta.pdf(x, law.alpha, law.beta)), 0.0, 1.0, points=[cap])[0]
    assert of_beta(law, cap).mean == pytest.approx(mean, rel=1e-8)


@pytest.mark.parametrize("part", ["once", "yearly", "gain"])
def test_every_own_cost_reaches_the_plan(plain: CompiledStudy, part: str) -> None:
    listed = (5_200_000.0, plain.bases)
    own = [CostOverride(measure=one.id, part=part, low=1_000.0, high=3_000.0) for one in CATALOGUE.measures]
    found = compile_measures(CATALOGUE, 38.0, *listed, own)
    prices = {"once": found.cost_once_eur, "yearly": found.cost_yearly_eur, "gain": found.gain_eur_per_year}[part]
    assert prices[:, 1] == pytest.approx(np.full(len(CATALOGUE.measures), 2_000.0))
