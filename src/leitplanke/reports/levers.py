"""What would change a number most, in words: measured where the analysis measured it, else worked out from the trace."""

from collections.abc import Mapping
from dataclasses import dataclass

from leitplanke.primitives.trace import TraceNode
from leitplanke.reports.drivers import LEAST_NARROWING, what
from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import percent
from leitplanke.reports.words import say
from leitplanke.study.leverage import levers
from leitplanke.study.result import Drivers

SHOWN = 4
LEAST_SHARE = 0.02
_MEASURED = {
    "risk/expected-annual-loss": "expected_annual_loss_eur",
    "risk/dynamic-vulnerability": "expected_annual_loss_eur",
    "risk/cvar95": "cvar95_eur",
    "risk/existential-liquidity": "existential_liquidity",
}
"""Numbers whose spread over all draws was explained; the vulnerability of the horizon is the yearly loss times the years."""
_ALIKE = {
    "var95": "cvar95_eur",
    "cvar95": "cvar95_eur",
    "tail-share": "cvar95_eur",
    "chain-tail-share": "cvar95_eur",
    "first-passage": "existential_liquidity",
    "own-loss": "expected_annual_loss_eur",
    "leave-one-out": "expected_annual_loss_eur",
    "capacity-value": "expected_annual_loss_eur",
}
"""Operations of the engine that only say of which explained number theirs is most alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Most:
    """One thing that would change a number: trace id, name (empty: that of the node), and its share in words."""

    node: str
    name: str
    share: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Levers:
    """How to read the list, and the list, most first."""

    note: str
    most: tuple[Most, ...]


def of(node: TraceNode, nodes: Mapping[str, TraceNode], drivers: tuple[Drivers, ...], names: Names) -> Levers:
    """Return what would change the number of `node` most; a number that is itself a statement says so."""
    language = names.language
    by_figure = {one.figure: one for one in drivers}
    if found := by_figure.get(_MEASURED.get(node.id, "")):
        return Levers(note=say(language, "levers.measured"), most=_measured(found, names))
    if found := by_figure.get(_ALIKE.get(node.operation, "")):
        note = say(language, "levers.alike", figure=say(language, f"levers.figure.{found.figure}"))
        return Levers(note=note, most=_measured(found, names))
    reckoned = [one for one in levers(node, nodes) if one.share >= LEAST_SHARE][:SHOWN]
    if reckoned:
        most = tuple(Most(node=one.node, name="", share=percent(one.share, language)) for one in reckoned)
        return Levers(note=say(language, "levers.reckoned"), most=most)
    return Levers(note=say(language, "levers.fixed" if node.inputs else "levers.itself"), most=())


def _measured(found: Drivers, names: Names) -> tuple[Most, ...]:
    rows = [one for one in found.rows if one.narrowing.mid >= LEAST_NARROWING][:SHOWN]
    return tuple(
        Most(node=one.figures[0] if one.figures else "", name=what(one, names), share=percent(one.narrowing.mid, names.language))
        for one in rows
    )
