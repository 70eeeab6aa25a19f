"""What a firm can carry: money a year, own person-days a quarter, what must come first, what rules each other out.

Axes: T years, Q = 4 T quarters, M measures; roles as in `measures.ROLES`. Source: method.md section 5; how one-off days spread over
quarters: docs/decisions/spread-one-off-days-over-the-introduction.md.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from leitplanke.planning import pert
from leitplanke.planning.effects import yearly_cost
from leitplanke.planning.measures import ROLES, Floats, MeasureSet
from leitplanke.planning.schedule import MONTHS_PER_QUARTER, QUARTERS_PER_YEAR, PlannedMeasure, Schedule

Code = Literal["budget", "days", "needs", "excludes", "fixed-in", "fixed-out", "twice", "outside", "too-early", "too-late"]
SLACK = 1e-9
"""Relative slack in comparisons, against rounding only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The quarters in which a measure that is not fixed may start; `last` None: up to the last of all."""

    measure: int
    first: int = 0
    last: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraints:
    """The limits of one firm and what is already decided.

    `fixed_in` starts as given, whatever it does to the objective; `fixed_out` is never chosen. `last_start` is the last quarter in
    which a measure may start; None allows every quarter of the horizon.
    """

    budget_eur: Floats
    """(T,) what measures may cost in each year, >= 0."""
    days: Floats
    """(Q, 4) own person-days that the day-to-day business leaves, by role, >= 0."""
    fixed_in: Schedule = ()
    fixed_out: tuple[int, ...] = ()
    last_start: int | None = None
    windows: tuple[Window, ...] = ()
    """At most one for each measure."""

    @property
    def years(self) -> int:
        """Length T of the horizon."""
        return int(self.budget_eur.size)

    @property
    def quarters(self) -> int:
        """Number of quarters Q."""
        return int(self.days.shape[0])

    @property
    def latest(self) -> int:
        """The last quarter in which a measure may start."""
        return self.quarters - 1 if self.last_start is None else min(self.last_start, self.quarters - 1)

    def earliest_of(self, measure: int) -> int:
        """Return the first quarter in which a measure may start, or does if it is fixed in."""
        return next((one.start_quarter for one in self.fixed_in if one.measure == measure), self.span(measure)[0])

    def span(self, measure: int) -> tuple[int, int]:
        """Return the first and the last quarter in which this measure may start; where the last is before the first it may not at all."""
        window = next((one for one in self.windows if one.measure == measure), None)
        if window is None:
            return 0, self.latest
        return max(0, window.first), self.latest if window.last is None else min(window.last, self.latest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One limit that a schedule breaks.

    Parameters
    ----------
    code
        ``budget`` (year `period`), ``days`` (quarter `period`, `role`), ``needs`` (`measure` starts before one of `others` works),
        ``excludes``, ``fixed-in``, ``fixed-out``, ``twice``, ``outside`` (starts outside the horizon or after the last start),
        ``too-early`` and ``too-late`` (starts outside its own window; `limit` is the quarter).
    asked, limit
        EUR or days, where the code speaks of amounts.
    """

    code: Code
    measure: int | None = None
    others: tuple[int, ...] = ()
    period: int | None = None
    role: str | None = None
    asked: float | None = None
    limit: float | None = None


def introduction_quarters(lead_months: float, ramp_months: float) -> int:
    """Return over how many quarters the one-off days of a measure spread: its lead time and ramp, at least the start quarter.

    Examples
    --------
    >>> introduction_quarters(1.0, 2.0), introduction_quarters(2.0, 2.0), introduction_quarters(6.0, 18.0)
    (1, 2, 8)
    """
    return max(1, math.ceil((lead_months + ramp_months) / MONTHS_PER_QUARTER - SLACK))


