"""Between which quarters a measure can start at all, whatever else is planned."""

from dataclasses import replace

from leitplanke.planning.constraints import Constraints
from leitplanke.planning.measures import MeasureSet
from leitplanke.planning.placement import Order, Placement
from leitplanke.planning.schedule import PlannedMeasure, Schedule


def spans(measures: MeasureSet, constraints: Constraints) -> tuple[Schedule, Schedule]:
    """Return for each measure that can be carried when it may start at the earliest and at the latest, whatever else is planned."""
    placement = Placement(replace(measures, needs=((),) * measures.count), constraints)
    found = {one.measure: (one.start_quarter, one.start_quarter) for one in constraints.fixed_in}
    for measure in range(measures.count):
        every = {placed(placement, measure, ((measure, quarter),), {}) for quarter in range(constraints.quarters)} - {None}
        quarters = sorted(quarter for quarter in every if quarter is not None)
        if quarters and measure not in found:
            found[measure] = quarters[0], quarters[-1]
    # What something needs works before it starts, so it starts later; in a chain again and again.
    for _ in range(measures.count):
        delayed = {one: max([first, *_waits(measures, one, found, constraints.quarters)]) for one, (first, _) in found.items()}
        kept = {one: (delayed[one], last) for one, (_, last) in found.items() if delayed[one] <= last}
        if kept == found:
            break
        found = kept
    ends = sorted(found.items())
    return tuple(PlannedMeasure(one, first) for one, (first, _) in ends), tuple(PlannedMeasure(one, last) for one, (_, last) in ends)


def placed(placement: Placement, measure: int, package: Order, starts: dict[int, int]) -> int | None:
    """Return when a measure starts if its package is placed, with known starts of the others kept."""
    wishes = tuple((one, starts.get(one, quarter)) for one, quarter in package)
    _, schedule = placement.place(wishes)
    return next((one.start_quarter for one in schedule if one.measure == measure), None)


def _waits(measures: MeasureSet, measure: int, found: dict[int, tuple[int, int]], never: int) -> list[int]:
    """Return when the first of each group that a measure needs can work, `never` if none can."""
    works = [[measures.works_in(other, found[other][0]) for other in group if other in found] for group in measures.needs[measure]]
    return [min(group, default=never) for group in works]
