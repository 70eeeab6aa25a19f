"""Which catalogue figures of a study are uncertain, with the firm's own estimates in their place, and their trace nodes."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from leitplanke.catalogue.entries import Catalogue, ThreePointFigure, Unseen
from leitplanke.company.bases import EconomicBases
from leitplanke.planning.pricing import LEAST_BASE_EUR
from leitplanke.primitives.interval import Range90, ThreePoint
from leitplanke.primitives.trace import TraceBuilder, TraceNode
from leitplanke.study.inputs import Override
from leitplanke.study.measurement import MeasuredMargin
from leitplanke.study.parameters import Parameter
from leitplanke.study.shares import fit, share_node

ADAPTATION = "assumption.adaptation"
COPING_FACTOR = "assumption.coping-common-factor"

OverrideKey = tuple[str, str]


def rate_id(unseen: str) -> str:
    """Return the trace id of an Unseen's contact rate."""
    return f"{unseen}/rate"


def severity_factor_id(unseen: str) -> str:
    """Return the trace id of our ignorance of an Unseen's median loss."""
    return f"{unseen}/severity-factor"


def duration_id(unseen: str) -> str:
    """Return the trace id of an onset's duration."""
    return f"{unseen}/duration"


def probability_id(link: str) -> str:
    """Return the trace id of a link's probability."""
    return f"{link}/probability"


def variance_id(shock: str) -> str:
    """Return the trace id of a shock's variance."""
    return f"{shock}/variance"


def coping_max_id(unseen: str) -> str:
    """Return the trace id of the largest coping with an Unseen that the firm states itself."""
    return f"{unseen}/coping-max"


def stated_from_nothing(catalogue: Catalogue, bases: EconomicBases, overrides: Iterable[Override]) -> frozenset[int]:
    """Return the places of the Unseens whose loss the firm states in euros although their economic base is nothing."""
    stated = {override.target for override in overrides if override.parameter == "severity"}
    unseens = enumerate(catalogue.unseens)
    return frozenset(place for place, one in unseens if one.id in stated and bases.of(one.severity.base) < LEAST_BASE_EUR)


@dataclass(frozen=True, slots=True)
class Severity:
    """The spread of an Unseen's loss from case to case, as shares of its base."""

    chance: Range90
    cap_share: float


def by_key(overrides: Iterable[Override]) -> dict[OverrideKey, Override]:
    """Return the overrides by target and parameter."""
    return {(override.target, override.parameter): override for override in overrides}


def uncertain(catalogue: Catalogue, overrides: Mapping[OverrideKey, Override], trace: TraceBuilder) -> tuple[Parameter, ...]:
    """Return all uncertain catalogue figures in catalogue order, each with its trace node."""
    found: list[Parameter] = []

    def add(node: str, figure: ThreePointFigure, sign: Literal[-1, 0, 1], key: OverrideKey | None = None) -> None:
        override = overrides.get(key) if key else None
        law = figure.interval if override is None else _own(override)
        trace.add(_node(node, figure, law, override))
        found.append(Parameter(node, law, sign))

    for unseen in catalogue.unseens:
        add(rate_id(unseen.id), unseen.rate, 1, (unseen.id, "rate"))
    found.extend(_severity_factor(unseen, trace, overrides.get((unseen.id, "severity_factor"))) for unseen in catalogue.unseens)
    for unseen in catalogue.unseens:
        if unseen.duration is not None:
            add(duration_id(unseen.id), unseen.duration, 1, (unseen.id, "duration"))
    for link in catalogue.links:
        add(probability_id(link.id), link.probability, 1, (link.id, "probability"))
    for shock in catalogue.shocks:
        add(variance_id(shock.id), shock.variance, 1, (shock.id, "variance"))
    figures = {assumption.id: assumption.figure for assumption in catalogue.assumptions}
    add(COPING_FACTOR, figures[COPING_FACTOR], -1, (COPING_FACTOR, "figure"))
    stated = [(coping_max_id(unseen.id), overrides.get((unseen.id, "coping_max"))) for unseen in catalogue.unseens]
    adaptation = overrides.get((ADAPTATION, "figure"))
    if adaptation is None:
        add(ADAPTATION, figures[ADAPTATION], -1)
    return (*found, *(_own_share(node, own, trace) for node, own in ((ADAPTATION, adaptation), *stated) if own is not None))


def severities(
    catalogue: Catalogue,
    bases: EconomicBases,
    overrides: Mapping[OverrideKey, Override],
    trace: TraceBuilder,
    margins: Mapping[str, MeasuredMargin] = MappingProxyType({}),
) -> tuple[Severity, ...]:
    """Return each Unseen's loss from case to case, in catalogue order, with trace node ``<unseen>/severity`` (its median in EUR).

    `margins` are own contributions in place of those that the catalogue reckons with; an own estimate goes before them.
    """
    found = []
    for unseen in catalogue.unseens:
        base = bases.value(unseen.severity.base)
        override = overrides.get((unseen.id, "severity"))
        eur = max(base.eur, LEAST_BASE_EUR)
        margin = margins.get(unseen.id) if override is None else None
        severity = _severity(unseen, eur, override, 1.0 if margin is None else margin.factor)
        found.append(severity)
        trace.add(
            TraceNode(
                id=f"{unseen.id}/severity",
                value=severity.chance.centre * eur,
                unit="EUR/year" if unseen.kind == "onset" else "EUR",
                operation="severity",
                inputs=(base.trace,),
                parameters=(
                    ("low", severity.chance.low),
                    ("high", severity.chance.high),
                    ("cap", severity.cap_share),
                    *(() if margin is None else (("margin", margin.margin), ("usual", margin.usual))),
                ),
                origin=unseen.severity.origin if override is None else None,
                note=override.reason if override else "",
            )
        )
    return tuple(found)


def _severity(unseen: Unseen, base_eur: float, override: Override | None, factor: float) -> Severity:
    if override is None:
        chance = unseen.severity.chance
        return Severity(Range90(chance.low * factor, chance.high * factor), unseen.severity.cap * factor)
    own = Range90(override.low / base_eur, override.high / base_eur)
    # The catalogue's cap is a multiple of its own high figure; the firm's own interval keeps that multiple.
    return Severity(own, own.high * unseen.severity.cap / unseen.severity.high)


def _severity_factor(unseen: Unseen, trace: TraceBuilder, override: Override | None) -> Parameter:
    factor = unseen.severity.median_factor
    figure = ThreePointFigure(low=1.0 / factor, mode=1.0, high=factor, unit="1", origin=unseen.severity.origin)
    law, node = figure.interval if override is None else _own(override), severity_factor_id(unseen.id)
    trace.add(_node(node, figure, law, override))
    return Parameter(node, law, 1)


def _own_share(node: str, override: Override, trace: TraceBuilder) -> Parameter:
    """Return a share that the firm states itself; like its answers it does not share our errors."""
    law = fit(override.low, override.high)
    trace.add(share_node(node, override, law))
    return Parameter(node, law, 0)


def _own(override: Override) -> ThreePoint:
    return ThreePoint(override.low, math.sqrt(override.low * override.high), override.high)


def _node(node: str, figure: ThreePointFigure, law: ThreePoint, override: Override | None) -> TraceNode:
    return TraceNode(
        id=node,
        value=law.mode,
        unit=figure.unit,
        operation="figure" if override is None else "own-estimate",
        parameters=_three(law),
        origin=figure.origin if override is None else None,
        note=override.reason if override else "",
    )


def _three(law: ThreePoint) -> tuple[tuple[str, float], ...]:
    return (("low", law.low), ("mode", law.mode), ("high", law.high))