def days_of(measures: MeasureSet, planned: PlannedMeasure, quarters: int) -> Floats:
    """Return the own person-days that a planned measure asks for, shape (Q, 4); what falls behind the horizon is left out."""
    start, measure = planned.start_quarter, planned.measure
    spread = introduction_quarters(float(measures.lead_months[measure]), float(measures.ramp_months[measure]))
    days = np.zeros((quarters, len(ROLES)))
    days[start:] = measures.days_yearly[measure] / QUARTERS_PER_YEAR
    days[start : start + spread] += measures.days_once[measure] / spread
    return days


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What a schedule asks for."""

    cost_eur: Floats
    """(T,) expected cost of each year."""
    days: Floats
    """(Q, 4) own person-days of each quarter by role."""


def load(measures: MeasureSet, schedule: Schedule, constraints: Constraints) -> Load:
    """Return what a schedule asks for in money and days; every start lies within the horizon."""
    once, yearly = measures.own_once_eur, pert.mean(measures.cost_yearly_eur)
    cost = yearly_cost(schedule, constraints.years, once, yearly).sum(axis=0)
    days = np.zeros_like(constraints.days, dtype=np.float64)
    for planned in schedule:
        days += days_of(measures, planned, constraints.quarters)
    return Load(cost_eur=cost, days=days)


def violations(measures: MeasureSet, schedule: Schedule, constraints: Constraints) -> tuple[Violation, ...]:
    """Return every limit that the schedule breaks; none means that the firm can carry it."""
    outside = tuple(one for one in schedule if not 0 <= one.start_quarter <= _last(one, constraints))
    inside = tuple(one for one in schedule if 0 <= one.start_quarter < constraints.quarters)
    asked = load(measures, inside, constraints)
    return (
        *(Violation(code="outside", measure=one.measure, period=one.start_quarter, limit=constraints.latest) for one in outside),
        *_windows(tuple(one for one in schedule if one not in outside and one not in constraints.fixed_in), constraints),
        *_decided(schedule, constraints),
        *_ordering(measures, schedule),
        *_money(asked, constraints),
        *_people(asked, constraints),
    )


def _last(planned: PlannedMeasure, constraints: Constraints) -> int:
    """Return the last quarter in which this measure may start; what is fixed in may start later than others."""
    return constraints.quarters - 1 if planned in constraints.fixed_in else constraints.latest


def _windows(schedule: Schedule, constraints: Constraints) -> Iterator[Violation]:
    """Yield the starts before or after the quarters in which the firm lets a measure start."""
    for one in schedule:
        first, last = constraints.span(one.measure)
        if one.start_quarter < first:
            yield Violation(code="too-early", measure=one.measure, period=one.start_quarter, limit=first)
        if one.start_quarter > last:
            yield Violation(code="too-late", measure=one.measure, period=one.start_quarter, limit=last)


def _decided(schedule: Schedule, constraints: Constraints) -> tuple[Violation, ...]:
    chosen = [one.measure for one in schedule]
    return (
        *(Violation(code="twice", measure=measure) for measure in sorted(set(chosen)) if chosen.count(measure) > 1),
        *(Violation(code="fixed-out", measure=measure) for measure in chosen if measure in constraints.fixed_out),
        *(
            Violation(code="fixed-in", measure=fixed.measure, period=fixed.start_quarter)
            for fixed in constraints.fixed_in
            if fixed not in schedule
        ),
    )


def _ordering(measures: MeasureSet, schedule: Schedule) -> tuple[Violation, ...]:
    works = {one.measure: measures.works_in(one.measure, one.start_quarter) for one in schedule}
    late = math.inf
    needs = tuple(
        Violation(code="needs", measure=one.measure, others=group, period=one.start_quarter)
        for one in schedule
        for group in measures.needs[one.measure]
        if min(works.get(other, late) for other in group) > one.start_quarter
    )
    chosen = sorted(works)
    excludes = tuple(
        Violation(code="excludes", measure=first, others=(second,))
        for first in chosen
        for second in chosen
        if first < second and measures.excludes[first, second]
    )
    return (*needs, *excludes)


def _money(asked: Load, constraints: Constraints) -> tuple[Violation, ...]:
    return tuple(
        Violation(code="budget", period=year, asked=float(asked.cost_eur[year]), limit=float(constraints.budget_eur[year]))
        for year in np.flatnonzero(exceeds(asked.cost_eur, constraints.budget_eur)).tolist()
    )


def _people(asked: Load, constraints: Constraints) -> tuple[Violation, ...]:
    return tuple(
        Violation(
            code="days",
            period=quarter,
            role=ROLES[role],
            asked=float(asked.days[quarter, role]),
            limit=float(constraints.days[quarter, role]),
        )
        for quarter, role in np.argwhere(exceeds(asked.days, constraints.days)).tolist()
    )


def exceeds(asked: Floats, limit: Floats) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Return where more is asked than the limit allows, rounding apart."""
    return asked > limit * (1.0 + SLACK) + SLACK
