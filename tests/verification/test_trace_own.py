"""Own figures of every kind and a measure fixed into the plan: the numbers are found again from the trace, and drivers know them."""

import json
import random
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from recompute import Recomputed

from leitplanke.catalogue import compiled
from leitplanke.company.dependence.channel import Channel
from leitplanke.company.dependence.ledger import Ledger, PartnerVolume, YearVolume
from leitplanke.company.dependence.partner import Relation
from leitplanke.exchange import examples
from leitplanke.exchange.resultfile import dump, load
from leitplanke.planning import pert
from leitplanke.reports.trail import Explainer
from leitplanke.study.adaptable import Adaptable, adaptable, parameters
from leitplanke.study.compile import compile_study
from leitplanke.study.dependence import Dependence
from leitplanke.study.drivers import groups
from leitplanke.study.inputs import Decided, Funding, Override, StartWindow, StudyInputs
from leitplanke.study.own import OwnCoping, OwnCost, OwnDays, OwnEffect, OwnLink, OwnLoss, OwnMeasure, OwnRate, OwnUnseen, OwnYears
from leitplanke.study.ownpack import with_own
from leitplanke.study.planned import Planner
from leitplanke.study.run import analyse

CATALOGUE = compiled.read()
FIRM = examples.read("precision-parts", CATALOGUE)
FIXED = next(one.id for one in CATALOGUE.measures if not one.needs and len(one.effects) > 2 and any(e.side_effect for e in one.effects))
MEASURES = Planner.of(compile_study(CATALOGUE, FIRM), (compile_study(CATALOGUE, FIRM).central(),), np.zeros(1), seed=0).measures

ADDED = (
    OwnUnseen(
        id="unseen.pack-own.fair",
        title="Messe fällt aus",
        component="component.organisation",
        text="Die Messe fällt aus.",
        rate=OwnRate(low=0.05, high=0.3, unit="chance-per-year"),
        loss=OwnLoss(low=0.01, high=0.04, base="base.turnover"),
        coping=OwnCoping(capacities=("capacity.it", "capacity.slack"), most=0.4),
        caused_by=(OwnLink(unseen="unseen.cyber.incident", low=0.1, high=0.3),),
        reason="zwei Ausfälle in zehn Jahren",
    ),
    OwnUnseen(
        id="unseen.pack-own.lease",
        title="Pacht steigt",
        component="component.cross",
        text="Die Pacht steigt.",
        kind="onset",
        rate=OwnRate(low=0.1, high=0.3),
        loss=OwnLoss(low=4_000.0, high=15_000.0),
        duration=OwnYears(low=1.0, high=6.0),
        causes=(OwnLink(unseen="unseen.pack-own.fair", low=0.02, high=0.1),),
        reason="Vertrag",
    ),
)
CIRCLE = OwnMeasure(
    id="measure.pack-own.customer-circle",
    title="Kunden einladen",
    component="component.organisation",
    text="Zwei Abende im Jahr.",
    cost_once=OwnCost(low=0.0, high=2_000.0),
    cost_yearly=OwnCost(low=1_000.0, high=1_000.0),
    days_yearly=OwnDays(management=2.0),
    lead_months=1.0,
    ramp_months=3.0,
    effects=(
        OwnEffect(target="unseen.pack-own.fair", parameter="severity", low=0.3, high=0.7),
        OwnEffect(target="capacity.slack", parameter="capacity_gap", low=1.02, high=1.1),
    ),
    reason="Angebot",
)
FILES = Dependence(
    ledger=Ledger(
        begins=date(2025, 1, 1),
        ends=date(2025, 12, 31),
        customers=(PartnerVolume(account="10000", name="Alpha", years=(YearVolume(year=2025, net_eur=1_800_000.0),)),),
    ),
    relations=(Relation(partner="Alpha", role="customer", margin=0.22, notice_months=4.0),),
    channels=(
        Channel(name="M", type="b2b", basis="settlement", year=2025, revenue_net_eur=300_000.0, goods_eur=150_000.0, payout_days=9.0),
    ),
)
"""What postings, a contract and settlements measure."""
OWN = {"own-share", "own-index", "own-coping", "own-estimate"}


