"""What a result rests on: assumed shares, the weight of each assumption, and what an answer could narrow."""

import numpy as np

from leitplanke.assessment.index import LinearMap
from leitplanke.primitives.interval import Floats
from leitplanke.primitives.trace import TraceNode
from leitplanke.risk.expectation import expected_loss
from leitplanke.risk.vulnerability import Adjustment, assemble
from leitplanke.study.compile import CompiledStudy
from leitplanke.study.result import AssumedFigure, Disagreement, MissingAnswer


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


def variance_shares(study: CompiledStudy) -> Floats:
    """Return each uncertain figure's share of the spread of the expected loss, shape (D,), summing to 1.

    One at a time: half the difference between the figure one standard deviation up and down, squared.
    """
    count = len(study.space.parameters)
    adjustment = Adjustment.neutral(study.years, len(study.catalogue.unseens), len(study.catalogue.capacities))
    centre = study.space.centre()
    ends = []
    for score in (-1.0, 1.0):
        moved = study.space.at(np.full((1, count), score))[0]
        rows = np.where(np.eye(count, dtype=bool), moved, centre)
        ends.append(np.array([expected_loss(assemble(one, adjustment)).sum() for one in study.vulnerabilities(rows)]))
    square = ((ends[1] - ends[0]) / 2.0) ** 2
    return np.asarray(square / max(float(square.sum()), 1e-300))


def assumptions(study: CompiledStudy, shares: Floats) -> tuple[AssumedFigure, ...]:
    """Return every assumption the result rests on, heaviest first; certain ones (bases, sensitivities) weigh 0."""
    weight = {parameter.id: float(share) for parameter, share in zip(study.space.parameters, shares, strict=True)}
    found = [AssumedFigure(trace=node.id, weight=weight.get(node.id, 0.0)) for node in study.trace.table() if _assumed(node)]
    return tuple(sorted(found, key=lambda figure: (-figure.weight, figure.trace)))


def missing(study: CompiledStudy, shares: Floats) -> tuple[MissingAnswer, ...]:
    """Return unanswered indicators and open figures of the profile, those first that would narrow the range most.

    Narrowing: 1 - sqrt(1 - share of variance): by how much the range shrinks if the figure were known.
    """
    weight = {parameter.id: float(share) for parameter, share in zip(study.space.parameters, shares, strict=True)}
    unanswered = [variable.indicator for variable in study.indices.variables if variable.assumed and variable.indicator]
    company = study.inputs.company
    fields = ("value_added_eur", "equity_eur", "liquidity_eur", "free_cash_flow_eur_per_year", "payroll_eur_per_year")
    more = ("largest_buyer_eur", "platform_revenue_eur", "cloud_spend_eur_per_year", "digital_budget_eur_per_year")
    open_figures = [f"company.{name}" for name in fields + more if getattr(company, name) is None]
    found = [MissingAnswer(id=one, narrowing=1.0 - (1.0 - weight.get(one, 0.0)) ** 0.5) for one in (*unanswered, *open_figures)]
    return tuple(sorted(found, key=lambda answer: (-answer.narrowing, answer.id)))


def disagreements(study: CompiledStudy) -> tuple[Disagreement, ...]:
    """Return indicators on which at least two people answered differently, widest first."""
    several = [belief for belief in study.indices.beliefs if belief.count > 1 and belief.spread > 0.0]
    found = [Disagreement(indicator=belief.indicator, spread=belief.spread, count=belief.count) for belief in several]
    return tuple(sorted(found, key=lambda one: (-one.spread, one.indicator)))
