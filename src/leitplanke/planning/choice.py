"""Choose the measures with the lowest CVaR95 within a budget, and say how much better any other choice could be.

A good set is found by search (`planning.incumbent`), then branch and bound decides measure after measure, the most open question first,
until nothing better can be left (then the choice is proven) or the time is over (then the least bound of what is left is stated).
"""

import heapq
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np

from leitplanke.planning import proof
from leitplanke.planning.incumbent import Improvement, Stop, starts
from leitplanke.planning.proof import Bound, Cut
from leitplanke.planning.relaxation import Partial, Relaxation
from leitplanke.planning.values import Chosen, Values
from leitplanke.risk.batch import evaluate_portfolios
from leitplanke.risk.model import Floats
from leitplanke.risk.portfolio import Portfolios, model_of
from leitplanke.risk.spectral import FINE_POINTS, fitting_grid

POINTS = 2**11
CASCADE_POINTS = 2**10
"""Grid of the search; the choice is made among its best by the engine on its own grids, and the difference enters the bound."""
LAST_LOOK = 8
"""Best sets of the search that the engine evaluates in the end."""
TOGETHER = 4
"""Open sets looked at together; with cascades one, for each takes long."""
MOST_BYTES = 2**29
"""Of what is kept for open sets; if there are more, the search ends."""
CUTS = 2
"""Kept around sets for each open set; the older ones come from the sets it was made of."""
CLOSED = 1e-9


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
    """Of the engine, for both."""
    following: "Following | None"
    """The measure that a larger budget would buy first; None if no other lowers CVaR95."""
    nodes: int
    """Partly decided sets that were looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """A measure that is not chosen."""

    measure: int
    cost_eur: float
    fall_eur: float
    """By which it would lower CVaR95 of the choice."""


@dataclass(slots=True)
class _Node:
    """A set of which some measures are decided, with what is known of the rest."""

    fixed: Chosen
    undecided: Chosen
    room: float
    high: Cut | None
    """From above; None where nothing is known yet."""
    cuts: tuple[Cut, ...]
    """Around sets, the newest first."""
    stale: bool
    """Whether a tighter cut from above can be had."""
    bound: Bound


def choose(
    portfolios: Portfolios, budget: float, *, seed: int, stop: Stop, threads: int = 2
) -> Choice:
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
        Asked again and again whether the time is over.
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
    points = POINTS if portfolios.model.link_from.size == 0 else CASCADE_POINTS
    with ThreadPoolExecutor(threads) as pool:
        first = Values.on(relaxation, fitting_grid(portfolios.model, points), pool)
        improvement = Improvement(first, budget, stop)
        best = min(starts(improvement), key=lambda chosen: (first.of([chosen])[0], chosen))
        best = improvement.restart(best, np.random.default_rng(seed))
        # The proof is done where it matters: on a grid that ends where the losses left by the best set do.
        grid = fitting_grid(model_of(replace(portfolios, portfolios=(best,)), 0), points)
        values = Values.on(relaxation, grid, pool)
        known = min(values.of([(), *first.affordable(budget)[:LAST_LOOK]]))
        search = _Search(values, budget, stop, known)
        search.run()
        return _last_look(portfolios, search)


def _last_look(portfolios: Portfolios, search: "_Search") -> Choice:
    """Return the best of the best sets by the engine, with the bound lowered by the difference of the grids."""
    values = search.values
    best = values.affordable(search.budget)[:LAST_LOOK]
    found = evaluate_portfolios(replace(portfolios, portfolios=(*best, ())), points=FINE_POINTS)
    number = min(range(len(best)), key=lambda row: (found[row].cvar95_eur, len(best[row]), best[row]))
    value = found[number].cvar95_eur
    off = [values.known[chosen] / one.cvar95_eur - 1.0 for chosen, one in zip(best, found, strict=False) if one.cvar95_eur > 0.0]
    error = max(one.error_bound_relative for one in found[:-1])
    least = search.least()
    proven = least >= search.best * (1.0 - CLOSED)
    bound = value if proven else min(value, max(0.0, least * (1.0 - max([0.0, *off]) - error)))
    return Choice(
        portfolio=best[number],
        cost_eur=float(values.cost[list(best[number])].sum()),
        cvar95_eur=value,
        cvar95_before_eur=found[-1].cvar95_eur,
        bound_eur=bound,
        gap_relative=(value - bound) / value if value > 0.0 else 0.0,
        error_bound_relative=error,
        following=_following(values, best[number]),
        nodes=search.nodes,
    )


def _following(values: Values, chosen: Chosen) -> Following | None:
    """Return which further measure would lower CVaR95 most for its cost."""
    more = [one for one in range(len(values.cost)) if one not in chosen]
    if not more:
        return None
    here, *there = values.of([chosen, *(tuple(sorted((*chosen, one))) for one in more)])
    fall = np.where(np.isfinite(there), here - np.array(there), -np.inf)
    rank = int((fall / np.maximum(values.cost[more], 1e-9)).argmax())
    if fall[rank] <= CLOSED * here:
        return None
    return Following(measure=more[rank], cost_eur=float(values.cost[more[rank]]), fall_eur=float(fall[rank]))


@dataclass(slots=True)
class _Search:
    """Branch and bound over the measures."""

    values: Values
    budget: float
    stop: Stop
    best: float
    """Lowest CVaR95 of a set within the budget so far."""
    nodes: int = 0
    open: list[tuple[float, int, _Node]] = field(default_factory=list)
    window: slice = field(default_factory=lambda: slice(None))
    """Grid points v at which a bound can be below the best set."""
    made: int = 0

    def least(self) -> float:
        """Return the lowest CVaR95 that any set may have."""
        return min(self.best, self.open[0][0]) if self.open else self.best

    def run(self) -> None:
        """Look at open sets until none can be better than the best or the time is over."""
        self._push(self._root())
        while self.open and not self.stop() and len(self.open) <= self._most():
            nodes = [heapq.heappop(self.open)[2] for _ in range(min(len(self.open), 1 if self.cascading else TOGETHER))]
            self._refresh(nodes)
            limit = self._limit()
            for node in nodes:
                # Without a cut from above losses never end, whatever else is chosen; without an open question there is nothing to ask.
                if node.undecided and node.high is not None and node.bound.value < limit:
                    for child in self._children(node):
                        self._push(child)
            self.open = [entry for entry in self.open if entry[0] < limit]
            heapq.heapify(self.open)

    @property
    def cascading(self) -> bool:
        """Whether losses may cause others."""
        return bool(self.values.relaxation.model.link_from.size)

    def _most(self) -> int:
        """Return how many open sets fit into memory: each has one array of its own on average."""
        columns = self.window.stop - self.window.start
        return max(64, MOST_BYTES // (4 * max(1, len(self.values.cost)) * columns))

    def _limit(self) -> float:
        return self.best * (1.0 - CLOSED)

    def _root(self) -> _Node:
        every = tuple(range(len(self.values.cost)))
        curve = self.values.curves([Partial((), every, every)])[0]
        places = np.flatnonzero(curve < self.best)
        # One point more on either side: bounds are least at grid points, and there they are above the best set.
        self.window = slice(max(0, int(places[0]) - 1), int(places[-1]) + 2) if places.size else slice(0, 1)
        return self._node(_Node((), every, self.budget, None, (), True, Bound(curve[self.window], np.zeros(len(every)))))

    def _push(self, node: _Node) -> None:
        if node.bound.value < self._limit():
            heapq.heappush(self.open, (node.bound.value, self.made, node))
            self.made += 1

    def _node(self, node: _Node) -> _Node:
        """Return a node without what it cannot pay; its cut from above does not know that yet."""
        kept = tuple(one for one in node.undecided if self.values.cost[one] <= node.room)
        if len(kept) < len(node.undecided):
            node.undecided, node.stale = kept, True
            node.bound = replace(node.bound, slope=np.zeros(len(kept)))
        self._tighten(node)
        return node

    def _tighten(self, node: _Node) -> None:
        if node.high is not None:
            cuts, limit = (node.high, *node.cuts), self._limit()
            node.bound = proof.bound(cuts, node.undecided, self.values.cost, node.room, known=node.bound.by_point, limit=limit)

    def _refresh(self, nodes: list[_Node]) -> None:
        """Compute the cuts of nodes anew; every true set on the way is a candidate."""
        self.nodes += len(nodes)
        partials = [Partial(node.fixed, (), node.undecided) for node in nodes]
        wanted = [proof.above(partial) if node.stale else [] for node, partial in zip(nodes, partials, strict=True)]
        for node, partial, curves in zip(nodes, partials, self._curves(nodes, wanted), strict=True):
            if node.stale:
                node.high, node.stale = proof.cut_above(partial, curves, len(self.values.cost), self.best), False
                self._tighten(node)
        left = [node for node in nodes if node.high is not None and node.bound.value < self._limit()]
        centres = [Partial(node.fixed, self._promising(node), node.undecided) for node in left]
        around = self._curves(left, [proof.around(centre) for centre in centres])
        for node, centre, curves in zip(left, centres, around, strict=True):
            cut = proof.cut_around(centre, curves, node.high) if node.high else None
            node.cuts = (cut, *node.cuts)[:CUTS] if cut else node.cuts
            self._tighten(node)

    def _promising(self, node: _Node) -> Chosen:
        """Return the undecided measures that the bound would choose, in the beginning those of the best set."""
        if not node.cuts:
            best = self.values.affordable(self.budget)[0]
            return tuple(one for one in node.undecided if one in best)
        return tuple(node.undecided[one] for one in proof.filled(node.bound.slope, self.values.cost[list(node.undecided)], node.room))

    def _curves(self, nodes: list[_Node], wanted: list[list[Partial]]) -> list[Floats]:
        """Return the curves of each node's sets in the window; true sets among them are noted, for others the true set is asked for."""
        listed = [one for some in wanted for one in some]
        true = [Partial((*some[0].fixed, *some[0].helping)) for some in wanted if some and not self._is_true(some[0])]
        curves = self.values.curves([*listed, *true]) if listed else np.zeros((0, 1))
        for partial, curve in zip([*listed, *true], curves, strict=True):
            chosen = tuple(sorted((*partial.fixed, *partial.helping)))
            if self._is_true(partial) and self.values.cost[list(chosen)].sum() <= self.budget:
                self.values.note(chosen, curve)
                self.best = min(self.best, self.values.known[chosen])
        ends = np.cumsum([len(some) for some in wanted])
        return [curves[end - len(some) : end, self.window] for end, some in zip(ends.tolist(), wanted, strict=True)]

    def _is_true(self, partial: Partial) -> bool:
        return bool(self.values.relaxation.plain[list(partial.helping)].all())

    def _children(self, node: _Node) -> tuple[_Node, _Node]:
        """Return the node with one more measure chosen, and with it ruled out."""
        one = self._question(node)
        rest = tuple(other for other in node.undecided if other != one)
        bound = Bound(node.bound.by_point, np.zeros(len(rest)))
        plain = bool(self.values.relaxation.plain[one])
        chosen = tuple(sorted((*node.fixed, one)))
        cuts = tuple(cut.with_measure(one) for cut in node.cuts)
        room = node.room - float(self.values.cost[one])
        high = node.high.with_measure(one) if node.high else None
        with_it = self._node(_Node(chosen, rest, room, high, cuts, not plain, bound))
        return with_it, self._node(_Node(node.fixed, rest, node.room, node.high, node.cuts, True, bound))

    def _question(self, node: _Node) -> int:
        """Return the undecided measure that moves the bound most, where it is least."""
        return node.undecided[int(node.bound.slope.argmax())]
