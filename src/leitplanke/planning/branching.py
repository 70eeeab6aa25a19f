"""Decide measure after measure, the most open question first, until nothing better can be left: branch and bound on cuts.

Sets of which some measures are decided wait in the order of their bounds, so the least bound that is left rises all the time. Source:
Land and Doig, An automatic method of solving discrete programming problems, Econometrica 28 (1960), with best-first search.
"""

import heapq
from dataclasses import dataclass, field, replace
from itertools import combinations

import numpy as np

from leitplanke.planning import proof
from leitplanke.planning.proof import Bound, Cut
from leitplanke.planning.relaxation import Partial
from leitplanke.planning.values import Chosen, OutOfTimeError, Stop, Terms, Values
from leitplanke.risk.model import Floats

TOGETHER = 4
"""Open sets looked at together; with cascades one, for each takes long."""
MOST_BYTES = 2**29
"""Of what is kept for open sets; if there are more, the search ends."""
FEW = 10
"""Of so few measures that are not settled at once all sets are valued: that is quicker."""
CLOSED = 1e-5
"""What could be better only by this share counts as no better: less than the engine can tell apart."""


@dataclass(slots=True)
class Node:
    """A set of which some measures are decided, with what is known of the rest."""

    fixed: Chosen
    undecided: Chosen
    high: Cut | None
    """From above; None where nothing is known yet."""
    around: tuple[Cut, ...]
    """Around promising sets, the newest last."""
    bound: Bound
    stale: bool = True
    """Whether a tighter cut from above can be had."""


