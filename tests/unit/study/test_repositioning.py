"""Ways to a new position: laid out within limits, and worth what single evaluations say."""

from dataclasses import replace

import pytest

from leitplanke.catalogue import compiled
from leitplanke.company.profile import Company
from leitplanke.planning.constraints import violations
from leitplanke.planning.effects import adjust_points, split
from leitplanke.reports.words import store
from leitplanke.risk.expectation import expected_loss
from leitplanke.risk.vulnerability import Adjustment, assemble
from leitplanke.study.compile import compile_study
from leitplanke.study.inputs import Decided, Limits, StudyInputs
from leitplanke.study.planned import Planner
from leitplanke.study.repositioning import Way, compare, lay_out, ways

CATALOGUE = compiled.read()
FIRM = StudyInputs(company=Company(name="F", sector="s", staff=60.0, turnover_eur=9_000_000.0), start="2027-Q1")
POINTS = 16


def one_way(inputs: StudyInputs, name: str) -> Way:
    return next(one for one in compare(CATALOGUE, inputs, seed=1, points=POINTS) if one.id == name)


def planner() -> Planner:
    study = compile_study(CATALOGUE, FIRM)
    draws = study.space.draw(POINTS, 1)
    return Planner.of(study, study.vulnerabilities(draws.values), draws.common, 1)


def test_every_way_names_measures_of_the_catalogue_and_has_its_texts() -> None:
    known = {one.id for one in CATALOGUE.measures}
    for name, bundle in ways().items():
        assert set(bundle) <= known
        assert {f"network.way.{name}", f"network.way.{name}.text"} <= store().keys()


def test_the_avoided_loss_is_that_of_single_evaluations() -> None:
    one = planner()
    schedule = lay_out(one, ways()["solution"])
    changes = split(adjust_points(one.measures, schedule, one.study.years, one.factors))
    neutral = Adjustment.neutral(one.study.years, one.measures.unseens, one.measures.capacities)
    avoided = [
        float(expected_loss(assemble(firm, neutral)).sum() - expected_loss(assemble(firm, change)).sum())
        for firm, change in zip(one.vulnerabilities, changes, strict=True)
    ]
    found = one_way(FIRM, "solution")
    assert found.avoided_eur.mid == pytest.approx(sum(avoided) / POINTS, rel=1e-9)
    assert found.benefit_eur == pytest.approx(found.avoided_eur.mid + found.gain_eur.mid - found.cost_eur.mid)


@pytest.mark.parametrize("name", sorted(ways()))
def test_what_is_carried_breaks_no_limit_and_holds_what_it_needs(name: str) -> None:
    one = planner()
    schedule = lay_out(one, ways()[name])
    found = one_way(FIRM, name)
    broken = {violation.code for violation in violations(one.measures, schedule, one.limits)}
    assert not broken if found.carried else broken <= {"budget", "days"}
    assert {one.measures.ids[planned.measure] for planned in schedule} >= set(ways()[name])


def test_without_money_nothing_is_carried() -> None:
    poor = replace(FIRM, limits=Limits(budget_eur_per_year=0.0))
    assert not any(one.carried for one in compare(CATALOGUE, poor, seed=1, points=POINTS))


def test_what_is_in_place_is_neither_paid_nor_counted_again() -> None:
    bundle = ("measure.network.joint-service", "measure.platform.unique-offer", "measure.org.model-workshop")
    all_done = replace(FIRM, decided=tuple(Decided(measure=one, decision="done", reason="r") for one in bundle))
    found = one_way(all_done, "solution")
    assert (found.done, found.measures, found.cost_eur.mid, found.avoided_eur.mid) == (True, (), 0.0, 0.0)


def test_the_same_seed_gives_the_same_figures() -> None:
    assert compare(CATALOGUE, FIRM, seed=3, points=POINTS) == compare(CATALOGUE, FIRM, seed=3, points=POINTS)
