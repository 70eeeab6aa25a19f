"""What a schedule of measures changes year by year: factors on the firm's vulnerability, moved bases and cost.

Axes: N schedules evaluated at once, T years, J Unseens, F capacity factors, R effect rows. Source: method.md section 5.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from leitplanke.planning import pert
from leitplanke.planning.measures import FAMILY_POWER, FAVOURABLE_FLOOR, PARAMETERS, Bools, Floats, Ints, MeasureSet
from leitplanke.planning.schedule import MONTHS_PER_YEAR, QUARTERS_PER_YEAR, Schedule, flat
from leitplanke.risk.vulnerability import Adjustment


def share_of_year(start_month: Floats, ramp_months: Floats, years: int) -> Floats:
    """Return how much of its full effect a measure has in each year, shape (..., T), in [0, 1].

    The effect is 0 until `start_month`, then rises linearly to 1 over the ramp (a jump if the ramp is 0); each figure is the mean
    over the twelve months of the year.

    Examples
    --------
    >>> share_of_year(np.array(6.0), np.array(12.0), 3).tolist()
    [0.125, 0.875, 1.0]
    """
    edges = np.arange(years + 1) * float(MONTHS_PER_YEAR)
    since = np.maximum(edges - start_month[..., None], 0.0)
    ramp = ramp_months[..., None]
    # Integral of the effect up to each year's edge: a parabola while it rises, then a straight line.
    rising = np.minimum(since, ramp)
    parabola = np.divide(rising**2, 2.0 * ramp, out=np.zeros(np.broadcast_shapes(since.shape, ramp.shape)), where=ramp > 0.0)
    integral = parabola + np.maximum(since - ramp, 0.0)
    return np.asarray(np.diff(integral, axis=-1) / MONTHS_PER_YEAR)


def yearly_cost(schedule: Schedule, years: int, once_eur: Floats, yearly_eur: Floats) -> Floats:
    """Return what each planned measure costs in each year at the given one-off and yearly prices, shape (n, T), EUR, undiscounted.

    The one-off cost falls in the year of the start quarter, the yearly cost pro rata from the start quarter on.
    """
    _, chosen, start = flat((schedule,))
    year = np.arange(years)
    running = np.clip(year[None, :] + 1.0 - start[:, None] / QUARTERS_PER_YEAR, 0.0, 1.0)
    begins = (start // QUARTERS_PER_YEAR)[:, None] == year[None, :]
    return np.asarray(begins * once_eur[chosen, None] + running * yearly_eur[chosen, None])


def adjust(measures: MeasureSet, schedule: Schedule, years: int, factors: Floats | None = None) -> Adjustment:
    """Return what a schedule changes.

    Parameters
    ----------
    years
        Length T of the horizon.
    factors
        Shape (R,): effect factors at this parameter point; None for the central ones.
    """
    return next(iter(split(adjust_many(measures, (schedule,), years, factors))))


def split(many: Adjustment) -> Iterator[Adjustment]:
    """Yield the adjustments of a stack one by one."""
    for number in range(many.cost_eur.shape[0]):
        yield Adjustment(
            exposure=many.exposure[number],
            exposure_adverse=many.exposure_adverse[number],
            sensitivity=many.sensitivity[number],
            severity=many.severity[number],
            coping_gap=many.coping_gap[number],
            capacity_gap=many.capacity_gap[number],
            base=many.base[number],
            cost_eur=many.cost_eur[number],
        )


def adjust_many(measures: MeasureSet, schedules: Sequence[Schedule], years: int, factors: Floats | None = None) -> Adjustment:
    """Return what several schedules change, stacked: every array has the schedules as first axis, shape (N, T, J) and so on."""
    plans = _flatten(measures, schedules)
    favourable, adverse = _products(measures, plans, years, measures.central_factors if factors is None else factors)
    return _adjustment(measures, favourable, adverse, _bases(measures, plans, years), _costs(measures, plans, schedules, years))


def _adjustment(measures: MeasureSet, favourable: Floats, adverse: Floats, bases: Floats, costs: Floats) -> Adjustment:
    """Put factors, bases and cost together; at most the floor of what measures work on remains."""
    favourable = np.maximum(favourable, FAVOURABLE_FLOOR)
    both = favourable * adverse
    exposure, sensitivity, severity, coping, capacity = range(len(PARAMETERS))
    return Adjustment(
        exposure=favourable[:, exposure, :, : measures.unseens],
        exposure_adverse=adverse[:, exposure, :, : measures.unseens],
        sensitivity=both[:, sensitivity, :, : measures.unseens],
        severity=both[:, severity, :, : measures.unseens],
        coping_gap=both[:, coping, :, : measures.unseens],
        capacity_gap=both[:, capacity, :, : measures.capacities],
        base=bases,
        cost_eur=costs,
    )


def adjust_points(measures: MeasureSet, schedule: Schedule, years: int, factors: Floats) -> Adjustment:
    """Return what one schedule changes at P parameter points, stacked as by `adjust_many`; `factors` has shape (P, R)."""
    plans = _flatten(measures, (schedule,))
    favourable, adverse = _products_at(measures, plans, years, factors)
    bases, costs = _bases(measures, plans, years), _costs(measures, plans, (schedule,), years)
    points = factors.shape[0]
    return _adjustment(measures, favourable, adverse, np.repeat(bases, points, axis=0), np.repeat(costs, points, axis=0))


@dataclass(frozen=True, slots=True)
class _Flat:
    """All planned measures of several schedules in one row: which schedule, which measure, when it starts."""

    plan: Ints
    measure: Ints
    quarter: Ints
    schedules: int

    def rows(self, owner: Ints, measures: int) -> tuple[Ints, Ints]:
        """Return (position in this flat list, row) for every row that belongs to a planned measure; `owner` ascends."""
        first = np.searchsorted(owner, np.arange(measures + 1))
        count = (first[1:] - first[:-1])[self.measure]
        position = np.repeat(np.arange(self.measure.size), count)
        within = np.arange(position.size) - np.repeat(np.cumsum(count) - count, count)
        return position, first[self.measure][position] + within


def _flatten(measures: MeasureSet, schedules: Sequence[Schedule]) -> _Flat:
    plan, measure, quarter = flat(schedules)
    if measure.size and not 0 <= measure.min() <= measure.max() < measures.count:
        message = f"no measure of index {measure.max()}"
        raise IndexError(message)
    return _Flat(plan, measure, quarter, len(schedules))


def _products(measures: MeasureSet, plans: _Flat, years: int, factors: Floats) -> tuple[Floats, Floats]:
    """Return the products of all favourable and of all adverse factors, each of shape (N, parameters, T, targets)."""
    found = _Factors.of(measures, plans, years)
    logs = found.power[:, None] * np.log1p(found.share * (factors[found.row, None] - 1.0))
    return found.product(plans.plan[found.position], plans.schedules, logs)


def _products_at(measures: MeasureSet, plans: _Flat, years: int, factors: Floats) -> tuple[Floats, Floats]:
    """Return the same of one schedule at P parameter points, `factors` of shape (P, R): each of shape (P, parameters, T, targets)."""
    found, points = _Factors.of(measures, plans, years), factors.shape[0]
    logs = found.power[:, None] * np.log1p(found.share * (factors[:, found.row, None] - 1.0))
    return found.product(np.arange(points)[:, None], points, logs)


@dataclass(frozen=True, slots=True)
class _Factors:
    """The effects of planned measures: place in the flat list, row, share of full effect by year, power in the family."""

    position: Ints
    row: Ints
    share: Floats
    power: Floats
    measures: MeasureSet

    @classmethod
    def of(cls, measures: MeasureSet, plans: _Flat, years: int) -> "_Factors":
        position, row = plans.rows(measures.effect_measure, measures.count)
        planned, quarter = plans.measure[position], plans.quarter[position]
        begin = measures.first_months(planned, quarter)
        share = share_of_year(begin, np.where(measures.effect_adverse[row], 0.0, measures.ramp_months[planned]), years)
        return cls(position, row, share, _family_powers(measures, plans.plan[position], row), measures)

    def product(self, block: Ints, blocks: int, logs: Floats) -> tuple[Floats, Floats]:
        """Return the products of favourable and of adverse factors by block, (blocks, parameters, T, targets), from logs (..., E, T)."""
        measures, row, years = self.measures, self.row, self.share.shape[1]
        targets, adverse = max(measures.unseens, measures.capacities), measures.effect_adverse[row]
        shape = (blocks, len(PARAMETERS), years, targets)
        cell = (block * len(PARAMETERS) + measures.effect_parameter[row])[..., None] * years + np.arange(years)
        cell = cell * targets + measures.effect_target[row, None]

        def chosen(which: Bools) -> Floats:
            places, values = cell[..., which, :], logs[..., which, :]
            return np.exp(np.bincount(places.ravel(), values.ravel(), int(np.prod(shape)))).reshape(shape)

        return chosen(~adverse), chosen(adverse)


def _family_powers(measures: MeasureSet, plan: Ints, row: Ints) -> Floats:
    """Return each row's power: within one schedule and group 1 for the strongest central factor, then .6, .36 ...; ranked once."""
    power = np.ones(row.size)
    grouped = np.flatnonzero(measures.effect_group[row] >= 0)
    if grouped.size == 0:
        return power
    group = plan[grouped] * (measures.effect_group.max() + 1) + measures.effect_group[row[grouped]]
    order = np.lexsort((row[grouped], measures.effect_mu[row[grouped]], group))
    opens = np.r_[True, np.diff(group[order]) != 0]
    place = np.arange(order.size)
    power[grouped[order]] = FAMILY_POWER ** (place - np.maximum.accumulate(np.where(opens, place, 0)))
    return power


