"""Small changes of an order of wishes: add, drop, bring forward, put off, exchange."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from leitplanke.planning.placement import Order, Placement, Wish
from leitplanke.planning.schedule import Schedule


def additions(placement: Placement, order: Order, candidates: Sequence[int], *, first: bool = False) -> Iterator[Order]:
    """Yield the order with one more measure and its missing prerequisites, with last or with first priority."""
    given = frozenset(measure for measure, _ in order)
    for measure in candidates:
        if measure not in given:
            for package in placement.packages(measure, given):
                yield package + order if first else order + package


def removals(placement: Placement, order: Order) -> Iterator[Order]:
    """Yield the order without one measure; once as it is, once without the prerequisites that nobody else needs.

    What needs the measure finds no place any more and drops out by itself.
    """
    for measure, _ in order:
        yield _without(order, frozenset({measure}))
        alone = _only_for(placement, order, measure)
        if len(alone) > 1:
            yield _without(order, alone)


def pinned(order: Order, schedule: Schedule) -> Order:
    """Return the order with every measure held at its start in the schedule, so that a removal moves nothing else forward."""
    starts = {one.measure: one.start_quarter for one in schedule}
    return tuple((measure, starts[measure]) for measure, _ in order)


def exchanges(placement: Placement, order: Order, candidates: Sequence[int]) -> Iterator[Order]:
    """Yield the order with one measure replaced by another one and its missing prerequisites."""
    for place, (measure, _) in enumerate(order):
        for leaving in {frozenset({measure}), _only_for(placement, order, measure)}:
            before, after = _without(order[:place], leaving), _without(order[place:], leaving)
            given = frozenset(one for one, _ in before)
            for candidate in candidates:
                if candidate not in given and candidate not in leaving:
                    for package in placement.packages(candidate, given):
                        yield (*before, *package, *(wish for wish in after if wish[0] not in {one for one, _ in package}))


def pairs(placement: Placement, order: Order, candidates: Sequence[int]) -> Iterator[Order]:
    """Yield the order with two more measures, added or in place of one, with their missing prerequisites, one way each."""
    leavings = [(len(order), frozenset[int]()), *((place, _only_for(placement, order, one)) for place, (one, _) in enumerate(order))]
    for place, leaving in leavings:
        before, after = _without(order[:place], leaving), _without(order[place:], leaving)
        for two in combinations([one for one in candidates if one not in leaving], 2):
            given = {one for one, _ in before}
            added: Order = ()
            for candidate in two:
                for package in placement.packages(candidate, given)[:1]:
                    added += package
                    given.update(one for one, _ in package)
            yield (*before, *added, *(wish for wish in after if wish[0] not in given))


def reorderings(order: Order) -> Iterator[Order]:
    """Yield the order with one measure brought to the front or moved behind its successor."""
    for place in range(1, len(order)):
        yield (order[place], *order[:place], *order[place + 1 :])
        yield (*order[: place - 1], order[place], order[place - 1], *order[place + 1 :])


def delays(order: Order, schedule: Schedule, latest: int, steps: Sequence[int] = (1, 2, 4)) -> Iterator[Order]:
    """Yield the order with one measure put off by some quarters, or freed to start as early as it can."""
    starts = {one.measure: one.start_quarter for one in schedule}
    for place, (measure, not_before) in enumerate(order):
        quarters = [starts[measure] + step for step in steps if starts[measure] + step <= latest]
        for quarter in [*([0] if not_before else []), *quarters]:
            yield (*order[:place], (measure, quarter), *order[place + 1 :])


def _without(order: Sequence[Wish], leaving: frozenset[int]) -> Order:
    return tuple(wish for wish in order if wish[0] not in leaving)


def _only_for(placement: Placement, order: Order, measure: int) -> frozenset[int]:
    """Return the measure with those of its prerequisites, direct or not, that no other measure of the order needs."""
    chosen = {one for one, _ in order}
    leaving = {measure}
    for one, _ in reversed(order):
        users = placement.users[one] & chosen
        if users and leaving >= users:
            leaving.add(one)
    return frozenset(leaving)
