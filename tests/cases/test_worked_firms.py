"""The three shipped firms from file to result: what must be true of any honest result."""

import itertools
import os
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from leitplanke.catalogue import compiled
from leitplanke.exchange import examples
from leitplanke.exchange.resultfile import dump, load
from leitplanke.exchange.studyfile import pooled, read, write
from leitplanke.primitives.faults import InputFaultsError
from leitplanke.study.compile import compile_study
from leitplanke.study.inputs import Override
from leitplanke.study.planned import Planner
from leitplanke.study.refusal import refusing
from leitplanke.study.result import StudyResult
from leitplanke.study.run import analyse

CATALOGUE = compiled.read()


@pytest.fixture(scope="module", params=examples.names())
def result(request: pytest.FixtureRequest) -> StudyResult:
    """Return the very result that pages show of a shipped firm."""
    (file,) = request.getfixturevalue("examples").glob(f"{request.param}-????????????????.json")
    return load(file.read_text(encoding="utf-8"))


def test_parts_add_up(result: StudyResult) -> None:
    for risk in (result.risk, result.plan.after):
        total = risk.expected_annual_loss_eur.mid
        assert sum(one.expected_annual_loss_eur for one in risk.components) == pytest.approx(total, rel=1e-9)
        assert sum(one.expected_annual_loss_eur for one in risk.unseens) == pytest.approx(total, rel=1e-9)
        assert sum(one.causes_eur for one in risk.unseens) == pytest.approx(total, rel=1e-9)
        assert risk.dynamic_vulnerability_eur.mid == pytest.approx(total * result.study.horizon_years, rel=1e-9)
        gap = risk.static_risk_eur.mid - risk.dynamic_vulnerability_eur.mid
        assert risk.adaptive_capacity_value_eur.mid == pytest.approx(gap, rel=1e-9)


def test_bands_are_in_order_and_chances_are_chances(result: StudyResult) -> None:
    for risk in (result.risk, result.plan.after):
        for band in (risk.expected_annual_loss_eur, risk.var95_eur, risk.cvar95_eur, risk.static_risk_eur):
            assert 0.0 <= band.low <= band.mid <= band.high
        assert risk.cvar95_eur.mid > risk.var95_eur.mid > 0.0
        assert risk.static_risk_eur.mid >= risk.dynamic_vulnerability_eur.mid
        assert risk.error_bound_relative < 0.005
        chances = [point.probability for point in risk.exceedance]
        assert all(1.0 >= earlier >= later >= 0.0 for earlier, later in itertools.pairwise(chances))
        assert 0.0 <= risk.assumed_share <= 1.0
        for chance in (risk.existential_probability.liquidity, risk.existential_probability.equity):
            assert chance is None or 0.0 <= chance.low <= chance.mid <= chance.high <= 1.0


def test_the_plan_keeps_the_limits_and_pays(result: StudyResult) -> None:
    plan = result.plan
    assert plan.measures
    for quarter in plan.quarters:
        assert quarter.cost_eur <= quarter.budget_eur * (1 + 1e-9)
        assert quarter.owner_days <= quarter.owner_limit + 1e-6
        assert quarter.management_days <= quarter.management_limit + 1e-6
        assert quarter.it_days <= quarter.it_limit + 1e-6
        assert quarter.staff_days <= quarter.staff_limit + 1e-6
    assert plan.after.cvar95_eur.mid + plan.cost_eur.mid < result.risk.cvar95_eur.mid
    assert plan.after.expected_annual_loss_eur.mid < result.risk.expected_annual_loss_eur.mid


def test_prerequisites_come_first_and_nothing_excludes_another(result: StudyResult) -> None:
    starts = {measure.id: measure.start_quarter for measure in result.plan.measures}
    entries = {measure.id: measure for measure in CATALOGUE.measures}
    for name, start in starts.items():
        assert not starts.keys() & set(entries[name].excludes)
        for group in entries[name].needs:
            assert any(need in starts and starts[need] <= start for need in group), name


def test_running_unseens_cost_nothing_new(result: StudyResult) -> None:
    running = [one for one in result.risk.unseens if one.running]
    assert all(one.expected_annual_loss_eur == pytest.approx(0.0, abs=1e-9) for one in running)


