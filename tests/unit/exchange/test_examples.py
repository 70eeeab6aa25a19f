"""The shipped firms: sound, as told, and the same files that the reader of the repository finds."""

from pathlib import Path

import pytest

from leitplanke.catalogue import compiled
from leitplanke.exchange import examples

ROOT = Path(__file__).parents[3]
FIGURES = {
    "precision-parts": (38, 5_200_000, 0.46, 0.0),
    "marketplace-maker": (12, 1_600_000, 0.05, 0.71),
    "machine-builder": (220, 41_000_000, 0.15, 0.02),
}


@pytest.mark.parametrize("name", examples.names())
def test_an_example_has_the_figures_of_its_check_firm(name: str) -> None:
    company = examples.read(name, compiled.read()).company
    staff, turnover, buyer, platform = FIGURES[name]
    assert (company.staff, company.turnover_eur) == (staff, turnover)
    assert (company.largest_buyer_eur or 0) / turnover == pytest.approx(buyer)
    assert (company.platform_revenue_eur or 0) / turnover == pytest.approx(platform)


@pytest.mark.parametrize("name", examples.names())
def test_an_example_shows_what_a_study_file_can_hold(name: str) -> None:
    inputs = examples.read(name, compiled.read())
    asked = [indicator.id for indicator in compiled.read().indicators if indicator.quick]
    assert {answer.indicator for answer in inputs.answers} == set(asked)
    assert len({rater.role for rater in inputs.raters}) >= 3
    assert len(inputs.running) == len(inputs.overrides) == 1
    assert inputs.limits.budget_eur_per_year
    assert inputs.start == "2027-Q1"
    answers = {indicator: {answer.level for answer in inputs.answers if answer.indicator == indicator} for indicator in asked}
    assert sum(len(levels - {None}) > 1 for levels in answers.values()) >= 8, "people disagree"
    assert any(answer.missing == "unknown" for answer in inputs.answers)


def test_some_questions_do_not_apply_for_a_reason() -> None:
    catalogue = compiled.read()
    absent = [
        answer for name in examples.names() for answer in examples.read(name, catalogue).answers if answer.missing == "not-applicable"
    ]
    assert len(absent) >= 5
    assert all(answer.reason for answer in absent)


def test_the_folder_of_the_repository_shows_the_same_files() -> None:
    shown = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "examples").glob("*.yaml")}
    assert shown == {name: examples.text(name) for name in examples.names()}


def test_there_is_no_example_of_another_name() -> None:
    with pytest.raises(KeyError):
        examples.text("../studyfile")
