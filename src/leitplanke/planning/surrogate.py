"""A cheap stand-in for the exact figure of risk, good enough to say which few schedules deserve an exact evaluation.

CVaR is homogeneous of degree one in the severities, so it equals the sum of its derivatives after their logarithms (Euler). The
stand-in keeps these derivatives per euro of each Unseen's expected loss, and the powers with which CVaR follows the number of its
losses; expected numbers and sizes follow the schedule in closed form, with cascades, capacity and coping. It is exact at the schedule
it was fitted at, and there right to first order in the size and number of each Unseen's losses. A chance of exhausting liquidity is not
homogeneous: it follows the same sum by a power of its own, and rises with cost, which is taken from the same liquidity.

Sources: method.md section 5 ("screen by derivatives of CVaR"); Tasche, Risk contributions and performance measurement (1999).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from leitplanke.planning.effects import adjust, adjust_many
from leitplanke.planning.exact import Evaluate
from leitplanke.planning.losses import losses_per_year, worth
from leitplanke.planning.measures import Floats, Ints, MeasureSet
from leitplanke.planning.objectives import Figure
from leitplanke.planning.schedule import Schedule
from leitplanke.risk.expectation import loss_of_one
from leitplanke.risk.model import RiskModel
from leitplanke.risk.vulnerability import Adjustment, Vulnerability, assemble, stacked

STEP = 0.1
"""Relative change of an Unseen's severity or exposure from which its derivatives are taken."""
LEAST_SHARE = 5e-3
"""An Unseen with a smaller share of the expected loss gets average weight and power 1, without evaluations of its own."""
LEAST_POWER = 0.05
STEEPEST = 12.0
"""A chance never follows the size of losses by a higher power than this: it is fitted over a tenth only."""
COST_STEP = 0.02
"""Share of liquidity by which each year's cost is raised to see what cost does to a chance."""
POWER_ROUNDS = 3
"""The powers depend on each other through cascades, weakly: three rounds settle them."""


@dataclass(frozen=True, slots=True)
class Surrogate:
    """The stand-in, fitted at one schedule: the sum over Unseens of weight x loss x (count / count at the fit)^(power - 1).

    That sum is the figure itself; a chance is (sum / chance at the fit)^steepness x chance at the fit.
    """

    vulnerability: Vulnerability
    measures: MeasureSet
    weight: Floats
    """(J,) how much of the figure a euro of expected loss stands for."""
    size: Floats
    """(T, J) expected cost of one loss at the fit, EUR."""
    count: Floats
    """(J,) numbers of losses at the fit, weighted with `size`, EUR."""
    power: Floats
    """(J,) by which power the figure follows the number of losses; below 1 where losses are rare and large."""
    fitted: float
    """The exact figure at the fit."""
    steepness: float = 1.0
    per_euro: float = 0.0
    """By how much a euro of cost raises the figure; 0 where the figure is of losses alone."""
    spent_eur: float = 0.0
    """Cost at the fit."""

    def __call__(self, schedules: Sequence[Schedule]) -> Floats:
        """Return the approximate figure of each schedule, shape (N,), EUR or chances; inf where cascades do not end."""
        if not schedules:
            return np.zeros(0)
        many = adjust_many(self.measures, schedules, self.vulnerability.years)
        risk = self.by_unseen(assemble(self.vulnerability, many)).sum(axis=-1)
        if self.steepness != 1.0:
            risk = self.fitted * (risk / self.fitted) ** self.steepness
        if self.per_euro == 0.0:
            return np.asarray(risk)
        spent = many.cost_eur @ worth(self.vulnerability.years, self.vulnerability.discount_rate)
        return np.asarray(np.maximum(0.0, risk + self.per_euro * (spent - self.spent_eur)))

    def by_unseen(self, model: RiskModel) -> Floats:
        """Return what each Unseen adds to the sum in many models at once, shape (N, J), EUR."""
        counts = losses_per_year(model)
        losses = (counts * loss_of_one(model)).sum(axis=-2)
        count = (counts * self.size).sum(axis=-2)
        known = (self.count > 0.0) & (count > 0.0) & np.isfinite(count)
        ratio = np.divide(count, self.count, out=np.ones_like(count), where=known)
        return np.asarray(self.weight * losses * ratio ** (self.power - 1.0))


