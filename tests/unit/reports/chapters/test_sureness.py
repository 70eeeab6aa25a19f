"""The chapter on the review says what the review holds, in both languages, and leaves out what was not reviewed."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports.chapters import sureness
from leitplanke.reports.chapters.view import View
from leitplanke.reports.content import Bullets, Figure, Heading, Paragraph, Table
from leitplanke.reports.naming import Names
from leitplanke.reports.reviewed import bounds, robustness, worth
from leitplanke.reports.words import Language
from leitplanke.study.result import StudyResult
from leitplanke.study.reviewed import PlanReview, PricePerEuro

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
    ("gap", "said"), [(0.0, "gibt es keine bessere Auswahl"), (0.02, "um mehr als 2\u00a0% besser"), (0.7, "nicht klären")]
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
    assert "auf mehr als 15 Punkte verzichten" in told
    assert "Der beste Plan für sie hätte 30 Punkte mehr" in told


def test_the_compromise_says_what_it_costs_against_the_own_plan(
    result: StudyResult, catalogue: Catalogue, made_up_review: Reviewer
) -> None:
    review = made_up_review(result)
    assert review.goals is not None
    own, other, compromise = review.goals.plans
    dearer = replace(review.goals, plans=(own, other, replace(compromise, cost_eur=own.cost_eur + 30_000.0)))
    assert "30.000\u00a0€ mehr als Ihr Plan" in text(result, catalogue, replace(review, goals=dearer))
    cheaper = replace(review.goals, plans=(replace(own, cost_eur=100_000.0), other, replace(compromise, cost_eur=60_000.0)))
    assert "€40,000 less than your plan" in text(result, catalogue, replace(review, goals=cheaper), "en")


@pytest.mark.parametrize(
    ("correlation", "said"),
    [(0.95, "fast gleich"), (0.5, "nur zum Teil"), (0.0, "kaum etwas gemeinsam"), (-0.9, "gefällt den anderen meist nicht")],
)
def test_agreement_is_told_in_words_with_articles(
    result: StudyResult, catalogue: Catalogue, made_up_review: Reviewer, correlation: float, said: str
) -> None:
    review = made_up_review(result)
    assert review.goals is not None
    found = replace(review.goals, agreements=(replace(review.goals.agreements[1], correlation=correlation),))
    told = text(result, catalogue, replace(review, goals=found))
    assert "einig sind sich die Eigentümer und die Belegschaft: " in told
    assert said in told


@pytest.mark.parametrize(("low", "said"), [(0.51, "Jede der"), (0.5, "Von keiner der"), (0.2, "Von keiner der")])
def test_a_measure_counts_as_sure_only_with_its_whole_interval(
    result: StudyResult, catalogue: Catalogue, made_up_review: Reviewer, low: float, said: str
) -> None:
    found = made_up_review(result).robustness
    assert found is not None
    same = replace(found, measures=tuple(replace(one, share_best=replace(one.share_best, low=low, mid=0.7)) for one in found.measures))
    assert robustness.title(same, Names.of(catalogue, "de")).startswith(said)


@pytest.mark.parametrize(
    ("starts", "anyhow", "said"),
    [
        (0.01, 0.2, "mit denselben Anfangsquartalen um höchstens 1 %, mit anderen um höchstens 20 %. Mehr ist bewiesen ausgeschlossen."),
        (0.0, 0.7, "mit denselben Anfangsquartalen gar nicht, mit anderen wissen wir es nicht genau."),
    ],
)
def test_the_summary_claims_a_proof_only_where_there_is_one(
    result: StudyResult, made_up_review: Reviewer, starts: float, anyhow: float, said: str
) -> None:
    review = made_up_review(result)
    gaps = {"starts": starts, "any": anyhow}
    told = bounds.short(replace(review, bounds=tuple(replace(one, gap_relative=gaps[one.over]) for one in review.bounds)), "de")
    assert told.replace("\u00a0", " ").lower().endswith(said.lower())


@pytest.mark.parametrize(
    ("price", "language", "said"),
    [(0.004, "de", "unter 1 Cent"), (0.06, "de", "6 Cent"), (0.06, "en", "6 cents"), (1.2, "de", "1,20\u00a0€")],
)
def test_less_than_a_euro_is_told_in_cents(
    result: StudyResult, made_up_review: Reviewer, price: float, language: Language, said: str
) -> None:
    one = made_up_review(result).worth[0]
    found = worth.price(replace(one, cost_per_cvar95_eur=PricePerEuro(low=price, mid=price, high=price)), language)
    assert found == (said, said)


def test_a_range_of_cents_says_its_unit_once(made_up_review: Reviewer, result: StudyResult) -> None:
    one = made_up_review(result).worth[0]
    for low, high, said in ((0.03, 0.89, "3 bis 89 Cent"), (0.05, 3.55, "5 Cent bis 3,55\u00a0€"), (0.001, 0.2, "unter 1 bis 20 Cent")):
        found = worth.price(replace(one, cost_per_cvar95_eur=PricePerEuro(low=low, mid=low, high=high)), "de")
        assert found[1] == said


def test_without_parts_there_is_no_empty_heading(result: StudyResult, catalogue: Catalogue, made_up_review: Reviewer) -> None:
    bare = replace(made_up_review(result), robustness=None, worth=(), goals=None, bounds=(), front=())
    found = sureness.write(View(result, catalogue, Names.of(catalogue, "de")), bare)
    assert [type(block) for block in found] == [Heading]