def own(figure: Adaptable) -> Override:
    middle = figure.default.median
    low, high = (1.05, 1.2) if figure.least >= 0.9 else (0.7 * middle, 0.95 * middle)
    return Override(target=figure.target, parameter=figure.parameter, low=low, high=high, reason=f"gezählt: {figure.kind}")


def changed() -> StudyInputs:
    """Return the example with three own figures of each kind, and every figure of the first planned measures."""
    draw = random.Random(3)  # noqa: S311 - a sample, no secret
    figures = [one for target in parameters(CATALOGUE) for one in adaptable(CATALOGUE, FIRM, target) if one.default.median > 0.0]
    kinds = sorted({(one.target.split(".")[0], one.kind) for one in figures})
    chosen = [one for kind in kinds for one in draw.sample(_of(figures, kind), min(3, len(_of(figures, kind))))]
    chosen += [one for one in figures if one.target == FIXED and one not in chosen]
    fixed = Decided(measure=FIXED, decision="in", reason="ist bestellt", quarter="2027-Q3")
    price = float(pert.mean(MEASURES.cost_once_eur[MEASURES.ids.index(FIXED)]))
    paid = (
        Funding(measure=FIXED, rate=0.5, cap_eur=0.4 * price, reason="Bescheid vom Mai"),
        Funding(measure=FIXED, rate=0.2, reason="Zuschuss der Stadt"),
    )
    late = StartWindow(measure=FIXED, works_from="2029-Q2", reason="Lieferung erst dann")
    own_figures = tuple(own(one) for one in chosen)
    return replace(
        FIRM,
        overrides=own_figures,
        running=(),
        decided=(fixed, Decided(measure=CIRCLE.id, decision="in", reason="beschlossen", quarter="2027-Q1")),
        funding=paid,
        starts=(late,),
        own_unseens=ADDED,
        own_measures=(CIRCLE,),
        dependence=FILES,
    )


def _of(figures: list[Adaptable], kind: tuple[str, str]) -> list[Adaptable]:
    return [one for one in figures if (one.target.split(".")[0], one.kind) == kind]


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    found = analyse(CATALOGUE, changed(), seed=11, outer_points=64, histories=4096)
    assert load(dump(found)) == found
    return json.loads(dump(found))


@pytest.fixture(scope="module")
def work(result: dict[str, Any]) -> Recomputed:
    return Recomputed(result["trace"])


def test_the_losses_are_found_again(result: dict[str, Any], work: Recomputed) -> None:
    for scenario, risk, rel in (("risk", result["risk"], 1e-9), ("plan", result["plan"]["after"], 1e-3)):
        values = {one["id"]: one["expected_annual_loss_eur"] for one in risk["unseens"]}
        for unseen, band in values.items():
            mid = band["mid"] if isinstance(band, dict) else band
            assert work.value(f"{scenario}/{unseen}/expected-annual-loss") == pytest.approx(mid, rel=rel, abs=1e-6), unseen


def test_costs_and_gains_are_found_again(result: dict[str, Any], work: Recomputed) -> None:
    for planned in result["plan"]["measures"]:
        assert work.value(f"plan/{planned['id']}/cost") == pytest.approx(planned["cost_eur"]["mid"], rel=1e-9)
        assert work.value(f"plan/{planned['id']}/gain") == pytest.approx(planned["gain_eur"]["mid"], rel=1e-3, abs=1e-6)


def test_every_own_figure_stands_in_the_trace_with_its_reason(result: dict[str, Any]) -> None:
    notes = [node["note"] for node in result["trace"] if node["note"]]
    planned = {one["id"] for one in result["plan"]["measures"]}
    for one in changed().overrides:
        days = one.parameter.startswith("days")
        if not days and (not one.target.startswith("measure.") or one.target in planned):
            assert any(one.reason in note for note in notes), one
    assert {node["operation"] for node in result["trace"]} >= OWN | {"measured"}


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_own_figure_is_told_in_words(result: dict[str, Any], language: str) -> None:
    told = Explainer.of(load(json.dumps(result)), with_own(CATALOGUE, changed()), language)  # type: ignore[arg-type]
    for node in result["trace"]:
        if node["operation"] in OWN:
            trail = told.explain(node["id"])
            assert trail.formula.startswith(("Ihre eigene", "Your own", "„", "“")), node["id"]
            assert "{" not in trail.formula
            assert "unseen." not in trail.name, trail.name


