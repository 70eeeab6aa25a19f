"""Tables of the plan's review: other futures, other budgets, what each measure is worth, whose goals, and how close to the best."""

from leitplanke.reports.chapters.view import View
from leitplanke.reports.reviewed.stakes import goal_name, group_name, plan_name
from leitplanke.reports.sheets.plan import front, started
from leitplanke.reports.sheets.risk import sheet
from leitplanke.reports.sheets.sheet import WIDE, Column, Row, Sheet, band, columns, text
from leitplanke.study.reviewed import GoalConflicts, MeasureWorth, PlanReview, Robustness


def sheets(view: View, review: PlanReview) -> list[Sheet]:
    """Return the tables of what was reviewed."""
    found = [] if view.result.plan.front else [front(view, review.front)]
    found += [*_of_futures(view, review.robustness)] if review.robustness else []
    found += [_worth(view, review), _changes(view, review)] if review.worth else []
    found += _of_goals(view, review.goals) if review.goals else []
    return [*found, _bounds(view, review)]


def _of_futures(view: View, robustness: Robustness) -> list[Sheet]:
    measure = text(view.say("table.measure"), WIDE)
    futures: list[Row] = [
        (view.names.title(one.id), _answer(view, yes=one.planned), *band(one.share_best), one.share_worth_its_cost)
        for one in robustness.measures
    ]
    shares = columns(view, "share", "in-best", "low", "high", "worth-it")
    budgets: list[Row] = [
        (
            one.budget_eur_per_year,
            one.change_eur_per_year,
            one.cost_eur,
            one.expected_loss_eur,
            one.cvar95_eur,
            ", ".join(view.names.title(name) for name in one.added),
            ", ".join(view.names.title(name) for name in one.dropped),
            started(view, one.measures),
        )
        for one in sorted(robustness.budgets, key=lambda one: one.budget_eur_per_year)
    ]
    head = (
        *columns(view, "euro", "budget", "change", "cost", "loss-all", "worst"),
        *(text(view.say(f"sheet.head.{key}"), WIDE) for key in ("added", "dropped", "measures")),
    )
    return [
        sheet(view, "futures", (measure, text(view.say("sheet.head.planned")), *shares), futures),
        sheet(view, "budgets", head, budgets),
    ]


def _answer(view: View, *, yes: bool) -> str:
    return view.say("review.yes" if yes else "review.no")


def _worth(view: View, review: PlanReview) -> Sheet:
    keys = ("average", "low", "high", "marginal", "low", "high", "average-worst", "low", "high", "marginal-worst", "low", "high")
    head = (
        text(view.say("table.measure"), WIDE),
        *columns(view, "euro", *keys),
        *columns(view, "euro", "error"),
        *columns(view, "number", "price", "low", "high"),
        text(view.say("sheet.head.holds-up"), WIDE),
    )
    return sheet(view, "worth", head, [_worth_of(view, one) for one in review.worth])


def _worth_of(view: View, one: MeasureWorth) -> Row:
    price = one.cost_per_cvar95_eur
    return (
        view.names.title(one.id),
        *band(one.average_eur),
        *band(one.marginal_eur),
        *band(one.average_cvar95_eur),
        *band(one.marginal_cvar95_eur),
        one.average_error_eur,
        *((price.mid, price.low, price.high) if price else (None, None, None)),
        ", ".join(view.names.title(name) for name in one.holds_up),
    )


def _changes(view: View, review: PlanReview) -> Sheet:
    rows: list[Row] = [
        (view.names.title(one.id), view.names.title(change.id), change.change_eur) for one in review.worth for change in one.changes
    ]
    head = (text(view.say("table.measure"), WIDE), text(view.say("table.unseen"), WIDE), *columns(view, "euro", "change-loss"))
    return sheet(view, "changes", head, rows)


def _of_goals(view: View, goals: GoalConflicts) -> list[Sheet]:
    weights: list[Row] = [
        (group_name(group.id, view.names), goal_name(one.goal, view.names), one.weight, _answer(view, yes=one.assumed))
        for group in goals.groups
        for one in group.weights
    ]
    group = text(view.say("review.head.group"))
    goal = text(view.say("sheet.head.goal"))
    named = [plan_name(place, one, view.names) for place, one in enumerate(goals.plans, start=1)]
    plans: list[Row] = [
        (name, one.cost_eur, *one.regret, started(view, one.measures)) for name, one in zip(named, goals.plans, strict=True)
    ]
    regrets = tuple(Column(title=group_name(one.id, view.names), kind="index", width=16.0) for one in goals.groups)
    scores: list[Row] = [
        (name, goal_name(score.goal, view.names), score.score, score.value, score.unit)
        for name, one in zip(named, goals.plans, strict=True)
        for score in one.scores
    ]
    plan = text(view.say("review.head.plan"), WIDE)
    agreements: list[Row] = [
        (group_name(one.first, view.names), group_name(one.second, view.names), one.correlation) for one in goals.agreements
    ]
    assumed = text(view.say("sheet.head.assumed"))
    measured = (*columns(view, "index", "score"), *columns(view, "number", "value"), text(view.say("sheet.head.unit")))
    listed = text(view.say("sheet.head.measures"), 90.0)
    return [
        sheet(view, "weights", (group, goal, *columns(view, "share", "weight"), assumed), weights),
        sheet(view, "regrets", (plan, *columns(view, "euro", "cost"), *regrets, listed), plans),
        sheet(view, "scores", (plan, goal, *measured), scores),
        sheet(view, "agreements", (group, group, *columns(view, "index", "agreement")), agreements),
    ]


def _bounds(view: View, review: PlanReview) -> Sheet:
    rows: list[Row] = [(view.say(f"sheet.over.{one.over}"), one.value_eur, one.bound_eur, one.gap_relative) for one in review.bounds]
    head = (text(view.say("sheet.head.over"), 60.0), *columns(view, "euro", "objective", "bound"), *columns(view, "share", "gap"))
    return sheet(view, "bounds", head, rows)
