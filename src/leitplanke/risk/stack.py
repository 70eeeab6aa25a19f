"""Many portfolios of one firm as arrays with a leading axis, and the transforms that they share.

Axes: P portfolios, T years, J threats, M nodes of all threats together, K frequencies.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from leitplanke.risk.expectation import losses_per_year
from leitplanke.risk.model import Floats, Ints, RiskModel
from leitplanke.risk.payment import multiple
from leitplanke.risk.portfolio import Portfolios
from leitplanke.risk.scaled import ROUGH_NODES, Rule, ScaleNodes, share_above
from leitplanke.risk.severity import limited_mean

MOST_BYTES = 2**27
"""Of the transforms at nodes, and of the weights of one batch."""
LEAST_ROUGH = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """What differs between portfolios, and the firm they share."""

    base: RiskModel
    rate: Floats
    """(P, T, J) primary losses a year."""
    size: Floats
    """(P, T, J) discounted cost of a loss in all years as multiple of min(size, cap)."""
    link_probability: Floats
    """(P, T, L)"""

    @classmethod
    def of(cls, portfolios: Portfolios) -> "Stack":
        """Return the models of all portfolios; the figures equal those of `portfolio.model_of`, made measure by measure."""
        base, measures = portfolios.model, portfolios.measures
        holders: list[list[int]] = [[] for _ in range(measures.start_year.size)]
        for number, chosen in enumerate(portfolios.portfolios):
            for measure in chosen:
                holders[measure].append(number)
        shape = (len(portfolios.portfolios), base.years, base.threats)

        def product(factor: Floats) -> Floats:
            found = np.ones(shape)
            for measure, held_by in enumerate(holders):
                start, moved = int(measures.start_year[measure]), np.flatnonzero(factor[measure] != 1.0)
                if held_by and moved.size and start < base.years:
                    found[np.ix_(np.array(held_by), np.arange(start, base.years), moved)] *= factor[measure, moved]
            return found

        frequency = product(measures.frequency_factor)
        scale = base.scale * product(measures.severity_factor)
        duration = base.duration * product(measures.duration_factor)
        return cls(
            base=base,
            rate=base.rate * frequency,
            size=multiple(replace(base, scale=scale, duration=duration)),
            link_probability=np.minimum(1.0, base.link_probability * frequency[:, :, base.link_to]),
        )

    def rows(self, chosen: Ints) -> "Stack":
        """Return some of the portfolios."""
        return replace(self, rate=self.rate[chosen], size=self.size[chosen], link_probability=self.link_probability[chosen])

    @property
    def cascading(self) -> bool:
        """Whether any loss causes another."""
        return bool(self.link_probability.any())

    def expected_loss(self) -> Floats:
        """Return the expected discounted loss of each portfolio, shape (P,), EUR.

        Raises
        ------
        SupercriticalCascadeError
            If losses of a portfolio cause each other without end.
        """
        counts = self.rate
        if self.cascading:
            pairs = zip(self.rate, self.link_probability, strict=True)
            counts = np.stack([losses_per_year(replace(self.base, rate=rate, link_probability=links)) for rate, links in pairs])
        each = limited_mean(self.base.median_eur, self.base.sigma, self.base.cap_eur)
        return np.asarray((counts * self.size * each).sum(axis=(1, 2)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Nodes:
    """The transforms of all losses at a few scales each, and how the losses of each portfolio are put together from them."""

    columns: tuple[slice, ...]
    """The nodes of each threat."""
    weight: Floats
    """(P, T, M)"""
    rough: bool
    """Whether some loss is not smooth in its scale."""
    transform: Floats
    """(M, 2 K) real and imaginary parts in turn, so that products stay real."""

    @classmethod
    def of(cls, stack: Stack, step_eur: float, turn: Floats, pool: ThreadPoolExecutor, *, coarse: bool) -> "Nodes":
        """Transform each threat's loss at its nodes on the tilted grid; `coarse` takes fewer nodes."""
        base = stack.base
        above = share_above(base.median_eur, base.sigma, base.cap_eur)
        # The coarse run has half the points and twice the nodes.
        points = turn.size * (1 + coarse)
        most = int(np.clip(MOST_BYTES // (base.threats * points * 8), LEAST_ROUGH, ROUGH_NODES))
        chosen = [
            ScaleNodes.of(
                stack.size[:, :, threat], sigma=float(base.sigma[threat]), cap_share=float(above[threat]), coarse=coarse, most=most
            )
            for threat in range(base.threats)
        ]
        ends = np.cumsum([nodes.size.size for nodes in chosen]).tolist()
        columns = tuple(slice(start, end) for start, end in zip([0, *ends[:-1]], ends, strict=True))
        weight = np.empty((*stack.size.shape[:2], ends[-1]))
        table = np.empty((ends[-1], turn.size // 2 + 1), dtype=np.complex128)

        def fill(threat: int) -> None:
            figures = float(base.median_eur[threat]), float(base.sigma[threat]), float(base.cap_eur[threat])
            weight[:, :, columns[threat]] = chosen[threat].weights(stack.size[:, :, threat])
            table[columns[threat]] = chosen[threat].transforms(*figures, step_eur, turn)

        list(pool.map(fill, range(base.threats)))
        rough = any(nodes.rule in {Rule.LOCAL, Rule.MIXED} for nodes in chosen)
        return cls(columns=columns, weight=weight, rough=rough, transform=table.view(np.float64))

    def columns_of(self, threats: Ints) -> Ints:
        """Return the numbers of the nodes of some threats."""
        parts = [np.arange(self.columns[threat].start, self.columns[threat].stop) for threat in threats.tolist()]
        return np.concatenate([np.zeros(0, dtype=np.int64), *parts])
