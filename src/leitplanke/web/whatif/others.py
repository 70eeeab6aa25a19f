"""Other plans to begin from: none at all, those with more or less money, and those that serve groups best, from the plan's review."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from leitplanke.primitives.quarter import Quarter
from leitplanke.reports.naming import Names, listed
from leitplanke.reports.numbers import euro
from leitplanke.reports.words import say
from leitplanke.study.result import PlannedStart
from leitplanke.study.reviewed import PlanReview
from leitplanke.web.whatif.desk import Desk
from leitplanke.web.whatif.setting import Setting

MOST_FRONT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """A plan in words, and the query that opens it."""

    words: str
    query: str


def others(desk: Desk, review: PlanReview | None, years: int, names: Names) -> tuple[Other, ...]:
    """Return plans that differ from the study's and from each other; without a review only that of no measure."""
    found = [(say(names.language, "whatif.other.none"), {}), *_reviewed(desk, review, years, names)]
    queries: dict[str, str] = {}
    for words, starts in found:
        if desk.ids.issuperset(starts):
            queries.setdefault(Setting(starts=starts).query(desk), words)
    return tuple(Other(words=words, query=query) for query, words in queries.items() if query)


def _reviewed(desk: Desk, review: PlanReview | None, years: int, names: Names) -> Iterator[tuple[str, Mapping[str, int]]]:
    """Return the plans of a review in words with their starts."""
    if review is None:
        return
    language = names.language
    for one in review.goals.plans if review.goals else ():
        if one.best_for:
            groups = listed([names.title(f"stakeholder.{group}") for group in one.best_for], language)
            yield say(language, "whatif.other.best-for", groups=groups), _starts(one.measures, desk)
        if one.compromise:
            yield say(language, "whatif.other.compromise"), _starts(one.measures, desk)
    front = [plan for plan in review.front if plan.measures and not plan.chosen]
    for plan in front[:: max(1, -(-len(front) // MOST_FRONT))]:
        key = "whatif.other.one" if len(plan.measures) == 1 else "whatif.other.some"
        cost = euro(plan.cost_eur, language)
        yield say(language, key, count=len(plan.measures), cost=cost, years=years), _starts(plan.measures, desk)


def _starts(measures: tuple[PlannedStart, ...], desk: Desk) -> dict[str, int]:
    return {one.id: Quarter.parse(one.start_quarter).since(desk.first) for one in measures}
