"""A firm's own Unseens and measures: held against closed forms, against the same thing said otherwise, and against the catalogue."""

import hashlib
import json
import math
from dataclasses import asdict, replace

import numpy as np
import numpy.typing as npt
import pytest
from scipy.stats import norm

from leitplanke.catalogue import compiled
from leitplanke.exchange import examples, resultfile
from leitplanke.planning.losses import expected_losses
from leitplanke.risk.vulnerability import Adjustment, Vulnerability, assemble
from leitplanke.study.compile import CompiledStudy, compile_study
from leitplanke.study.digest import input_hash
from leitplanke.study.inputs import Decided, NotRelevant, StudyInputs
from leitplanke.study.own import OwnCoping, OwnCost, OwnDays, OwnEffect, OwnLink, OwnLoss, OwnMeasure, OwnRate, OwnUnseen, OwnYears
from leitplanke.study.ownpack import times_per_year, with_own
from leitplanke.study.result import StudyResult
from leitplanke.study.run import analyse

Floats = npt.NDArray[np.float64]
CATALOGUE = compiled.read()
FIRM: StudyInputs = examples.read("precision-parts", CATALOGUE)
OUT = tuple(Decided(measure=one.id, decision="out", reason="Test") for one in CATALOGUE.measures if not one.id.startswith("measure.cyber."))
"""Four measures are left to choose from beside own ones: how well many are chosen from is not at stake here."""
FAIR = OwnUnseen(
    id="unseen.pack-own.fair",
    title="Messe fällt aus",
    component="component.organisation",
    text="Die Messe fällt aus, auf der wir die meisten Kunden gewinnen.",
    rate=OwnRate(low=0.2, high=0.8),
    loss=OwnLoss(low=20_000.0, high=200_000.0),
    reason="Zwei Ausfälle in fünf Jahren",
)
CIRCLE = OwnMeasure(
    id="measure.pack-own.customer-circle",
    title="Kundenkreis pflegen",
    component="component.organisation",
    text="Wir laden unsere besten Kunden selbst ein.",
    cost_once=OwnCost(low=1_000.0, high=3_000.0),
    days_once=OwnDays(management=3.0),
    effects=(OwnEffect(target=FAIR.id, parameter="severity", low=0.2, high=0.5),),
    reason="Angebot vom März",
)
Z95 = float(norm.ppf(0.95))


def adding(*entries: OwnUnseen | OwnMeasure, **changes: object) -> StudyInputs:
    unseens = tuple(one for one in entries if isinstance(one, OwnUnseen))
    measures = tuple(one for one in entries if isinstance(one, OwnMeasure))
    return replace(FIRM, own_unseens=unseens, own_measures=measures, **{"decided": OUT, **changes})  # type: ignore[arg-type]  # fields of the inputs


def result_of(inputs: StudyInputs) -> StudyResult:
    return analyse(CATALOGUE, inputs, seed=3, outer_points=16, histories=1024)


def place_of(study: CompiledStudy, unseen: str) -> int:
    return [one.id for one in study.catalogue.unseens].index(unseen)


def losses(study: CompiledStudy, central: Vulnerability) -> Floats:
    """Return the expected loss of each Unseen over the horizon at one parameter point, shape (J,)."""
    neutral = Adjustment.neutral(study.years, len(study.catalogue.unseens), len(study.catalogue.capacities))
    return expected_losses(assemble(central, neutral))


def capped_mean(low: float, high: float, cap: float) -> float:
    """Return the mean of a lognormal loss with that 90 % interval that is never above `cap`."""
    mu, sigma = math.log(low * high) / 2.0, math.log(high / low) / (2.0 * Z95)
    below = math.exp(mu + sigma**2 / 2.0) * norm.cdf((math.log(cap) - mu - sigma**2) / sigma)
    return float(below + cap * norm.sf((math.log(cap) - mu) / sigma))


