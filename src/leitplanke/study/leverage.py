"""What would change a number most: how much of its uncertainty comes from each uncertain figure it was made of.

To first order: each operation of the trace says by how many per cent its value moves if an input moves by one per cent; along all ways
from a figure to the number these products add up, and times the figure's own relative deviation, squared, they are its part of the
variance. Figures count one by one (what their errors have in common is left out), cascades between Unseens only along named links.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scipy.special import ndtr

from leitplanke.assessment.index import SIDES_NODE
from leitplanke.assessment.pooling import pool
from leitplanke.assessment.rating import Moments
from leitplanke.primitives.interval import Z95
from leitplanke.primitives.trace import TraceNode
from leitplanke.study.parameters import LEANING

Nodes = Mapping[str, TraceNode]
_ONE = frozenset({"default-share", "stated-share", "default-months", "default-per-head", "default-posts", "own-index", "cost", "gain"})
_LEAVES = frozenset({"figure", "own-estimate", "assumed", "own-share", "measured", "pool", "default-months", "default-share", "price"})
_PERT = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """An uncertain figure (trace id) and its share of a number's variance, 0 to 1."""

    node: str
    share: float


def levers(node: TraceNode, nodes: Nodes) -> tuple[Lever, ...]:
    """Return the uncertain figures behind a number with their shares, largest first; empty if nothing behind it is known to be uncertain.

    The number's own node is no lever of itself.
    """
    reached: dict[str, float] = {}
    _walk(node, 1.0, nodes, reached)
    reached.pop(node.id, None)
    parts = {name: slope**2 * _variance(nodes[name], _systematic(name, nodes)) for name, slope in reached.items()}
    total = math.fsum(parts.values())
    if total <= 0.0:
        return ()
    found = (Lever(node=name, share=part / total) for name, part in parts.items() if part > 0.0)
    return tuple(sorted(found, key=lambda one: (-one.share, one.node)))


def _walk(node: TraceNode, slope: float, nodes: Nodes, reached: dict[str, float]) -> None:
    if node.operation in _LEAVES:
        reached[node.id] = reached.get(node.id, 0.0) + slope
    for name, own in _slopes(node, nodes):
        if name in nodes and own != 0.0:
            _walk(nodes[name], slope * own, nodes, reached)


def _slopes(node: TraceNode, nodes: Nodes) -> Iterator[tuple[str, float]]:
    """Yield inputs with the per cent by which the number moves if they move by one per cent."""
    operation, inputs = node.operation, node.inputs
    if operation in _ONE:
        yield from ((name, 1.0) for name in inputs[:1])
    elif operation == "product":
        yield from ((name, 1.0) for name in inputs)
    elif operation in {"quotient", "share"}:
        yield from zip(inputs, (1.0, -1.0), strict=False)
    elif operation in {"sum", "difference", "less-funding", "index", "between"}:
        yield from _linear(node, nodes)
    elif operation in {"coping", "own-coping"}:
        yield from _coping(node, nodes)
    elif operation in {"expected-loss", "static-loss", "path-loss", "link-loss"}:
        yield from _loss(node, nodes)
    elif operation == "severity":
        # How far it is known is a figure of its own.
        yield from ((name, 1.0) for name in (*inputs, node.id.replace("/severity", "/severity-factor")))


def _linear(node: TraceNode, nodes: Nodes) -> Iterator[tuple[str, float]]:
    given = dict(node.parameters)
    if not node.value:
        return
    for place, name in enumerate(node.inputs):
        weight = given.get("factor", 1.0)
        if node.operation == "index":
            weight = given[f"coefficient.{place}"]
        elif node.operation == "between":
            weight = given["at_1"] - given["at_0"]
        elif place == 1 and node.operation in {"difference", "less-funding"}:
            weight = -1.0
        yield name, weight * _value(name, nodes) / node.value


def _coping(node: TraceNode, nodes: Nodes) -> Iterator[tuple[str, float]]:
    given = dict(node.parameters)
    common, factors = node.inputs[0], node.inputs[1:]
    # At its limit the common factor moves nothing.
    yield common, 1.0 if given["max"] * _value(common, nodes) < given["limit"] else 0.0
    parts = [given[f"weight.{place}"] * _value(name, nodes) for place, name in enumerate(factors)]
    carried = math.fsum(parts)
    yield from ((name, part / carried) for name, part in zip(factors, parts, strict=True) if carried > 0.0)


def _loss(node: TraceNode, nodes: Nodes) -> Iterator[tuple[str, float]]:
    """Yield what makes the loss of an Unseen, or along a chain: cases of the first, each step, and the cost of a case of the last."""
    coped = node.operation != "static-loss"
    if node.operation in {"expected-loss", "static-loss"}:
        unseen = node.id.split("/")[1]
        yield f"{unseen}/loss-rate", 1.0
        yield from _case(unseen, nodes, coped=coped)
        return
    chain = [f"unseen.{name}" for name in node.id.partition("/")[2].split("--")]
    yield f"{chain[0]}/loss-rate", 1.0
    for name in node.inputs:
        if name.endswith("/probability"):
            yield name, 1.0
    for unseen in chain[1:]:
        yield from ((f"{unseen}/{index}", 1.0) for index in ("exposure", "sensitivity"))
    yield from _case(chain[-1], nodes, coped=coped)


