"""Whose goals the plan serves: sentences, and the groups' goals, plans, agreement and regret as tables."""

from collections.abc import Mapping, Sequence

from leitplanke.reports.content import Table, table
from leitplanke.reports.naming import Names, listed
from leitplanke.reports.numbers import amount, days, euro, grouped, percent, rounded
from leitplanke.reports.sentences import measure_count
from leitplanke.reports.words import Language, say
from leitplanke.study.reviewed import Agreement, ComparedPlan, GoalConflicts, GoalScore

MAIN_GOALS = 3
NONE = 0.005
"""A regret that reads as zero."""
ALIKE = ((0.8, "near"), (0.4, "partly"), (-0.2, "hardly"), (-1.0, "reverse"))
"""From which rank correlation on how two groups agree in words; the steps are ours."""
SAME_COST = 0.02
"""Costs that differ by a smaller share read the same."""
NAMED = 4
"""Measures of a difference that are named; the others are counted."""


def group_name(group: str, names: Names) -> str:
    """Return what a group is called."""
    return names.title(f"stakeholder.{group}")


def group_named(group: str, names: Names) -> str:
    """Return a group as a sentence names it: with its article, in the nominative or the accusative."""
    return say(names.language, f"review.group.{group}")


def points(share: float, language: Language) -> str:
    """Return a share of the scale of scores as points of 100."""
    count = round(100.0 * share)
    return say(language, "review.point") if count == 1 else say(language, "review.many-points", count=count)


def goal_name(goal: str, names: Names) -> str:
    """Return what a goal is called."""
    return names.title(f"aim.{goal}")


def sentences(goals: GoalConflicts, names: Names, years: int, *, brief: bool = False) -> list[str]:
    """Return whom the plan serves best and worst, what the compromise is and costs, and who is furthest apart.

    If `brief`, measures in which the compromise differs are left out.
    """
    told = [say(names.language, "review.points")] if goals.plans else []
    plan = next((one for one in goals.plans if one.chosen), None)
    if plan is not None:
        told += _served(plan, goals, names)
    compromise = next((one for one in goals.plans if one.compromise), None)
    if compromise is not None and plan is not None:
        other = [] if brief or compromise.chosen else _other_measures(compromise, plan, names)
        told += [" ".join([_compromise(compromise, plan, names, years), *other]), *_range(goals, names)]
    apart = min(goals.agreements, key=lambda one: one.correlation, default=None)
    if apart is not None:
        told.append(_apart(apart, names))
    return told


def _served(plan: ComparedPlan, goals: GoalConflicts, names: Names) -> list[str]:
    best = [group_named(group, names) for group in plan.best_for]
    told = [say(names.language, "review.best-for", groups=listed(best, names.language))] if best else []
    regret, worst = max(zip(plan.regret, (one.id for one in goals.groups), strict=True))
    if regret < NONE:
        return [*told, say(names.language, "review.nobody-regrets")]
    return [*told, say(names.language, "review.worst-for", group=group_named(worst, names), regret=points(regret, names.language))]


def _compromise(plan: ComparedPlan, own: ComparedPlan, names: Names, years: int) -> str:
    language = names.language
    if plan.chosen:
        return say(language, "review.compromise-chosen")
    told = say(
        language,
        "review.compromise",
        regret=points(max(plan.regret), language),
        count=measure_count(len(plan.measures), language),
        cost=euro(plan.cost_eur, language),
        years=years,
        more=_against(plan, own, language),
    )
    chance, before = _chance(plan), _chance(own)
    if chance is not None and before is not None:
        told += f" {say(language, 'review.compromise-chance', chance=percent(chance, language), own=percent(before, language))}"
    return told


def _other_measures(plan: ComparedPlan, own: ComparedPlan, names: Names) -> list[str]:
    """Return what a plan has more than the firm's own, and what it leaves out."""
    here, there = ([one.id for one in each.measures] for each in (plan, own))
    added, dropped = [one for one in here if one not in there], [one for one in there if one not in here]
    return [
        say(names.language, f"review.compromise-{key}", measures=_some(found, names))
        for key, found in (("adds", added), ("drops", dropped))
        if found
    ]


def _some(ids: Sequence[str], names: Names) -> str:
    shown = [names.quoted(one) for one in ids[:NAMED]]
    rest = len(ids) - len(shown)
    return listed([*shown, *([say(names.language, "review.further", count=rest)] if rest else [])], names.language)


def _against(plan: ComparedPlan, own: ComparedPlan, language: Language) -> str:
    """Return what a plan costs more or less than the firm's own."""
    difference = plan.cost_eur - own.cost_eur
    key = "same" if abs(difference) <= SAME_COST * plan.cost_eur else "more" if difference > 0.0 else "less"
    return say(language, f"review.costs-{key}", difference=euro(abs(difference), language))


def _chance(plan: ComparedPlan) -> float | None:
    """Return the chance of running out of cash, which is what the first goal is measured by."""
    return next((one.value for one in plan.scores if one.goal == "existence" and one.unit == "1"), None)


def _range(goals: GoalConflicts, names: Names) -> list[str]:
    """Return what other weights would make of the compromise, where some are assumed."""
    found = goals.compromise_regret
    if found is None or not any(one.assumed for group in goals.groups for one in group.weights):
        return []
    low, high = (round(100.0 * value) for value in (found.low, found.high))
    return [say(names.language, "goals.other-weights", low=low, high=high)]


