"""From a firm's inputs and the catalogue to arrays: everything uncertain as one vector, and the vulnerability at any of its values."""

from dataclasses import dataclass, replace

import numpy as np

from leitplanke.assessment.index import IndexModel, index_model, stated_shares
from leitplanke.assessment.pooling import moments
from leitplanke.assessment.rating import Moments
from leitplanke.catalogue.entries import Catalogue
from leitplanke.company.balance import CASH_FLOW, LIQUIDITY, BalanceFigures, fill
from leitplanke.company.bases import EconomicBases, derive
from leitplanke.primitives.interval import Floats
from leitplanke.primitives.trace import TraceBuilder, TraceNode
from leitplanke.risk.vulnerability import Vulnerability
from leitplanke.study import figures
from leitplanke.study.former import FormerInput
from leitplanke.study.inputs import StudyInputs
from leitplanke.study.layout import LARGEST_COPING, Layout, contact_multiple, gather_constants, lay_out
from leitplanke.study.measurement import measured
from leitplanke.study.ownpack import counted_in_full, implied, with_own
from leitplanke.study.parameters import BetaLaw, Parameter, ParameterSpace
from leitplanke.study.revision import revise
from leitplanke.study.shares import own_indices
from leitplanke.study.upgrade import settle

HORIZON_YEARS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledStudy:
    """A study ready to run: its parameter space, and how any point of it becomes a vulnerability.

    `inputs` name only what the catalogue has, and hold what the firm says of its own entries as own estimates; `former` is what was set
    aside for that. `catalogue` is as the firm reads it, with its own entries (``study.ownpack``, ``study.revision``).
    """

    catalogue: Catalogue
    inputs: StudyInputs
    moments: tuple[Moments, ...]
    bases: EconomicBases
    balance: BalanceFigures
    indices: IndexModel
    space: ParameterSpace
    layout: Layout
    trace: TraceBuilder
    former: tuple[FormerInput, ...] = ()

    @property
    def years(self) -> int:
        """Length of the horizon."""
        return self.layout.years

    def vulnerabilities(self, values: Floats) -> tuple[Vulnerability, ...]:
        """Return the firm's vulnerability at each parameter point, `values` of shape (P, D)."""
        return tuple(self.layout.at(row) for row in np.atleast_2d(values))

    def central(self) -> Vulnerability:
        """Return the firm's vulnerability with every figure at its centre."""
        return self.layout.at(self.space.centre())


def compile_study(catalogue: Catalogue, inputs: StudyInputs, *, years: int = HORIZON_YEARS) -> CompiledStudy:
    """Return the study as arrays and parameter space; everything it rests on is written into its trace.

    Inputs made for an older catalogue are carried over (``study.upgrade``).
    """
    trace = TraceBuilder()
    settled = settle(catalogue, inputs)
    catalogue, inputs = with_own(catalogue, inputs), settled.inputs
    pooled = (*inputs.moments, *moments(catalogue.indicators, inputs.raters, inputs.answers))
    files = measured(inputs)
    indices = index_model(catalogue, pooled, trace, own_indices(inputs.overrides), counted_in_full(inputs), files.indicators)
    bases = derive(inputs.company, trace, shares=stated_shares(catalogue, pooled), measured=files.bases, aside=files.aside)
    inputs = replace(inputs, overrides=(*inputs.overrides, *implied(catalogue, inputs, bases)))
    catalogue = revise(catalogue, inputs.overrides)
    balance = fill(inputs.company, bases, trace)
    overrides = figures.by_key(inputs.overrides)
    own = figures.uncertain(catalogue, overrides, trace)
    severities = figures.severities(catalogue, bases, overrides, trace, files.margins)
    latent = tuple(Parameter(variable.id, BetaLaw(variable.alpha, variable.beta), 0, variable.side) for variable in indices.variables)
    space = ParameterSpace(own + latent + _balance_parameters(balance))
    constants = gather_constants(catalogue, bases, severities, inputs.left_out, inputs.company.staff)
    study = CompiledStudy(
        catalogue=catalogue,
        inputs=inputs,
        moments=pooled,
        bases=bases,
        balance=balance,
        indices=indices,
        space=space,
        layout=lay_out(catalogue, space, constants, indices, balance, years),
        trace=trace,
        former=settled.former,
    )
    _trace_unseens(study)
    return study


def _balance_parameters(balance: BalanceFigures) -> tuple[Parameter, ...]:
    ranges = ((LIQUIDITY, balance.liquidity_range), (CASH_FLOW, balance.free_cash_flow_range))
    return tuple(Parameter(node, law, 0) for node, law in ranges if law is not None)


def _trace_unseens(study: CompiledStudy) -> None:
    """Write how each Unseen's probability, coping and loss rate follow, at the centre and before adaptation and measures."""
    central = study.central()
    coping = central.coping_max * (central.coping_weight @ central.capacity)
    own, full = figures.by_key(study.inputs.overrides), counted_in_full(study.inputs)
    for place, unseen in enumerate(study.catalogue.unseens):
        name, stated = unseen.id, (unseen.id, "coping_max") in own
        weights = tuple((f"weight.{n}", weight.weight) for n, weight in enumerate(unseen.coping.weights))
        nodes = (
            TraceNode(
                id=f"{name}/sensitivity",
                value=float(central.sensitivity[place]),
                unit="1",
                operation="between",
                inputs=(f"{name}/sensitivity-index",),
                parameters=(("at_0", unseen.sensitivity.at_0), ("at_1", unseen.sensitivity.at_1)),
                origin=None if name in full or (name, "sensitivity") in own else unseen.sensitivity.origin,
            ),
            TraceNode(
                id=f"{name}/coping",
                value=float(coping[place]),
                unit="1",
                operation="own-coping" if stated else "coping",
                inputs=(
                    figures.coping_max_id(name) if stated else figures.COPING_FACTOR,
                    *(f"{weight.capacity}/index" for weight in unseen.coping.weights),
                ),
                parameters=(("max", unseen.coping.max), ("limit", LARGEST_COPING), *weights),
                origin=unseen.coping.origin,
            ),
            TraceNode(
                id=f"{name}/loss-rate",
                value=float(central.contact_rate[place] * central.exposure[place] * central.sensitivity[place]),
                unit="1/year",
                operation="product",
                inputs=tuple(f"{name}/{part}" for part in ("rate", "exposure", "sensitivity")),
                parameters=(("factor", contact_multiple(unseen, study.inputs.company.staff)),),
            ),
        )
        for node in nodes:
            study.trace.add(node)
        if name in study.inputs.running:
            study.trace.add(TraceNode(id=f"{name}/running", value=1.0, unit="1", operation="given"))
    for one in study.inputs.not_relevant:
        study.trace.add(TraceNode(id=f"{one.unseen}/not-relevant", value=1.0, unit="1", operation="given", note=one.reason))