def fit(
    vulnerability: Vulnerability, measures: MeasureSet, at: Schedule, risk: float, evaluate: Evaluate, figure: Figure = "cvar95"
) -> Surrogate:
    """Return the stand-in that is exact at the schedule `at`, whose exact figure of risk is `risk`.

    Takes two exact evaluations for each Unseen that matters: one with larger losses, one with fewer; for a chance one more.
    """
    here = adjust(measures, at, vulnerability.years)
    model = assemble(vulnerability, here)
    size, losses = loss_of_one(model), (losses_per_year(model) * loss_of_one(model)).sum(axis=0)
    total, ones = float(losses.sum()), np.ones(measures.unseens)
    if not (0.0 < total < np.inf and risk > 0.0):
        return Surrogate(vulnerability, measures, ones if figure != "chance" else 0.0 * ones, size, losses, ones, risk)
    matter: Ints = np.flatnonzero(losses > LEAST_SHARE * total)
    larger = [replace(here, severity=_scaled(here.severity, unseen, 1.0 + STEP)) for unseen in matter.tolist()]
    fewer = [replace(here, exposure=_scaled(here.exposure, unseen, 1.0 - STEP)) for unseen in matter.tolist()]
    changes = evaluate(larger + fewer) - risk
    weight = ones * risk / total
    rises = np.maximum(changes[: matter.size], 0.0)
    weight[matter] = rises / STEP / losses[matter]
    if not float(losses @ weight) > 0.0:
        weight = ones * risk / total
    steepness = float(np.clip(rises.sum() / STEP / risk, 1.0, STEEPEST)) if figure == "chance" else 1.0
    scaled = weight * risk / float(losses @ weight)
    weighted = Surrogate(vulnerability, measures, scaled, size, losses, ones, risk, steepness)
    if figure == "chance":
        weighted = _with_price(weighted, here, evaluate)
    power = _powers(weighted, assemble(vulnerability, stacked(fewer)), matter, changes[matter.size :] / steepness)
    return replace(weighted, power=power)


def _with_price(surrogate: Surrogate, here: Adjustment, evaluate: Evaluate) -> Surrogate:
    """Return the stand-in with what a euro of cost does to the chance."""
    firm = surrogate.vulnerability
    value, more = worth(firm.years, firm.discount_rate), COST_STEP * max(firm.liquidity_eur or 0.0, 1.0)
    (dearer,) = evaluate([replace(here, cost_eur=here.cost_eur + more)])
    return replace(
        surrogate,
        per_euro=max(0.0, float(dearer) - surrogate.fitted) / (more * float(value.sum())),
        spent_eur=float(here.cost_eur @ value),
    )


def _powers(surrogate: Surrogate, fewer: RiskModel, matter: Ints, falls: Floats) -> Floats:
    """Return the powers with which the stand-in falls as the exact figure did when each Unseen in turn became rarer."""
    power = np.ones_like(surrogate.weight)
    here = surrogate.weight * surrogate.count
    row = np.arange(matter.size)
    for _ in range(POWER_ROUNDS):
        change = replace(surrogate, power=power).by_unseen(fewer) - here
        caused = change.sum(axis=1) - change[row, matter]
        share = np.divide(falls - caused, here[matter], out=np.zeros(matter.size), where=here[matter] > 0.0)
        power[matter] = np.clip(np.log(np.clip(1.0 + share, 1.0 - STEP, 1.0)) / np.log(1.0 - STEP), LEAST_POWER, 1.0)
    return power


def _scaled(array: Floats, unseen: int, factor: float) -> Floats:
    scaled = array.copy()
    scaled[:, unseen] *= factor
    return scaled
