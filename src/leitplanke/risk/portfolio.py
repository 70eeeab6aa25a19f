"""Measures as factors on a risk model, and lists of measures whose models are wanted: the input of a batch evaluation.

Source: the risk model file, version 1 (docs/reference/risk-model-file.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from leitplanke.risk.model import Floats, Ints, RiskModel


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What each of M measures does to each of J threats from its start year on; factors above 1 are side effects."""

    start_year: Ints
    """(M,) year from which it works, from 0; from T on it never works and costs nothing."""
    cost_eur: Floats
    """(M,) paid in the start year, undiscounted, EUR; it moves the balances, never the loss."""
    frequency_factor: Floats
    """(M, J) multiplies the threat's rate and the probability of every link into it, >= 0."""
    severity_factor: Floats
    """(M, J) multiplies the loss after its cap, >= 0."""
    duration_factor: Floats
    """(M, J) multiplies how long an onset of the start year or later lasts, >= 0; ignored for events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolios:
    """One firm and the P portfolios of measures that are to be compared."""

    model: RiskModel
    """The firm without any of the measures."""
    measures: Measures
    portfolios: tuple[tuple[int, ...], ...]
    """Numbers of the measures in each portfolio, none twice; () is the firm as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Factors:
    """What a portfolio does to each threat in each year: the product over its measures that work by then."""

    frequency: Floats
    """(T, J)"""
    severity: Floats
    """(T, J)"""
    duration: Floats
    """(T, J)"""


def factors_of(measures: Measures, chosen: Sequence[int], years: int) -> Factors:
    """Return the factors of several measures together, by year and threat.

    Examples
    --------
    >>> halved = np.array([[0.5]])
    >>> one = Measures(start_year=np.array([1]), cost_eur=np.zeros(1), frequency_factor=halved, severity_factor=halved,
    ...                duration_factor=np.ones((1, 1)))
    >>> factors_of(one, (0,), 3).frequency.tolist()
    [[1.0], [0.5], [0.5]]
    """
    picked = np.array(chosen, dtype=np.int64)
    working = (np.arange(years)[:, None] >= measures.start_year[picked])[..., None]

    def product(factor: Floats) -> Floats:
        return np.asarray(np.where(working, factor[picked], 1.0).prod(axis=1))

    return Factors(
        frequency=product(measures.frequency_factor),
        severity=product(measures.severity_factor),
        duration=product(measures.duration_factor),
    )


def model_of(portfolios: Portfolios, number: int) -> RiskModel:
    """Return the firm with portfolio `number`: rates, links, sizes, durations and cash flow as its measures leave them.

    Link probabilities are capped at 1 after all factors; a size factor acts after the cap of the loss; the duration factor of the year
    of onset holds for all its flow; the cost of a measure leaves the cash flow of its start year.

    Raises
    ------
    IndexError
        If there is no such portfolio or it names no such measure.
    """
    base, measures, chosen = portfolios.model, portfolios.measures, portfolios.portfolios[number]
    factors = factors_of(measures, chosen, base.years)
    cost = np.zeros(base.years)
    for measure in chosen:
        if measures.start_year[measure] < base.years:
            cost[measures.start_year[measure]] += measures.cost_eur[measure]
    return replace(
        base,
        rate=base.rate * factors.frequency,
        scale=base.scale * factors.severity,
        duration=base.duration * factors.duration,
        link_probability=np.minimum(1.0, base.link_probability * factors.frequency[:, base.link_to]),
        balance=replace(base.balance, cash_flow_eur=base.balance.cash_flow_eur - cost),
    )


def models_of(portfolios: Portfolios) -> tuple[RiskModel, ...]:
    """Return the firm with each portfolio, in order."""
    return tuple(model_of(portfolios, number) for number in range(len(portfolios.portfolios)))
