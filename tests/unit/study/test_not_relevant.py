"""What cannot hit the firm never starts, is caused by nothing, and is named with its reason."""

from dataclasses import replace

import pytest

from leitplanke.catalogue import compiled
from leitplanke.exchange import examples, resultfile
from leitplanke.reports.sentences import running
from leitplanke.study.inputs import DaysPerQuarter, Limits, NotRelevant, StudyInputs
from leitplanke.study.result import StudyResult
from leitplanke.study.run import analyse

CATALOGUE = compiled.read()
NOTHING = Limits(budget_eur_per_year=0.0, person_days_per_quarter=DaysPerQuarter(owner=0.0, management=0.0, it=0.0, staff=0.0))
"""Where no plan can be carried none is looked for."""
FIRM: StudyInputs = replace(examples.read("precision-parts", CATALOGUE), running=(), limits=NOTHING)
ONSET, EVENT = "unseen.network.price-pressure", "unseen.cyber.incident"


def result_of(**changes: object) -> StudyResult:
    return analyse(CATALOGUE, replace(FIRM, **changes), seed=4, outer_points=16, histories=1024)


@pytest.fixture(scope="module")
def whole() -> StudyResult:
    return result_of()


@pytest.fixture(scope="module")
def without() -> StudyResult:
    return result_of(not_relevant=(NotRelevant(unseen=EVENT, reason="Wir haben keinen Rechner"),))


def test_it_costs_nothing_and_the_others_cost_no_more(whole: StudyResult, without: StudyResult) -> None:
    before = {one.id: one.expected_annual_loss_eur for one in whole.risk.unseens}
    after = {one.id: one.expected_annual_loss_eur for one in without.risk.unseens}
    assert before[EVENT] > 0.0
    assert after[EVENT] == 0.0
    assert all(after[name] <= before[name] * (1.0 + 1e-9) for name in before)
    assert without.study.input_hash != whole.study.input_hash


def test_an_onset_left_out_costs_as_little_as_one_that_runs_already() -> None:
    excused = result_of(not_relevant=(NotRelevant(unseen=ONSET, reason="Festpreise bis 2035"),))
    runs = result_of(running=(ONSET,))
    assert excused.risk.expected_annual_loss_eur.mid == pytest.approx(runs.risk.expected_annual_loss_eur.mid, rel=1e-12)
    assert [one.running for one in excused.risk.unseens if one.id == ONSET] == [False]


def test_the_reason_is_kept_and_told(without: StudyResult) -> None:
    again = resultfile.load(resultfile.dump(without))
    assert again == without
    told = running(again, CATALOGUE, "de")
    assert told is not None
    assert "nicht treffen kann" in told
    assert "(Wir haben keinen Rechner)" in told
