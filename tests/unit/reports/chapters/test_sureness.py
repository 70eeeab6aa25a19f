"""The chapter on the review says what the review holds, in both languages, and leaves out what was not reviewed."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports.chapters import sureness
from leitplanke.reports.chapters.view import View
from leitplanke.reports.content import Bullets, Figure, Heading, Paragraph, Table
from leitplanke.reports.naming import Names
from leitplanke.reports.words import Language
from leitplanke.study.result import StudyResult
from leitplanke.study.reviewed import PlanReview

Reviewer = Callable[[StudyResult], PlanReview]


def text(result: StudyResult, catalogue: Catalogue, review: PlanReview, language: Language = "de") -> str:
    found = sureness.write(View(result, catalogue, Names.of(catalogue, language)), review)
    parts = [block.text for block in found if isinstance(block, Paragraph | Heading)]
    parts += [item for block in found if isinstance(block, Bullets) for item in block.items]
    parts += [f"{block.chart.title} {block.chart.summary}" for block in found if isinstance(block, Figure)]
    parts += [" ".join(map(" ".join, block.rows)) for block in found if isinstance(block, Table)]
    return " ".join(parts)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "de",
            ("In 60 von 64", "rund 20.000\u00a0€", "10.000\u00a0€ mehr im Jahr kaufen", "kein", "um mehr als 1\u00a0%", "Tagesgeschäft"),
        ),
        ("en", ("In 60 of 64", "about €20,000", "€10,000 more a year buys", "by more than 1%", "Daily business")),
    ],
)
def test_says_what_the_review_holds(
    result: StudyResult, catalogue: Catalogue, made_up_review: Reviewer, language: Language, said: tuple[str, ...]
) -> None:
    told = text(result, catalogue, made_up_review(result), language)
    assert [one for one in said if one not in told] == []


def test_ten_thousand_euros_more_are_told_by_what_they_buy(result: StudyResult, catalogue: Catalogue, made_up_review: Reviewer) -> None:
    # The made-up step adds one measure, costs 10,000 more and lowers the worst 5 % by four times that.
    review = made_up_review(result)
    chosen = next(one for one in review.front if one.chosen)
    told = text(result, catalogue, review)
    added = next(one for one in catalogue.measures if one.id == "measure.cloud.move-suite").title.de
    assert f"kaufen „{added}“" in told
    assert "kostet der Plan dann 10.000\u00a0€ mehr" in told
    assert f"sinkt von {round(chosen.cvar95_eur, -4):,.0f}".replace(",", ".") in told


def test_a_step_that_changes_nothing_says_that_money_is_no_limit(
    result: StudyResult, catalogue: Catalogue, made_up_review: Reviewer
) -> None:
    review = made_up_review(result)
    assert review.robustness is not None
    idle = tuple(replace(one, added=(), dropped=()) for one in review.robustness.budgets)
    told = text(result, catalogue, replace(review, robustness=replace(review.robustness, budgets=idle)))
    assert "ändern am Plan nichts" in told


def test_all_and_none_are_said_as_such(result: StudyResult, catalogue: Catalogue, made_up_review: Reviewer) -> None:
    review = made_up_review(result)
    assert review.robustness is not None
    ends = replace(review.robustness, better_than_nothing_share=1.0, best_share=0.0)
    told = text(result, catalogue, replace(review, robustness=ends))
    assert "In allen 64 durchgerechneten Zukünften" in told
    assert "In jeder Zukunft gibt es" in told


@pytest.mark.parametrize(
    ("gap", "said"), [(0.0, "gibt es keine bessere Auswahl"), (0.02, "um mehr als 2\u00a0% besser"), (0.7, "nicht eingrenzen")]
)
def test_the_bound_says_only_what_is_proven(
    result: StudyResult, catalogue: Catalogue, made_up_review: Reviewer, gap: float, said: str
) -> None:
    review = made_up_review(result)
    bounds = tuple(replace(one, gap_relative=gap) for one in review.bounds if one.over == "starts")
    assert said in text(result, catalogue, replace(review, bounds=bounds))


def test_the_compromise_is_the_plan_with_the_smallest_worst_regret(
    result: StudyResult, catalogue: Catalogue, made_up_review: Reviewer
) -> None:
    # By hand: the largest regrets of the three made-up plans are 0.3, 0.4 and 0.15.
    told = text(result, catalogue, made_up_review(result))
    assert "auf mehr als 0,15 Punkte" in told
    assert "um 0,30 Punkte" in told


def test_without_parts_there_is_no_empty_heading(result: StudyResult, catalogue: Catalogue, made_up_review: Reviewer) -> None:
    bare = replace(made_up_review(result), robustness=None, worth=(), goals=None, bounds=(), front=())
    found = sureness.write(View(result, catalogue, Names.of(catalogue, "de")), bare)
    assert [type(block) for block in found] == [Heading]