def _case(unseen: str, nodes: Nodes, *, coped: bool) -> Iterator[tuple[str, float]]:
    """Yield what the mean cost of a case rests on: its base, how far the cost is known, how long it lasts, what is coped with."""
    severity = nodes.get(f"{unseen}/severity")
    if severity is None:
        return
    coping = _value(f"{unseen}/coping", nodes) if coped else 0.0
    lasting = _lasting(unseen, coping, nodes)
    yield from ((name, 1.0) for name in severity.inputs)
    yield f"{unseen}/severity-factor", _below_cap(severity, nodes)
    yield f"{unseen}/duration", lasting
    yield f"{unseen}/coping", -coping / max(1e-9, 1.0 - coping) * lasting


def _below_cap(severity: TraceNode, nodes: Nodes) -> float:
    """Return by how many per cent the mean of min(lognormal, cap) moves with its median: the capped part does not move."""
    given, base = dict(severity.parameters), max(1.0, _value(severity.inputs[0], nodes))
    sigma = math.log(given["high"] / given["low"]) / (2.0 * Z95)
    distance = math.log(given["cap"] * base / (severity.value or base)) / sigma
    moving = (severity.value or base) * math.exp(sigma**2 / 2.0) * float(ndtr(distance - sigma))
    return moving / (moving + given["cap"] * base * float(ndtr(-distance)))


def _lasting(unseen: str, coping: float, nodes: Nodes) -> float:
    """Return by how many per cent what is paid within the horizon moves with the duration; what lasts beyond it does not move."""
    years = int(dict(nodes["draws"].parameters)["years"]) if "draws" in nodes else 0
    lasts = _value(f"{unseen}/duration", nodes) * (1.0 - coping)
    if not years or lasts <= 0.0:
        return 1.0
    left = [years - year - 0.5 for year in range(years)]
    return sum(lasts for end in left if lasts < end) / sum(min(lasts, end) for end in left)


def _value(name: str, nodes: Nodes) -> float:
    found = nodes.get(name)
    return 0.0 if found is None or found.value is None else found.value


def _systematic(name: str, nodes: Nodes) -> float:
    """Return how much of what groups differ on this question is a matter of sides."""
    return _value(SIDES_NODE, nodes) if SIDES_NODE in nodes and name in nodes[SIDES_NODE].inputs else 0.0


def _variance(leaf: TraceNode, systematic: float = 0.0) -> float:
    """Return the squared relative deviation of an uncertain figure that is its own."""
    given = dict(leaf.parameters)
    if leaf.operation in {"assumed", "own-share", "measured"} and given.get("alpha", 0.0) > 0.0:
        alpha, beta = given["alpha"], given["beta"]
        return beta / (alpha * (alpha + beta + 1.0))
    if leaf.operation == "pool":
        return _pooled(given, systematic)
    if leaf.operation == "price":
        return _priced(given)
    low, high = given.get("low", 0.0), given.get("high", 0.0)
    # What its error has in common with those of other figures is not its own.
    own = 1.0 - LEANING if leaf.operation in {"figure", "own-estimate"} else 1.0
    return own * (math.log(high / low) / (2.0 * Z95)) ** 2 if 0.0 < low < high else 0.0


def _pooled(given: Mapping[str, float], systematic: float) -> float:
    groups = sorted({name.rpartition(".")[0] for name in given})
    moments = (
        Moments(
            indicator="",
            group=group,
            count=int(given[f"{group}.count"]),
            unknown=int(given[f"{group}.unknown"]),
            weight=given[f"{group}.weight"],
            mean=given[f"{group}.mean"],
            square=given[f"{group}.square"],
        )
        for group in groups
    )
    found = pool("", tuple(moments), systematic)
    # Which side is right is no error of one answer.
    return 0.0 if found is None else found.variance * (1.0 - found.shared) / found.mean**2


def _priced(given: Mapping[str, float]) -> float:
    """Return that of one-off and yearly cost together; a three-point figure of this kind deviates by a sixth of its width."""
    running = given.get("years", 0.0) - given.get("start_quarter", 0.0) / 4.0
    mean = variance = 0.0
    for name, times in (("once", 1.0), ("yearly", running)):
        low, mode, high = (given.get(f"{name}.{end}", 0.0) for end in ("low", "mode", "high"))
        mean += times * (low + 4.0 * mode + high) / _PERT
        variance += (times * (high - low) / _PERT) ** 2
    return variance / mean**2 if mean > 0.0 else 0.0
