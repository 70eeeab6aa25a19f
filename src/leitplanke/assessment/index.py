"""From indicators to indices: exposure and sensitivity of every Unseen, and the eight capacity factors.

Index of a target = (sum of weight x value + max(0, 1 - sum of weights) x rest) / max(1, sum of weights) over all indicators that
apply; the value counts as 1 - value where a high answer lowers the target. So one weak indicator never sets a whole index, and what
nobody knows stays open: the rest and unanswered indicators are Beta(1.5, 1.5).

Source: content/measures.md section 4 (own design choice).
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from leitplanke.assessment.pooling import (
    IGNORANCE,
    IGNORANCE_MEAN,
    LEAST_MEAN,
    MOST_MEAN,
    MOST_VARIANCE_SHARE,
    Belief,
    beliefs,
    grouped,
    merged,
)
from leitplanke.assessment.rating import Moments
from leitplanke.assessment.scale import PERCENT, amount, interpolate, sets_share
from leitplanke.assessment.sides import Sides, sides
from leitplanke.catalogue.entries import Catalogue, IndexParameter, Indicator
from leitplanke.primitives.measurement import Measurement
from leitplanke.primitives.origin import Origin
from leitplanke.primitives.share import StatedShare
from leitplanke.primitives.trace import RatingGroup, TraceBuilder, TraceNode

Floats = npt.NDArray[np.float64]
SIDES_NODE = "sides"
"""Trace id of how far groups of raters differ in one direction."""
ASSUMED = Origin(tag="assumption", confidence="L", checked_on=date(2026, 11, 22))
"""Origin of what nobody answered."""
MEASURED_DEVIATION = 0.05
"""How far a figure that was measured in one year may be off in the years to come, as standard deviation on 0-1 (assumption)."""
NODE: dict[IndexParameter, str] = {"exposure": "exposure", "sensitivity": "sensitivity-index", "capacity": "index"}
"""The trace node of an index is ``<target>/<this>``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnIndex:
    """A share that the firm states itself in the place of what its answers make: 90 % interval, its Beta distribution, and why."""

    low: float
    high: float
    alpha: float
    beta: float
    reason: str


OwnIndices = Mapping[tuple[str, IndexParameter], OwnIndex]
"""By target and what is stated of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LatentVariable:
    """A Beta variable on 0-1 that indices are made of; `id` is also the id of its trace node.

    `indicator` is None for the rest of a target that no indicator covers, and for a share that the firm states itself. `side` is the
    correlation of its normal score with that of which side is right, above 0 if the gloomier side says more; 0: independent.
    """

    id: str
    alpha: float
    beta: float
    mean: float
    assumed: bool
    indicator: str | None
    side: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearMap:
    """Indices as linear functions of the latent variables: constant + coefficients @ values; always within [0, 1]."""

    coefficients: Floats
    """(R, V)"""
    constant: Floats
    """(R,)"""

    def at(self, values: Floats) -> Floats:
        """Return the indices (..., R) at values (..., V) of the latent variables."""
        return values @ self.coefficients.T + self.constant


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexModel:
    """Where the firm stands: V latent variables and how J Unseens and F capacity factors (in catalogue order) follow from them."""

    variables: tuple[LatentVariable, ...]
    exposure: LinearMap
    """(J, V)"""
    sensitivity: LinearMap
    """(J, V) the index, before it is mapped into the Unseen's own range."""
    capacity: LinearMap
    """(F, V)"""
    beliefs: tuple[Belief, ...]

    @property
    def means(self) -> Floats:
        """(V,) the means of the latent variables; the central model uses them."""
        return np.array([variable.mean for variable in self.variables])

    def variance(self, coefficients: Floats) -> float:
        """Return the variance of a sum of the variables, weights of shape (V,), with what which side is right moves in common."""
        shapes = np.array([(variable.alpha, variable.beta) for variable in self.variables])
        side = np.array([variable.side for variable in self.variables])
        total = shapes.sum(axis=1)
        part = coefficients * np.sqrt(shapes.prod(axis=1) / (total + 1.0)) / total
        return float(part**2 @ (1.0 - side**2) + (part @ side) ** 2)