def _apart(agreement: Agreement, names: Names) -> str:
    first, second = (group_named(one, names) for one in (agreement.first, agreement.second))
    how = say(names.language, f"review.alike.{_alike(agreement.correlation)}")
    return say(names.language, "review.apart", first=first, second=second, how=how)


def _alike(correlation: float) -> str:
    """Return the word for how far two groups agree."""
    return next((word for least, word in ALIKE if correlation >= least), ALIKE[-1][1])


def weights(goals: GoalConflicts, names: Names) -> Table:
    """Return what matters to each group, and whether it said so itself."""
    rows = []
    for group in goals.groups:
        most = sorted(group.weights, key=lambda one: -one.weight)[:MAIN_GOALS]
        named = ", ".join(f"{goal_name(one.goal, names)} {percent(one.weight, names.language)}" for one in most)
        origin = (
            "assumed" if all(one.assumed for one in group.weights) else "mixed" if any(one.assumed for one in group.weights) else "said"
        )
        steady = percent(group.steady, names.language)
        rows.append((group_name(group.id, names), named, say(names.language, f"review.weights-{origin}"), steady))
    header = (
        *(say(names.language, f"review.head.{key}") for key in ("group", "main-goals", "origin")),
        say(names.language, "goals.steady"),
    )
    return table(say(names.language, "review.weights-caption"), header, tuple(rows), (0.18, 0.44, 0.18, 0.2), text=(0, 1, 2))


def plan_name(place: int, plan: ComparedPlan, names: Names) -> str:
    """Return what a compared plan is called, by what it is best at."""
    parts = [] if plan.measures else [say(names.language, "goals.no-plan")]
    parts += [say(names.language, "review.plan-chosen")] if plan.chosen else []
    parts += [say(names.language, "review.plan-compromise")] if plan.compromise else []
    if plan.best_for:
        parts.append(
            say(names.language, "review.plan-best-for", groups=listed([group_named(one, names) for one in plan.best_for], names.language))
        )
    return (
        say(names.language, "review.plan-named", place=place, what="; ".join(parts))
        if parts
        else say(names.language, "review.plan", place=place)
    )


def regrets(goals: GoalConflicts, names: Names) -> Table:
    """Return every compared plan with cost, size and each group's regret."""
    groups = tuple(group_name(one.id, names) for one in goals.groups)
    header = (*(say(names.language, f"review.head.{key}") for key in ("plan", "cost")), *groups)
    rows = tuple(
        (
            plan_name(place, one, names),
            f"{euro(one.cost_eur, names.language)}\n{measure_count(len(one.measures), names.language)}",
            *(str(round(100.0 * regret)) for regret in one.regret),
        )
        for place, one in enumerate(goals.plans, start=1)
    )
    rest = 0.62 / max(1, len(groups))
    return table(say(names.language, "review.regrets-caption"), header, rows, (0.22, 0.16, *(rest for _ in groups)))


def agreements(goals: GoalConflicts, names: Names) -> Table:
    """Return how far each two groups agree on the order of the plans, as a triangle."""
    known: dict[frozenset[str], float] = {frozenset((one.first, one.second)): one.correlation for one in goals.agreements}
    ids = [one.id for one in goals.groups]
    header = (say(names.language, "review.head.group"), *(group_name(one, names) for one in ids))
    rows = tuple(
        (group_name(row, names), *("\u2013" if row == column else _agreed(known, row, column, names) for column in ids)) for row in ids
    )
    width = 0.8 / max(1, len(ids))
    return table(say(names.language, "review.agreements-caption"), header, rows, (0.2, *(width for _ in ids)))


def _agreed(known: Mapping[frozenset[str], float], row: str, column: str, names: Names) -> str:
    found = known.get(frozenset((row, column)))
    if found is None:
        return ""
    return f"{say(names.language, f'review.alike-short.{_alike(found)}')}\n{grouped(found, names.language, 2)}"


def scores(goals: GoalConflicts, names: Names) -> Table:
    """Return what every compared plan means for each goal: the goals as rows, with the figure that stands for them."""
    header = (say(names.language, "sheet.head.goal"), *(plan_name(place, one, names) for place, one in enumerate(goals.plans, start=1)))
    rows = tuple((_measured(each[0].goal, names), *(_figure(score, names) for score in each)) for each in by_goal(goals))
    width = 0.7 / max(1, len(goals.plans))
    return table(say(names.language, "review.scores-caption"), header, rows, (0.3, *(width for _ in goals.plans)))


def by_goal(goals: GoalConflicts) -> list[tuple[GoalScore, ...]]:
    """Return the scores of all compared plans, goal by goal."""
    return list(zip(*(one.scores for one in goals.plans), strict=True))


def unmeasured(goals: GoalConflicts, names: Names) -> str:
    """Return which goals count for groups but have no figure; empty if all have one."""
    known = {score.goal for one in goals.plans for score in one.scores}
    wanted = dict.fromkeys(one.goal for group in goals.groups for one in group.weights if one.weight > 0.0)
    found = [goal_name(goal, names) for goal in wanted if goal not in known]
    return say(names.language, "review.unmeasured", goals=listed(found, names.language)) if known and found else ""


def _measured(goal: str, names: Names) -> str:
    """Return what a goal is called and measured by."""
    return f"{goal_name(goal, names)}\n{say(names.language, f'review.measured.{goal}')}"


def _figure(score: GoalScore, names: Names) -> str:
    language = names.language
    if score.unit == "EUR":
        return euro(score.value, language)
    if score.unit == "days":
        return days(score.value, language)
    return percent(score.value, language) if score.unit == "1" else amount(rounded(score.value), score.unit, language)
