"""The roadmap: what a schedule asks for quarter by quarter, against the limits, and when each measure begins to work."""

from dataclasses import dataclass

import numpy as np

from leitplanke.planning import pert
from leitplanke.planning.constraints import Constraints, load
from leitplanke.planning.measures import Floats, Ints, MeasureSet
from leitplanke.planning.schedule import QUARTERS_PER_YEAR, Schedule, effective_quarter


@dataclass(frozen=True, slots=True, kw_only=True)
class Roadmap:
    """One row a quarter, Q in all; roles as in `measures.ROLES`."""

    cost_eur: Floats
    """(Q,) expected cost: one-off cost in the start quarter, a quarter of the yearly cost from then on."""
    budget_eur: Floats
    """(Q,) what is left of the year's budget at the beginning of the quarter."""
    days: Floats
    """(Q, 4) own person-days."""
    days_limit: Floats
    """(Q, 4) own person-days that the day-to-day business leaves."""
    effective_quarter: Ints
    """(n,) for each planned measure, in the order of the schedule, the first quarter that begins after its lead time."""
    full_quarter: Ints
    """(n,) the first quarter that begins after lead time and ramp."""


def lay_out(measures: MeasureSet, schedule: Schedule, constraints: Constraints) -> Roadmap:
    """Return the roadmap of a schedule; every start lies within the horizon."""
    cost = _cost_by_quarter(measures, schedule, constraints.quarters)
    by_year = cost.reshape(-1, QUARTERS_PER_YEAR)
    spent_before = np.cumsum(by_year, axis=1) - by_year
    starts = np.array([(one.measure, one.start_quarter) for one in schedule], dtype=np.int64).reshape(-1, 2)
    begin = measures.first_months(starts[:, 0], starts[:, 1])
    return Roadmap(
        cost_eur=cost,
        budget_eur=(constraints.budget_eur[:, None] - spent_before).ravel(),
        days=load(measures, schedule, constraints).days,
        days_limit=constraints.days,
        effective_quarter=_quarters(begin),
        full_quarter=_quarters(begin + measures.ramp_months[starts[:, 0]]),
    )


def _cost_by_quarter(measures: MeasureSet, schedule: Schedule, quarters: int) -> Floats:
    once, yearly = measures.own_once_eur, pert.mean(measures.cost_yearly_eur)
    cost = np.zeros(quarters)
    for planned in schedule:
        cost[planned.start_quarter] += once[planned.measure]
        cost[planned.start_quarter :] += yearly[planned.measure] / QUARTERS_PER_YEAR
    return cost


def _quarters(months: Floats) -> Ints:
    """Return the first quarter that begins when these months have passed."""
    return np.array([effective_quarter(0, month) for month in months.tolist()], dtype=np.int64)
