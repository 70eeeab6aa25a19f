"""Is every goal measured by something, and are the weights of the groups in order."""

from collections.abc import Iterator

from leitplanke.catalogue.checks.finding import ascending, doubled, found
from leitplanke.catalogue.checks.naming import named
from leitplanke.catalogue.entries import Catalogue
from leitplanke.primitives.faults import Fault


def check(catalogue: Catalogue) -> Iterator[Fault]:
    """Yield faults of aims and of those who weight them."""
    for aim in catalogue.aims:
        if aim.counted == ():
            yield found(aim, ("figure",), "measured-by-nothing", given=aim.figure)
        for twice in doubled(id_ for _, id_, _ in named(aim)):
            yield found(aim, (), "named-twice", given=twice)
    for group in catalogue.stakeholders:
        for twice in doubled(one.aim for one in group.weights):
            yield found(group, ("weights",), "named-twice", given=twice)
        for place, one in enumerate(group.weights):
            if not ascending((one.low, one.mode, one.high)):
                yield found(group, ("weights", place), "not-in-order", given=(one.low, one.mode, one.high))
