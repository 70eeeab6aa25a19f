"""What each planned measure costs and brings over the horizon: avoided loss, gain and cost, with ranges.

Avoided loss is marginal in the plan: the risk without this one measure, all others in place, minus the risk with it. It depends on the
company it keeps, so the measures' figures do not add up to the plan's. Gains stand apart and are never netted with losses.
Axes: n planned measures, T years, J Unseens, P parameter points. Source: method.md section 5.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from leitplanke.planning import funding, pert
from leitplanke.planning.effects import adjust_many, adjust_points, share_of_year, split, yearly_cost
from leitplanke.planning.exact import Evaluate
from leitplanke.planning.losses import expected_losses, worth
from leitplanke.planning.measures import Floats, Ints, MeasureSet
from leitplanke.planning.schedule import Schedule
from leitplanke.risk.vulnerability import Vulnerability, assemble, together

COMMON_SHARE = 0.2
"""Errors of judgement lean together: this share of their variance is common to all figures (method.md section 3)."""
DRAWS = 2_000
TOGETHER = 64
"""Parameter points in one block of array operations: more would leave the cache."""
LEAST_CHANGE = 0.01
"""An Unseen whose loss changes by less than this share of the largest change is not named."""


def without_each(schedule: Schedule) -> tuple[Schedule, ...]:
    """Return the schedule without its first, second ... measure; what needs it stays, for its effect alone is asked for."""
    return tuple((*schedule[:place], *schedule[place + 1 :]) for place in range(len(schedule)))


def avoided_losses(vulnerability: Vulnerability, measures: MeasureSet, schedule: Schedule, factors: Floats | None = None) -> Floats:
    """Return how much expected discounted loss of each Unseen each measure avoids, shape (n, J), EUR; negative where it adds.

    Parameters
    ----------
    factors
        (R,) effect factors at this parameter point; None for the central ones.
    """
    many = adjust_many(measures, (schedule, *without_each(schedule)), vulnerability.years, factors)
    losses = expected_losses(assemble(vulnerability, many))
    return np.asarray(losses[1:] - losses[0])


def avoided_over_points(vulnerabilities: Sequence[Vulnerability], measures: MeasureSet, schedule: Schedule, factors: Floats) -> Floats:
    """Return the expected loss that each measure avoids at each parameter point, shape (P, n), EUR; `factors` has shape (P, R)."""
    rows = [
        _points_avoided(together(vulnerabilities[start : start + TOGETHER]), measures, schedule, factors[start : start + TOGETHER])
        for start in range(0, len(vulnerabilities), TOGETHER)
    ]
    return np.concatenate(rows).reshape(len(vulnerabilities), len(schedule))


def _points_avoided(firm: Vulnerability, measures: MeasureSet, schedule: Schedule, factors: Floats) -> Floats:
    """Return the same at points that are looked at together."""

    def loss(plan: Schedule) -> Floats:
        return np.asarray(expected_losses(assemble(firm, adjust_points(measures, plan, firm.years, factors))).sum(axis=1))

    here = loss(schedule)
    avoided = np.array([loss(plan) - here for plan in without_each(schedule)]).reshape(len(schedule), len(factors))
    return np.asarray(avoided.T)


def avoided_value(measures: MeasureSet, schedule: Schedule, years: int, value: Evaluate) -> Floats:
    """Return how much of any exact value (CVaR95, say) each measure avoids, shape (n,), EUR, at central effects."""
    values = value(tuple(split(adjust_many(measures, (schedule, *without_each(schedule)), years))))
    return np.asarray(values[1:] - values[0])


def changed(avoided_eur: Floats) -> tuple[Ints, Ints]:
    """Return the Unseens that a measure lowers and those it raises, strongest first, from its row of `avoided_losses`.

    Examples
    --------
    >>> lowers, raises = changed(np.array([50.0, -20.0, 0.1, 900.0]))
    >>> lowers.tolist(), raises.tolist()
    ([3, 0], [1])
    """
    least = LEAST_CHANGE * np.abs(avoided_eur).max(initial=0.0)
    order = np.argsort(-np.abs(avoided_eur), kind="stable")
    named = order[np.abs(avoided_eur[order]) > least]
    return named[avoided_eur[named] > 0.0], named[avoided_eur[named] < 0.0]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyBands:
    """Discounted sums over the horizon, EUR: 5 % point, mean and 95 % point."""

    each: Floats
    """(n, 3) for each planned measure, in the order of the schedule."""
    total: Floats
    """(3,) for the plan; its points are not the sums of the measures' points."""


