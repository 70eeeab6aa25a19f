"""What a study file may say about own figures of any kind and measures fixed into the plan, and what it may not."""

import pytest
import yaml

from leitplanke.catalogue import compiled
from leitplanke.exchange import studyfile
from leitplanke.primitives.faults import InputFaultsError
from leitplanke.study.inputs import Decided, Override, StudyInputs

CATALOGUE = compiled.read()
EVENT, MEASURE = "unseen.cyber.incident", "measure.iot.integral-model"
SIDE = next((one.id, f"{e.parameter}/{e.target}") for one in CATALOGUE.measures for e in one.effects if e.side_effect and e.low >= 1.0)
FIXED = {"measure": MEASURE, "decision": "in", "reason": "bestellt"}


def read(**more: object) -> StudyInputs:
    company = {"name": "Muster", "sector": "Metall", "staff": 38, "turnover_eur": 5_200_000}
    text = yaml.safe_dump({"company": company, "start": "2027-Q1"} | more, allow_unicode=True)
    return studyfile.read(text, "firma.yaml", CATALOGUE)


def own(target: str, parameter: str, low: float, high: float) -> dict[str, object]:
    return {"target": target, "parameter": parameter, "low": low, "high": high, "reason": "gezählt"}


@pytest.mark.parametrize(
    ("row", "where", "code"),
    [
        (own(EVENT, "exposure", 0.2, 1.0), "high", "too-large"),
        (own(EVENT, "sensitivity", 1e-9, 0.1), "low", "too-small"),
        (own(EVENT, "coping_max", 0.5, 0.95), "high", "too-large"),
        (own(EVENT, "index", 0.2, 0.5), "parameter", "wrong-parameter"),
        (own("capacity.financing", "index", 0.2, 1.2), "high", "too-large"),
        (own("assumption.adaptation", "figure", 0.2, 1.2), "high", "too-large"),
        (own("assumption.day-rate", "figure", 900.0, 1200.0), "target", "unknown-target"),
        (own(MEASURE, "severity/unseen.nothing", 0.2, 0.5), "parameter", "wrong-parameter"),
        (own(MEASURE, "days_once/boss", 2.0, 5.0), "parameter", "wrong-parameter"),
        (own(*SIDE, 0.9, 1.3), "low", "too-small"),
    ],
)
def test_what_a_figure_does_not_allow_is_named_at_its_place(row: dict[str, object], where: str, code: str) -> None:
    with pytest.raises(InputFaultsError) as refused:
        read(overrides=[row])
    assert [(fault.where, fault.code) for fault in refused.value.faults] == [(f"overrides[0].{where}", code)]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (FIXED, "quarter-missing"),
        (FIXED | {"quarter": "2027"}, "wrong-quarter"),
        (FIXED | {"quarter": "2026-Q4"}, "quarter-outside"),
        (FIXED | {"quarter": "2032-Q1"}, "quarter-outside"),
        (FIXED | {"decision": "out", "quarter": "2027-Q2"}, "quarter-unused"),
    ],
)
def test_a_quarter_belongs_to_a_measure_fixed_within_the_plan(row: dict[str, object], code: str) -> None:
    with pytest.raises(InputFaultsError) as refused:
        read(decided=[row])
    assert [(fault.where, fault.code) for fault in refused.value.faults] == [("decided[0].quarter", code)]


def test_own_figures_of_every_kind_are_read_and_written_back() -> None:
    rows = [own(EVENT, "exposure", 0.1, 0.999), own(*SIDE, 1.0, 1.3), own(MEASURE, "days_once/it", 2.0, 5.0)]
    found = read(overrides=rows, decided=[FIXED | {"quarter": "2031-Q4"}])
    assert found.overrides[1] == Override(target=SIDE[0], parameter=SIDE[1], low=1.0, high=1.3, reason="gezählt")
    assert found.decided == (Decided(measure=MEASURE, decision="in", reason="bestellt", quarter="2031-Q4"),)
    assert studyfile.read(studyfile.write(found), "x.yaml", CATALOGUE) == found
