"""The trace: for every number what it was made of, down to ratings, sources and assumptions.

A trace is a flat table of nodes. A node is one number; its `operation` (documented in docs/method/trace.md, in words in
``reports/words/operations.yaml``) says how the number follows from the nodes in `inputs` and the constants in `parameters`, so that
anybody can compute it again from the table alone.
"""

from dataclasses import dataclass, field

from leitplanke.primitives.origin import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingGroup:
    """How many people of one group answered, without names: the trace ends at group and count."""

    group: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceNode:
    """One number and what it was made of.

    Parameters
    ----------
    id
        Unique in its trace, readable: ``unseen.cyber.incident/rate``.
    value
        The number in `unit`; None where it is unknown (equity not given).
    unit
        ``EUR``, ``EUR/year``, ``1/year``, ``years``, ``1`` (a plain share or index) ...
    operation
        How the value follows: ``given``, ``default``, ``figure``, ``pool``, ``product`` ... ; see docs/method/trace.md.
    inputs
        Ids of the nodes it was made of, in the order the operation expects.
    parameters
        Constants of the operation, by name.
    origin
        For leaves from the catalogue or a default: what the figure rests on.
    ratings
        For leaves from answers: groups and counts.
    note
        For leaves a person set: the reason in their own words.
    """

    id: str
    value: float | None
    unit: str
    operation: str
    inputs: tuple[str, ...] = ()
    parameters: tuple[tuple[str, float], ...] = ()
    origin: Origin | None = None
    ratings: tuple[RatingGroup, ...] = ()
    note: str = ""


@dataclass(slots=True)
class TraceBuilder:
    """Collects nodes while a study is compiled; an id may be set once."""

    nodes: dict[str, TraceNode] = field(default_factory=dict)

    def add(self, node: TraceNode) -> str:
        """Keep `node` and return its id.

        Raises
        ------
        ValueError
            If another node of that id is there already.
        """
        if node.id in self.nodes and self.nodes[node.id] != node:
            raise ValueError(node.id)
        self.nodes[node.id] = node
        return node.id

    def table(self) -> tuple[TraceNode, ...]:
        """Return all nodes in the order they came."""
        return tuple(self.nodes.values())