def test_an_own_event_costs_its_rate_times_the_mean_of_its_lognormal_loss() -> None:
    """By hand: 0.4 losses a year (the middle of 0.2 to 0.8), each a lognormal capped at 2.5 times its upper end; nothing copes."""
    study = compile_study(CATALOGUE, adding(FAIR))
    central = replace(study.central(), adaptation=0.0)
    loss = losses(study, central)[place_of(study, FAIR.id)]
    assert loss == pytest.approx(5 * 0.4 * capped_mean(20_000.0, 200_000.0, 500_000.0), rel=2e-3)


def test_a_chance_per_year_is_that_of_one_or_more_losses() -> None:
    rare = OwnRate(low=0.05, high=0.5, unit="chance-per-year")
    assert [1.0 - math.exp(-end) for end in times_per_year(rare)] == pytest.approx([0.05, 0.5])
    assert times_per_year(OwnRate(low=2.0, high=6.0)) == (2.0, 6.0)


def test_a_loss_as_multiple_of_a_base_is_the_same_loss_in_euros() -> None:
    turnover = FIRM.company.turnover_eur
    shares = replace(FAIR, loss=OwnLoss(low=20_000.0 / turnover, high=200_000.0 / turnover, base="base.turnover"))
    euros, as_shares = (compile_study(CATALOGUE, adding(one)) for one in (FAIR, shares))
    assert losses(as_shares, as_shares.central()) == pytest.approx(losses(euros, euros.central()), rel=1e-9)


def test_what_copes_takes_off_no_more_than_the_firm_says() -> None:
    coping = OwnCoping(capacities=("capacity.it", "capacity.slack"), most=0.6)
    study = compile_study(CATALOGUE, adding(replace(FAIR, coping=coping)))
    bare, at = compile_study(CATALOGUE, adding(FAIR)), place_of(study, FAIR.id)
    full = replace(study.central(), capacity=np.ones(len(study.catalogue.capacities)), adaptation=0.0)
    without = losses(bare, replace(bare.central(), adaptation=0.0))[at]
    assert losses(study, full)[at] == pytest.approx(0.4 * without, rel=1e-6)


def test_an_onset_lasts_and_no_case_begins_while_it_does() -> None:
    onset = replace(FAIR, kind="onset", rate=OwnRate(low=0.1, high=0.4), duration=OwnYears(low=2.0, high=8.0))
    totals = [0.0]
    for years in (1, 2, 3, 4, 5):
        study = compile_study(CATALOGUE, adding(onset), years=years)
        totals.append(float(losses(study, replace(study.central(), adaptation=0.0))[place_of(study, onset.id)]))
    each = np.diff(totals)
    assert (np.diff(each) > 0.0).all()  # the longer it may have begun, the likelier it is there
    assert each[-1] < capped_mean(20_000.0, 200_000.0, 500_000.0)  # never more than one at a time


def test_a_firm_without_own_entries_keeps_the_hash_of_earlier_versions() -> None:
    tree = asdict(replace(FIRM, raters=(), answers=(), moments=()))
    del tree["own_unseens"], tree["own_measures"], tree["dependence"], tree["frame"]  # all came later
    text = json.dumps(tree, sort_keys=True, separators=(",", ":"))
    assert input_hash(FIRM, ()) == hashlib.sha256(text.encode("ascii")).hexdigest()[:16]
    assert input_hash(adding(FAIR), ()) != input_hash(FIRM, ())


@pytest.fixture(scope="module")
def whole() -> StudyResult:
    return result_of(adding(FAIR, CIRCLE))


def test_the_result_is_the_same_whether_the_catalogue_has_the_entries_or_not(whole: StudyResult) -> None:
    inputs = adding(FAIR, CIRCLE)
    joined = with_own(CATALOGUE, inputs)
    assert with_own(joined, inputs) is joined
    assert with_own(CATALOGUE, FIRM) is CATALOGUE
    assert analyse(joined, inputs, seed=3, outer_points=16, histories=1024) == whole
    assert resultfile.load(resultfile.dump(whole)) == whole


