"""Which figures of the catalogue a firm may replace by its own 90 % interval, what they are today, and what an interval implies.

One place says it: the study file's checks, the pages and the tests ask here. The study takes the intervals up in `study.figures` and
`study.shares` (what hits the firm), `planning.pricing` and `study.revision` (measures).
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from leitplanke.assessment.index import IndexModel, LinearMap, index_model, stated_shares
from leitplanke.assessment.pooling import moments
from leitplanke.catalogue.entries import Capacity, Catalogue, CostFigure, EffortFigure, Link, Measure, Shock, ThreePointFigure, Unseen
from leitplanke.catalogue.kinds import is_own
from leitplanke.company.bases import EconomicBases, derive
from leitplanke.planning.measures import ROLES
from leitplanke.planning.pricing import LEAST_BASE_EUR, cost_of, gain_of, pert_of_interval
from leitplanke.primitives.interval import ThreePoint
from leitplanke.primitives.origin import Origin
from leitplanke.primitives.trace import TraceBuilder
from leitplanke.study.figures import ADAPTATION, COPING_FACTOR
from leitplanke.study.inputs import StudyInputs
from leitplanke.study.layout import LARGEST_COPING, contact_multiple
from leitplanke.study.ownpack import counted_in_full, with_own
from leitplanke.study.revision import DAYS, days_name, effect_name
from leitplanke.study.shares import LEAST_SHARE, MOST_SHARE, fit
from leitplanke.study.spreads import Spread, of_beta, of_moments, of_pert, of_three_points

ParameterName = str
"""``rate``, ``severity``, ``severity_factor``, ``duration``, ``exposure``, ``sensitivity``, ``coping_max`` of an Unseen; ``probability``
of a link; ``variance`` of a shock; ``index`` of a capacity factor; ``figure`` of an assumption; of a measure ``cost_once``,
``cost_yearly``, ``gain``, ``days_once/<role>``, ``days_yearly/<role>`` and ``<parameter>/<target>`` for each of its effects."""
Reading = Literal["positive", "share", "amount"]
"""How an own interval is read: lognormal, Beta, or symmetric PERT."""
Entry = Unseen | Link | Shock | Capacity | Measure

SPREAD_OF_DAYS = "assumption.effort-spread"
DRAWN_ASSUMPTIONS = (ADAPTATION, COPING_FACTOR)
_AMOUNTS = frozenset({"cost_once", "cost_yearly", "gain", *DAYS})
_SHARES = frozenset({"exposure", "sensitivity", "coping_max", "index"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Adaptable:
    """One figure that a firm may replace.

    Parameters
    ----------
    target, parameter
        As in an `Override`.
    unit
        ``1/year``, ``EUR``, ``EUR/year``, ``years``, ``days``, ``days/year`` or ``1``.
    default
        What counts without an own interval.
    origin
        What the default rests on; None where it follows from the answers.
    least, most
        The interval must lie within (None: no upper limit).
    cap
        No case is above; None: not capped.
    cap_ratio
        A loss is capped at so many times the upper end of its interval; None: not capped.
    multiple
        For a rate: how many times the figure a firm of this size meets (size, number of key persons).
    """

    target: str
    parameter: ParameterName
    unit: str
    default: Spread
    origin: Origin | None
    least: float = 0.0
    most: float | None = None
    cap: float | None = None
    cap_ratio: float | None = None
    multiple: float = 1.0

    @property
    def kind(self) -> str:
        """What it is a figure of; the same for all roles, and ``effect`` for all effects."""
        return kind_of(self.parameter)

    @property
    def part(self) -> str:
        """Of which role the days are, or on which target the effect is; empty for other figures."""
        return self.parameter.partition("/")[2]

    def own(self, low: float, high: float) -> Spread:
        """Return what an own 90 % interval would mean, read as the study reads it.

        Raises
        ------
        ValueError
            If `low` is not above 0 or not below `high`, or a share does not end below 1.
        """
        if not 0.0 < low < high:
            raise ValueError((low, high))
        reading = reading_of(self.target, self.parameter)
        if reading == "amount":
            return of_pert(pert_of_interval(low, high))
        if reading == "share":
            return of_beta(fit(low, high), self.cap or 1.0)
        cap = high * self.cap_ratio if self.cap_ratio is not None else self.cap
        return of_three_points(ThreePoint(low, math.sqrt(low * high), high), cap)


def kind_of(parameter: ParameterName) -> str:
    """Return what a parameter is a figure of.

    Examples
    --------
    >>> kind_of("rate"), kind_of("days_once/it"), kind_of("severity/unseen.cyber.incident")
    ('rate', 'days_once', 'effect')
    """
    first, slash, _ = parameter.partition("/")
    return first if not slash or first in DAYS else "effect"


def reading_of(target: str, parameter: ParameterName) -> Reading:
    """Return how an own interval of that figure is read."""
    kind = kind_of(parameter)
    if kind in _AMOUNTS:
        return "amount"
    return "share" if kind in _SHARES or target == ADAPTATION else "positive"


def parameters(catalogue: Catalogue) -> Mapping[str, tuple[ParameterName, ...]]:
    """Return which parameters of which entry a firm may set, by id; its own entries it changes themselves (``study.own``)."""
    found: dict[str, tuple[ParameterName, ...]] = {}
    for one in catalogue.unseens:
        if is_own(one.id):
            continue
        duration = ("duration",) if one.kind == "onset" else ()
        found[one.id] = ("rate", "severity", *duration, "exposure", "sensitivity", "coping_max", "severity_factor")
    found |= {link.id: ("probability",) for link in catalogue.links if not is_own(link.id)}
    found |= {shock.id: ("variance",) for shock in catalogue.shocks}
    found |= {capacity.id: ("index",) for capacity in catalogue.capacities}
    found |= dict.fromkeys(DRAWN_ASSUMPTIONS, ("figure",))
    return found | {measure.id: tuple(_of_one_measure(measure)) for measure in catalogue.measures if not is_own(measure.id)}


def bounds(catalogue: Catalogue, target: str, parameter: ParameterName) -> tuple[float, float | None]:
    """Return within what an own interval must lie; the upper limit may be None.

    Raises
    ------
    StopIteration
        If the figure is an effect that the measure does not have.
    """
    kind = kind_of(parameter)
    if kind == "effect":
        measure = next(one for one in catalogue.measures if one.id == target)
        effect = next(one for one in measure.effects if effect_name(one.parameter, one.target) == parameter)
        # A favourable effect takes away, a side effect adds; a few of the catalogue's are undecided.
        return (min(1.0, effect.low), None) if effect.side_effect else (0.0, max(1.0, effect.high))
    if kind == "probability":
        return 0.0, 1.0
    if kind == "coping_max":
        return LEAST_SHARE, LARGEST_COPING
    return (LEAST_SHARE, MOST_SHARE) if reading_of(target, parameter) == "share" else (0.0, None)


def adaptable(catalogue: Catalogue, inputs: StudyInputs, target: str) -> tuple[Adaptable, ...]:
    """Return the figures of one entry as they stand for this firm, own intervals left aside.

    Raises
    ------
    KeyError
        If there is no such entry, or nothing of it can be replaced.
    """
    catalogue = with_own(catalogue, inputs)
    if is_own(target):
        raise KeyError(target)
    kinds: tuple[tuple[Entry, ...], ...] = (catalogue.unseens, catalogue.links, catalogue.shocks, catalogue.capacities, catalogue.measures)
    entry = {one.id: one for kind in kinds for one in kind}.get(target)
    found: Iterator[Adaptable]
    if isinstance(entry, Unseen):
        found = _of_unseen(catalogue, entry, inputs)
    elif isinstance(entry, Measure):
        found = _of_measure(catalogue, entry, inputs)
    elif isinstance(entry, Capacity):
        at = [one.id for one in catalogue.capacities].index(target)
        found = iter((_of_index(target, "index", _indices(catalogue, inputs).capacity, at, _indices(catalogue, inputs)),))
    elif isinstance(entry, Link):
        found = iter((_three_points(target, "probability", entry.probability, cap=1.0),))
    elif isinstance(entry, Shock):
        found = iter((_three_points(target, "variance", entry.variance),))
    else:
        figure = {one.id: one.figure for one in catalogue.assumptions if one.id in DRAWN_ASSUMPTIONS}[target]
        found = iter((_three_points(target, "figure", figure, cap=1.0 if target == ADAPTATION else None),))
    return tuple(_bounded(catalogue, one) for one in found)


def _bounded(catalogue: Catalogue, one: Adaptable) -> Adaptable:
    least, most = bounds(catalogue, one.target, one.parameter)
    return replace(one, least=least, most=most)


def _of_one_measure(measure: Measure) -> Iterator[ParameterName]:
    yield from ("cost_once", "cost_yearly")
    if measure.gain is not None:
        yield "gain"
    yield from (days_name(part, role) for part in DAYS for role in ROLES)
    yield from (effect_name(effect.parameter, effect.target) for effect in measure.effects)


def _indices(catalogue: Catalogue, inputs: StudyInputs) -> IndexModel:
    pooled = (*inputs.moments, *moments(catalogue.indicators, inputs.raters, inputs.answers))
    return index_model(catalogue, pooled, TraceBuilder(), full=counted_in_full(inputs))


def _bases(catalogue: Catalogue, inputs: StudyInputs) -> EconomicBases:
    pooled = (*inputs.moments, *moments(catalogue.indicators, inputs.raters, inputs.answers))
    return derive(inputs.company, TraceBuilder(), shares=stated_shares(catalogue, pooled))


def _of_unseen(catalogue: Catalogue, entry: Unseen, inputs: StudyInputs) -> Iterator[Adaptable]:
    loss, factor = entry.severity, entry.severity.median_factor
    eur = max(_bases(catalogue, inputs).of(loss.base), LEAST_BASE_EUR)
    yield _three_points(entry.id, "rate", entry.rate, multiple=contact_multiple(entry, inputs.company.staff))
    law = ThreePoint(loss.low * eur, loss.chance.centre * eur, loss.high * eur)
    unit = "EUR/year" if entry.kind == "onset" else "EUR"
    default, ratio = of_three_points(law, loss.cap * eur), loss.cap / loss.high
    yield Adaptable(target=entry.id, parameter="severity", unit=unit, default=default, origin=loss.origin, cap_ratio=ratio)
    if entry.duration is not None:
        yield _three_points(entry.id, "duration", entry.duration)
    indices, at = _indices(catalogue, inputs), [one.id for one in catalogue.unseens].index(entry.id)
    yield _of_index(entry.id, "exposure", indices.exposure, at, indices)
    yield _of_index(entry.id, "sensitivity", indices.sensitivity, at, indices, (entry.sensitivity.at_0, entry.sensitivity.at_1))
    error = next(one.figure for one in catalogue.assumptions if one.id == COPING_FACTOR)
    most = ThreePoint(entry.coping.max * error.low, entry.coping.max * error.mode, entry.coping.max * error.high)
    coping = of_three_points(most, LARGEST_COPING)
    yield Adaptable(target=entry.id, parameter="coping_max", unit="1", default=coping, origin=entry.coping.origin, cap=LARGEST_COPING)
    known = of_three_points(ThreePoint(1.0 / factor, 1.0, factor))
    yield Adaptable(target=entry.id, parameter="severity_factor", unit="1", default=known, origin=loss.origin)


def _of_index(
    target: str, parameter: str, index: LinearMap, at: int, model: IndexModel, ends: tuple[float, float] = (0.0, 1.0)
) -> Adaptable:
    """Return a share that follows from answers: the Beta distribution with its mean and variance, between `ends`."""
    slope = ends[1] - ends[0]
    mean = ends[0] + slope * float(index.at(model.means)[at])
    law = of_moments(mean, slope**2 * model.variance(index.coefficients[at]))
    return Adaptable(target=target, parameter=parameter, unit="1", default=of_beta(law), origin=None)


def _of_measure(catalogue: Catalogue, entry: Measure, inputs: StudyInputs) -> Iterator[Adaptable]:
    staff, turnover_eur = inputs.company.staff, inputs.company.turnover_eur

    def cost(parameter: ParameterName, figure: CostFigure, unit: str) -> Adaptable:
        default = of_pert(cost_of(figure, staff, turnover_eur))
        return Adaptable(target=entry.id, parameter=parameter, unit=unit, default=default, origin=entry.origin)

    yield cost("cost_once", entry.once, "EUR")
    yield cost("cost_yearly", entry.yearly, "EUR/year")
    if entry.gain is not None:
        earned = of_pert(np.array(gain_of(entry)) * _bases(catalogue, inputs).of("base.value-added"))
        yield Adaptable(target=entry.id, parameter="gain", unit="EUR/year", default=earned, origin=entry.gain.origin)
    error = next(one.figure.interval for one in catalogue.assumptions if one.id == SPREAD_OF_DAYS)
    for part, figure in zip(DAYS, (entry.days_once, entry.days_yearly), strict=True):
        for role in ROLES:
            days = _days(figure, role, staff)
            spread = of_three_points(ThreePoint(days * error.low, days * error.mode, days * error.high)) if days else _nothing()
            unit = "days" if part == "days_once" else "days/year"
            yield Adaptable(target=entry.id, parameter=days_name(part, role), unit=unit, default=spread, origin=entry.origin)
    for effect in entry.effects:
        factor = ThreePoint(effect.low, math.sqrt(effect.low * effect.high), effect.high)
        name, default = effect_name(effect.parameter, effect.target), of_three_points(factor)
        yield Adaptable(target=entry.id, parameter=name, unit="1", default=default, origin=entry.origin)


def _days(figure: EffortFigure, role: str, staff: float) -> float:
    own = float(getattr(figure, role))
    return own + staff * figure.staff_per_head if role == "staff" else own


def _nothing() -> Spread:
    return of_pert(np.zeros(3))


def _three_points(
    target: str, parameter: ParameterName, figure: ThreePointFigure, *, cap: float | None = None, multiple: float = 1.0
) -> Adaptable:
    default = of_three_points(figure.interval, cap)
    return Adaptable(
        target=target, parameter=parameter, unit=figure.unit, default=default, origin=figure.origin, cap=cap, multiple=multiple
    )
