"""One way the future may go (with or without a plan), evaluated over all parameter points."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from leitplanke.planning.losses import expected_losses, expected_losses_by_cause
from leitplanke.primitives.interval import Floats
from leitplanke.risk.cascade import check
from leitplanke.risk.decomposition import TailContributions
from leitplanke.risk.model import RiskModel
from leitplanke.risk.predictive import Predictive, predict
from leitplanke.risk.simulate import check_number, simulate
from leitplanke.risk.spectral import evaluate
from leitplanke.risk.vulnerability import Adjustment, Vulnerability, assemble, stacked, together
from leitplanke.study.worst import worst

TOGETHER = 64
"""Parameter points in one block of array operations: more would leave the cache."""
LARGEST_RATIO = 3.0
"""First passages that many times as frequent as a balance below zero at the end: the band takes the simulated shares of the points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """Chance that a balance is exhausted within the horizon: simulated, with the exact chance at its end for the band.

    Parameters
    ----------
    simulated
        Share of histories with a first passage, chance and parameters together.
    error
        Its Monte Carlo standard error.
    by_point
        (P,) exact P(balance below zero at the end of the horizon) times the one ratio simulated / mean: approximate. Where that
        ratio is above `LARGEST_RATIO`, the simulated shares of the points themselves, whose own Monte Carlo error widens the band.
    """

    simulated: float
    error: float
    by_point: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What comes out at P parameter points, by Unseen J; EUR over the horizon."""

    vulnerability: Vulnerability
    adjustment: Adjustment
    loss: Floats
    """(P, J) expected loss, dynamic (with coping and adaptation), booked where it is lost."""
    by_cause: Floats
    """(P, J) the same booked where the chain began."""
    static: Floats
    """(P, J) expected loss without coping and adaptation."""
    predictive: Predictive
    liquidity: Chance | None
    equity: Chance | None
    worst_5: TailContributions | None
    """Who makes CVaR95 with every figure at its centre; None if there is no loss or no grid holds it."""
    central_cvar95_eur: float
    """CVaR95 with every figure at its centre, on a fine grid of its own."""
    error_bound_relative: float


def play(
    vulnerabilities: Sequence[Vulnerability],
    central: Vulnerability,
    adjustments: Sequence[Adjustment],
    adjustment: Adjustment,
    *,
    histories: int,
    seed: int,
    progress: Callable[[float], None],
) -> Scenario:
    """Evaluate a scenario.

    Parameters
    ----------
    vulnerabilities, adjustments
        One for each parameter point.
    central, adjustment
        With every figure at its centre.
    histories
        Simulated histories in all; the same seed gives every scenario the same chances (common random numbers).

    Raises
    ------
    SupercriticalCascadeError, InaccurateResultError
        See `risk.spectral`.
    TooManyLossesError
        See `risk.simulate`.
    """
    models = [assemble(one, change) for one, change in zip(vulnerabilities, adjustments, strict=True)]
    check_number(models)
    middle = assemble(central, adjustment)
    predictive = predict(models, middle, progress=lambda share: progress(0.7 * share))
    liquidity, equity = _chances(models, predictive, max(1, histories // len(models)), seed)
    loss, by_cause, static = _in_closed_form(vulnerabilities, adjustments)
    fine = evaluate(middle)
    progress(1.0)
    return Scenario(
        vulnerability=central,
        adjustment=adjustment,
        loss=loss,
        by_cause=by_cause,
        static=static,
        predictive=predictive,
        liquidity=liquidity,
        equity=equity,
        worst_5=worst(middle),
        central_cvar95_eur=fine.cvar95_eur,
        error_bound_relative=fine.error_bound_relative,
    )


def chance_of_shortfall(vulnerabilities: Sequence[Vulnerability], adjustments: Sequence[Adjustment], *, histories: int, seed: int) -> float:
    """Return `Scenario.liquidity.simulated` alone, in a fraction of the time; liquidity must be known.

    Raises
    ------
    TooManyLossesError, SupercriticalCascadeError
        See `risk.simulate`.
    """
    models = [assemble(one, change) for one, change in zip(vulnerabilities, adjustments, strict=True)]
    check_number(models)
    first = simulate(models, max(1, histories // len(models)), np.random.default_rng(seed)).first_shortfall.liquidity
    return 0.0 if first is None else float((first < models[0].years).mean())


def _in_closed_form(vulnerabilities: Sequence[Vulnerability], adjustments: Sequence[Adjustment]) -> tuple[Floats, Floats, Floats]:
    """Return expected loss, the same by cause, and without coping and adaptation, shape (P, J) each."""
    parts = []
    for start in range(0, len(vulnerabilities), TOGETHER):
        firm, change = together(vulnerabilities[start : start + TOGETHER]), stacked(adjustments[start : start + TOGETHER])
        model, still = assemble(firm, change), assemble(firm, change, coping=False, adaptation=False)
        parts.append((expected_losses(model), expected_losses_by_cause(model), expected_losses(still)))
    loss, by_cause, static = (np.concatenate(some) for some in zip(*parts, strict=True))
    if not np.isfinite(static).all():
        # What firms cope with may end while without coping it does not.
        for one, change in zip(vulnerabilities, adjustments, strict=True):
            check(assemble(one, change, coping=False, adaptation=False))
    return loss, by_cause, static


def _chances(models: Sequence[RiskModel], predictive: Predictive, each: int, seed: int) -> tuple[Chance | None, Chance | None]:
    found, years = simulate(models, each, np.random.default_rng(seed)).first_shortfall, models[0].years
    return (
        _chance(found.liquidity, [model.balance.liquidity_eur for model in models], models, predictive, years),
        _chance(found.equity, [model.balance.equity_eur for model in models], models, predictive, years),
    )


def _chance(
    first: "np.ndarray[tuple[int], np.dtype[np.int64]] | None",
    balances: Sequence[float | None],
    models: Sequence[RiskModel],
    predictive: Predictive,
    years: int,
) -> Chance | None:
    if first is None:
        return None
    failed = first < years
    simulated = float(failed.mean())
    means = failed.reshape(len(models), -1).mean(axis=1)
    # Points differ, so the error is that of a stratified mean: chance within each point only.
    error = float(np.sqrt((means * (1.0 - means)).sum() / failed.size / len(models)))
    buffers = [(balance or 0.0) + float(model.balance.cash_flow_eur.sum()) for balance, model in zip(balances, models, strict=True)]
    at_end = np.array(
        [float(one.exceedance(np.array(max(buffer, 0.0)))) for one, buffer in zip(predictive.distributions, buffers, strict=True)]
    )
    at_end = np.where(np.array(buffers) < 0.0, 1.0, at_end)
    if float(at_end.mean()) * LARGEST_RATIO < simulated:
        # Balances that run dry early and recover: the end says little about the way there.
        return Chance(simulated=simulated, error=error, by_point=means)
    ratio = simulated / float(at_end.mean()) if simulated > 0.0 else 1.0
    return Chance(simulated=simulated, error=error, by_point=np.minimum(1.0, at_end * ratio))
