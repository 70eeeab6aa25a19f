"""What each portfolio of measures comes to: mean, tail, exceedance curve and chance of exhausting a balance, by either engine.

The way into the engines for arrays; ``leitplanke risk evaluate`` is this on a file. Method and sources: docs/method/risk.md.

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

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal, TypeVar

import numpy as np

from leitplanke.risk.batch import evaluate_portfolios
from leitplanke.risk.cascade import UnsettledCascadeError
from leitplanke.risk.distribution import GridTooShortError
from leitplanke.risk.model import Floats, RiskModel
from leitplanke.risk.passage import POINTS, FirstPassage, FirstPassages, first_passages_together
from leitplanke.risk.portfolio import Portfolios, model_of, models_of
from leitplanke.risk.simulate import TooManyLossesError
from leitplanke.risk.simulation import Doubt, Passage, Simulation, simulate_together
from leitplanke.risk.soundness import check_portfolios
from leitplanke.risk.spectral import FINE_POINTS, LEVEL, Evaluation, InaccurateResultError, evaluate

CURVE_POINTS = 100
CURVE = (0.001, 0.999)
"""The exceedance curve is drawn between these quantiles."""
SURE = 2.0
"""Standard errors that stand as the bound of a simulated CVaR95: it holds in 95 of 100 cases."""
TOGETHER = 1_024
"""Portfolios evaluated before the next ones: their distributions take memory, the answers hardly any."""
MOST_HISTORIES = 2**16
FEWEST_HISTORIES = 2**12
HISTORIES_IN_ALL = 2**21
"""Shared by the portfolios whose first passages need histories; about a quarter of a minute."""
FEW = 32
"""So many portfolios are evaluated on the fine grids of a single model; more on the batch's own, still within 0.1 %."""
PASSAGE_POINTS = 2**10
"""Of the grid of first passages with more portfolios: their error bound stays below 0.01 %."""
NOT_KNOWN = FirstPassages(liquidity=None, equity=None)
REFUSALS = (InaccurateResultError, GridTooShortError, TooManyLossesError, UnsettledCascadeError)
T = TypeVar("T")
_Passages = Callable[[Sequence[RiskModel]], tuple[FirstPassages, ...]]
Method = Literal["exact", "simulated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passages:
    """Chance that a balance has been below zero at the end of one of the first years, by year."""

    probability: Floats
    """(T,) cumulative: that it was so in year 1, in year 1 or 2, ...; rises, the last one is that of the horizon."""
    standard_error: Floats
    """(T,) Monte Carlo error; 0 where exact."""
    error_bound: Floats
    """(T,) absolute, of the grid; 0 by the simulation engine."""
    method: Method
    """``simulated`` by the spectral engine: only the share that recovers until a year's end is; see `passage`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardErrors:
    """Monte Carlo standard errors of the figures of an `Answer`."""

    mean_eur: float
    var95_eur: float
    cvar95_eur: float
    exceedance: Floats
    """(N,)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorBounds:
    """Bounds of the error of the figures of an `Answer`, each from the same model on a grid of twice the step."""

    var95_relative: float
    exceedance: Floats
    """(N,) absolute"""


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
    """(N,) evenly spaced between the 0.1 and the 99.9 % quantile, the upper one included."""
    exceedance: Floats
    """(N,) probability of a larger loss than `loss_eur`, in [0, 1]."""
    liquidity: Passages | None
    """None where the balance is unknown."""
    equity: Passages | None
    error_bound_relative: float
    """Of CVaR95: from two grids (spectral), or two standard errors (simulation)."""
    error_bounds: ErrorBounds | None
    """None for the simulation engine."""
    standard_errors: StandardErrors | None
    """None for the spectral engine."""
    doubts: tuple[Doubt, ...]
    """Why the standard errors may be too small, see `simulation.Simulation.doubts`; empty where they can be relied on."""


class PortfolioRefusedError(Exception):
    """The engine cannot answer for some portfolios; carries their numbers and each one's reason."""

    def __init__(self, reasons: tuple[tuple[int, Exception], ...]) -> None:
        self.reasons = reasons
        super().__init__("; ".join(f"portfolio {number}: {reason!r}" for number, reason in reasons))


def answer_exactly(
    portfolios: Portfolios,
    *,
    seed: int,
    histories: int | None = None,
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
        Number of those histories for each portfolio; by default 65,536, with more than 32 portfolios fewer, 4,096 at least.
    largest_error
        Refuse an error of CVaR95 above this share of it.
    threads
        Portfolios at once; the answers do not depend on it.
    progress
        Told the share done.

    Raises
    ------
    PortfolioRefusedError
        If the accuracy cannot be kept for some portfolios, their losses cause each other nearly without end, or their first passages
        need too many histories.
    SupercriticalCascadeError
        If losses cause each other without end.
    UnsoundModelError
        If arrays do not fit together or hold impossible figures.
    """
    check_portfolios(portfolios)
    found: list[Answer | Exception] = []
    places = range(len(portfolios.portfolios))
    exact, passages = _Exact(portfolios, largest_error), _passages_of(portfolios, seed, histories, threads)
    for start in range(0, len(places), TOGETHER):
        chosen = places[start : start + TOGETHER]
        evaluated = _evaluated(portfolios, chosen, largest_error, threads)
        found += map(exact.answer, chosen, evaluated, _passed(portfolios, chosen, passages))
        if progress is not None:
            progress(len(found) / len(places))
    return _unless_refused(found)


def _passages_of(portfolios: Portfolios, seed: int, histories: int | None, threads: int) -> _Passages | None:
    """Return what finds the first passages of portfolios, the more the coarser; None where no balance is known."""
    balance, count = portfolios.model.balance, max(1, len(portfolios.portfolios))
    if balance.liquidity_eur is None and balance.equity_eur is None:
        return None
    shared = max(FEWEST_HISTORIES, min(MOST_HISTORIES, HISTORIES_IN_ALL // count))
    points = POINTS if count <= FEW else PASSAGE_POINTS
    return partial(first_passages_together, seed=seed, trials=histories or shared, points=points, threads=threads)


def _passed(portfolios: Portfolios, chosen: Sequence[int], passages: _Passages | None) -> Sequence[FirstPassages | Exception]:
    """Return the first passages of each chosen portfolio, or why there are none."""
    if passages is None:
        return [NOT_KNOWN] * len(chosen)
    models = [model_of(portfolios, place) for place in chosen]
    try:
        return passages(models)
    except REFUSALS:
        # Which ones? Slower, but only for those who must be told.
        return [_tried(partial(_alone, passages, model)) for model in models]


def _alone(passages: _Passages, model: RiskModel) -> FirstPassages:
    return passages((model,))[0]


def _unless_refused(found: Sequence[Answer | Exception]) -> tuple[Answer, ...]:
    """Return the answers, or raise with every portfolio that has none."""
    refused = tuple((place, one) for place, one in enumerate(found) if isinstance(one, Exception))
    if refused:
        raise PortfolioRefusedError(refused)
    return tuple(one for one in found if isinstance(one, Answer))


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
        Simulated histories of each portfolio, 1,000 to 10,000,000.
    threads
        Blocks of histories at once; the answers do not depend on it.
    progress
        Told the share done.

    Raises
    ------
    TooManyLossesError
        If losses are too many to be simulated.
    SupercriticalCascadeError
        If losses cause each other without end.
    ValueError
        If trials are too few or too many.
    UnsoundModelError
        If arrays do not fit together or hold impossible figures.

    Sources
    -------
    docs/method/risk.md, and `simulation.Simulation` for the standard errors.
    """
    check_portfolios(portfolios)
    models = models_of(portfolios)
    found: list[Answer] = []
    for simulation in simulate_together(models, trials=trials, seed=seed, threads=threads):
        found.append(_simulated(simulation))
        if progress is not None:
            progress(len(found) / len(models))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Exact:
    """Makes answers of evaluations."""

    portfolios: Portfolios
    largest_error: float

    def answer(self, place: int, evaluation: Evaluation | Exception, passages: FirstPassages | Exception) -> Answer | Exception:
        """Return the answer for one portfolio, or why there is none."""
        if isinstance(evaluation, Exception):
            return evaluation
        return passages if isinstance(passages, Exception) else _tried(lambda: self._read(place, evaluation, passages))

    def _read(self, place: int, evaluation: Evaluation, found: FirstPassages) -> Answer:
        try:
            high = evaluation.distribution.var(CURVE[1])
        except GridTooShortError:
            # The portfolios' common grid ends before this one's curve does.
            evaluation = evaluate(model_of(self.portfolios, place), largest_error=self.largest_error)
            high = evaluation.distribution.var(CURVE[1])
        losses = _curve(evaluation.distribution.var(CURVE[0]), high, evaluation.distribution.step_eur)
        exceedance, bound = evaluation.exceedance(losses)
        return Answer(
            mean_eur=evaluation.distribution.mean_eur,
            var95_eur=evaluation.var95_eur,
            cvar95_eur=evaluation.cvar95_eur,
            loss_eur=losses,
            exceedance=exceedance,
            liquidity=_of_grid(found.liquidity),
            equity=_of_grid(found.equity),
            error_bound_relative=evaluation.error_bound_relative,
            error_bounds=ErrorBounds(var95_relative=evaluation.var95_error_bound_relative, exceedance=bound),
            standard_errors=None,
            doubts=(),
        )


def _simulated(simulation: Simulation) -> Answer:
    mean, var, cvar = simulation.mean(), simulation.var(LEVEL), simulation.cvar(LEVEL)
    low, high = (simulation.var(level).value for level in CURVE)
    losses = _curve(low, high, 1.0)
    exceedance = simulation.exceedance(losses)
    return Answer(
        mean_eur=mean.value,
        var95_eur=var.value,
        cvar95_eur=cvar.value,
        loss_eur=losses,
        exceedance=exceedance.value,
        liquidity=_of_trials(simulation.liquidity),
        equity=_of_trials(simulation.equity),
        error_bound_relative=SURE * cvar.error / max(cvar.value, 1e-9),
        error_bounds=None,
        standard_errors=StandardErrors(mean_eur=mean.error, var95_eur=var.error, cvar95_eur=cvar.error, exceedance=exceedance.error),
        doubts=simulation.doubts(LEVEL),
    )


def _of_trials(passage: Passage | None) -> Passages | None:
    if passage is None:
        return None
    found = passage.until_year()
    return Passages(probability=found.value, standard_error=found.error, error_bound=np.zeros(passage.years), method="simulated")


def _of_grid(passage: FirstPassage | None) -> Passages | None:
    if passage is None:
        return None
    return Passages(
        probability=passage.probability,
        standard_error=passage.standard_error,
        error_bound=passage.error_bound,
        method=passage.method,
    )


def _curve(low: float, high: float, least: float) -> Floats:
    # The lower end itself is left out: at a loss of nothing a curve on a grid cannot be read.
    return np.linspace(low, max(high, low + least), CURVE_POINTS + 1)[1:]
