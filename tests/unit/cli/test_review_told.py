"""The review of a plan on the terminal: whole sentences, tables within the width, what is missing said."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from leitplanke.catalogue import compiled
from leitplanke.cli.reviewing import told
from leitplanke.exchange import resultfile
from leitplanke.reports.words import Language
from leitplanke.study.result import StudyResult
from leitplanke.study.reviewed import PlanReview

CATALOGUE = compiled.read()


@pytest.fixture(scope="module")
def result(analysed: Callable[[str], StudyResult]) -> StudyResult:
    return analysed("precision-parts")


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_review_is_told_in_sentences_and_tables(
    result: StudyResult, made_up_review: Callable[[StudyResult], PlanReview], language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "90")
    review = made_up_review(result)
    text = told(review, CATALOGUE, language)
    assert max(len(line) for line in text.splitlines()) <= 92
    assert "{" not in text
    titles = {one.id: one.title.de if language == "de" else one.title.en for one in CATALOGUE.measures}
    flat = " ".join(text.split())
    assert all(titles[one.id].split()[0] in flat for one in review.plan)
    assert "measure." not in text
    incomplete = {"de": "nicht vollständig", "en": "not complete"}[language]
    assert incomplete not in flat
    part = " ".join(told(replace(review, worth=(), goals=None, robustness=None), CATALOGUE, language).split())
    assert incomplete in part


def test_the_file_of_a_plan_holds_its_review(result: StudyResult, made_up_review: Callable[[StudyResult], PlanReview]) -> None:
    review = made_up_review(result)
    tree = json.loads(resultfile.dump_plan(result, review))
    assert tree["review"]["plan"] == [{"id": one.id, "start_quarter": one.start_quarter} for one in result.plan.measures]
    assert "review" not in json.loads(resultfile.dump_plan(result))
    assert {"objective", "value", "bound_eur", "gap_relative", "front", "before"} <= set(tree["plan"])
