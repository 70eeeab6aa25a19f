"""Builds the page of a plan from a stored result and, once there is one, its review."""

from collections.abc import Sequence
from dataclasses import replace

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports import numbers, plans, sentences
from leitplanke.reports.naming import Names
from leitplanke.reports.reviewed import bounds, budgets, clashes, picture, robustness, stakes
from leitplanke.reports.words import Language, say
from leitplanke.study.result import StudyResult
from leitplanke.study.reviewed import GoalConflicts, MeasureInFutures, PlanReview, Robustness
from leitplanke.web.plans.loads import schedule
from leitplanke.web.plans.reasons import component_of, reasons
from leitplanke.web.plans.tables import cells, shaded, traced
from leitplanke.web.plans.values import Futures, Money, PlanPage, Reviewed, Stakes
from leitplanke.web.results.figures import mark_of, picture_of
from leitplanke.web.results.links import Links
from leitplanke.web.results.values import Addresses, Bar, Chart, Figure, Json

GIVEN_UP = (0.005, 0.055, 0.105, 0.205)
"""From which regret on a cell has more colour: 1, 6, 11 and 21 of 100 points."""
BEHIND = (0.05, 0.25, 0.5, 0.75)
"""From which share of a goal's scale below the best plan on a cell has more colour."""


def with_trace(result: StudyResult, review: PlanReview | None) -> StudyResult:
    """Return the result with the trace nodes of the review, which its numbers lead to."""
    if review is None:
        return result
    known = {node.id for node in result.trace}
    return replace(result, trace=(*result.trace, *(node for node in review.trace if node.id not in known)))


def build(result: StudyResult, review: PlanReview | None, catalogue: Catalogue, language: Language, addresses: Addresses) -> PlanPage:
    """Return the page of a plan; what the review says is left out as long as there is none."""
    names = Names.of(catalogue, language)
    links = Links(result=with_trace(result, review), address=addresses.trail, own=addresses.own)
    return PlanPage(
        company=result.company.name,
        subtitle=say(
            language, "planpage.subtitle", quarter=numbers.quarter(result.study.start, language), years=result.study.horizon_years
        ),
        findings=_findings(result, review, names),
        decided=sentences.decided(result, catalogue, language),
        schedule=schedule(result, names),
        first_buy=plans.first_buy(result, names),
        reviewed=_reviewed(result, review, catalogue, names, links) if review else None,
        stamp=_stamp(result, review, language),
    )


def _findings(result: StudyResult, review: PlanReview | None, names: Names) -> tuple[str, ...]:
    """Return what matters: what the plan costs and brings, how sure it is, what more money would do."""
    plan, language = result.plan, names.language
    if not plan.measures:
        return (sentences.no_time(result, language) or say(language, "planpage.none"),)
    total = say(
        language,
        "planpage.total",
        count=sentences.measure_count(len(plan.measures), language),
        years=result.study.horizon_years,
        cost=numbers.euro(plan.cost_eur.mid, language),
        range=numbers.euro_range(*sentences.spread(plan.cost_eur), language),
        before=numbers.euro(result.risk.expected_annual_loss_eur.mid, language),
        after=numbers.euro(plan.after.expected_annual_loss_eur.mid, language),
    )
    told = [total]
    if review is not None:
        told += _held(review, names)
        told += [more] if (more := budgets.more(review, names)) else []
        told += [gaps] if (gaps := bounds.short(review, language)) else []
    return tuple(told)


def _held(review: PlanReview, names: Names) -> list[str]:
    """Return in how many futures the plan is good, and what knowing the future would save."""
    if review.robustness is None:
        return []
    better, best, regret = robustness.sentences(review.robustness, names, review.study.horizon_years)
    return [f"{better} {best}", regret]


def _reviewed(result: StudyResult, review: PlanReview, catalogue: Catalogue, names: Names, links: Links) -> Reviewed:
    budget = budgets.steps(review, names)
    money = Money(
        front=_front(review, names) if review.front else None,
        more=budgets.more(review, names),
        budgets=cells(budget) if budget else None,
    )
    return Reviewed(
        money=money,
        futures=_futures(review.robustness, names, links, result.study.horizon_years) if review.robustness else None,
        reasons=reasons(result, review, names, links),
        stakes=_stakes(review.goals, catalogue, names, links) if review.goals else None,
        bounds=tuple(bounds.sentences(review, names.language)),
    )


