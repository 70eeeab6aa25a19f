"""More or less money: the plans that no other one found beats in both cost and risk."""

from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import euro, percent, spoken_euro
from leitplanke.reports.reviewed.budgets import chosen
from leitplanke.reports.words import Language, say
from leitplanke.study.result import FrontPlan
from leitplanke.study.reviewed import PlanReview

LITTLE = 0.02
"""A fall of CVaR95 by less than this share is hardly more."""


def words(review: PlanReview, names: Names) -> tuple[str, str]:
    """Return title and sentence: what the plan's money buys, and what more would."""
    language, plan = names.language, chosen(review)
    ordered = sorted(review.front, key=lambda one: one.cost_eur)
    first, last = ordered[0], ordered[-1]
    count = say(language, "review.front-summary", count=len(ordered), years=review.study.horizon_years)
    if plan is None or plan.cvar95_eur >= first.cvar95_eur:
        title = say(
            language, "review.front-title-all", low=spoken_euro(last.cvar95_eur, language), high=spoken_euro(first.cvar95_eur, language)
        )
        return title, count
    values = {
        "cost": spoken_euro(plan.cost_eur, language),
        "before": spoken_euro(first.cvar95_eur, language),
        "after": spoken_euro(plan.cvar95_eur, language),
        "most": spoken_euro(last.cost_eur, language),
        "least": spoken_euro(last.cvar95_eur, language),
    }
    further = plan.cvar95_eur - last.cvar95_eur > LITTLE * plan.cvar95_eur
    start = "nothing" if first.cost_eur <= 0.0 else "cheapest"
    title = say(language, f"review.front-title-{start}", **values)
    return title, f"{count} {say(language, 'review.front-further' if further else 'review.front-enough', **values)}"


def header(language: Language) -> tuple[str, ...]:
    """Return the head of the table behind the picture."""
    return tuple(say(language, f"review.head.{key}") for key in ("plan", "measures", "cost", "loss", "cvar", "chance"))


def rows(review: PlanReview, language: Language) -> tuple[tuple[str, ...], ...]:
    """Return the plans by rising cost."""
    ordered = sorted(review.front, key=lambda one: one.cost_eur)
    return tuple(_row(place, one, language) for place, one in enumerate(ordered, start=1))


def _row(place: int, one: FrontPlan, language: Language) -> tuple[str, ...]:
    name = say(language, "review.plan", place=place)
    if one.chosen:
        name = say(language, "review.plan-named", place=place, what=say(language, "review.plan-chosen"))
    chance = "\u2013" if one.liquidity_probability is None else percent(one.liquidity_probability, language)
    return (
        name,
        str(len(one.measures)),
        euro(one.cost_eur, language),
        euro(one.expected_loss_eur, language),
        euro(one.cvar95_eur, language),
        chance,
    )
