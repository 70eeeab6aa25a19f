"""Is enough asked: every Unseen's exposure and sensitivity, every capacity factor from more than one side."""

from collections.abc import Iterator

from leitplanke.catalogue.checks.finding import found
from leitplanke.catalogue.entries import Catalogue, IndexParameter
from leitplanke.primitives.faults import Fault

LEAST_DRIVES, LEAST_COMPONENTS = 3, 2
"""For a capacity factor (content rule of the record): one question, or one component alone, says too little about a firm."""
_PARAMETERS: tuple[IndexParameter, ...] = ("exposure", "sensitivity")


def check(catalogue: Catalogue) -> Iterator[Fault]:
    """Yield Unseens and capacity factors that answers can hardly move, so that their index would stay a guess for every firm."""
    drives = [(indicator, drive) for indicator in catalogue.indicators for drive in indicator.drives]
    moved = {(drive.target, drive.parameter) for _, drive in drives}
    for unseen in catalogue.unseens:
        for parameter in _PARAMETERS:
            if (unseen.id, parameter) not in moved:
                yield found(unseen, (), "no-drive", given=unseen.id, parameter=parameter)
    for capacity in catalogue.capacities:
        asked = [indicator.component for indicator, drive in drives if drive.target == capacity.id]
        if len(asked) < LEAST_DRIVES or len(set(asked)) < LEAST_COMPONENTS:
            yield found(capacity, (), "few-drives", given=len(asked), components=len(set(asked)))
