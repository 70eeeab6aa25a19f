"""A schedule: which measures start in which quarter.

Quarter 0 is the study's start quarter; year t of the model (from 0) holds the quarters 4t to 4t + 3.
"""

import math
from dataclasses import dataclass
from operator import attrgetter

QUARTERS_PER_YEAR = 4
MONTHS_PER_QUARTER = 3
MONTHS_PER_YEAR = 12


@dataclass(frozen=True, slots=True, order=True)
class PlannedMeasure:
    """One measure (its index in the measure set) and the quarter in which it starts."""

    measure: int
    start_quarter: int


Schedule = tuple[PlannedMeasure, ...]
"""Planned measures; the order carries no meaning. Two schedules that mean the same are equal once `ordered`."""


def ordered(schedule: Schedule) -> Schedule:
    """Return the schedule sorted by start quarter, then by measure."""
    return tuple(sorted(schedule, key=attrgetter("start_quarter", "measure")))


def effective_quarter(start_quarter: int, lead_months: float) -> int:
    """Return the first quarter that begins when the lead time has passed.

    Examples
    --------
    >>> effective_quarter(2, 0.0), effective_quarter(2, 3.0), effective_quarter(2, 4.0)
    (2, 3, 4)
    """
    return start_quarter + math.ceil(lead_months / MONTHS_PER_QUARTER - 1e-9)
