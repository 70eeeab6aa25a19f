"""Choices among measures with given starts as models that are never worse than any outcome: the study's own model, made boundable.

CVaR and mean rise in rates, links and sizes, and directionally convexly (docs/method/planning.md): if each of these falls with the chosen
measures by less and less, so does every E(S - v)+. Of what is undecided only the favourable part works. Products, sums and maxima of such
functions are such functions again. Where the model bends the other way (a probability ends at 1, coping ends at all of a loss, a flow
is worth no more beyond the horizon) the bend is replaced by its chord between the least and the most that the undecided leave: below it
in between, exact at both ends.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from leitplanke.planning.effects import adjust, adjust_many
from leitplanke.planning.measures import PARAMETERS, Bools, Floats, Ints, MeasureSet
from leitplanke.planning.offers import Offers
from leitplanke.planning.relaxation import Partial
from leitplanke.planning.schedule import Schedule
from leitplanke.risk.model import RiskModel
from leitplanke.risk.payment import multiple
from leitplanke.risk.stack import Stack
from leitplanke.risk.vulnerability import ADAPTATION_RATE, EXPOSURE_FLOOR, Vulnerability, assemble

SMALLEST = 1e-3
"""Where measures can take away all of a base, sizes down to this share of the largest are told apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Eased:
    """A firm and the measures it may choose from, each with its start."""

    firm: Vulnerability
    measures: MeasureSet
    starts: Schedule
    """N measures, each once."""
    offers: Offers
    model: RiskModel
    """The firm without measures."""
    timed: bool
    """Whether starts are given; if not, even a decided set stands for all its starts at once."""

    @classmethod
    def of(cls, firm: Vulnerability, measures: MeasureSet, starts: Schedule, latest: Schedule | None = None) -> "Eased":
        """Take a firm whose measures start then, or at any time from then to `latest`."""
        model = assemble(firm, adjust(measures, (), firm.years))
        offers = Offers.of(measures, starts, firm.years, latest)
        return cls(firm=firm, measures=measures, starts=starts, offers=offers, model=model, timed=latest is None)

    @property
    def plain(self) -> Bools:
        """None: a decision always makes the rest of the model exacter."""
        return np.zeros(len(self.starts), dtype=np.bool_)

    def exact(self, partial: Partial) -> bool:
        """Return whether a set is decided in full."""
        return not partial.open

    def stack(self, wanted: Sequence[Partial]) -> Stack:
        """Return the models of some sets."""
        nodes = {(one.fixed, one.open): None for one in wanted}
        place = {node: number for number, node in enumerate(nodes)}
        chosen, undecided = self._members([one[0] for one in nodes]), self._members([one[1] for one in nodes])
        node = np.array([place[one.fixed, one.open] for one in wanted], dtype=np.int64)
        bends = _Bends(node=node)
        harms = self.offers.adverse(chosen, undecided)
        self._follow(_Node(chosen, chosen, harms), bends.at("most"))
        self._follow(_Node(chosen, chosen + undecided, harms), bends.at("least"))
        here = _Node(chosen[node], chosen[node] + self._members([one.helping for one in wanted]), harms[node])
        found = self._follow(here, bends.between())
        true = [number for number, one in enumerate(wanted) if not one.open] if self.timed else []
        return self._with_true(found, wanted, true) if true else found

    def sizes(self) -> tuple[Floats, Floats]:
        """Return the least above 0 and the greatest multiple of min(size, cap) that any set can make of a loss, shape (T, J)."""
        every, none = np.ones((1, len(self.starts))), np.zeros((1, len(self.starts)))
        exactly = _Bends(node=np.zeros(1, dtype=np.int64)).at("most")
        least = self._follow(_Node(none, every, self.offers.adverse(none, every)), exactly).size[0]
        harms = np.exp(np.maximum(self.offers.harms, 0.0).sum(axis=0))[None]
        most = self._follow(_Node(every, none, harms), exactly).size[0]
        return np.where(least > 0.0, least, SMALLEST * most), most

    def _with_true(self, found: Stack, wanted: Sequence[Partial], rows: list[int]) -> Stack:
        """Put the true models in the rows of sets that are decided in full."""
        schedules = [tuple(self.starts[one] for one in sorted((*wanted[row].fixed, *wanted[row].helping))) for row in rows]
        model = assemble(self.firm, adjust_many(self.measures, schedules, self.firm.years))
        found.rate[rows], found.size[rows], found.link_probability[rows] = model.rate, multiple(model), model.link_probability
        return found

    def _members(self, sets: Sequence[tuple[int, ...]]) -> Floats:
        found = np.zeros((len(sets), len(self.starts)))
        for row, chosen in enumerate(sets):
            found[row, list(chosen)] = 1.0
        return found

    def _follow(self, node: "_Node", bend: "Bend") -> Stack:
        """Return rates, sizes and links as `risk.vulnerability.assemble` makes them, with every bend made by `bend`."""
        firm, unseens, factors = self.firm, self.measures.unseens, self.measures.capacities
        shape = (*node.harms.shape[:2], len(PARAMETERS), -1)
        favourable, adverse = self.offers.favourable(node.helping).reshape(shape), node.harms.reshape(shape)
        exposure, sensitivity, severity, coping, capacity = range(len(PARAMETERS))
        both = favourable * adverse
        gap = bend(_at_most_one, (1.0 - firm.capacity) * both[:, :, capacity, :factors])
        learned = firm.adaptation * (1.0 - np.exp(-ADAPTATION_RATE * (np.arange(firm.years) + 0.5)))
        adapted = 1.0 - learned[:, None] * (1.0 - gap.mean(axis=-1, keepdims=True))
        met = _met(firm.exposure * favourable[:, :, exposure, :unseens], adverse[:, :, exposure, :unseens], bend)
        hit = bend(_at_most_one, firm.sensitivity * both[:, :, sensitivity, :unseens])
        likelihood = met * adapted * hit * np.where(firm.running, 0.0, 1.0)
        weak = 1.0 - firm.coping_max * ((1.0 - gap) @ firm.coping_weight.T)
        kept = bend(_at_most_one, weak * both[:, :, coping, :unseens])
        worth = bend(self._worth, kept)
        scale = both[:, :, severity, :unseens] * self.offers.base(node.chosen, node.helping)
        return Stack(
            base=self.model,
            rate=firm.contact_rate * likelihood,
            size=scale * worth,
            link_probability=bend(_at_most_one, firm.link_contact * likelihood[..., firm.link_to]),
        )

    def _worth(self, kept: Floats) -> Floats:
        """Return what a loss costs of which coping leaves that share, as multiple of its size."""
        duration = self.firm.duration_years * kept
        scale = np.where(self.firm.onset, 1.0, kept)
        return multiple(replace(self.model, scale=scale, duration=duration))


