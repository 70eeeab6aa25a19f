"""What a firm counts on as funding, and when measures may start, in a whole study."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from leitplanke.catalogue import compiled
from leitplanke.company.profile import LinkedFirm
from leitplanke.exchange import examples, resultfile, studyfile
from leitplanke.planning.constraints import violations
from leitplanke.planning.schedule import PlannedMeasure
from leitplanke.primitives.faults import InputFaultsError
from leitplanke.primitives.quarter import Quarter
from leitplanke.reports.faults import sentences
from leitplanke.study.compile import compile_study
from leitplanke.study.funded import told
from leitplanke.study.inputs import Decided, Funding, Limits, StartWindow, StudyInputs
from leitplanke.study.planned import Planner
from leitplanke.study.refusal import refusing
from leitplanke.study.result import StudyResult
from leitplanke.study.run import analyse
from leitplanke.study.wish import Wish

CATALOGUE = compiled.read()
FIRM: StudyInputs = examples.read("precision-parts", CATALOGUE)
NEEDY = next(one for one in CATALOGUE.measures if len(one.needs) == 1)
ADVICE = next(one for one in CATALOGUE.programmes if one.id == "programme.bafa-advice")


def planner_of(inputs: StudyInputs) -> Planner:
    study = compile_study(CATALOGUE, inputs)
    draws = study.space.draw(16, 1)
    return Planner.of(study, study.vulnerabilities(draws.values), draws.common, 1)


@pytest.fixture(scope="module")
def free(analysed: Callable[[str], StudyResult]) -> StudyResult:
    return analysed("precision-parts")


def paid(measure: str, programme: str | None = None, **more: float) -> Funding:
    return Funding(measure=measure, rate=0.5, programme=programme, reason="Bescheid", **more)  # type: ignore[arg-type]


def test_funding_is_shown_apart_and_the_firm_pays_the_rest(free: StudyResult) -> None:
    first = next(one for one in free.plan.measures if one.cost_eur.mid > 1_000.0)
    fixed = Decided(measure=first.id, decision="in", reason="bestellt", quarter=first.start_quarter)
    inputs = replace(FIRM, decided=(fixed,), funding=(paid(first.id),))
    found = analyse(CATALOGUE, inputs, seed=4, outer_points=16, histories=1024)
    again = next(one for one in found.plan.measures if one.id == first.id)
    assert again.funding_eur is not None
    assert again.cost_eur.mid + again.funding_eur.mid == pytest.approx(first.cost_eur.mid)
    assert found.plan.funding_eur is not None
    assert found.plan.funding_eur.mid == pytest.approx(again.funding_eur.mid)
    assert [(one.measure, one.planned) for one in found.plan.funding] == [(first.id, True)]
    assert resultfile.load(resultfile.dump(found)) == found
    assert (free.plan.funding_eur, free.plan.funding, first.funding_eur) == (None, (), None)


def test_windows_and_the_last_start_of_the_file_hold_in_the_plan(free: StudyResult) -> None:
    early = next(one for one in free.plan.measures if one.start_quarter == FIRM.start)
    late = StartWindow(measure=early.id, not_before="2028-Q3", reason="Umzug")
    inputs = replace(FIRM, starts=(late,), limits=replace(FIRM.limits, last_start="2029-Q2"))
    found = analyse(CATALOGUE, inputs, seed=4, outer_points=16, histories=1024)
    starts = {one.id: Quarter.parse(one.start_quarter) for one in found.plan.measures}
    assert starts
    assert max(starts.values()) <= Quarter(2029, 2)
    assert starts.get(early.id, Quarter(2028, 3)) >= Quarter(2028, 3)
    assert (found.plan.last_start, found.plan.starts) == ("2029-Q2", (late,))
    # What is asked for on the command line comes first.
    wished = analyse(CATALOGUE, inputs, seed=4, outer_points=16, histories=1024, wish=Wish(last_start="2028-Q4"))
    assert wished.plan.last_start == "2028-Q4"
    assert max(Quarter.parse(one.start_quarter) for one in wished.plan.measures) <= Quarter(2028, 4)


def doubts(programme: str, measure: str, start: str, **company: object) -> tuple[str, ...]:
    inputs = replace(FIRM, start=start, funding=(paid(measure, programme),), company=replace(FIRM.company, **company))  # type: ignore[arg-type]
    (found,) = told(CATALOGUE, inputs, {})
    return found.doubts


def test_what_speaks_against_a_funding_is_said() -> None:
    paying = ADVICE.measures[0]
    small = {"staff": 20.0, "turnover_eur": 2e6, "linked_firms": (), "balance_sheet_eur": 1e6}
    assert doubts(ADVICE.id, paying, "2026-Q4", **small) == ()
    assert doubts(ADVICE.id, paying, "2027-Q1", **small)[0] == "over"
    assert "unchecked" in doubts(ADVICE.id, paying, "2027-Q2", **small)
    assert "other-measures" in doubts(ADVICE.id, "measure.iot.twin-pilot", "2026-Q4", **small)
    assert "too-large" in doubts(ADVICE.id, paying, "2026-Q4", staff=400.0, turnover_eur=9e7, balance_sheet_eur=9e7)
    assert "too-large" in doubts("programme.digital-jetzt", "measure.org.process-map", "2023-Q1", staff=500.0)
    holding = LinkedFirm(name="Holding", share=0.6)
    assert doubts(ADVICE.id, paying, "2026-Q4", **small | {"linked_firms": (holding,)}) == ("size-unknown",)
    assert doubts("programme.mid-nrw", "measure.cyber.basics-27076", "2025-Q1", **small)[0] == "coming"


def test_a_programme_may_end_before_the_measure_starts() -> None:
    inputs = replace(FIRM, start="2026-Q4", funding=(paid(ADVICE.measures[0], ADVICE.id),))
    (found,) = told(CATALOGUE, inputs, {ADVICE.measures[0]: Quarter(2027, 3)})
    assert "over-by-start" in found.doubts
    assert found.planned


def test_money_from_elsewhere_raises_no_doubts() -> None:
    (found,) = told(CATALOGUE, replace(FIRM, funding=(paid(ADVICE.measures[0]),)), {})
    assert found.doubts == ()


@pytest.mark.parametrize("language", ["de", "en"])
def test_what_cannot_hold_together_is_refused_before_the_risk_run_with_titles(language: str) -> None:
    fixed = Decided(measure=NEEDY.id, decision="in", reason="bestellt", quarter="2028-Q1")
    needed = NEEDY.needs[0]
    windows = tuple(StartWindow(measure=one, not_before="2029-Q1", reason="zu früh") for one in needed)
    stages: list[str] = []
    plenty = Limits(budget_eur_per_year=1e9)
    inputs = replace(FIRM, decided=(fixed,), starts=windows, limits=replace(FIRM.limits, budget_eur_per_year=plenty.budget_eur_per_year))
    with pytest.raises(InputFaultsError) as refused, refusing(CATALOGUE, inputs.start):
        analyse(CATALOGUE, inputs, seed=4, outer_points=16, histories=1024, progress=lambda stage, _share: stages.append(stage))
    assert set(stages) == {"compile"}
    assert [one.code for one in refused.value.faults] == ["fixed-needs", *["plan-not-before"] * len(needed)]
    text = " ".join(sentences(refused.value.faults, language))  # type: ignore[arg-type]
    titles = {one.id: one.title.de if language == "de" else one.title.en for one in CATALOGUE.measures}
    assert titles[NEEDY.id] in text
    assert all(titles[one] in text for one in needed)
    assert "measure." not in text
    assert ("1.\u00a0Quartal 2029" if language == "de" else "Q1 2029") in text


def test_what_is_carried_needs_no_second_look() -> None:
    planner = planner_of(replace(FIRM, starts=(StartWindow(measure=NEEDY.id, not_before="2029-Q1", reason="später"),)))
    assert planner.checked() is planner
    place = planner.measures.ids.index(NEEDY.id)
    broken = violations(planner.measures, (PlannedMeasure(place, 3),), replace(planner.limits, budget_eur=np.full(5, 1e9)))
    assert ("too-early", 8.0) in [(one.code, one.limit) for one in broken]


def test_the_study_file_says_it_all(free: StudyResult) -> None:
    first = free.plan.measures[0].id
    inputs = replace(
        FIRM, funding=(paid(first, ADVICE.id, cap_eur=1_750.0),), starts=(StartWindow(measure=first, works_from="2028-Q1", reason="x"),)
    )
    assert studyfile.read(studyfile.write(inputs), "firma.yaml", CATALOGUE) == inputs
    assert studyfile.pooled(inputs, CATALOGUE).funding == inputs.funding
