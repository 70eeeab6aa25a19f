"""What must hold between the entries of a catalogue."""

from leitplanke.catalogue.entries import Catalogue
from leitplanke.primitives.faults import Fault


def check(catalogue: Catalogue) -> list[Fault]:
    """Return every fault between entries."""
    _ = catalogue
    return []