@dataclass(slots=True)
class _Variables:
    """Collects variables, each once, and their trace nodes."""

    trace: TraceBuilder
    found: dict[str, LatentVariable] = field(default_factory=dict)

    def indicator(self, belief: Belief, groups: tuple[Moments, ...], standing: int) -> None:
        """Add the variable of an indicator, of which a high value means the firm stands better (1), worse (-1) or neither."""
        self.found[belief.indicator] = LatentVariable(
            id=belief.indicator,
            alpha=belief.alpha,
            beta=belief.beta,
            mean=belief.mean,
            assumed=belief.assumed,
            indicator=belief.indicator,
            side=-standing * math.sqrt(belief.shared),
        )
        self.trace.add(_pool_node(belief, groups) if belief.count else _assumed_node(belief.indicator))

    def measured(self, indicator: Indicator, one: Measurement) -> None:
        """Add the variable of an indicator that the firm's files settle."""
        points = [(point.amount, point.value) for point in indicator.map]
        mean = min(MOST_MEAN, max(LEAST_MEAN, interpolate(one.amount, points)))
        concentration = mean * (1.0 - mean) / min(MEASURED_DEVIATION**2, MOST_VARIANCE_SHARE * mean * (1.0 - mean)) - 1.0
        alpha, beta = mean * concentration, (1.0 - mean) * concentration
        self.found[indicator.id] = LatentVariable(id=indicator.id, alpha=alpha, beta=beta, mean=mean, assumed=False, indicator=indicator.id)
        said = (("alpha", alpha), ("beta", beta), *one.said)
        self.trace.add(TraceNode(id=indicator.id, value=mean, unit="1", operation="measured", parameters=said))

    def rest(self, target: str, parameter: IndexParameter) -> str:
        """Add the variable of what no indicator of a target covers, and return its id."""
        name = f"{target}/{NODE[parameter]}/rest"
        self.found[name] = LatentVariable(id=name, alpha=IGNORANCE, beta=IGNORANCE, mean=IGNORANCE_MEAN, assumed=True, indicator=None)
        self.trace.add(_assumed_node(name))
        return name

    def own(self, target: str, parameter: IndexParameter, stated: OwnIndex) -> str:
        """Add the variable of a share that the firm states itself, and return its id."""
        name, mean = f"{target}/{NODE[parameter]}/own", stated.alpha / (stated.alpha + stated.beta)
        self.found[name] = LatentVariable(id=name, alpha=stated.alpha, beta=stated.beta, mean=mean, assumed=False, indicator=None)
        ends = tuple((end, float(getattr(stated, end))) for end in ("low", "high", "alpha", "beta"))
        self.trace.add(TraceNode(id=name, value=mean, unit="1", operation="own-share", parameters=ends, note=stated.reason))
        return name


def index_model(
    catalogue: Catalogue,
    moments: tuple[Moments, ...],
    trace: TraceBuilder,
    own: OwnIndices = MappingProxyType({}),
    full: Mapping[str, str] = MappingProxyType({}),
    measured: tuple[Measurement, ...] = (),
) -> IndexModel:
    """Return the indices of a firm as linear functions of Beta variables, with their trace.

    Every applicable indicator is one variable and feeds all its targets; indicators that all raters call not applicable are left out.
    A share that the firm states itself (`own`) takes the place of the whole index. Where a firm counts losses and not contacts (`full`:
    Unseen and reason), exposure and sensitivity are 1 and nothing is asked. What is `measured` takes the place of all answers to that
    question, also of the answer that it does not apply.

    Trace nodes: a variable by its id (operation ``pool``, ``assumed``, ``own-share`` or ``measured``), an index as ``<unseen>/exposure``,
    ``<unseen>/sensitivity-index``, ``<capacity>/index`` (operation ``index``: constant + sum of coefficient x input; ``own-index``;
    ``given`` where it counts in full). What the variables have in common if groups differ in one direction: ``sides``.
    """
    counted = {one.target: one for one in measured}
    moments = tuple(one for one in moments if one.indicator not in counted)
    by_indicator = grouped(moments)
    seen = sides(catalogue.indicators, {name: merged(groups) for name, groups in by_indicator.items()})
    found = beliefs(catalogue.indicators, moments, seen)
    variables = _Variables(trace)
    asked = {indicator.id: indicator for indicator in catalogue.indicators}
    for belief in found:
        if belief.indicator in counted:
            variables.measured(asked[belief.indicator], counted[belief.indicator])
            continue
        variables.indicator(belief, by_indicator.get(belief.indicator, ()), seen.standing.get(belief.indicator, 0))
    if seen.standing:
        trace.add(_sides_node(seen))
    unseens = [unseen.id for unseen in catalogue.unseens]
    applicable = [indicator for indicator in catalogue.indicators if indicator.id in variables.found]
    rows = {
        "exposure": _rows(unseens, "exposure", applicable, variables, _Stated(own, full)),
        "sensitivity": _rows(unseens, "sensitivity", applicable, variables, _Stated(own, full)),
        "capacity": _rows([capacity.id for capacity in catalogue.capacities], "capacity", applicable, variables, _Stated(own)),
    }
    columns = {name: column for column, name in enumerate(variables.found)}
    maps = {parameter: _linear_map(lines, columns) for parameter, lines in rows.items()}
    return IndexModel(variables=tuple(variables.found.values()), beliefs=found, **maps)


