"""What another budget would buy: the step of ten thousand euros in words, all steps as a table."""

from leitplanke.reports.content import Table, table
from leitplanke.reports.naming import Names, listed
from leitplanke.reports.numbers import euro, percent, rounded, spoken_euro
from leitplanke.reports.words import Language, say
from leitplanke.study.result import FrontPlan
from leitplanke.study.reviewed import BudgetStep, PlanReview

ASKED = 10_000.0
"""The step that is told in words."""
NAMED = 3
NOTHING = 0.005
"""A change of CVaR95 by less than this share reads the same."""
WIDTHS = (0.2, 0.15, 0.17, 0.24, 0.24)


def chosen(review: PlanReview) -> FrontPlan | None:
    """Return the reviewed plan with every figure at its centre."""
    return next((one for one in review.front if one.chosen), None)


def more(review: PlanReview, names: Names) -> str:
    """Return what ten thousand euros more a year buy; empty if that was not reviewed."""
    steps = review.robustness.budgets if review.robustness else ()
    step = next((one for one in steps if abs(one.change_eur_per_year - ASKED) < 1.0), None)
    plan, language = chosen(review), names.language
    if step is None or plan is None:
        return ""
    values = {"change": euro(ASKED, language), "years": review.study.horizon_years}
    saved = plan.cvar95_eur - step.cvar95_eur
    if not step.added and not step.dropped:
        return say(language, "review.more-nothing", **values)
    values |= {"before": spoken_euro(plan.cvar95_eur, language), "after": spoken_euro(step.cvar95_eur, language)}
    values |= {"added": _named(step.added, names), "spent": euro(step.cost_eur - plan.cost_eur, language)}
    key = "review.more" if step.added and saved > NOTHING * plan.cvar95_eur else "review.more-little"
    told = say(language, key, **values)
    return f"{told} {say(language, 'review.more-dropped', dropped=_named(step.dropped, names))}" if step.dropped else told


def _named(ids: tuple[str, ...], names: Names) -> str:
    shown = [names.quoted(one) for one in ids[:NAMED]]
    rest = len(ids) - len(shown)
    return listed([*shown, *([say(names.language, "review.further", count=rest)] if rest else [])], names.language) or "\u2013"


def steps(review: PlanReview, names: Names) -> Table | None:
    """Return every budget with its best plan found; None if none was reviewed."""
    found = review.robustness.budgets if review.robustness else ()
    if not found:
        return None
    language = names.language
    header = tuple(say(language, f"review.head.{key}") for key in ("budget", "cost", "cvar", "added", "dropped"))
    ordered = sorted(found, key=lambda one: one.budget_eur_per_year)
    rows = tuple(
        (
            f"{euro(one.budget_eur_per_year, language)}\n{_change(one, language)}",
            euro(one.cost_eur, language),
            euro(one.cvar95_eur, language),
            _titles(one.added, names),
            _titles(one.dropped, names),
        )
        for one in ordered
    )
    return table(say(language, "review.budgets-caption", years=review.study.horizon_years), header, rows, WIDTHS, text=(0, 3, 4))


def _change(step: BudgetStep, language: Language) -> str:
    before = step.budget_eur_per_year - step.change_eur_per_year
    share = step.change_eur_per_year / before if before > 0.0 else 0.0
    sign = "+" if step.change_eur_per_year >= 0.0 else ""
    if abs(step.change_eur_per_year - ASKED) < 1.0 or not share:
        return f"{sign}{euro(step.change_eur_per_year, language)}"
    return f"{sign}{percent(rounded(share), language)}"


def _titles(ids: tuple[str, ...], names: Names) -> str:
    return ", ".join(names.title(one) for one in ids) or "\u2013"
