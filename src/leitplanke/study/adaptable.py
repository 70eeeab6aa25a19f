"""Which figures of the catalogue a firm may replace by its own 90 % interval, what they are today, and what an interval implies.

One place says it: the study file's checks, the pages and the tests ask here. The study takes the intervals up in `study.figures`
(Unseens and links) and `planning.pricing` (measures).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import ndtr, ndtri

from leitplanke.assessment.index import stated_shares
from leitplanke.assessment.pooling import moments
from leitplanke.catalogue.entries import Catalogue, CostFigure, Link, Measure, ThreePointFigure, Unseen
from leitplanke.company.bases import EconomicBases, derive
from leitplanke.planning import pert
from leitplanke.planning.pricing import LEAST_BASE_EUR, cost_of, pert_of_interval
from leitplanke.primitives.interval import Z95, Floats, ThreePoint
from leitplanke.primitives.origin import Origin
from leitplanke.primitives.trace import TraceBuilder
from leitplanke.study.inputs import StudyInputs
from leitplanke.study.layout import contact_multiple

ParameterName = Literal["rate", "severity", "duration", "probability", "cost_once", "cost_yearly"]
CASES = 20
"""Equally likely cases that stand for a spread."""
_MIDDLES = (np.arange(CASES) + 0.5) / CASES


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """What an interval means: its ends (5 and 95 % points), median and mean, and twenty equally likely cases in rising order."""

    low: float
    median: float
    mean: float
    high: float
    cases: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Adaptable:
    """One figure that a firm may replace.

    Parameters
    ----------
    target, parameter
        As in an `Override`.
    unit
        ``1/year``, ``EUR``, ``EUR/year``, ``years`` or ``1``.
    default
        What counts without an own interval.
    origin
        What the default rests on.
    most
        No case is above: 1 for a probability, else None.
    cap_ratio
        A loss is capped at so many times the upper end of its interval; None: not capped.
    multiple
        For a rate: how many times the figure a firm of this size meets (size, number of key persons).
    """

    target: str
    parameter: ParameterName
    unit: str
    default: Spread
    origin: Origin
    most: float | None = None
    cap_ratio: float | None = None
    multiple: float = 1.0

    def own(self, low: float, high: float) -> Spread:
        """Return what an own 90 % interval would mean, read as the study reads it.

        Raises
        ------
        ValueError
            If `low` is not above 0 or not below `high`.
        """
        if not 0.0 < low < high:
            raise ValueError((low, high))
        if self.parameter in {"cost_once", "cost_yearly"}:
            return of_pert(pert_of_interval(low, high))
        cap = high * self.cap_ratio if self.cap_ratio is not None else self.most
        return of_three_points(ThreePoint(low, math.sqrt(low * high), high), cap)


def parameters(catalogue: Catalogue) -> Mapping[str, tuple[ParameterName, ...]]:
    """Return which parameters of which entry a firm may set, by id of Unseen, link or measure."""
    events: tuple[ParameterName, ...] = ("rate", "severity")
    found: dict[str, tuple[ParameterName, ...]] = {}
    found |= {one.id: (*events, "duration") if one.kind == "onset" else events for one in catalogue.unseens}
    found |= {one.id: ("probability",) for one in catalogue.links}
    found |= {one.id: ("cost_once", "cost_yearly") for one in catalogue.measures}
    return found


def adaptable(catalogue: Catalogue, inputs: StudyInputs, target: str) -> tuple[Adaptable, ...]:
    """Return the figures of one Unseen, link or measure as they stand for this firm, own intervals left aside.

    Raises
    ------
    KeyError
        If there is no such entry, or nothing of it can be replaced.
    """
    kinds: tuple[tuple[Unseen | Link | Measure, ...], ...] = (catalogue.unseens, catalogue.links, catalogue.measures)
    entry = {one.id: one for kind in kinds for one in kind}[target]
    if isinstance(entry, Unseen):
        return _of_unseen(entry, _bases(catalogue, inputs), inputs.company.staff)
    if isinstance(entry, Link):
        return (_three_points(entry.id, "probability", entry.probability, most=1.0),)
    return _of_measure(entry, inputs.company.staff, inputs.company.turnover_eur)


def of_three_points(law: ThreePoint, cap: float | None = None) -> Spread:
    """Return what a figure means that is lognormal on each side of its centre, with nothing above `cap`.

    Examples
    --------
    >>> [round(figure) for figure in (lambda one: (one.median, one.mean))(of_three_points(ThreePoint(1e4, 1e5, 1e6)))]
    [100000, 266398]
    """
    cases = law.at(np.asarray(ndtri(np.concatenate([[0.05, 0.5, 0.95], _MIDDLES]))))
    low, median, high, *rest = (cases if cap is None else np.minimum(cases, cap)).tolist()
    return Spread(low=low, median=median, mean=_mean(law, cap), high=high, cases=tuple(rest))


def of_pert(figure: Floats) -> Spread:
    """Return what a cost means that is given as minimum, mode and maximum, shape (3,)."""
    low, median, high, *rest = pert.quantile(figure, np.concatenate([[0.05, 0.5, 0.95], _MIDDLES])).tolist()
    return Spread(low=low, median=median, mean=float(pert.mean(figure)), high=high, cases=tuple(rest))


def _mean(law: ThreePoint, cap: float | None) -> float:
    """Return the mean: each half of the normal score gives m·exp(s²/2) times its share; above the cap the cap counts."""
    below, above = math.log(law.mode / law.low) / Z95, math.log(law.high / law.mode) / Z95
    end = math.inf if cap is None or above == 0.0 else math.log(cap / law.mode) / above
    left = math.exp(below**2 / 2.0) * ndtr(-below)
    right = math.exp(above**2 / 2.0) * (ndtr(end - above) - ndtr(-above))
    return float(law.mode * (left + right) + (cap or 0.0) * (1.0 - ndtr(end)))


def _bases(catalogue: Catalogue, inputs: StudyInputs) -> EconomicBases:
    pooled = (*inputs.moments, *moments(catalogue.indicators, inputs.raters, inputs.answers))
    return derive(inputs.company, TraceBuilder(), shares=stated_shares(catalogue, pooled))


def _of_unseen(entry: Unseen, bases: EconomicBases, staff: float) -> tuple[Adaptable, ...]:
    eur, loss = max(bases.of(entry.severity.base), LEAST_BASE_EUR), entry.severity
    law = ThreePoint(loss.low * eur, loss.chance.centre * eur, loss.high * eur)
    severity = Adaptable(
        target=entry.id,
        parameter="severity",
        unit="EUR/year" if entry.kind == "onset" else "EUR",
        default=of_three_points(law, loss.cap * eur),
        origin=loss.origin,
        cap_ratio=loss.cap / loss.high,
    )
    rate = _three_points(entry.id, "rate", entry.rate, multiple=contact_multiple(entry, staff))
    duration = () if entry.duration is None else (_three_points(entry.id, "duration", entry.duration),)
    return (rate, severity, *duration)


def _of_measure(entry: Measure, staff: float, turnover_eur: float) -> tuple[Adaptable, ...]:
    def cost(parameter: ParameterName, figure: CostFigure, unit: str) -> Adaptable:
        default = of_pert(cost_of(figure, staff, turnover_eur))
        return Adaptable(target=entry.id, parameter=parameter, unit=unit, default=default, origin=entry.origin)

    return cost("cost_once", entry.once, "EUR"), cost("cost_yearly", entry.yearly, "EUR/year")


def _three_points(
    target: str, parameter: ParameterName, figure: ThreePointFigure, *, most: float | None = None, multiple: float = 1.0
) -> Adaptable:
    default = of_three_points(figure.interval, most)
    return Adaptable(
        target=target, parameter=parameter, unit=figure.unit, default=default, origin=figure.origin, most=most, multiple=multiple
    )
