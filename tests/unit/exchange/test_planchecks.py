"""What a study file may say about fundings and starts of measures, and what it may not: each fault at its place, in words."""

import pytest
import yaml

from leitplanke.catalogue import compiled
from leitplanke.exchange import studyfile
from leitplanke.primitives.faults import InputFaultsError
from leitplanke.reports.faults import sentences
from leitplanke.study.inputs import Funding, StartWindow, StudyInputs

CATALOGUE = compiled.read()
MEASURE, OTHER, PROGRAMME = "measure.cyber.basics-27076", "measure.iot.integral-model", "programme.bafa-advice"
PAID = {"measure": MEASURE, "rate": 0.5, "reason": "Bescheid"}
START = {"measure": MEASURE, "reason": "Lieferung"}


def read(**more: object) -> StudyInputs:
    company = {"name": "Muster", "sector": "Metall", "staff": 38, "turnover_eur": 5_200_000}
    text = yaml.safe_dump({"company": company, "start": "2027-Q1"} | more, allow_unicode=True)
    return studyfile.read(text, "firma.yaml", CATALOGUE)


def refused(**more: object) -> list[tuple[str, str]]:
    with pytest.raises(InputFaultsError) as error:
        read(**more)
    for language in ("de", "en"):
        assert all("{" not in told and "fault." not in told for told in sentences(error.value.faults, language))
    return [(fault.where, fault.code) for fault in error.value.faults]


def test_what_is_said_comes_in_and_goes_out_the_same() -> None:
    rows = [PAID | {"cap_eur": 1750, "programme": PROGRAMME}, PAID | {"rate": 0.5}]
    window = START | {"not_before": "2027-Q3", "not_after": "2028-Q1", "works_from": "2028-Q2"}
    found = read(funding=rows, starts=[window], limits={"last_start": "2030-Q4"})
    assert found.funding == (
        Funding(measure=MEASURE, rate=0.5, cap_eur=1750.0, programme=PROGRAMME, reason="Bescheid"),
        Funding(measure=MEASURE, rate=0.5, reason="Bescheid"),
    )
    assert found.starts == (StartWindow(**window),)  # type: ignore[arg-type]
    assert found.limits.last_start == "2030-Q4"
    assert studyfile.read(studyfile.write(found), "again.yaml", CATALOGUE) == found


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ([PAID | {"measure": "measure.nothing"}], [("funding[0].measure", "no-such-measure")]),
        ([PAID | {"programme": "programme.bafa-advise"}], [("funding[0].programme", "unknown-programme")]),
        ([PAID | {"rate": 0}], [("funding[0].rate", "too-small")]),
        ([PAID | {"rate": 1.2}], [("funding[0].rate", "too-large")]),
        ([PAID | {"rate": 50}], [("funding[0].rate", "too-large")]),
        ([PAID | {"cap_eur": -5}], [("funding[0].cap_eur", "too-small")]),
        ([PAID | {"reason": " "}], [("funding[0].reason", "reason-missing")]),
        ([PAID, PAID | {"rate": 0.6}], [("funding[1].rate", "funding-over-all")]),
        ([PAID | {"programme": PROGRAMME, "rate": rate} for rate in (0.2, 0.3)], [("funding[1].programme", "duplicate-entry")]),
    ],
)
def test_a_funding_that_cannot_be_is_named_at_its_place(rows: list[dict[str, object]], faults: list[tuple[str, str]]) -> None:
    assert refused(funding=rows) == faults


def test_fundings_may_pay_all_of_the_cost_but_no_more() -> None:
    assert len(read(funding=[PAID | {"rate": 0.1} for _ in range(10)]).funding) == 10
    assert len(read(funding=[PAID | {"rate": 1.0}, PAID | {"rate": 1.0, "measure": OTHER}]).funding) == 2


@pytest.mark.parametrize(
    ("row", "faults"),
    [
        (START, [("starts[0]", "window-missing")]),
        (START | {"not_before": "bald"}, [("starts[0].not_before", "wrong-quarter")]),
        (START | {"not_before": "2026-Q4"}, [("starts[0].not_before", "quarter-outside")]),
        (START | {"not_after": "2032-Q1"}, [("starts[0].not_after", "quarter-outside")]),
        (START | {"works_from": "2032-Q1"}, [("starts[0].works_from", "quarter-outside")]),
        (START | {"not_before": "2028-Q2", "not_after": "2028-Q1"}, [("starts[0].not_before", "window-empty")]),
        (START | {"not_before": "2031-Q1"}, [("starts[0].not_before", "window-after-last")]),
        (START | {"not_before": "2028-Q1", "measure": "x"}, [("starts[0].measure", "no-such-measure")]),
        (START | {"not_before": "2028-Q1", "reason": ""}, [("starts[0].reason", "reason-missing")]),
    ],
)
def test_quarters_in_which_nothing_can_start_are_named(row: dict[str, object], faults: list[tuple[str, str]]) -> None:
    assert refused(starts=[row], limits={"last_start": "2030-Q4"}) == faults


def test_a_last_start_outside_the_plan_is_refused() -> None:
    assert refused(limits={"last_start": "2032-Q1"}) == [("limits.last_start", "quarter-outside")]
    assert refused(limits={"last_start": "Ende 2030"}) == [("limits.last_start", "wrong-quarter")]


@pytest.mark.parametrize("quarter", ["2027-Q4", "2028-Q4"])
def test_a_fixed_measure_lies_within_its_window(quarter: str) -> None:
    fixed = {"measure": MEASURE, "decision": "in", "quarter": quarter, "reason": "bestellt"}
    window = START | {"not_before": "2028-Q1", "not_after": "2028-Q3"}
    assert refused(decided=[fixed], starts=[window]) == [("starts[0]", "window-and-quarter")]
    assert read(decided=[fixed | {"quarter": "2028-Q2"}], starts=[window]).starts


def test_all_faults_come_at_once() -> None:
    found = refused(funding=[PAID | {"rate": 2}, PAID | {"reason": ""}], starts=[START], limits={"last_start": "nie"})
    assert {code for _, code in found} == {"too-large", "reason-missing", "window-missing", "wrong-quarter", "funding-over-all"}
