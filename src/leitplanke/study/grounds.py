"""What a result rests on: assumed shares, the weight of each assumption, and what an answer could narrow."""

from dataclasses import dataclass

import numpy as np

from leitplanke.assessment.index import LinearMap
from leitplanke.planning.losses import expected_losses
from leitplanke.primitives.interval import Floats
from leitplanke.primitives.trace import TraceNode
from leitplanke.risk.vulnerability import Adjustment, assemble, together
from leitplanke.study.compile import CompiledStudy
from leitplanke.study.parameters import LEANING
from leitplanke.study.result import AssumedFigure, Disagreement, MissingAnswer

_FIELDS = {
    "base.main-buyer-revenue": "largest_buyer_eur",
    "base.platform-revenue": "platform_revenue_eur",
    "base.cloud-spend": "cloud_spend_eur_per_year",
}
"""Figures of the profile that nobody need give where the firm's files measure the base."""
LEANING_NODE = "leaning"
"""Trace id of how much our errors have in common."""


def assumed_shares(study: CompiledStudy) -> Floats:
    """Return for each Unseen how much of what makes its euros is assumed, 0-1, shape (J,).

    Rate, exposure, sensitivity and severity count a quarter each: a figure counts in full if it is tagged assumption, an index by
    the weight of its assumed parts.
    """
    assumed = np.array([variable.assumed for variable in study.indices.variables], dtype=np.float64)
    nodes = study.trace.nodes
    figures = [_assumed(nodes[f"{unseen.id}/rate"]) + _assumed(nodes[f"{unseen.id}/severity"]) for unseen in study.catalogue.unseens]
    indices = _part(study.indices.exposure, assumed) + _part(study.indices.sensitivity, assumed)
    return (np.array(figures, dtype=np.float64) + indices) / 4.0


def _assumed(node: TraceNode) -> int:
    return int(node.origin is not None and node.origin.tag == "assumption")


def _part(index: LinearMap, assumed: Floats) -> Floats:
    size = np.abs(index.coefficients)
    return np.asarray((size @ assumed) / np.maximum(size.sum(axis=1), 1e-12))


def gradient(study: CompiledStudy, adjustment: Adjustment | None = None) -> Floats:
    """Return how much one standard deviation of each uncertain figure moves the expected loss of the horizon, shape (D,), EUR.

    One at a time: half the difference between the figure one standard deviation up and down. Without measures, or with what
    `adjustment` says that they change.
    """
    count = len(study.space.parameters)
    adjustment = adjustment or Adjustment.neutral(study.years, len(study.catalogue.unseens), len(study.catalogue.capacities))
    centre = study.space.centre()
    ends = []
    for score in (-1.0, 1.0):
        moved = study.space.at(np.full((1, count), score))[0]
        rows = np.where(np.eye(count, dtype=bool), moved, centre)
        ends.append(expected_losses(assemble(together(study.vulnerabilities(rows)), adjustment)).sum(axis=1))
    return np.asarray((ends[1] - ends[0]) / 2.0)


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of the spread of the expected loss, 1 in all."""

    own: Floats
    """(D,) of each figure's own error."""
    common: float
    """Of the error that our figures have in common."""
    sides: float
    """Of which side is right where people disagree throughout."""


def shares_of(study: CompiledStudy, slopes: Floats) -> Shares:
    """Return what share of the spread of the expected loss comes from each figure, from their common leaning and from which side is right.

    To first order, from the gradient: own errors are independent, so their squares add up; common ones add up before they are squared.
    """
    own = study.space.own() * slopes**2
    common = LEANING * float(study.space.sign @ slopes) ** 2
    sides = float(study.space.side @ slopes) ** 2
    total = max(float(own.sum()) + common + sides, 1e-300)
    return Shares(np.asarray(own / total), common / total, sides / total)


def assumptions(study: CompiledStudy, shares: Shares) -> tuple[AssumedFigure, ...]:
    """Return every assumption the result rests on, heaviest first; certain ones (bases, sensitivities) weigh 0.

    The common leaning of our figures is one of them.
    """
    weight = {parameter.id: float(share) for parameter, share in zip(study.space.parameters, shares.own, strict=True)}
    weight[LEANING_NODE] = shares.common
    found = [AssumedFigure(trace=node.id, weight=weight.get(node.id, 0.0)) for node in study.trace.table() if _assumed(node)]
    return tuple(sorted(found, key=lambda figure: (-figure.weight, figure.trace)))


def missing(study: CompiledStudy, shares: Shares) -> tuple[MissingAnswer, ...]:
    """Return unanswered indicators and open figures of the profile, those first that would narrow the range most.

    Narrowing: 1 - sqrt(1 - share of variance): by how much the range shrinks if the figure were known.
    """
    weight = {parameter.id: float(share) for parameter, share in zip(study.space.parameters, shares.own, strict=True)}
    unanswered = [variable.indicator for variable in study.indices.variables if variable.assumed and variable.indicator]
    company = study.inputs.company
    fields = ("value_added_eur", "equity_eur", "liquidity_eur", "free_cash_flow_eur_per_year", "payroll_eur_per_year")
    more = ("largest_buyer_eur", "platform_revenue_eur", "cloud_spend_eur_per_year", "digital_budget_eur_per_year")
    measured = {_FIELDS[node.id] for node in study.trace.table() if node.operation == "measured" and node.id in _FIELDS}
    open_figures = [f"company.{name}" for name in fields + more if getattr(company, name) is None and name not in measured]
    found = [MissingAnswer(id=one, narrowing=1.0 - (1.0 - weight.get(one, 0.0)) ** 0.5) for one in (*unanswered, *open_figures)]
    return tuple(sorted(found, key=lambda answer: (-answer.narrowing, answer.id)))


def disagreements(study: CompiledStudy) -> tuple[Disagreement, ...]:
    """Return indicators on which at least two people answered differently, widest first."""
    several = [belief for belief in study.indices.beliefs if belief.count > 1 and belief.spread > 0.0]
    found = [Disagreement(indicator=belief.indicator, spread=belief.spread, count=belief.count) for belief in several]
    return tuple(sorted(found, key=lambda one: (-one.spread, one.indicator)))