@pytest.mark.parametrize("name", examples.names() if os.environ.get("LEITPLANKE_TEST_LONG") else examples.names()[:2])
def test_pooled_moments_give_the_identical_result_and_it_comes_back_from_its_file(
    name: str, analysed: Callable[[str], StudyResult]
) -> None:
    leaving = read(write(pooled(examples.read(name, CATALOGUE), CATALOGUE)), "moments.yaml", CATALOGUE)
    assert leaving.answers == ()
    assert leaving.raters == ()
    found = analyse(CATALOGUE, leaving, seed=4, outer_points=16, histories=4096)
    assert found == analysed(name)
    assert load(dump(found)) == found


def test_unknown_equity_stays_unknown() -> None:
    inputs = examples.read("precision-parts", CATALOGUE)
    inputs = replace(inputs, company=replace(inputs.company, equity_eur=None))
    found = analyse(CATALOGUE, inputs, seed=3, outer_points=16, histories=1024)
    assert found.risk.existential_probability.equity is None
    assert "company.equity_eur" in [one.id for one in found.missing]


def test_an_own_estimate_in_euros_counts_even_where_its_base_is_nothing() -> None:
    """The supplier has no platform revenue, but says what a platform as competitor would cost; no new platform multiplies that."""
    unseen = "unseen.platform.competitor"
    own = Override(target=unseen, parameter="severity", low=40_000.0, high=90_000.0, reason="lost tender")
    inputs = examples.read("precision-parts", CATALOGUE)
    found = analyse(CATALOGUE, replace(inputs, overrides=(own,)), seed=1, outer_points=16, histories=1024)
    stated = next(one for one in found.risk.unseens if one.id == unseen)
    # Mean of the stated interval is 61,700 EUR a year, over some years; the rate is that of the whole firm at the end.
    assert stated.expected_annual_loss_eur > 0.5 * stated.loss_rate_per_year * 60_000
    (severity,) = [node for node in found.trace if node.id == f"{unseen}/severity"]
    assert severity.value == pytest.approx(60_000.0)
    study = compile_study(CATALOGUE, replace(inputs, overrides=(own,)))
    place = [one.id for one in CATALOGUE.unseens].index(unseen)
    planner = Planner.of(study, (study.central(),), np.zeros(1), 1)
    assert place not in planner.measures.moved_unseen
    assert [one.id for one in CATALOGUE.unseens].index("unseen.platform.commission") in planner.measures.moved_unseen


@pytest.mark.parametrize(("low", "high"), [(1e5, 1e6), (1e-6, 1e6), (1e11, 1e12)])
def test_more_losses_than_memory_holds_are_refused_at_once(low: float, high: float) -> None:
    """A hundred thousand contacts a year once took 22 GB and the worker with it."""
    rate = Override(target="unseen.cyber.incident", parameter="rate", low=low, high=high, reason="every mail")
    inputs = replace(examples.read("precision-parts", CATALOGUE), overrides=(rate,))
    with pytest.raises(InputFaultsError) as refused, refusing(CATALOGUE):
        analyse(CATALOGUE, inputs, seed=1, outer_points=16, histories=2**16)
    (fault,) = refused.value.faults
    assert fault.code == "too-many-losses"
    assert float(dict(fault.values)["given"]) > 100


def test_figures_that_never_end_are_refused_by_name() -> None:
    unseens = tuple(replace(one, sensitivity=replace(one.sensitivity, at_0=1.0, at_1=1.0)) for one in CATALOGUE.unseens)
    # Every Unseen causes every other: with exposures around one half no draw can stay below one loss for each loss.
    pairs = [(cause.id, effect.id) for cause in unseens for effect in unseens if cause is not effect]
    certain = replace(CATALOGUE.links[0].probability, low=0.999, mode=1.0, high=1.0)
    links = tuple(
        replace(CATALOGUE.links[0], id=f"link.{cause[7:]}--{effect[7:]}", cause=cause, effect=effect, probability=certain)
        for cause, effect in pairs
    )
    endless = replace(CATALOGUE, unseens=unseens, links=links)
    with pytest.raises(InputFaultsError) as refused, refusing(endless):
        analyse(endless, examples.read("precision-parts", CATALOGUE), seed=1, outer_points=16, histories=64)
    (fault,) = refused.value.faults
    assert fault.code == "endless-cascade"
    assert "unseen." in dict(fault.values)["loop"]
