"""How sure the plan is: other futures, other budgets, why each measure, whose goals, and whether a better plan may exist."""

from leitplanke.reports.chapters.view import View
from leitplanke.reports.content import Block, Bullets, Figure, Heading, Paragraph
from leitplanke.reports.reviewed import bounds, budgets, clashes, picture, robustness, stakes, worth
from leitplanke.study.reviewed import GoalConflicts, PlanReview


def write(view: View, review: PlanReview) -> list[Block]:
    """Return the blocks of the chapter; parts that were not reviewed are left out."""
    blocks: list[Block] = [Heading(level=1, text=view.say("planpage.futures"))]
    return [
        *blocks,
        *_futures(view, review),
        *_money(view, review),
        *_reasons(view, review),
        *_stakes(view, review),
        *_better(view, review),
    ]


def _futures(view: View, review: PlanReview) -> list[Block]:
    found = review.robustness
    if found is None:
        return []
    return [
        Paragraph(text=" ".join(robustness.sentences(found, view.names, view.years))),
        Bullets(items=tuple(robustness.measures_in_words(found, view.names))),
        Paragraph(text=view.say("review.regret-note")),
    ]


def _money(view: View, review: PlanReview) -> list[Block]:
    told, steps = budgets.more(review, view.names), budgets.steps(review, view.names)
    drawn = picture.draw(review, view.names) if review.front else None
    blocks: list[Block] = [Paragraph(text=told)] if told else []
    blocks += [steps] if steps else []
    blocks += [Figure(chart=drawn)] if drawn else []
    return [Heading(level=2, text=view.say("planpage.money")), *blocks] if blocks else []


def _reasons(view: View, review: PlanReview) -> list[Block]:
    table = worth.measures(review, view.names)
    if table is None:
        return []
    note = " ".join(part for part in (view.say("review.worth-note"), worth.sampled(review, view.language)) if part)
    told = worth.sentence(review, view.names)
    blocks: list[Block] = [Heading(level=2, text=view.say("planpage.reasons")), *([Paragraph(text=told)] if told else [])]
    return [*blocks, table, Paragraph(text=note)]


def _stakes(view: View, review: PlanReview) -> list[Block]:
    goals = review.goals
    if goals is None:
        return []
    return [
        Heading(level=2, text=view.say("planpage.stakes")),
        Bullets(items=tuple(stakes.sentences(goals, view.names, view.years))),
        stakes.regrets(goals, view.names),
        Paragraph(text=view.say("review.regrets-note")),
        *_conflicts(view, goals),
    ]


def _conflicts(view: View, goals: GoalConflicts) -> list[Block]:
    found = clashes.shown(goals, view.catalogue, view.names)
    if not found:
        return []
    items = tuple(
        view.say("review.conflict", title=one.title, text=one.text, first=one.sides[0].arguments[0], second=one.sides[1].arguments[0])
        for one in found
    )
    return [Paragraph(text=view.say("planpage.conflicts-lead")), Bullets(items=items)]


def _better(view: View, review: PlanReview) -> list[Block]:
    told = bounds.sentences(review, view.language)
    return [Heading(level=2, text=view.say("planpage.bounds")), Paragraph(text=" ".join(told))] if told else []
