"""Ways to a new position: laid out within limits, and worth what single evaluations say."""

from dataclasses import replace
from functools import cache

import pytest

from leitplanke.catalogue import compiled
from leitplanke.company.profile import Company
from leitplanke.planning.constraints import violations
from leitplanke.planning.effects import adjust_points, split
from leitplanke.reports.words import store
from leitplanke.risk.expectation import expected_loss
from leitplanke.risk.vulnerability import Adjustment, assemble
from leitplanke.study.compile import compile_study
from leitplanke.study.inputs import DaysPerQuarter, Decided, Limits, NotRelevant, Override, StudyInputs
from leitplanke.study.planned import Planner
from leitplanke.study.repositioning import Way, compare, lay_out, ways

CATALOGUE = compiled.read()
FIRM = StudyInputs(company=Company(name="F", sector="s", staff=60.0, turnover_eur=9_000_000.0), start="2027-Q1")
POINTS = 16


@cache
def compared(inputs: StudyInputs) -> tuple[Way, ...]:
    return compare(CATALOGUE, inputs, seed=1, points=POINTS)


def one_way(inputs: StudyInputs, name: str) -> Way:
    return next(one for one in compared(inputs) if one.id == name)


@cache
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
    assert compare(CATALOGUE, FIRM, seed=1, points=POINTS) == compared(FIRM)


ALONE = "unseen.network.replaceable"
BUNDLE = (
    "measure.iot.data-steward",
    "measure.org.process-map",
    "measure.org.model-workshop",
    "measure.iot.integral-model",
    "measure.network.reposition",
)


def certain(target: str, parameter: str, value: float) -> Override:
    return Override(target=target, parameter=parameter, low=value * (1.0 - 1e-6), high=value * (1.0 + 1e-6), reason="test")


def test_a_way_is_worth_what_a_calculation_by_hand_says() -> None:
    """One Unseen, nothing uncertain: 0.2 contacts a year, half exposed, 40 % of them a loss of 100,000, so 4,000 a year without a plan.

    Timing: three measures start at once, what needs them one quarter later. The new position works from month 12 (start in month 3, lead
    9) and rises over 24 months: w = 0, 0.25, 0.75, 1, 1. Its sensitivity is 0.7, its side effect on exposure 1.1 at once, and a tenth of
    the sales to the main buyer is gone. Left of the loss: (1 - 0.3 w) 1.1 * 0.9 from year 2 on, that is 0.91575, 0.76725, 0.693, 0.693.
    """
    figures = {"rate": 0.2, "exposure": 0.5, "sensitivity": 0.4, "severity": 100_000.0, "severity_factor": 1.0, "coping_max": 1e-6}
    own = [certain(ALONE, name, value) for name, value in figures.items()]
    own.append(certain("assumption.adaptation", "figure", 1e-6))  # the firm learns nothing by itself
    own.append(certain("measure.network.reposition", f"sensitivity/{ALONE}", 0.7))
    own.append(certain("measure.network.reposition", f"exposure/{ALONE}", 1.1))
    for name in BUNDLE:
        own += [certain(name, "cost_once", 10_000.0), certain(name, "cost_yearly", 1_000.0)]
        own += [certain(name, "gain", 1_000.0)] if name != "measure.iot.data-steward" else []  # that one earns nothing
    firm = replace(
        FIRM,
        company=replace(FIRM.company, largest_buyer_eur=1e6),
        overrides=tuple(own),
        not_relevant=tuple(NotRelevant(unseen=one.id, reason="test") for one in CATALOGUE.unseens if one.id != ALONE),
        limits=Limits(
            budget_eur_per_year=1e6, person_days_per_quarter=DaysPerQuarter(owner=500.0, management=500.0, it=500.0, staff=500.0)
        ),
    )
    found = one_way(firm, "system-supplier")
    assert [(one.id, one.start_quarter) for one in found.measures] == list(
        zip(BUNDLE, ("2027-Q1", "2027-Q1", "2027-Q1", "2027-Q2", "2027-Q2"), strict=True)
    )
    avoided = 4_000.0 * (4.0 - 0.91575 - 0.76725 - 0.693 - 0.693)
    assert found.avoided_eur.mid == found.network_eur == pytest.approx(avoided, rel=1e-4)  # 3,724
    # Five times 10,000 once; 1,000 a year for five years of three measures, for four and three quarters of two.
    cost = 50_000.0 + 15_000.0 + 9_500.0
    assert found.cost_eur.mid == pytest.approx(cost, rel=1e-4)
    # Years of full gain: position 3; model (from month 9 over 12) 45 months; workshop (1 over 6) 56; process map (2 over 6) 55.
    gain = 1_000.0 * (3.0 + (45.0 + 56.0 + 55.0) / 12.0)
    assert found.gain_eur.mid == pytest.approx(gain, rel=1e-4)
    assert found.benefit_eur == pytest.approx(avoided + gain - cost, rel=1e-4)
    assert (found.platforms_eur, found.carried) == (0.0, True)
