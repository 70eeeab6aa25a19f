"""Do indicators have five ascending answers, and drive no Unseen whose base they give."""

from collections.abc import Iterator
from itertools import pairwise

from leitplanke.catalogue.checks.finding import ascending, doubled, found
from leitplanke.catalogue.entries import Catalogue, Indicator, Unseen
from leitplanke.primitives.faults import Fault

LEVELS = 5
FAMILIES = (
    frozenset({"base.main-buyer-revenue"}),
    frozenset({"base.platform-revenue", "base.intermediable-revenue"}),
)
"""Bases that grow with the same answer: an item that gives one of a family drives no Unseen of the family, or loss would grow with
the square of the answer (additions.md, "Bases are not exposures")."""
_NEAR = 0.005


def check(catalogue: Catalogue) -> Iterator[Fault]:
    """Yield faults of indicators."""
    unseens = {unseen.id: unseen for unseen in catalogue.unseens}
    for indicator in catalogue.indicators:
        yield from _levels(indicator)
        yield from _map(indicator)
        yield from _drives(indicator, unseens)


def _levels(indicator: Indicator) -> Iterator[Fault]:
    if len(indicator.levels) != LEVELS:
        yield found(indicator, ("levels",), "five-levels", given=len(indicator.levels))
    values = [level.value for level in indicator.levels]
    if not ascending(values, strictly=True):
        yield found(indicator, ("levels",), "not-in-order", given=values)
    for place, value in enumerate(values):
        if not 0.0 <= value <= 1.0:
            yield found(indicator, ("levels", place, "value"), "not-a-probability", given=value)


def _map(indicator: Indicator) -> Iterator[Fault]:
    amounts = [point.amount for point in indicator.map]
    if not ascending(amounts, strictly=True):
        yield found(indicator, ("map",), "not-in-order", given=amounts)
        return
    for place, point in enumerate(indicator.map):
        if not 0.0 <= point.value <= 1.0:
            yield found(indicator, ("map", place, "value"), "not-a-probability", given=point.value)
    for place, level in enumerate(indicator.levels):
        if level.amount is not None and indicator.map:
            expected = mapped(indicator, level.amount)
            if abs(expected - level.value) > _NEAR:
                yield found(indicator, ("levels", place, "amount"), "amount-off-map", given=level.amount, expected=round(expected, 3))


def mapped(indicator: Indicator, amount: float) -> float:
    """Return the value of an exact figure: linear between the points of the map, flat outside."""
    points = indicator.map
    if amount <= points[0].amount:
        return points[0].value
    for left, right in pairwise(points):
        if amount <= right.amount:
            return left.value + (right.value - left.value) * (amount - left.amount) / (right.amount - left.amount)
    return points[-1].value


def _drives(indicator: Indicator, unseens: dict[str, Unseen]) -> Iterator[Fault]:
    for twice in doubled(f"{drive.target} {drive.parameter}" for drive in indicator.drives):
        yield found(indicator, ("drives",), "named-twice", given=twice)
    for place, drive in enumerate(indicator.drives):
        if not 0.0 < drive.weight <= 1.0:
            yield found(indicator, ("drives", place, "weight"), "not-a-probability", given=drive.weight)
        unseen = unseens.get(drive.target)
        if unseen is not None and unseen.severity.base in _family(indicator.sets_base):
            yield found(indicator, ("drives", place), "repeats-base", given=unseen.id, base=unseen.severity.base)


def _family(base: str | None) -> frozenset[str]:
    """Return the bases that grow with `base`."""
    if base is None:
        return frozenset()
    return next((family for family in FAMILIES if base in family), frozenset({base}))
