"""Refuses arrays that are no risk model: figures that are not finite or out of range, and shapes that do not fit.

Files are checked where they are read; arrays given in Python pass here, so that none of them gives a silent wrong answer. Figures may
be far larger than any firm's, yet not so large that second moments leave the range of double precision (1e308): the largest of all
figures together give about 1e30^2 * 1e15^4 * e^(2 * 8^2) * 1e15 = 1e190.
"""

import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from leitplanke.risk.model import RiskModel
from leitplanke.risk.portfolio import Portfolios

Array = npt.NDArray[np.generic]

MOST_SIGMA = 8.0
"""The mean loss is then 1e14 times the median. Files allow 7; from 10 on no grid holds both a VaR95 and the losses that make the mean."""
MOST_EUR = 1e30
"""1e16 times what the world produces in a year."""
MOST = 1e15
"""Of numbers a year, scales, years, variances and factors."""
LEAST_DISCOUNT_RATE = -0.5
_MOST_OF = {"sigma": MOST_SIGMA, "median_eur": MOST_EUR}
_MOVED = {"frequency_factor": "rate", "severity_factor": "scale", "duration_factor": "duration"}


class UnsoundModelError(ValueError):
    """Arrays that are no risk model; names every field at fault and what it must be."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(faults))


def check_model(model: RiskModel) -> None:
    """Refuse a model whose arrays do not fit together or hold impossible figures.

    Raises
    ------
    UnsoundModelError
        With all faults at once.

    Examples
    --------
    >>> from leitplanke.risk.model import Balance
    >>> one, none = np.ones((1, 1)), np.zeros(0, dtype=np.int64)
    >>> model = RiskModel(
    ...     onset=np.array([False]), rate=-one, median_eur=np.array([1e3]), sigma=np.array([np.nan]), cap_eur=np.array([np.inf]),
    ...     scale=one, duration=0 * one, link_from=none, link_to=none, link_probability=np.zeros((1, 0)), group=np.array([-1]),
    ...     group_variance=np.zeros(0), discount_rate=0.0,
    ...     balance=Balance(liquidity_eur=None, equity_eur=None, cash_flow_eur=np.zeros(1)),
    ... )
    >>> check_model(model)
    Traceback (most recent call last):
        ...
    leitplanke.risk.soundness.UnsoundModelError: sigma must be >= 0 and at most 8; rate must be >= 0 and at most 1e+15
    """
    faults = tuple(_faults(model))
    if faults:
        raise UnsoundModelError(faults)


def check_portfolios(portfolios: Portfolios) -> None:
    """Refuse portfolios whose model or measures do not fit together or hold impossible figures.

    Raises
    ------
    UnsoundModelError
        With all faults at once.
    """
    faults = (*_faults(portfolios.model), *_faults_of_measures(portfolios)) or tuple(_faults_of_products(portfolios))
    if faults:
        raise UnsoundModelError(faults)


def _faults(model: RiskModel) -> Iterator[str]:
    if model.rate.ndim != 2:  # noqa: PLR2004 - years and threats
        yield f"rate must have shape (T, J), not {model.rate.shape}"
        return
    years, threats = model.rate.shape
    links, groups = model.link_to.size, model.group_variance.size
    by_threat, by_year, by_link = (threats,), (years, threats), (years, links)
    yield from _shape("onset", model.onset, by_threat)
    yield from _shape("group", model.group, by_threat)
    yield from _shape("link_from", model.link_from, (links,))
    yield from _shape("balance.cash_flow_eur", model.balance.cash_flow_eur, (years,))
    for name, shape in (("median_eur", by_threat), ("sigma", by_threat), ("rate", by_year), ("scale", by_year), ("duration", by_year)):
        yield from _at_least_nothing(name, getattr(model, name), shape)
    yield from _at_least_nothing("group_variance", model.group_variance, (groups,))
    yield from _shape("cap_eur", model.cap_eur, by_threat)
    if not (model.cap_eur >= 0.0).all():
        yield "cap_eur must be >= 0, infinite for none"
    yield from _shape("link_probability", model.link_probability, by_link)
    if not ((model.link_probability >= 0.0) & (model.link_probability <= 1.0)).all():
        yield "link_probability must be in [0, 1]"
    if any(((ends < 0) | (ends >= threats)).any() for ends in (model.link_from, model.link_to)):
        yield f"link_from and link_to must name threats, 0 to {threats - 1}"
    if ((model.group < -1) | (model.group >= groups)).any():
        yield f"group must be -1 for none or name a group, 0 to {groups - 1}"
    if not LEAST_DISCOUNT_RATE <= model.discount_rate <= MOST:
        yield f"discount_rate must be at least {LEAST_DISCOUNT_RATE:g} and at most {MOST:g}"
    known = [start for start in (model.balance.liquidity_eur, model.balance.equity_eur) if start is not None]
    if not (_within(np.array(known)) and _within(model.balance.cash_flow_eur)):
        yield f"balance must be at most {MOST_EUR:g} to either side of 0, None where unknown"


def _faults_of_measures(portfolios: Portfolios) -> Iterator[str]:
    measures, threats = portfolios.measures, portfolios.model.median_eur.size
    count = measures.start_year.size
    for name in ("frequency_factor", "severity_factor", "duration_factor"):
        yield from _at_least_nothing(name, getattr(measures, name), (count, threats))
    yield from _shape("cost_eur", measures.cost_eur, (count,))
    if not _within(measures.cost_eur):
        yield f"cost_eur must be at most {MOST_EUR:g} to either side of 0"
    if (measures.start_year < 0).any():
        yield "start_year must be >= 0"
    for number, chosen in enumerate(portfolios.portfolios):
        if len(set(chosen)) != len(chosen) or any(not 0 <= measure < count for measure in chosen):
            yield f"portfolios[{number}] must name measures, 0 to {count - 1}, none twice"


def _faults_of_products(portfolios: Portfolios) -> Iterator[str]:
    """Yield what the measures of a portfolio raise too far together."""
    for name, moved in _MOVED.items():
        raised = np.log(np.maximum(getattr(portfolios.measures, name), 1.0))
        most = math.log(MOST) - np.log(np.maximum(getattr(portfolios.model, moved).max(axis=0, initial=1.0), 1.0))
        # Nearly always even all measures together stay below, and no portfolio need be looked at.
        if (raised.sum(axis=0) <= most).all():
            continue
        for number, chosen in enumerate(portfolios.portfolios):
            if (raised[list(chosen)].sum(axis=0) > most).any():
                yield f"portfolios[{number}] must not raise {moved} above {MOST:g} by {name}"


def _within(values: Array) -> bool:
    """Return whether euros are no more than may be, to either side; NaN is not."""
    return bool((np.abs(values) <= MOST_EUR).all())


def _at_least_nothing(name: str, values: Array, shape: tuple[int, ...]) -> Iterator[str]:
    yield from _shape(name, values, shape)
    most = _MOST_OF.get(name, MOST)
    # NaN is neither.
    if not ((values >= 0.0) & (values <= most)).all():  # type: ignore[operator]  # it holds numbers
        yield f"{name} must be >= 0 and at most {most:g}"


def _shape(name: str, values: Array, shape: tuple[int, ...]) -> Iterator[str]:
    if values.shape != shape:
        yield f"{name} must have shape {shape}, not {values.shape}"
