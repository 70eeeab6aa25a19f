"""A stand-in for a figure of risk in one future, from one look at the worst cases there."""

from dataclasses import replace

import numpy as np

from leitplanke.planning.effects import adjust
from leitplanke.planning.losses import losses_per_year
from leitplanke.planning.measures import Floats, MeasureSet
from leitplanke.planning.objectives import Figure
from leitplanke.planning.schedule import Schedule
from leitplanke.planning.surrogate import Surrogate
from leitplanke.risk.decomposition import tail_contributions
from leitplanke.risk.distribution import GridTooShortError
from leitplanke.risk.expectation import loss_of_one
from leitplanke.risk.spectral import InaccurateResultError
from leitplanke.risk.vulnerability import Vulnerability, assemble
from leitplanke.study.futures import Future

TAIL_POINTS = 2**9


def stand_in(future: Future, at: Schedule, power: Floats) -> Surrogate:
    """Return a stand-in for a future's own figure of risk, exact at a schedule that was valued there; see `fitted`."""
    return fitted(future.vulnerability, future.measures, at, future.risk(at), future.exact.objective.figure, power)


def fitted(firm: Vulnerability, measures: MeasureSet, at: Schedule, risk: float, figure: Figure, power: Floats) -> Surrogate:
    """Return a stand-in that is exact at the schedule `at`.

    CVaR95 follows each Unseen's losses by its share in the worst cases (Euler), and their number by a power. An expected loss is the
    sum of its parts: there the stand-in is exact everywhere.

    Parameters
    ----------
    risk
        The figure at `at`.
    power
        (J,) by which power CVaR95 follows the number of losses; that at the centre serves.
    """
    model = assemble(firm, adjust(measures, at, firm.years))
    size = loss_of_one(model)
    losses = np.asarray((losses_per_year(model) * size).sum(axis=0))
    ones = np.ones_like(losses)
    plain = Surrogate(firm, measures, ones, size, losses, ones, risk)
    total = float(losses.sum())
    if figure == "mean" or not (0.0 < total < np.inf and risk > 0.0):
        return plain
    try:
        parts = tail_contributions(model, points=TAIL_POINTS).by_threat_eur
    except (GridTooShortError, InaccurateResultError):
        return replace(plain, weight=ones * risk / total, power=power)
    weight = np.divide(parts, losses, out=ones * risk / total, where=losses > 0.0)
    return replace(plain, weight=weight * risk / float(losses @ weight), power=power)