def _front(review: PlanReview, names: Names) -> Chart:
    drawing, language = picture.draw(review, names), names.language
    ordered = sorted(review.front, key=lambda one: one.cost_eur)
    across, up = picture.axes(review)
    data: Json = {
        "points": [
            {
                "x": one.cost_eur,
                "y": one.cvar95_eur,
                "chosen": one.chosen,
                "words": say(
                    language,
                    "planpage.front-point",
                    cost=numbers.spoken_euro(one.cost_eur, language),
                    count=sentences.measure_count(len(one.measures), language),
                    cvar=numbers.spoken_euro(one.cvar95_eur, language),
                ),
            }
            for one in ordered
        ],
        "x": say(language, "review.front-x", years=review.study.horizon_years),
        "y": say(language, "review.front-y", years=review.study.horizon_years),
        "right": across[-1],
        "stepRight": across[1],
        "top": up[-1],
        "stepTop": up[1],
        "chosen": say(language, "review.plan-chosen"),
    }
    return picture_of(drawing, "front", data)


def _futures(found: Robustness, names: Names, links: Links, years: int) -> Futures:
    return Futures(
        sentences=tuple(robustness.sentences(found, names, years)),
        trail=links.of(found.regret_eur.trace),
        measures=tuple(robustness.measures_in_words(found, names)),
        title=robustness.title(found, names),
        bars=tuple(_bar(one, names) for one in found.measures),
        table=cells(robustness.measures(found, names)),
    )


def _bar(one: MeasureInFutures, names: Names) -> Bar:
    """Return the share of futures in which a measure belongs to the best plan, as a bar with its interval."""
    component, language, share = component_of(one.id, names), names.language, one.share_best
    title = names.title(one.id) if one.planned else say(language, "planpage.not-planned", measure=names.title(one.id))
    return Bar(
        title=title,
        mark=mark_of(component),
        component=names.title(component),
        figure=Figure(value=numbers.percent(share.mid, language), range=numbers.percent_range(*sentences.spread(share), language)),
        length=f"{100.0 * share.mid:.1f}",
        low=f"{100.0 * share.low:.1f}",
        high=f"{100.0 * share.high:.1f}",
    )


def _stakes(goals: GoalConflicts, catalogue: Catalogue, names: Names, links: Links) -> Stakes:
    by_goal = stakes.by_goal(goals)
    regrets = cells(stakes.regrets(goals, names), traced(links, [one.regret_traces for one in goals.plans], skipped=2))
    scores = cells(stakes.scores(goals, names), traced(links, [tuple(one.trace for one in each) for each in by_goal], skipped=1))
    return Stakes(
        sentences=tuple(stakes.sentences(goals, names, links.result.study.horizon_years)),
        weights=cells(stakes.weights(goals, names)),
        regrets=shaded(regrets, [[_shade(regret, GIVEN_UP) for regret in one.regret] for one in goals.plans], skipped=2),
        agreements=cells(stakes.agreements(goals, names)),
        scores=shaded(scores, [[_shade(1.0 - one.score, BEHIND) for one in each] for each in by_goal], skipped=1),
        unmeasured=stakes.unmeasured(goals, names),
        conflicts=clashes.shown(goals, catalogue, names),
        other_conflicts=clashes.others(goals, catalogue, names),
    )


def _shade(value: float, steps: Sequence[float]) -> int:
    """Return how much colour a cell has, 0 to 4."""
    return sum(value >= step for step in steps)


def _stamp(result: StudyResult, review: PlanReview | None, language: Language) -> str:
    stamp = result.study
    values = {"hash": stamp.input_hash[:12], "engine": stamp.engine_version, "seed": stamp.seed}
    futures = review.robustness.futures if review and review.robustness else 0
    return say(language, "planpage.stamp-reviewed" if futures else "planpage.stamp", futures=futures, **values)
