"""What the firm has decided about measures: the plan never proposes it, and what waits for a measure in place waits no longer."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from leitplanke.catalogue import compiled
from leitplanke.exchange import examples, resultfile
from leitplanke.planning.constraints import load, violations
from leitplanke.planning.schedule import PlannedMeasure
from leitplanke.primitives.faults import InputFaultsError
from leitplanke.primitives.quarter import Quarter
from leitplanke.reports.faults import sentences
from leitplanke.reports.sentences import decided
from leitplanke.reports.words import Language
from leitplanke.study.compile import compile_study
from leitplanke.study.inputs import Decided, StudyInputs
from leitplanke.study.planned import Planner
from leitplanke.study.refusal import refusing
from leitplanke.study.result import StudyResult
from leitplanke.study.run import analyse

CATALOGUE = compiled.read()
FIRM: StudyInputs = examples.read("precision-parts", CATALOGUE)
NEEDY = next(one for one in CATALOGUE.measures if one.needs)
EXCLUSIVE = next(one for one in CATALOGUE.measures if one.excludes)
LEADS = {one.id: one.lead_months for one in CATALOGUE.measures}
TOO_EARLY = next(one for one in CATALOGUE.measures if len(one.needs) == 1 and all(LEADS[other] > 0.0 for other in one.needs[0]))
PLACES = {one.id: place for place, one in enumerate(CATALOGUE.measures)}


def planner_of(*decisions: Decided) -> Planner:
    study = compile_study(CATALOGUE, replace(FIRM, decided=decisions))
    draws = study.space.draw(16, 1)
    return Planner.of(study, study.vulnerabilities(draws.values), draws.common, 1)


def done(measure: str) -> Decided:
    return Decided(measure=measure, decision="done", reason="seit 2024")


@pytest.fixture(scope="module")
def free(analysed: Callable[[str], StudyResult]) -> StudyResult:
    return analysed("precision-parts")


def test_the_plan_leaves_out_what_was_decided_and_says_so(free: StudyResult) -> None:
    first, second = (one.id for one in free.plan.measures[:2])
    settled = (done(first), Decided(measure=second, decision="out", reason="passt nicht zu uns"))
    found = analyse(CATALOGUE, replace(FIRM, decided=settled), seed=4, outer_points=16, histories=1024)
    assert not {first, second} & {one.id for one in found.plan.measures}
    assert found.plan.measures
    assert found.risk.expected_annual_loss_eur == free.risk.expected_annual_loss_eur
    assert resultfile.load(resultfile.dump(found)) == found
    told = decided(found, CATALOGUE, "de")
    assert "weil schon umgesetzt" in told
    assert "(passt nicht zu uns)" in told
    assert decided(free, CATALOGUE, "de") == ""


def test_what_needs_a_measure_in_place_need_not_wait() -> None:
    needed = [group[0] for group in NEEDY.needs]
    alone = (PlannedMeasure(measure=PLACES[NEEDY.id], start_quarter=0),)

    def waits(planner: Planner) -> bool:
        return any(one.code == "needs" for one in violations(planner.measures, alone, planner.limits))

    assert waits(planner_of())
    assert not waits(planner_of(*(done(one) for one in needed)))
    assert waits(planner_of(*(Decided(measure=one, decision="out", reason="nein") for one in needed)))


def test_what_a_measure_in_place_rules_out_is_not_proposed() -> None:
    other = EXCLUSIVE.excludes[0]
    assert {PLACES[EXCLUSIVE.id], PLACES[other]} <= set(planner_of(done(EXCLUSIVE.id)).limits.fixed_out)
    assert {PLACES[EXCLUSIVE.id], PLACES[other]} <= set(planner_of(done(other)).limits.fixed_out)
    refused = planner_of(Decided(measure=EXCLUSIVE.id, decision="out", reason="nein"))
    assert refused.limits.fixed_out == (PLACES[EXCLUSIVE.id],)


def out(measure: str) -> Decided:
    return Decided(measure=measure, decision="out", reason="passt nicht")


def fixed(measure: str, quarter: str) -> Decided:
    return Decided(measure=measure, decision="in", reason="ist bestellt", quarter=quarter)


def cheap() -> str:
    """Return a measure that the firm can carry alone in any quarter and that needs nothing."""
    planner = planner_of()
    alone = ((place, PlannedMeasure(place, 3)) for place in range(planner.measures.count))
    return planner.measures.ids[next(place for place, one in alone if not violations(planner.measures, (one,), planner.limits))]


def test_a_fixed_measure_is_in_the_plan_and_told() -> None:
    found = analyse(CATALOGUE, replace(FIRM, decided=(fixed(cheap(), "2028-Q2"),)), seed=4, outer_points=16, histories=1024)
    assert [one.start_quarter for one in found.plan.measures if one.id == cheap()] == ["2028-Q2"]
    assert len(found.plan.measures) > 1
    assert resultfile.load(resultfile.dump(found)) == found
    assert "fest eingeplant" in decided(found, CATALOGUE, "de")
    assert "because you fixed it" in decided(found, CATALOGUE, "en")


def test_the_first_and_the_last_quarter_can_be_fixed() -> None:
    first, last = FIRM.start, str(Quarter.parse(FIRM.start).plus(19))
    for quarter, place in ((first, 0), (last, 19)):
        assert planner_of(fixed(cheap(), quarter)).limits.fixed_in == (PlannedMeasure(PLACES[cheap()], place),)
    assert PLACES[cheap()] not in planner_of(fixed(cheap(), first)).limits.fixed_out


@pytest.mark.parametrize(
    ("decisions", "codes"),
    [
        ((fixed(TOO_EARLY.id, FIRM.start),), ["fixed-needs"]),
        ((fixed(EXCLUSIVE.id, "2029-Q1"), fixed(EXCLUSIVE.excludes[0], "2030-Q1"), fixed(cheap(), "2028-Q1")), ["fixed-excludes"]),
        ((fixed(EXCLUSIVE.id, "2029-Q1"), done(EXCLUSIVE.excludes[0])), ["fixed-excluded"]),
        ((fixed(TOO_EARLY.id, "2029-Q1"), *(out(one) for one in TOO_EARLY.needs[0])), ["fixed-needs", "plan-fixed-out"]),
        ((fixed(TOO_EARLY.id, "2029-Q1"),), ["fixed-needs", "plan-budget"]),
    ],
)
@pytest.mark.parametrize("language", ["de", "en"])
def test_what_the_firm_cannot_carry_is_refused_with_its_limit(decisions: tuple[Decided, ...], codes: list[str], language: Language) -> None:
    planner = planner_of(*decisions)
    if "plan-budget" in codes:
        # Enough for the measure itself in every year, not for what it needs before.
        own = load(planner.measures, planner.limits.fixed_in, planner.limits).cost_eur.max()
        planner = replace(planner, limits=replace(planner.limits, budget_eur=np.full(5, own)))
    with pytest.raises(InputFaultsError) as refused, refusing(CATALOGUE):
        planner.choose(lambda _share: None)
    assert [one.code for one in refused.value.faults][: len(codes)] == codes
    for told in sentences(refused.value.faults, language):
        assert "{" not in told
        assert len(told) > 50


@pytest.mark.parametrize("language", ["de", "en"])
def test_too_much_at_once_is_told_by_a_smallest_set(language: Language) -> None:
    decisions = tuple(fixed(one.id, FIRM.start) for one in CATALOGUE.measures[:30] if not one.needs and not one.excludes)
    planner = planner_of(*decisions)
    with pytest.raises(InputFaultsError) as refused, refusing(CATALOGUE):
        planner.choose(lambda _share: None)
    faults = refused.value.faults
    # The first set; what is told besides has sets of its own.
    faults = faults[: [*(one.code for one in faults), "plan-besides"].index("plan-besides")]
    codes = [one.code for one in faults]
    blamed = [dict(one.values)["given"] for one in faults if one.code == "plan-fixed-in"]
    assert set(codes) == {"plan-fixed-in", "fixed-days"} or set(codes) == {"plan-fixed-in", "fixed-budget"}
    assert 1 <= len(blamed) < len(decisions)
    assert all("{" not in told for told in sentences(faults, language))
    # Without any one of those that are blamed, the others can be carried as far as this limit goes.
    limit = codes[-1].removeprefix("fixed-")
    for left in blamed:
        rest = planner_of(*(one for one in decisions if one.measure in blamed and one.measure != left))
        broken = violations(rest.measures, rest.limits.fixed_in, rest.limits)
        period = int(dict(faults[-1].values)["quarter" if limit == "days" else "year"]) - 1
        role = dict(faults[-1].values).get("role")
        assert not any((one.code, one.period, one.role) == (limit, period, role) for one in broken)


def test_what_a_fixed_measure_needs_is_planned_with_it() -> None:
    planner = planner_of(fixed(TOO_EARLY.id, "2029-Q1"))
    rich = replace(planner, limits=replace(planner.limits, budget_eur=np.full(5, 1e9), days=np.full((20, 4), 1e9)))
    plan = rich.choose(lambda _share: None)
    assert PlannedMeasure(PLACES[TOO_EARLY.id], 8) in plan
    assert violations(rich.measures, plan, rich.limits) == ()
