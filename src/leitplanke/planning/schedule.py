"""A schedule: which measures start in which quarter.

Quarter 0 is the study's start quarter; year t of the model (from 0) holds the quarters 4t to 4t + 3.
"""

import math
from collections.abc import Sequence
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

QUARTERS_PER_YEAR = 4
MONTHS_PER_QUARTER = 3
MONTHS_PER_YEAR = 12


class PlannedMeasure(NamedTuple):
    """One measure (its index in the measure set) and the quarter in which it starts.

    A tuple, for a search compares and looks up hundreds of thousands of them.
    """

    measure: int
    start_quarter: int


Schedule = tuple[PlannedMeasure, ...]
"""Planned measures; the order carries no meaning. Two schedules that mean the same are equal once `ordered`."""


def ordered(schedule: Schedule) -> Schedule:
    """Return the schedule sorted by start quarter, then by measure."""
    return tuple(sorted(schedule, key=itemgetter(1, 0)))


def effective_quarter(start_quarter: int, lead_months: float) -> int:
    """Return the first quarter that begins when the lead time has passed.

    Examples
    --------
    >>> effective_quarter(2, 0.0), effective_quarter(2, 3.0), effective_quarter(2, 4.0)
    (2, 3, 4)
    """
    return start_quarter + math.ceil(lead_months / MONTHS_PER_QUARTER - 1e-9)


def flat(schedules: Sequence[Schedule]) -> tuple[Ints, Ints, Ints]:
    """Return all planned measures of several schedules in one row: number of the schedule, measure and start quarter.

    Examples
    --------
    >>> [row.tolist() for row in flat(((PlannedMeasure(7, 0), PlannedMeasure(8, 3)), (), (PlannedMeasure(7, 1),)))]
    [[0, 0, 2], [7, 8, 7], [0, 3, 1]]
    """
    sizes = np.fromiter(map(len, schedules), np.int64, len(schedules))
    pairs = np.fromiter(chain.from_iterable(chain.from_iterable(schedules)), np.int64, 2 * int(sizes.sum())).reshape(-1, 2)
    return np.repeat(np.arange(sizes.size), sizes), pairs[:, 0], pairs[:, 1]