def stated_shares(catalogue: Catalogue, moments: tuple[Moments, ...]) -> tuple[StatedShare, ...]:
    """Return the economic bases that answers state as a share of turnover (indicators in per cent with ``sets_base``).

    "Don't know" states nothing, so it does not pull a stated share towards one half.
    """
    by_indicator = grouped(moments)
    found = []
    for indicator in catalogue.indicators:
        groups = [group for group in by_indicator.get(indicator.id, ()) if group.count > group.unknown]
        if indicator.sets_base is None or not sets_share(indicator) or not groups:
            continue
        weights = [group.weight * (group.count - group.unknown) / group.count for group in groups]
        pairs = zip(weights, groups, strict=True)
        share = math.fsum(weight * _share(indicator, group) for weight, group in pairs) / math.fsum(weights)
        found.append(StatedShare(base=indicator.sets_base, share=share, trace=indicator.id))
    return tuple(found)


def _share(indicator: Indicator, group: Moments) -> float:
    """Return the share of turnover that a group states; moments without it are read back through the indicator's map."""
    return amount(indicator.map, group.mean) / PERCENT if group.stated is None else group.stated


@dataclass(frozen=True, slots=True)
class _Row:
    constant: float
    coefficients: tuple[tuple[str, float], ...]
    own: bool = False


@dataclass(frozen=True, slots=True)
class _Stated:
    """What the firm says instead of answering: own shares, and what counts in full."""

    own: OwnIndices
    full: Mapping[str, str] = field(default_factory=dict)


def _rows(targets: list[str], parameter: IndexParameter, indicators: list[Indicator], variables: _Variables, firm: _Stated) -> list[_Row]:
    rows = []
    for target in targets:
        if target in firm.full:
            rows.append(_Row(1.0, ()))
            node = f"{target}/{NODE[parameter]}"
            whole = (("constant", 1.0),)
            variables.trace.add(TraceNode(id=node, value=1.0, unit="1", operation="given", parameters=whole, note=firm.full[target]))
            continue
        stated = firm.own.get((target, parameter))
        if stated is not None:
            row = _Row(0.0, ((variables.own(target, parameter, stated), 1.0),), own=True)
        else:
            row = _row(target, parameter, indicators, variables)
        variables.trace.add(_index_node(target, parameter, row, variables))
        rows.append(row)
    return rows


def _row(target: str, parameter: IndexParameter, indicators: Iterable[Indicator], variables: _Variables) -> _Row:
    """Return one index as constant and coefficients; direction -1 gives w x (1 - v) = w - w x v."""
    drives = [
        (indicator.id, drive.direction, drive.weight)
        for indicator in indicators
        for drive in indicator.drives
        if drive.target == target and drive.parameter == parameter
    ]
    total = sum(weight for _, _, weight in drives)
    scale = max(1.0, total)
    constant = sum(weight for _, direction, weight in drives if direction < 0) / scale
    coefficients = [(name, direction * weight / scale) for name, direction, weight in drives]
    if total < 1.0:
        coefficients.append((variables.rest(target, parameter), 1.0 - total))
    return _Row(constant, tuple(coefficients))


def _linear_map(rows: list[_Row], columns: dict[str, int]) -> LinearMap:
    coefficients = np.zeros((len(rows), len(columns)))
    for line, row in enumerate(rows):
        for name, coefficient in row.coefficients:
            coefficients[line, columns[name]] += coefficient
    return LinearMap(coefficients=coefficients, constant=np.array([row.constant for row in rows]))


def _pool_node(belief: Belief, groups: tuple[Moments, ...]) -> TraceNode:
    parameters = tuple(
        (f"{group.group}.{name}", float(getattr(group, name)))
        for group in groups
        if group.count
        for name in ("mean", "square", "weight", "count", "unknown")
    )
    ratings = tuple(RatingGroup(group=group.group, count=group.count) for group in groups if group.count)
    origin = ASSUMED if belief.assumed else None
    return TraceNode(
        id=belief.indicator, value=belief.mean, unit="1", operation="pool", parameters=parameters, ratings=ratings, origin=origin
    )


def _sides_node(seen: Sides) -> TraceNode:
    standing = tuple((name, float(sign)) for name, sign in seen.standing.items())
    return TraceNode(id=SIDES_NODE, value=seen.share, unit="1", operation="sides", inputs=tuple(seen.standing), parameters=standing)


def _assumed_node(name: str) -> TraceNode:
    shape = (("alpha", IGNORANCE), ("beta", IGNORANCE))
    return TraceNode(id=name, value=IGNORANCE_MEAN, unit="1", operation="assumed", parameters=shape, origin=ASSUMED)


def _index_node(target: str, parameter: IndexParameter, row: _Row, variables: _Variables) -> TraceNode:
    value = row.constant + sum(coefficient * variables.found[name].mean for name, coefficient in row.coefficients)
    return TraceNode(
        id=f"{target}/{NODE[parameter]}",
        value=value,
        unit="1",
        operation="own-index" if row.own else "index",
        inputs=tuple(name for name, _ in row.coefficients),
        parameters=(("constant", row.constant), *((f"coefficient.{n}", c) for n, (_, c) in enumerate(row.coefficients))),
    )