def weighed(measures: MeasureSet, schedule: Schedule) -> tuple[Ints, Ints, Floats]:
    """Return place in the schedule, effect row and family power of every effect of a schedule, each of shape (n effects,)."""
    plans = _flatten(measures, (schedule,))
    position, row = plans.rows(measures.effect_measure, measures.count)
    return position, row, _family_powers(measures, plans.plan[position], row)


def _bases(measures: MeasureSet, plans: _Flat, years: int) -> Floats:
    """Return the factor on each Unseen's base, shape (N, T, J): moved in full from the effective month on, never below 0."""
    position, row = plans.rows(measures.moved_measure, measures.count)
    planned, quarter = plans.measure[position], plans.quarter[position]
    begin = measures.first_months(planned, quarter)
    moved = measures.moved_share[row, None] * share_of_year(begin, np.zeros(begin.size), years)
    cell = (plans.plan[position, None] * years + np.arange(years)) * measures.unseens + measures.moved_unseen[row, None]
    change = np.bincount(cell.ravel(), moved.ravel(), plans.schedules * years * measures.unseens)
    return np.asarray(np.maximum(0.0, 1.0 + change)).reshape(plans.schedules, years, measures.unseens)


def _costs(measures: MeasureSet, plans: _Flat, schedules: Sequence[Schedule], years: int) -> Floats:
    """Return the expected cost by year, shape (N, T)."""
    together = tuple(one for schedule in schedules for one in schedule)
    each = yearly_cost(together, years, measures.own_once_eur, pert.mean(measures.cost_yearly_eur))
    cost = np.zeros((plans.schedules, years))
    np.add.at(cost, plans.plan, each)
    return cost
