"""From catalogue to measure set: the costs, days, gains and moved bases of each measure for one firm."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Literal

import numpy as np

from leitplanke.catalogue.entries import Catalogue, CostFigure, EffortFigure, Measure, MovedBase
from leitplanke.company.bases import EconomicBases
from leitplanke.company.defaults import INTERMEDIABLE_SHARE
from leitplanke.planning import pert
from leitplanke.planning.measures import Bools, EffectRow, Floats, MeasureSet, stack
from leitplanke.primitives.interval import Range90

LEAST_BASE_EUR = 1.0
"""A base of 0 EUR counts as 1 EUR, so that a measure can raise it by a factor (a firm without platform joins one)."""
PERT_TAIL = 0.18925536
"""The 5 % point of a symmetric PERT distribution on [0, 1], Beta(3, 3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CostOverride:
    """A firm's own 90 % interval for the one-off or yearly cost of a measure, EUR, or for what it earns, EUR a year."""

    measure: str
    part: Literal["once", "yearly", "gain"]
    low: float
    high: float


def compile_measures(
    catalogue: Catalogue,
    staff: float,
    turnover_eur: float,
    bases: EconomicBases,
    overrides: Iterable[CostOverride] = (),
    *,
    unmoved: frozenset[int] = frozenset(),
) -> MeasureSet:
    """Return all measures of the catalogue as arrays, priced for a firm of that size.

    Parameters
    ----------
    staff
        Annual work units.
    bases
        The firm's economic bases: gains are shares of value added, moved bases are told as shares of today's.
    unmoved
        Unseens (by place) whose base no measure moves: their loss is stated in euros although the base is nothing.

    Raises
    ------
    KeyError
        If an effect, a base or a prerequisite names what the catalogue or `bases` do not hold.
    """
    listed = catalogue.measures
    index = {measure.id: number for number, measure in enumerate(listed)}
    once, yearly, gain = _prices(listed, staff, turnover_eur, bases.of("base.value-added"), overrides)
    effects = stack(tuple(_effect_rows(catalogue)))
    moved = tuple(row for row in _moved_rows(catalogue, bases, turnover_eur, pert.mean(yearly)) if row[1] not in unmoved)
    return MeasureSet(
        ids=tuple(index),
        unseens=len(catalogue.unseens),
        capacities=len(catalogue.capacities),
        **{field.name: getattr(effects, field.name) for field in fields(effects)},
        cost_once_eur=once,
        cost_yearly_eur=yearly,
        days_once=np.array([_days(measure.days_once, staff) for measure in listed]).reshape(-1, 4),
        days_yearly=np.array([_days(measure.days_yearly, staff) for measure in listed]).reshape(-1, 4),
        lead_months=np.array([measure.lead_months for measure in listed], dtype=np.float64),
        ramp_months=np.array([measure.ramp_months for measure in listed], dtype=np.float64),
        needs=tuple(tuple(tuple(index[need] for need in group) for group in measure.needs) for measure in listed),
        excludes=_exclusions(listed, index),
        moved_measure=np.array([row[0] for row in moved], dtype=np.int64),
        moved_unseen=np.array([row[1] for row in moved], dtype=np.int64),
        moved_share=np.array([row[2] for row in moved], dtype=np.float64),
        gain_eur_per_year=gain,
    )


def _prices(
    listed: Sequence[Measure], staff: float, turnover_eur: float, value_added_eur: float, overrides: Iterable[CostOverride]
) -> tuple[Floats, Floats, Floats]:
    """Return one-off cost, yearly cost and gain of each measure, (M, 3), with the firm's own intervals in their place."""
    place = {measure.id: number for number, measure in enumerate(listed)}
    once = np.array([cost_of(measure.once, staff, turnover_eur) for measure in listed]).reshape(-1, 3)
    yearly = np.array([cost_of(measure.yearly, staff, turnover_eur) for measure in listed]).reshape(-1, 3)
    gain = np.array([gain_of(measure) for measure in listed]).reshape(-1, 3) * value_added_eur
    parts = {"once": once, "yearly": yearly, "gain": gain}
    for override in overrides:
        parts[override.part][place[override.measure]] = pert_of_interval(override.low, override.high)
    return once, yearly, gain


def pert_of_interval(low: float, high: float) -> Floats:
    """Return minimum, mode and maximum of the symmetric PERT whose 5 and 95 % points are given; the minimum is at least 0.

    Examples
    --------
    >>> figure = pert_of_interval(1_000.0, 3_000.0)
    >>> [round(float(pert.quantile(figure, p))) for p in (0.05, 0.5, 0.95)]
    [1000, 2000, 3000]
    """
    middle, reach = (low + high) / 2.0, (high - low) / 2.0 / (1.0 - 2.0 * PERT_TAIL)
    return np.array([max(0.0, middle - reach), middle, middle + reach])


def cost_of(figure: CostFigure, staff: float, turnover_eur: float) -> Floats:
    """Return minimum, mode and maximum (3,) of a cost in EUR for a firm of that size."""
    return np.asarray(
        np.array(figure.base) + staff * np.array(figure.per_head) + turnover_eur * np.array(figure.turnover_share), dtype=np.float64
    )


def _days(figure: EffortFigure, staff: float) -> tuple[float, float, float, float]:
    return figure.owner, figure.management, figure.it, figure.staff + staff * figure.staff_per_head


def gain_of(measure: Measure) -> tuple[float, float, float]:
    """Return what a measure earns a year as minimum, mode and maximum share of value added; nothing if it earns nothing."""
    return (0.0, 0.0, 0.0) if measure.gain is None else (measure.gain.low, measure.gain.mode, measure.gain.high)


def _effect_rows(catalogue: Catalogue) -> Iterator[EffectRow]:
    targets = {entry.id: number for kind in (catalogue.unseens, catalogue.capacities) for number, entry in enumerate(kind)}
    for number, measure in enumerate(catalogue.measures):
        for effect in measure.effects:
            factor = Range90(effect.low, effect.high)
            yield EffectRow(
                measure=number,
                parameter=effect.parameter,
                target=targets[effect.target],
                mu=factor.mu,
                sigma=factor.sigma,
                adverse=effect.side_effect,
                family=measure.family,
            )


def _moved_rows(catalogue: Catalogue, bases: EconomicBases, turnover_eur: float, yearly_eur: Floats) -> Iterator[tuple[int, int, float]]:
    for number, measure in enumerate(catalogue.measures):
        change_eur: dict[str, float] = {}
        for moved in measure.moved_bases:
            of_eur = {"turnover": turnover_eur, "itself": bases.of(moved.base), "own-yearly-cost": float(yearly_eur[number])}[moved.of]
            for base, part in _derived(moved):
                change_eur[base] = change_eur.get(base, 0.0) + part * moved.share * of_eur
        for unseen, entry in enumerate(catalogue.unseens):
            if change_eur.get(entry.severity.base):
                base = entry.severity.base
                yield number, unseen, change_eur[base] / max(bases.of(base), LEAST_BASE_EUR)


def _derived(moved: MovedBase) -> tuple[tuple[str, float], ...]:
    """Return the bases that move with this one, as parts: what goes to platforms leaves the rest that platforms could mediate."""
    if moved.base == "base.platform-revenue":
        return (moved.base, 1.0), ("base.intermediable-revenue", 1.0 - INTERMEDIABLE_SHARE)
    return ((moved.base, 1.0),)


def _exclusions(measures: Sequence[Measure], index: Mapping[str, int]) -> Bools:
    excludes = np.zeros((len(measures), len(measures)), dtype=np.bool_)
    for number, measure in enumerate(measures):
        for other in measure.excludes:
            excludes[number, index[other]] = excludes[index[other], number] = True
    return excludes