@dataclass(slots=True)
class Search:
    """Branch and bound over the measures."""

    values: Values
    terms: Terms
    stop: Stop
    best: float
    """Lowest CVaR95, prices added, of an allowed set so far."""
    allowed: float = np.inf
    """Open sets that may be looked at."""
    nodes: int = 0
    open: list[tuple[float, int, Node]] = field(default_factory=list)
    window: slice = field(default_factory=lambda: slice(None))
    """Grid points v at which a bound can be below the best set."""
    made: int = 0
    harm: Floats = field(default_factory=lambda: np.zeros(0))
    """(N,) by how much each measure alone is worse than it looks while it is undecided; only asked for where some earn more than they
    cost, for those are taken for their price, whatever they do."""

    def least(self) -> float:
        """Return the lowest CVaR95, prices added, that any set may have."""
        # Beyond the grid only v itself is known of g_v.
        known = min(self.best, self.values.end_eur + self._earned())
        return min(known, self.open[0][0]) if self.open else known

    def run(self) -> None:
        """Look at open sets until none can be better than the best or the time is over; at all sets, where they are few."""
        every = self.terms.settle((), tuple(range(self.values.count)))
        if every is not None and len(every[1]) <= FEW and self._all(*every):
            return
        self._root()
        while self.open and self.nodes < self.allowed and len(self.open) <= self._most() and not self.stop():
            nodes = [heapq.heappop(self.open)[2] for _ in range(min(len(self.open), 1 if self.values.cascading else TOGETHER))]
            try:
                self._refresh(nodes)
            except OutOfTimeError:
                for node in nodes:
                    self._push(node)
                break
            limit = self._limit()
            for node in nodes:
                # Without a cut from above losses never end, whatever else is chosen; without an open question there is nothing to ask.
                if node.undecided and node.high is not None and node.bound.value < limit:
                    self._divide(node)
            self.open = [entry for entry in self.open if entry[0] < limit]
            heapq.heapify(self.open)

    def _all(self, fixed: Chosen, undecided: Chosen) -> bool:
        """Value every set that is allowed; return whether the time was enough."""
        some = (tuple(sorted((*fixed, *more))) for size in range(len(undecided) + 1) for more in combinations(undecided, size))
        sets = [chosen for chosen in some if self.terms.allowed(chosen)]
        try:
            values = self.values.of(sets)
        except OutOfTimeError:
            return False
        worth = (value + float(self.terms.price[list(chosen)].sum()) for chosen, value in zip(sets, values, strict=True))
        self.best, self.nodes = min(self.best, *worth), len(sets)
        return True

    def _earned(self) -> float:
        """Return what prices can take off at most, <= 0."""
        return float(np.minimum(self.terms.price, 0.0).sum())

    def _most(self) -> int:
        """Return how many open sets fit into memory: each has two arrays of its own on average."""
        columns = int(self.window.stop - self.window.start)
        return max(64, MOST_BYTES // (8 * max(1, self.values.count) * columns))

    def _limit(self) -> float:
        return self.best - CLOSED * abs(self.best)

    def _root(self) -> None:
        every = tuple(range(self.values.count))
        curve = self.values.curves([Partial((), every, every)])[0] + self._earned()
        # Elsewhere no set is better. Only grid points matter: between them g_v of a loss on the grid is a straight line.
        places = np.flatnonzero(curve < self.best)
        self.window = slice(int(places[0]), int(places[-1]) + 1) if places.size else slice(0, 1)
        self.harm = self._harm(every) if self._earned() < 0.0 else np.zeros(len(every))
        self._add(Node((), every, None, (), Bound(curve[self.window], np.zeros(len(every)))))

    def _harm(self, every: Chosen) -> Floats:
        try:
            curves = self.values.curves([*(Partial((one,)) for one in every), *(Partial((), (one,), every) for one in every)])
        except OutOfTimeError:
            return np.zeros(len(every))
        worse = (curves[: len(every)] - curves[len(every) :])[:, self.window].mean(axis=1)
        return np.where(np.isfinite(worse), worse, 0.0)

    def _push(self, node: Node) -> None:
        if node.bound.value < self._limit():
            heapq.heappush(self.open, (node.bound.value, self.made, node))
            self.made += 1

    def _add(self, node: Node) -> None:
        """Put a node in line, without what can no longer come; its cut from above does not know that yet."""
        settled = self.terms.settle(node.fixed, node.undecided)
        if settled is None:
            return
        forced = tuple(one for one in settled[0] if one not in node.fixed)
        for one in forced:
            node.around = tuple(cut.with_measure(one) for cut in node.around)
            node.high = node.high.with_measure(one) if node.high else None
        if forced or len(settled[1]) < len(node.undecided):
            node.fixed, node.undecided, node.stale = *settled, True
            node.bound = replace(node.bound, slope=np.zeros(len(node.undecided)))
        self._tighten(node)
        self._push(node)

    def _tighten(self, node: Node) -> None:
        if node.high is not None:
            cuts = [node.high, *node.around]
            node.bound = self.terms.bound(cuts, node.fixed, node.undecided, known=node.bound.by_point, limit=self._limit())

    def _refresh(self, nodes: list[Node]) -> None:
        """Compute the cuts of nodes anew; every true set on the way is a candidate."""
        self.nodes += len(nodes)
        partials = [Partial(node.fixed, (), node.undecided) for node in nodes]
        wanted = [proof.above(partial) if node.stale else [] for node, partial in zip(nodes, partials, strict=True)]
        for node, partial, curves in zip(nodes, partials, self._curves(wanted), strict=True):
            if node.stale:
                largest = max(abs(self.best), float(curves[0].min()))
                node.high, node.stale = proof.cut_above(partial, curves, self.values.count, largest), False
                self._tighten(node)
        left = [node for node in nodes if node.high is not None and node.bound.value < self._limit()]
        centres = [Partial(node.fixed, self._promising(node), node.undecided) for node in left]
        around = self._curves([proof.around(centre) for centre in centres])
        for node, centre, curves in zip(left, centres, around, strict=True):
            cut = proof.cut_around(centre, curves, node.high) if node.high else None
            node.around = (*node.around, cut)[-self.terms.kept :] if cut else node.around
            self._tighten(node)

    def _promising(self, node: Node) -> Chosen:
        """Return the undecided measures that the bound would choose, in the beginning those of the best set."""
        if not node.around:
            best = self.values.ranked(self.terms)[0]
            return tuple(one for one in node.undecided if one in best)
        return self.terms.promising(node.fixed, node.undecided, node.bound)

    def _curves(self, wanted: list[list[Partial]]) -> list[Floats]:
        """Return the curves of each node's sets in the window; true sets among them are noted, for others the true set is asked for."""
        listed = [one for some in wanted for one in some]
        true = [Partial((*some[0].fixed, *some[0].helping)) for some in wanted if some and not self.values.relaxation.exact(some[0])]
        curves = self.values.curves([*listed, *true]) if listed else np.zeros((0, 1))
        for partial, curve in zip([*listed, *true], curves, strict=True):
            chosen = tuple(sorted((*partial.fixed, *partial.helping)))
            if self.values.relaxation.exact(partial) and self.terms.allowed(chosen):
                self.values.note(chosen, curve)
                self.best = min(self.best, self.values.known[chosen] + float(self.terms.price[list(chosen)].sum()))
        ends = np.cumsum([len(some) for some in wanted])
        return [curves[end - len(some) : end, self.window] for end, some in zip(ends.tolist(), wanted, strict=True)]

    def _divide(self, node: Node) -> None:
        """Put the node with one more measure chosen in line, and with it ruled out."""
        one = self._question(node)
        rest = tuple(other for other in node.undecided if other != one)
        bound = Bound(node.bound.by_point, np.zeros(len(rest)))
        chosen = tuple(sorted((*node.fixed, one)))
        around = tuple(cut.with_measure(one) for cut in node.around)
        high = node.high.with_measure(one) if node.high else None
        self._add(Node(chosen, rest, high, around, bound, stale=not self.values.relaxation.plain[one]))
        self._add(Node(node.fixed, rest, node.high, node.around, bound))

    def _question(self, node: Node) -> int:
        """Return the undecided measure that moves the bound most where it is least, of those that are taken with their harm."""
        score, taken = node.bound.slope, node.bound.taken
        if taken.size == score.size and self.harm.any():
            score = np.where(taken > 0.0, score + self.harm[list(node.undecided)], 0.0)
        return node.undecided[int(score.argmax())]
