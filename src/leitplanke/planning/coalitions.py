"""Which measures of a plan still stand if only some of them are there: those whose prerequisites are there too."""

from collections.abc import Callable

import numpy as np

from leitplanke.planning.measures import Bools, MeasureSet
from leitplanke.planning.schedule import Schedule

Standing = Callable[[Bools], Bools]
"""Sets of measures of a plan (N, n) to those of them that stand, same shape."""


def standing(measures: MeasureSet, schedule: Schedule) -> Standing:
    """Return what says which measures stand in any set of a schedule's measures.

    A measure stands if of each of its groups of prerequisites at least one stands that works when it starts. A group that not even the
    whole schedule meets counts as met: somebody decided so.
    """
    works = [measures.works_in(one.measure, one.start_quarter) for one in schedule]

    def helpers(place: int, group: tuple[int, ...]) -> list[int]:
        start = schedule[place].start_quarter
        return [other for other, one in enumerate(schedule) if one.measure in group and works[other] <= start]

    groups = [(place, helpers(place, group)) for place, one in enumerate(schedule) for group in measures.needs[one.measure]]
    rules = [(place, np.array(others)) for place, others in groups if others]

    def stand(inside: Bools) -> Bools:
        left = inside.copy()
        while True:
            before = left.sum()
            for place, others in rules:
                left[:, place] &= left[:, others].any(axis=1)
            if left.sum() == before:
                return left

    return stand
