"""Choose the measures with the lowest CVaR95 within a budget, and say how much better any other choice could be.

A good set is found by search (`planning.incumbent`), then branch and bound decides measure after measure, the most open question first,
until nothing better can be left (then the choice is proven) or the time is over (then the least bound of what is left is stated).
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from leitplanke.planning import incumbent
from leitplanke.planning.branching import CLOSED, Search
from leitplanke.planning.budget import Budget
from leitplanke.planning.relaxation import Relaxation
from leitplanke.planning.values import Chosen, OutOfTimeError, Values
from leitplanke.risk.batch import evaluate_portfolios
from leitplanke.risk.model import Floats
from leitplanke.risk.portfolio import Portfolios, model_of
from leitplanke.risk.spectral import FINE_POINTS, fitting_grid

POINTS = 2**11
CASCADE_POINTS = 2**10
"""Grid of the proof, half of it for the first search. The choice is made among the best by the engine on its own grids, and the
difference enters the bound."""
SEARCH = 0.4
"""Share of the time for finding a good set, if it takes that long; the proof finds better ones too."""
LAST_LOOK = 8
"""Best sets of the search that the engine evaluates in the end."""
Clock = Callable[[float], bool]
"""Says whether so large a share of the time is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The best set of measures found."""

    portfolio: Chosen
    """Numbers of the measures, rising."""
    cost_eur: float
    cvar95_eur: float
    cvar95_before_eur: float
    """Without any measure."""
    bound_eur: float
    """No set within the budget has a lower CVaR95, but for the engine's error."""
    gap_relative: float
    """How far the bound is below CVaR95, as share of it; 0: proven."""
    error_bound_relative: float
    """How far both may be off, as share of CVaR95: of the engine, of the grid of the search, and of what counts as no better."""
    following: "Following | None"
    """The measure that a larger budget would buy first; None if no other lowers CVaR95, or in want of time."""
    nodes: int
    """Partly decided sets that were looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """A measure that is not chosen."""

    measure: int
    cost_eur: float
    fall_eur: float
    """By which it would lower CVaR95 of the choice."""


def choose(portfolios: Portfolios, budget: float, *, seed: int, stop: Clock, threads: int = 2) -> Choice:
    """Return the set of measures with the lowest CVaR95 whose costs add up to `budget` at most.

    The same seed gives the same choice, unless time ends the search.

    Parameters
    ----------
    portfolios
        Firm and measures; its portfolios do not matter.
    budget
        EUR, >= 0.
    seed
        Of the restarts.
    stop
        Asked again and again whether a share of the time is over, 1 for all of it.
    threads
        Models at once; the choice does not depend on it.

    Raises
    ------
    SupercriticalCascadeError
        If losses of the firm cause each other without end.
    InaccurateResultError
        If the engine cannot answer for the best sets exactly enough.
    """
    relaxation = Relaxation.of(portfolios.model, portfolios.measures)
    within = Budget(portfolios.measures.cost_eur, budget)
    points = POINTS if portfolios.model.link_from.size == 0 else CASCADE_POINTS
    with ThreadPoolExecutor(threads) as pool:
        early, late = (partial(stop, share) for share in (SEARCH, 1.0))
        first = Values.on(relaxation, fitting_grid(portfolios.model, points // 2), pool, early)
        best = incumbent.search(first, within, early, np.random.default_rng(seed))
        # The proof is done where it matters: on a grid that ends where the losses left by the best set do.
        grid = fitting_grid(model_of(replace(portfolios, portfolios=(best,)), 0), points)
        values = Values.on(relaxation, grid, pool, late)
        known = min(values.of([(), *first.ranked(within)[:LAST_LOOK]]))
        search = Search(values, within, late, known)
        search.run()
        return _last_look(portfolios, search)


def _last_look(portfolios: Portfolios, search: Search) -> Choice:
    """Return the best of the best sets by the engine, with the bound lowered by the difference of the grids."""
    values = search.values
    best = values.ranked(search.terms)[:LAST_LOOK]
    found = evaluate_portfolios(replace(portfolios, portfolios=(*best, ())), points=FINE_POINTS)
    number = min(range(len(best)), key=lambda row: (found[row].cvar95_eur, len(best[row]), best[row]))
    value = found[number].cvar95_eur
    off = [values.known[chosen] / one.cvar95_eur - 1.0 for chosen, one in zip(best, found, strict=False) if one.cvar95_eur > 0.0]
    error = max([0.0, *off]) + max(one.error_bound_relative for one in found[:-1]) + CLOSED
    least = search.least()
    proven = least >= search.best * (1.0 - CLOSED)
    bound = value if proven else min(value, max(0.0, least * (1.0 - error)))
    return Choice(
        portfolio=best[number],
        cost_eur=float(portfolios.measures.cost_eur[list(best[number])].sum()),
        cvar95_eur=value,
        cvar95_before_eur=found[-1].cvar95_eur,
        bound_eur=bound,
        gap_relative=(value - bound) / value if value > 0.0 else 0.0,
        error_bound_relative=error,
        following=_following(values, portfolios.measures.cost_eur, best[number]),
        nodes=search.nodes,
    )


def _following(values: Values, cost: Floats, chosen: Chosen) -> Following | None:
    """Return which further measure would lower CVaR95 most for its cost."""
    more = [one for one in range(len(cost)) if one not in chosen]
    if not more:
        return None
    try:
        here, *there = values.of([chosen, *(tuple(sorted((*chosen, one))) for one in more)])
    except OutOfTimeError:
        return None
    fall = np.where(np.isfinite(there), here - np.array(there), -np.inf)
    rank = int((fall / np.maximum(cost[more], 1e-9)).argmax())
    if fall[rank] <= CLOSED * here:
        return None
    return Following(measure=more[rank], cost_eur=float(cost[more[rank]]), fall_eur=float(fall[rank]))