def test_what_is_measured_is_told_with_what_it_was_measured_from(result: dict[str, Any]) -> None:
    told = Explainer.of(load(json.dumps(result)), with_own(CATALOGUE, changed()), "de")
    assert told.explain("base.main-buyer-revenue").formula.startswith("Gemessen aus den Buchungen von 2025: 1.800.000")
    assert told.explain("indicator.platform.payout-days").formula.startswith("Gemessen aus den Abrechnungen der Plattform: 9.")
    assert "22\u00a0%" in told.explain("unseen.network.replaceable/severity").formula


def test_a_fixed_measure_starts_when_it_was_said(result: dict[str, Any]) -> None:
    starts = {one["id"]: one["start_quarter"] for one in result["plan"]["measures"]}
    assert starts[FIXED] == "2027-Q3"
    assert len(starts) > 1


def test_drivers_know_whose_figure_it_is() -> None:
    study = compile_study(CATALOGUE, changed())
    found = dict(zip((one.id for one in study.space.parameters), groups(study), strict=True))
    expected = {"exposure": "exposure", "sensitivity": "sensitivity", "coping_max": "size", "severity_factor": "size"}
    nodes = {"exposure": "exposure/own", "sensitivity": "sensitivity-index/own", "coping_max": "coping-max"}
    for one in changed().overrides:
        if one.parameter in expected:
            name = nodes.get(one.parameter, one.parameter.replace("_", "-"))
            assert found[f"{one.target}/{name}"] == (expected[one.parameter], one.target)


def test_a_narrow_own_figure_takes_its_spread_away() -> None:
    """What the firm knows to a tenth of a per cent moves the range no more, whatever stood there before."""
    unseen = "unseen.cyber.incident"
    exact = tuple(
        Override(target=unseen, parameter=parameter, low=middle * 0.9995, high=middle * 1.0005, reason="bekannt")
        for parameter, middle in (("exposure", 0.5), ("sensitivity", 0.3), ("coping_max", 0.4), ("severity_factor", 1.0))
    )
    study = compile_study(CATALOGUE, replace(FIRM, overrides=exact))
    draws = study.vulnerabilities(study.space.draw(64, 3).values)
    at = [one.id for one in CATALOGUE.unseens].index(unseen)
    assert [one.exposure[at] for one in draws] == pytest.approx([0.5] * 64, rel=2e-3)
    assert [one.sensitivity[at] for one in draws] == pytest.approx([0.3] * 64, rel=2e-3)
    assert [one.coping_max[at] for one in draws] == pytest.approx([0.4] * 64, rel=2e-3)


def test_the_plan_takes_the_middle_of_own_days() -> None:
    days = Override(target=FIXED, parameter="days_once/it", low=4.0, high=10.0, reason="Angebot")
    study = compile_study(CATALOGUE, replace(FIRM, overrides=(days,)))
    central = study.vulnerabilities(study.space.draw(4, 1).values)
    measures = Planner.of(study, central, study.space.draw(4, 1).common, 1).measures
    assert measures.days_once[measures.ids.index(FIXED)][2] == pytest.approx(7.0)


def test_what_funding_pays_is_found_again(result: dict[str, Any], work: Recomputed) -> None:
    (planned,) = (one for one in result["plan"]["measures"] if one["id"] == FIXED)
    for money in (planned["cost_eur"], planned["funding_eur"], result["plan"]["cost_eur"], result["plan"]["funding_eur"]):
        assert work.value(money["trace"]) == pytest.approx(money["mid"], rel=1e-6)
    assert planned["effective_quarter"] == "2029-Q2"
    assert 0.0 < planned["funding_eur"]["low"] <= planned["funding_eur"]["mid"] <= planned["funding_eur"]["high"]
    assert result["plan"]["funding_eur"]["mid"] == pytest.approx(planned["funding_eur"]["mid"])
    # The cap binds in half of all cases: a rate of the mean alone would be too much.
    price = float(pert.mean(MEASURES.cost_once_eur[MEASURES.ids.index(FIXED)]))
    assert planned["funding_eur"]["mid"] != pytest.approx(0.6 * price, rel=1e-3)
