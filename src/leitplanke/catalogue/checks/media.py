"""Does every medium say something about each protection class, once."""

from collections.abc import Iterator

from leitplanke.catalogue.checks.finding import doubled, found
from leitplanke.catalogue.entries import Catalogue
from leitplanke.catalogue.media import CLASSES
from leitplanke.primitives.faults import Fault


def check(catalogue: Catalogue) -> Iterator[Fault]:
    """Yield media that leave a class open or speak of a subject twice."""
    for medium in catalogue.media:
        subjects = [cell.of for cell in medium.cells]
        for twice in doubled(subjects):
            yield found(medium, ("cells",), "named-twice", given=twice)
        for missing in (one for one in CLASSES if one not in subjects):
            yield found(medium, ("cells",), "open-class", given=missing)