Bend = Callable[[Callable[[Floats], Floats], Floats], Floats]
"""Applies a concave rising function, exactly or by its chord."""


@dataclass(frozen=True, slots=True)
class _Node:
    """Sets on the way through the model: what is chosen, what helps, chosen or not, (P, N) each, and side effects (P, T, C)."""

    chosen: Floats
    helping: Floats
    harms: Floats


@dataclass(slots=True)
class _Bends:
    """The places where the model bends: first seen at both ends of each node, then followed along the chord."""

    node: Ints
    """(P,) the node of each set."""
    seen: dict[str, list[tuple[Floats, Floats]]] = field(default_factory=lambda: {"least": [], "most": []})

    def at(self, end: str) -> Bend:
        """Return what applies a function exactly and remembers it as this end."""

        def bend(function: Callable[[Floats], Floats], x: Floats) -> Floats:
            y = function(x)
            self.seen[end].append((x, y))
            return y

        return bend

    def between(self) -> Bend:
        """Return what follows the chord between the two ends, in the order in which they were seen."""
        pairs: Iterator[tuple[tuple[Floats, Floats], tuple[Floats, Floats]]] = zip(self.seen["least"], self.seen["most"], strict=True)

        def bend(function: Callable[[Floats], Floats], x: Floats) -> Floats:
            del function
            (low, at_low), (high, at_high) = next(pairs)
            span = (high - low)[self.node]
            part = np.divide(x - low[self.node], span, out=np.ones_like(x), where=span > 0.0)
            return np.asarray(at_low[self.node] + (at_high - at_low)[self.node] * part)

        return bend


def _at_most_one(x: Floats) -> Floats:
    return np.minimum(1.0, x)


def _met(lowered: Floats, adverse: Floats, bend: Bend) -> Floats:
    """Return exposure after side effects, which also grows from nothing (`risk.vulnerability.assemble`)."""
    more = adverse - 1.0

    def raised(x: npt.NDArray[np.float64]) -> Floats:
        return np.asarray(x + more * np.maximum(x, EXPOSURE_FLOOR))

    # A side effect below 1 bends the other way.
    grown = np.where(more < 0.0, bend(lambda x: x + np.minimum(more, 0.0) * np.maximum(x, EXPOSURE_FLOOR), lowered), raised(lowered))
    return bend(_at_most_one, np.maximum(0.0, grown))
