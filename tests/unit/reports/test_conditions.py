"""Under what conditions a plan was made, in words: funding, what speaks against it, and when measures may start."""

import re
from dataclasses import replace

import pytest

from leitplanke.catalogue import compiled
from leitplanke.reports.conditions import conditions
from leitplanke.reports.words import Language
from leitplanke.study import funded
from leitplanke.study.funded import FundingResult
from leitplanke.study.inputs import StartWindow
from leitplanke.study.result import Band, StudyResult

CATALOGUE = compiled.read()
MEASURE, OTHER = CATALOGUE.measures[0], CATALOGUE.measures[1]
CODES = re.findall(r"^([a-z][a-z-]+?)\s{2,}\S", funded.__doc__ or "", re.MULTILINE)[1:]
PAID = FundingResult(measure=MEASURE.id, rate=0.5, cap_eur=1_750.0, programme="programme.bafa-advice", reason="Bescheid", planned=True)


def told(result: StudyResult, language: Language, **plan: object) -> list[str]:
    found = conditions(replace(result, plan=replace(result.plan, **plan)), CATALOGUE, language)  # type: ignore[arg-type]
    assert all("{" not in one and one.endswith(".") for one in found)
    return found


@pytest.mark.parametrize("language", ["de", "en"])
def test_without_conditions_nothing_is_said(result: StudyResult, language: Language) -> None:
    assert told(result, language, funding=(), funding_eur=None, starts=(), last_start=None) == []


def test_funding_is_counted_on_but_never_promised(result: StudyResult) -> None:
    money = Band(low=1_200.0, mid=1_600.0, high=1_750.0, trace="plan/funding")
    first, second = told(result, "de", funding=(PAID,), funding_eur=money)
    assert f"50\u00a0% der einmaligen Kosten von „{MEASURE.title.de}“, höchstens 1.750\u00a0€ (Bescheid)" in first
    assert "wenn sie bewilligt wird" in first
    assert "1.600\u00a0€" in second
    assert "1.200 bis 1.800\u00a0€" in second
    assert "entscheidet die Bewilligungsstelle" in second
    assert "if it is granted" in told(result, "en", funding=(PAID,), funding_eur=money)[0]


def test_a_funded_measure_that_is_not_planned_is_named(result: StudyResult) -> None:
    (only,) = told(result, "de", funding=(replace(PAID, planned=False), replace(PAID, planned=False, programme=None)))
    assert only == f"Nicht im Plan, trotz Förderung: „{MEASURE.title.de}“."


def test_the_table_of_doubts_is_read() -> None:
    assert {"over", "coming", "closed", "too-large"} < set(CODES)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_doubt_has_its_sentence(result: StudyResult, code: str, language: Language) -> None:
    *_, doubt = told(result, language, funding=(replace(PAID, doubts=(code,)),))
    assert "BAFA" in doubt
    assert code not in doubt.split()


def test_starts_are_told_with_their_reasons(result: StudyResult) -> None:
    windows = (
        StartWindow(measure=MEASURE.id, not_before="2027-Q3", not_after="2028-Q1", reason="Umzug"),
        StartWindow(measure=OTHER.id, not_after="2028-Q2", works_from="2029-Q1", reason="Lieferung"),
    )
    first, last = told(result, "de", starts=windows, last_start="2030-Q4")
    assert "zwischen dem 3.\u00a0Quartal 2027 und dem 1.\u00a0Quartal 2028 (Umzug)" in first
    assert "wirkt frühestens ab dem 1.\u00a0Quartal 2029 (Lieferung)" in first
    assert last.startswith("Nach dem 4.\u00a0Quartal 2030")
    assert "not after Q2 2028 (Lieferung)" in told(result, "en", starts=windows)[0]
