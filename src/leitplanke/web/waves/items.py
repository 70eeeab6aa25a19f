"""Which questions somebody in a wave is asked: those the catalogue has for the role, so many as a quarter of an hour bears."""

from dataclasses import dataclass
from functools import cache
from itertools import groupby

from leitplanke.catalogue.entries import Component, Indicator
from leitplanke.web.catalogue import catalogue
from leitplanke.web.survey.answering import minutes

ROLES = ("management", "it", "staff", "data-protection-officer")
"""Groups that waves ask. The owner answers at the desk: alone in a group, nothing of an owner could be shown."""
MOST = 36
"""A quarter of an hour at the usual pace."""
A_PAGE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Questions of one component that are asked together; `number` counts from 1."""

    number: int
    component: Component
    indicators: tuple[Indicator, ...]


@cache
def sheets(role: str) -> tuple[Sheet, ...]:
    """Return the pages of a role in the order of components; nothing for a role that is not asked.

    If the catalogue has more questions for the role than `MOST`, those of the quick check come first, then those that weigh most.
    """
    asked = [one for one in catalogue().indicators if role in one.roles]
    chosen = sorted(asked, key=lambda one: (not one.quick, -sum(drive.weight for drive in one.drives), one.order))[:MOST]
    found: list[Sheet] = []
    components = {one.id: one for one in catalogue().components}
    in_order = sorted(chosen, key=lambda one: (components[one.component].order, one.order))
    for component, group in groupby(in_order, key=lambda one: one.component):
        questions = tuple(group)
        pages = -(-len(questions) // A_PAGE)
        for page in range(pages):
            # Even pages: seven questions are four and three, not five and two.
            part = questions[page * len(questions) // pages : (page + 1) * len(questions) // pages]
            found.append(Sheet(number=len(found) + 1, component=components[component], indicators=part))
    return tuple(found)


def minutes_for(role: str) -> int:
    """Return how long the questions of a role take."""
    return minutes(sum(len(sheet.indicators) for sheet in sheets(role)))
