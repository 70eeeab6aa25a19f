"""A cheap stand-in for the exact objective, good enough to say which few schedules deserve an exact evaluation.

CVaR is homogeneous of degree one in the severities, so it equals the sum of its derivatives after their logarithms (Euler). The
stand-in keeps these derivatives per euro of each Unseen's expected loss, and the powers with which CVaR follows the number of its
losses; expected numbers and sizes follow the schedule in closed form, with cascades, capacity and coping. It is exact at the schedule
it was fitted at, and there right to first order in the size and number of each Unseen's losses.

Sources: method.md section 5 ("screen by derivatives of CVaR"); Tasche, Risk contributions and performance measurement (1999).
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from leitplanke.planning.effects import adjust, adjust_many
from leitplanke.planning.exact import Evaluate
from leitplanke.planning.losses import losses_per_year, worth
from leitplanke.planning.measures import Floats, Ints, MeasureSet
from leitplanke.planning.schedule import Schedule
from leitplanke.risk.expectation import loss_of_one
from leitplanke.risk.model import RiskModel
from leitplanke.risk.vulnerability import Adjustment, Vulnerability, assemble

STEP = 0.1
"""Relative change of an Unseen's severity or exposure from which its derivatives are taken."""
LEAST_SHARE = 5e-3
"""An Unseen with a smaller share of the expected loss gets average weight and power 1, without evaluations of its own."""
LEAST_POWER = 0.05
POWER_ROUNDS = 3
"""The powers depend on each other through cascades, weakly: three rounds settle them."""


@dataclass(frozen=True, slots=True)
class Surrogate:
    """The stand-in, fitted at one schedule: the sum over Unseens of weight x loss x (count / count at the fit)^(power - 1)."""

    vulnerability: Vulnerability
    measures: MeasureSet
    weight: Floats
    """(J,) how many euros of the objective a euro of expected loss stands for."""
    size: Floats
    """(T, J) expected cost of one loss at the fit, EUR."""
    count: Floats
    """(J,) numbers of losses at the fit, weighted with `size`, EUR."""
    power: Floats
    """(J,) by which power the objective follows the number of losses; below 1 where losses are rare and large."""

    def __call__(self, schedules: Sequence[Schedule]) -> Floats:
        """Return the approximate objective of each schedule, shape (N,), EUR; inf where cascades do not end."""
        if not schedules:
            return np.zeros(0)
        many = adjust_many(self.measures, schedules, self.vulnerability.years)
        risk_eur = self.by_unseen(assemble(self.vulnerability, many)).sum(axis=-1)
        return np.asarray(risk_eur + self._discounted(many.cost_eur))

    def cost(self, schedules: Sequence[Schedule]) -> Floats:
        """Return the expected discounted cost of each schedule, shape (N,), EUR."""
        return self._discounted(adjust_many(self.measures, schedules, self.vulnerability.years).cost_eur)

    def by_unseen(self, model: RiskModel) -> Floats:
        """Return what each Unseen adds to the objective in many models at once, shape (N, J), EUR."""
        counts = losses_per_year(model)
        losses = (counts * loss_of_one(model)).sum(axis=-2)
        count = (counts * self.size).sum(axis=-2)
        known = (self.count > 0.0) & (count > 0.0) & np.isfinite(count)
        ratio = np.divide(count, self.count, out=np.ones_like(count), where=known)
        return np.asarray(self.weight * losses * ratio ** (self.power - 1.0))

    def _discounted(self, cost_eur: Floats) -> Floats:
        return np.asarray(cost_eur @ worth(self.vulnerability.years, self.vulnerability.discount_rate))


def fit(vulnerability: Vulnerability, measures: MeasureSet, at: Schedule, value_eur: float, evaluate: Evaluate) -> Surrogate:
    """Return the stand-in that is exact at the schedule `at`, whose exact objective is `value_eur`.

    Takes two exact evaluations for each Unseen that matters: one with larger losses, one with fewer.
    """
    here = adjust(measures, at, vulnerability.years)
    model = assemble(vulnerability, here)
    size, losses = loss_of_one(model), (losses_per_year(model) * loss_of_one(model)).sum(axis=0)
    risk_eur = value_eur - float(here.cost_eur @ worth(vulnerability.years, vulnerability.discount_rate))
    total, ones = float(losses.sum()), np.ones(measures.unseens)
    if not (0.0 < total < np.inf and risk_eur > 0.0):
        return Surrogate(vulnerability, measures, ones, size, losses, ones)
    matter: Ints = np.flatnonzero(losses > LEAST_SHARE * total)
    larger = [replace(here, severity=_scaled(here.severity, unseen, 1.0 + STEP)) for unseen in matter.tolist()]
    fewer = [replace(here, exposure=_scaled(here.exposure, unseen, 1.0 - STEP)) for unseen in matter.tolist()]
    changes = evaluate(larger + fewer) - value_eur
    weight = ones * risk_eur / total
    weight[matter] = np.maximum(changes[: matter.size], 0.0) / STEP / losses[matter]
    weighted = Surrogate(vulnerability, measures, weight * risk_eur / float(losses @ weight), size, losses, ones)
    return replace(weighted, power=_powers(weighted, assemble(vulnerability, _stacked(fewer)), matter, changes[matter.size :]))


def _powers(surrogate: Surrogate, fewer: RiskModel, matter: Ints, falls: Floats) -> Floats:
    """Return the powers with which the stand-in falls as the exact objective did when each Unseen in turn became rarer."""
    power = np.ones_like(surrogate.weight)
    here = surrogate.weight * surrogate.count
    row = np.arange(matter.size)
    for _ in range(POWER_ROUNDS):
        change = replace(surrogate, power=power).by_unseen(fewer) - here
        caused = change.sum(axis=1) - change[row, matter]
        share = np.divide(falls - caused, here[matter], out=np.zeros(matter.size), where=here[matter] > 0.0)
        power[matter] = np.clip(np.log(np.clip(1.0 + share, 1.0 - STEP, 1.0)) / np.log(1.0 - STEP), LEAST_POWER, 1.0)
    return power


def _stacked(adjustments: Sequence[Adjustment]) -> Adjustment:
    arrays = {field.name: np.stack([getattr(one, field.name) for one in adjustments]) for field in fields(Adjustment)}
    return Adjustment(**arrays)


def _scaled(array: Floats, unseen: int, factor: float) -> Floats:
    scaled = array.copy()
    scaled[:, unseen] *= factor
    return scaled