def cost_bands(measures: MeasureSet, schedule: Schedule, years: int, discount_rate: float, rng: np.random.Generator) -> MoneyBands:
    """Return what the measures cost over the horizon."""
    value = worth(years, discount_rate)
    ones, zeros = np.ones(measures.count), np.zeros(measures.count)
    once = yearly_cost(schedule, years, ones, zeros) @ value
    running = yearly_cost(schedule, years, zeros, ones) @ value
    chosen = [planned.measure for planned in schedule]
    figures = np.concatenate([measures.cost_once_eur[chosen], measures.cost_yearly_eur[chosen]])
    mean = np.concatenate([measures.own_once_eur[chosen], pert.mean(measures.cost_yearly_eur[chosen])])
    drawn = _draw(figures, rng)
    if drawn.size:
        drawn[:, : len(chosen)] -= funding.paid(measures.grants, chosen, drawn[:, : len(chosen)])
    return _bands(drawn, mean, np.concatenate([once, running]), len(schedule))


def funding_bands(measures: MeasureSet, schedule: Schedule, years: int, discount_rate: float, rng: np.random.Generator) -> MoneyBands:
    """Return what fundings pay of the measures' one-off costs over the horizon, if they are granted; `rng` as for `cost_bands`."""
    if not measures.grants:
        return MoneyBands(each=np.zeros((len(schedule), 3)), total=np.zeros(3))
    chosen = [planned.measure for planned in schedule]
    once = yearly_cost(schedule, years, np.ones(measures.count), np.zeros(measures.count)) @ worth(years, discount_rate)
    # Drawn beside the yearly costs, as for the costs themselves, so that the same histories stand behind both.
    drawn = _draw(np.concatenate([measures.cost_once_eur[chosen], measures.cost_yearly_eur[chosen]]), rng)[:, : len(chosen)]
    mean = pert.mean(measures.cost_once_eur[chosen]) - measures.own_once_eur[chosen]
    return _bands(funding.paid(measures.grants, chosen, drawn), mean, once, len(schedule))


def gain_bands(measures: MeasureSet, schedule: Schedule, years: int, discount_rate: float, rng: np.random.Generator) -> MoneyBands:
    """Return what the measures earn beside avoided loss over the horizon, with their lead time and ramp."""
    chosen = [planned.measure for planned in schedule]
    starts = np.array([(planned.measure, planned.start_quarter) for planned in schedule], dtype=np.int64).reshape(-1, 2)
    begin = measures.first_months(starts[:, 0], starts[:, 1])
    effective_years = share_of_year(begin, measures.ramp_months[chosen], years) @ worth(years, discount_rate)
    gains = measures.gain_eur_per_year[chosen]
    return _bands(_draw(gains, rng), pert.mean(gains), effective_years, len(schedule))


def _draw(figures: Floats, rng: np.random.Generator) -> Floats:
    """Return draws of figures whose errors lean together, shape (draws, figures)."""
    common = np.sqrt(COMMON_SHARE) * rng.standard_normal((DRAWS, 1))
    lean = common + np.sqrt(1.0 - COMMON_SHARE) * rng.standard_normal((DRAWS, figures.shape[0]))
    return pert.quantile(figures, ndtr(lean))


def _bands(figures: Floats, means: Floats, times: Floats, planned: int) -> MoneyBands:
    """Return the bands of drawn figures that count so many times; column n + i belongs to the same measure as column i."""
    if planned == 0:
        return MoneyBands(each=np.zeros((0, 3)), total=np.zeros(3))
    mean = (means * times).reshape(-1, planned).sum(axis=0)
    drawn = (figures * times).reshape(DRAWS, -1, planned).sum(axis=1)
    low, high = np.quantile(drawn, (0.05, 0.95), axis=0)
    total_low, total_high = np.quantile(drawn.sum(axis=1), (0.05, 0.95))
    return MoneyBands(each=np.stack([low, mean, high], axis=-1), total=np.array([total_low, float(mean.sum()), total_high]))