def test_the_euros_are_in_the_result_and_the_plan_takes_a_measure_that_pays(whole: StudyResult) -> None:
    found = {one.id: one for one in whole.risk.unseens}[FAIR.id]
    after = {one.id: one for one in whole.plan.after.unseens}[FAIR.id]
    assert found.expected_annual_loss_eur > 20_000.0
    assert CIRCLE.id in {one.id for one in whole.plan.measures}
    # Its factor of 0.2 to 0.5, in force from the first quarter on, leaves about a third.
    assert after.static_annual_loss_eur == pytest.approx(found.static_annual_loss_eur / 3.0, rel=0.25)


def test_a_measure_that_costs_more_than_all_it_saves_is_left_out() -> None:
    dear = replace(CIRCLE, cost_once=OwnCost(low=5e7, high=1e8))
    assert dear.id not in {one.id for one in result_of(adding(FAIR, dear)).plan.measures}


def test_figures_of_the_firm_are_no_assumptions_of_ours(whole: StudyResult) -> None:
    nodes = {node.id: node for node in whole.trace}
    stated = [f"{FAIR.id}/{part}" for part in ("rate", "severity", "exposure", "sensitivity-index", "sensitivity")]
    assert {nodes[name].origin for name in stated} == {None}
    assert {nodes[name].note for name in stated[:-1]} == {FAIR.reason}
    assumed = {one.trace for one in whole.assumptions}
    assert f"{FAIR.id}/severity-factor" in assumed
    assert assumed.isdisjoint(stated)


def test_links_carry_losses_from_and_to_the_catalogue() -> None:
    linked = replace(
        FAIR,
        caused_by=(OwnLink(unseen="unseen.cyber.incident", low=0.2, high=0.6),),
        causes=(OwnLink(unseen="unseen.finance.gap", low=0.1, high=0.3),),
    )
    alone, led = (compile_study(CATALOGUE, adding(one)) for one in (FAIR, linked))
    before, after = (losses(study, study.central()) for study in (alone, led))
    moved = {one.id for place, one in enumerate(alone.catalogue.unseens) if after[place] > before[place] * (1.0 + 1e-9)}
    assert {FAIR.id, "unseen.finance.gap"} <= moved
    assert "unseen.cyber.incident" not in moved


def test_own_entries_can_be_decided_on_like_any_other() -> None:
    inputs = adding(
        FAIR,
        CIRCLE,
        not_relevant=(NotRelevant(unseen=FAIR.id, reason="Messe verkauft"),),
        decided=(*OUT, Decided(measure=CIRCLE.id, decision="out", reason="Kein Platz")),
    )
    result = result_of(inputs)
    assert {one.id: one.expected_annual_loss_eur for one in result.risk.unseens}[FAIR.id] == 0.0
    assert CIRCLE.id not in {one.id for one in result.plan.measures}
    assert result.former == ()


def test_what_an_entry_names_and_nobody_has_any_more_is_left_out() -> None:
    gone = "unseen.pack-bakery.oven-control"
    old = replace(FAIR, caused_by=(OwnLink(unseen=gone, low=0.1, high=0.2),))
    measure = replace(
        CIRCLE,
        effects=(*CIRCLE.effects, OwnEffect(target=gone, parameter="severity", low=0.1, high=0.9)),
        needs=("measure.pack-bakery.night-drill",),
    )
    found = with_own(CATALOGUE, adding(old, measure))
    assert next(one for one in found.measures if one.id == measure.id).needs == ()
    plain, left = compile_study(CATALOGUE, adding(FAIR, CIRCLE)), compile_study(CATALOGUE, adding(old, measure))
    assert losses(left, left.central()) == pytest.approx(losses(plain, plain.central()), rel=1e-12)


def test_a_decision_about_an_entry_that_was_taken_away_is_named() -> None:
    kept = replace(FIRM, decided=(Decided(measure=CIRCLE.id, decision="out", reason="Kein Platz"),))
    assert [(one.id, one.field) for one in compile_study(CATALOGUE, kept).former] == [(CIRCLE.id, "decided")]
