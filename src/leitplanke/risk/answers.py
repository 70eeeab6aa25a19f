"""What each portfolio of measures comes to: mean, tail, exceedance curve and chance of exhausting a balance, by either engine.

The way into the engines for arrays; ``leitplanke risk evaluate`` is this on a file.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal, TypeVar

import numpy as np

from leitplanke.risk.batch import evaluate_portfolios
from leitplanke.risk.distribution import GridTooShortError
from leitplanke.risk.model import Floats, Ints, RiskModel
from leitplanke.risk.portfolio import Portfolios, model_of, models_of
from leitplanke.risk.simulate import TooManyLossesError, simulate
from leitplanke.risk.spectral import FINE_POINTS, LEVEL, Evaluation, InaccurateResultError, evaluate

CURVE_POINTS = 100
CURVE_END = 0.999
"""The exceedance curve is drawn up to this quantile."""
SURE = 2.0
"""Standard errors that stand as the bound of a simulated CVaR95: it holds in 95 of 100 cases."""
CHUNK = 2**14
"""Histories simulated at once: more would only take memory."""

TOGETHER = 1_024
"""Portfolios evaluated before the next ones: their distributions take memory, the answers hardly any."""
FEW = 32
"""So many portfolios are evaluated on the fine grid of a single model; more on the batch's own, still within 0.1 %."""
REFUSALS = (InaccurateResultError, GridTooShortError, TooManyLossesError)
T = TypeVar("T")
Method = Literal["exact", "simulated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passages:
    """Chance that a balance has been below zero at the end of one of the first years, by year."""

    probability: Floats
    """(T,) cumulative: that it was so in year 1, in year 1 or 2, ...; rises, the last one is that of the horizon."""
    standard_error: Floats
    """(T,) Monte Carlo error; 0 where exact."""
    method: Method


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardErrors:
    """Monte Carlo standard errors of the figures of an `Answer`."""

    mean_eur: float
    var95_eur: float
    cvar95_eur: float
    exceedance: Floats
    """(N,)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one portfolio comes to; losses are discounted sums over the horizon, EUR."""

    mean_eur: float
    """Expected loss: in closed form (spectral), or the mean of the histories (simulation)."""
    var95_eur: float
    """Exceeded in 5 of 100 cases."""
    cvar95_eur: float
    """Mean of those 5."""
    loss_eur: Floats
    """(N,) evenly spaced up to the 99.9 % quantile."""
    exceedance: Floats
    """(N,) probability of a larger loss than `loss_eur`, in [0, 1]."""
    liquidity: Passages | None
    """None where the balance is unknown."""
    equity: Passages | None
    error_bound_relative: float
    """Of CVaR95: from two grids (spectral), or two standard errors (simulation)."""
    standard_errors: StandardErrors | None
    """None for the spectral engine."""


class PortfolioRefusedError(Exception):
    """The engine cannot answer for some portfolios; carries their numbers and each one's reason."""

    def __init__(self, reasons: tuple[tuple[int, Exception], ...]) -> None:
        self.reasons = reasons
        super().__init__("; ".join(f"portfolio {number}: {reason!r}" for number, reason in reasons))


def answer_exactly(
    portfolios: Portfolios,
    *,
    seed: int,
    histories: int = 2**16,
    largest_error: float = 0.005,
    threads: int = 2,
    progress: Callable[[float], None] | None = None,
) -> tuple[Answer, ...]:
    """Return what each portfolio comes to, by the spectral engine.

    Parameters
    ----------
    seed
        Of the histories that give first passages where no exact way is known; the same for each portfolio, so that their differences
        are due to the measures.
    histories
        Number of those histories.
    largest_error
        Refuse an error of CVaR95 above this share of it.
    threads
        Portfolios at once; the answers do not depend on it.
    progress
        Told the share done.

    Raises
    ------
    PortfolioRefusedError
        If the accuracy cannot be kept for some portfolios.
    SupercriticalCascadeError
        If losses cause each other without end.

    Sources
    -------
    docs/method/risk.md.

    Examples
    --------
    One threat, two losses a year for a year, each of exactly 1,000 EUR; a measure halves their number.

    >>> from leitplanke.risk.model import Balance, RiskModel
    >>> from leitplanke.risk.portfolio import Measures
    >>> one = np.ones((1, 1))
    >>> firm = RiskModel(
    ...     onset=np.array([False]), rate=2.0 * one, median_eur=np.array([1000.0]), sigma=np.zeros(1), cap_eur=np.array([np.inf]),
    ...     scale=one, duration=0.0 * one, link_from=np.zeros(0, int), link_to=np.zeros(0, int), link_probability=np.zeros((1, 0)),
    ...     group=np.array([-1]), group_variance=np.zeros(0), discount_rate=0.0,
    ...     balance=Balance(liquidity_eur=4500.0, equity_eur=None, cash_flow_eur=np.zeros(1)),
    ... )
    >>> halving = Measures(
    ...     start_year=np.array([0]), cost_eur=np.array([500.0]), frequency_factor=0.5 * one, severity_factor=one, duration_factor=one
    ... )
    >>> before, after = answer_exactly(Portfolios(model=firm, measures=halving, portfolios=((), (0,))), seed=1)
    >>> round(before.mean_eur), round(after.mean_eur)
    (2000, 1000)
    >>> before.equity is None
    True
    """
    found: list[Answer] = []
    refused: list[tuple[int, Exception]] = []
    places = range(len(portfolios.portfolios))
    for start in range(0, len(places), TOGETHER):
        chosen = places[start : start + TOGETHER]
        evaluations = _evaluated(portfolios, chosen, largest_error, threads)
        refused += [(place, one) for place, one in zip(chosen, evaluations, strict=True) if isinstance(one, Exception)]
        with ThreadPoolExecutor(threads) as pool:
            kept = [(place, one) for place, one in zip(chosen, evaluations, strict=True) if isinstance(one, Evaluation)]
            found += pool.map(lambda pair: _exact(model_of(portfolios, pair[0]), pair[1], seed, histories), kept)
        if progress is not None:
            progress((start + len(chosen)) / len(places))
    if refused:
        raise PortfolioRefusedError(tuple(refused))
    return tuple(found)


def _evaluated(portfolios: Portfolios, chosen: Sequence[int], largest_error: float, threads: int) -> Sequence[Evaluation | Exception]:
    """Return the evaluation of each chosen portfolio, or why there is none."""
    some = replace(portfolios, portfolios=tuple(portfolios.portfolios[place] for place in chosen))
    try:
        points = FINE_POINTS if len(chosen) <= FEW else None
        return evaluate_portfolios(some, points=points, largest_error=largest_error, threads=threads)
    except REFUSALS:
        # Which ones? Slower, but only for those who must be told.
        return [_tried(partial(evaluate, model_of(portfolios, place), largest_error=largest_error)) for place in chosen]


def _tried(answer: Callable[[], T]) -> T | Exception:
    try:
        return answer()
    except REFUSALS as reason:
        return reason


def answer_by_simulation(
    portfolios: Portfolios, *, seed: int, trials: int = 100_000, threads: int = 2, progress: Callable[[float], None] | None = None
) -> tuple[Answer, ...]:
    """Return what each portfolio comes to, by simulation with standard errors.

    Parameters
    ----------
    seed
        The same for each portfolio (common random numbers), so that their differences are due to the measures.
    trials
        Simulated histories of each portfolio, at least 100.
    threads
        Portfolios at once; the answers do not depend on it.
    progress
        Told the share done.

    Raises
    ------
    PortfolioRefusedError
        If losses are too many to be simulated for some portfolios.
    SupercriticalCascadeError
        If losses cause each other without end.

    Sources
    -------
    docs/method/risk.md; standard error of a quantile and of a tail mean: Glasserman, Monte Carlo Methods in Financial Engineering,
    section 9.1.
    """
    found: list[Answer] = []
    refused: list[tuple[int, Exception]] = []
    models = models_of(portfolios)
    with ThreadPoolExecutor(threads) as pool:
        for place, answer in enumerate(pool.map(lambda model: _tried(partial(_simulated, model, seed, trials)), models)):
            if isinstance(answer, Answer):
                found.append(answer)
            else:
                refused.append((place, answer))
            if progress is not None:
                progress((place + 1) / len(models))
    if refused:
        raise PortfolioRefusedError(tuple(refused))
    return tuple(found)


def _exact(model: RiskModel, evaluation: Evaluation, seed: int, histories: int) -> Answer:
    distribution = evaluation.distribution
    losses = _curve(distribution.var(CURVE_END), distribution.step_eur)
    known = (model.balance.liquidity_eur, model.balance.equity_eur) != (None, None)
    drawn = _drawn(model, seed, histories) if known else None
    return Answer(
        mean_eur=distribution.mean_eur,
        var95_eur=evaluation.var95_eur,
        cvar95_eur=evaluation.cvar95_eur,
        loss_eur=losses,
        exceedance=evaluation.exceedance(losses)[0],
        liquidity=None if drawn is None else _passages(drawn.liquidity, model.years),
        equity=None if drawn is None else _passages(drawn.equity, model.years),
        error_bound_relative=evaluation.error_bound_relative,
        standard_errors=None,
    )


def _simulated(model: RiskModel, seed: int, trials: int) -> Answer:
    drawn = _drawn(model, seed, trials)
    ordered = np.sort(drawn.discounted_eur)
    place = min(int(LEVEL * trials), trials - 1)
    worst = ordered[place:]
    var, cvar = float(ordered[place]), float(worst.mean())
    losses = _curve(float(ordered[min(int(CURVE_END * trials), trials - 1)]), 1.0)
    exceedance = 1.0 - np.searchsorted(ordered, losses, side="right") / trials
    # The quantile is an order statistic: its error is half the distance between those one standard error of the rank away.
    rank = np.sqrt(LEVEL * (1.0 - LEVEL) * trials)
    low, high = (ordered[int(np.clip(place + move, 0, trials - 1))] for move in (-rank, rank))
    tail_error = float(np.sqrt((worst.var() + LEVEL * (cvar - var) ** 2) / ((1.0 - LEVEL) * trials)))
    return Answer(
        mean_eur=float(ordered.mean()),
        var95_eur=var,
        cvar95_eur=cvar,
        loss_eur=losses,
        exceedance=exceedance,
        liquidity=_passages(drawn.liquidity, model.years),
        equity=_passages(drawn.equity, model.years),
        error_bound_relative=SURE * tail_error / max(cvar, 1e-9),
        standard_errors=StandardErrors(
            mean_eur=float(ordered.std(ddof=1) / np.sqrt(trials)),
            var95_eur=float(high - low) / 2.0,
            cvar95_eur=tail_error,
            exceedance=np.sqrt(exceedance * (1.0 - exceedance) / trials),
        ),
    )


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What is needed of simulated histories."""

    discounted_eur: Floats
    liquidity: Ints | None
    equity: Ints | None


def _drawn(model: RiskModel, seed: int, number: int) -> _Drawn:
    rng = np.random.default_rng(seed)
    parts = [simulate([model], min(CHUNK, number - start), rng) for start in range(0, number, CHUNK)]

    def first(years: list[Ints | None]) -> Ints | None:
        known = [one for one in years if one is not None]
        return np.concatenate(known) if len(known) == len(years) else None

    return _Drawn(
        np.concatenate([part.discounted_eur for part in parts]),
        first([part.first_shortfall.liquidity for part in parts]),
        first([part.first_shortfall.equity for part in parts]),
    )


def _curve(end: float, least: float) -> Floats:
    return np.linspace(0.0, max(end, least), CURVE_POINTS + 1)[1:]


def _passages(first: Ints | None, years: int) -> Passages | None:
    if first is None:
        return None
    probability = np.array([(first <= year).mean() for year in range(years)])
    return Passages(probability=probability, standard_error=np.sqrt(probability * (1.0 - probability) / first.size), method="simulated")
