"""Whose goals the plan serves, told so that an owner can follow: goals with what they are measured by, agreement in words."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports.naming import Names
from leitplanke.reports.reviewed import clashes, stakes
from leitplanke.study.result import StudyResult
from leitplanke.study.reviewed import Agreement, ConflictShown, GoalConflicts, GoalWeight, PlanReview

Reviewer = Callable[[StudyResult], PlanReview]


@pytest.fixture
def goals(result: StudyResult, made_up_review: Reviewer) -> GoalConflicts:
    found = made_up_review(result).goals
    assert found is not None
    return found


def test_goals_are_rows_and_say_what_they_are_measured_by(goals: GoalConflicts, catalogue: Catalogue) -> None:
    table = stakes.scores(goals, Names.of(catalogue, "en"))
    assert len(table.header) == 1 + len(goals.plans)
    assert len(table.rows) == len(goals.plans[0].scores)
    name, by_what = table.rows[0][0].split("\n")
    assert name == "The firm's existence"
    assert by_what == "chance of running out of cash; the smaller the better"
    assert table.rows[0][1:] == ("2%",) * len(goals.plans)


def test_every_goal_with_a_figure_says_what_it_is_measured_by(goals: GoalConflicts, catalogue: Catalogue) -> None:
    names, scored = Names.of(catalogue, "de"), goals.plans[0].scores[0]
    measured = [aim.id.removeprefix("aim.") for aim in catalogue.aims if aim.figure is not None]
    assert len(measured) == 7
    all_of_them = replace(goals, plans=(replace(goals.plans[0], scores=tuple(replace(scored, goal=goal) for goal in measured)),))
    assert all("je " in row[0] and "desto besser" in row[0] for row in stakes.scores(all_of_them, names).rows)


def test_goals_that_count_but_have_no_figure_are_named(goals: GoalConflicts, catalogue: Catalogue) -> None:
    names = Names.of(catalogue, "de")
    assert stakes.unmeasured(goals, names) == ""
    green = GoalWeight(goal="sustainability", weight=0.1, assumed=True)
    wished = replace(goals.groups[0], weights=(*goals.groups[0].weights, green))
    assert "Nachhaltigkeit" in stakes.unmeasured(replace(goals, groups=(wished, *goals.groups[1:])), names)
    unwanted = replace(wished, weights=(*goals.groups[0].weights, replace(green, weight=0.0)))
    assert stakes.unmeasured(replace(goals, groups=(unwanted, *goals.groups[1:])), names) == ""


@pytest.mark.parametrize(
    ("correlation", "word"), [(0.93, "fast einig"), (0.5, "teils einig"), (0.1, "kaum einig"), (-0.7, "gegensätzlich")]
)
def test_agreement_is_told_in_words_and_as_a_number(goals: GoalConflicts, catalogue: Catalogue, correlation: float, word: str) -> None:
    only = replace(goals, agreements=(Agreement(first="owner", second="bank", correlation=correlation),))
    table = stakes.agreements(only, Names.of(catalogue, "de"))
    row, column = [one.id for one in goals.groups].index("bank"), 1 + [one.id for one in goals.groups].index("owner")
    told, number = table.rows[row][column].split("\n")
    assert told == word
    assert number == f"{correlation:.2f}".replace(".", ",").replace("-", "\u2212")


def test_the_compromise_says_what_it_adds_and_leaves_out(goals: GoalConflicts, catalogue: Catalogue) -> None:
    # The made-up compromise is the plan with its first two measures only.
    names = Names.of(catalogue, "de")
    told = " ".join(stakes.sentences(goals, names, 5))
    own, middle = (next(one for one in goals.plans if getattr(one, kind)) for kind in ("chosen", "compromise"))
    left = [one.id for one in own.measures if one not in middle.measures]
    assert left
    assert f"Es fallen weg: {names.quoted(left[0])}" in told
    assert "kommen hinzu" not in told


def test_all_six_conflicts_are_told_each_once(goals: GoalConflicts, catalogue: Catalogue) -> None:
    names = Names.of(catalogue, "en")
    met, others = clashes.shown(goals, catalogue, names), clashes.others(goals, catalogue, names)
    assert [one.id for one in met] == ["conflict.daily-or-strategic"]
    assert len(met) + len(others) == 6
    assert {one.id for one in met + others} == {one.id for one in catalogue.conflicts}
    # Both sides have their say, and each conflict is tied to measures.
    assert all(len(one.sides) == 2 and all(side.arguments for side in one.sides) and one.measures for one in met + others)
    unknown = replace(goals, conflicts=(ConflictShown(id="conflict.of-a-later-catalogue", measures=()),))
    assert clashes.shown(unknown, catalogue, names) == ()
