"""From a scenario's numbers to the risk part of the result, with a trace node for each reported number."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from leitplanke.catalogue.entries import Unseen
from leitplanke.primitives.interval import Floats
from leitplanke.primitives.trace import TraceNode
from leitplanke.study.compile import CompiledStudy
from leitplanke.study.grounds import assumed_shares
from leitplanke.study.result import (
    Band,
    ComponentContribution,
    ExceedancePoint,
    ExistentialProbability,
    RiskResult,
    UnseenContribution,
)
from leitplanke.study.scenario import Chance, Scenario
from leitplanke.study.state import end_state

DRAWS = "draws"
"""Trace id of the draws of all uncertain figures."""
CURVE_POINTS = 60
CURVE_END = 0.995
"""The exceedance curve is drawn up to this quantile."""
LOW, HIGH = 5.0, 95.0


@dataclass(frozen=True, slots=True)
class Naming:
    """Trace ids of one scenario: ``risk`` without plan, ``plan`` with it."""

    study: CompiledStudy
    name: str

    def node(self, what: str, value: float, unit: str, operation: str, inputs: tuple[str, ...], *, factor: float | None = None) -> str:
        """Write a node and return its id."""
        parameters = (("factor", factor),) if factor is not None else ()
        node = TraceNode(id=f"{self.name}/{what}", value=value, unit=unit, operation=operation, inputs=inputs, parameters=parameters)
        return self.study.trace.add(node)

    def sources(self) -> tuple[str, ...]:
        """Return what every simulated or drawn number of this scenario is made from."""
        return (DRAWS,) if self.name == "risk" else (DRAWS, "plan/measures")


def band(values: Floats, mid: float | None = None, trace: str = "") -> Band:
    """Return mid (default: mean) with the 5 and 95 % points of `values`, widened to hold mid.

    A few extreme points can lift a mean above its own 95 % point; a range that leaves out its own number reads as a mistake.
    """
    low, high = (float(end) for end in np.percentile(values, (LOW, HIGH)))
    middle = float(values.mean()) if mid is None else mid
    return Band(low=min(low, middle), mid=middle, high=max(high, middle), trace=trace)


def summarise(study: CompiledStudy, scenario: Scenario, name: str) -> RiskResult:
    """Return the risk result of a scenario and write its trace."""
    naming = Naming(study, name)
    unseens = _unseens(naming, scenario)
    components = _components(naming, scenario, unseens)
    total, static = scenario.loss.sum(axis=1), scenario.static.sum(axis=1)
    traces = _totals(naming, scenario, components)
    shares = assumed_shares(study)
    weight = scenario.loss.mean(axis=0)
    return RiskResult(
        expected_annual_loss_eur=band(total / study.years, trace=traces["annual"]),
        var95_eur=_quantile_band(naming, scenario, "var95"),
        cvar95_eur=_quantile_band(naming, scenario, "cvar95"),
        existential_probability=ExistentialProbability(
            liquidity=_chance(naming, scenario.liquidity, "liquidity"),
            equity=_chance(naming, scenario.equity, "equity"),
        ),
        static_risk_eur=band(static, trace=traces["static"]),
        dynamic_vulnerability_eur=band(total, trace=traces["dynamic"]),
        adaptive_capacity_value_eur=band(static - total, trace=traces["value"]),
        resilience=_resilience(static, total, traces["resilience"]),
        assumed_share=float(weight @ shares / weight.sum()) if weight.sum() > 0.0 else 0.0,
        components=components,
        unseens=unseens,
        exceedance=_curve(scenario),
        error_bound_relative=scenario.error_bound_relative,
    )


def _unseens(naming: Naming, scenario: Scenario) -> tuple[UnseenContribution, ...]:
    study, years = naming.study, naming.study.years
    state = end_state(scenario.vulnerability, scenario.adjustment)
    excused = {one.unseen: one.reason for one in study.inputs.not_relevant}
    shares = _worst_shares(naming, scenario)

    def contribution(place: int, unseen: Unseen) -> UnseenContribution:
        yearly = scenario.loss[:, place] / years
        loss = band(yearly)
        static = float(scenario.static[:, place].mean()) / years
        own = f"{unseen.id}/static-annual-loss"
        naming.node(own, static, "EUR/year", "static-loss", naming.sources())
        return UnseenContribution(
            id=unseen.id,
            expected_annual_loss_eur=loss.mid,
            low=loss.low,
            high=loss.high,
            static_annual_loss_eur=static,
            trace=naming.node(f"{unseen.id}/expected-annual-loss", loss.mid, "EUR/year", "expected-loss", naming.sources()),
            component=unseen.component,
            exposure=float(state.exposure[place]),
            sensitivity=float(state.sensitivity[place]),
            coping=float(state.coping[place]),
            loss_rate_per_year=float(state.loss_rate[place]),
            running=unseen.id in study.inputs.running,
            causes_eur=float(scenario.by_cause[:, place].mean()) / years,
            not_relevant=excused.get(unseen.id, ""),
            cvar95_share=None if shares is None else float(shares[place]),
        )

    return tuple(contribution(place, unseen) for place, unseen in enumerate(study.catalogue.unseens))


def _worst_shares(naming: Naming, scenario: Scenario) -> Floats | None:
    """Return each Unseen's share of CVaR95 at the centre and write it into the trace; None if there is no loss or no grid holds it."""
    found = scenario.worst_5
    if found is None:
        return None
    shares = found.by_threat_eur / found.cvar_eur
    for unseen, share in zip(naming.study.catalogue.unseens, shares.tolist(), strict=True):
        inputs = (f"{unseen.id}/loss-rate", f"{unseen.id}/severity")
        naming.node(f"{unseen.id}/cvar95-share", share, "1", "tail-share", inputs)
    return np.asarray(shares)


def _components(naming: Naming, scenario: Scenario, unseens: tuple[UnseenContribution, ...]) -> tuple[ComponentContribution, ...]:
    study = naming.study
    state = end_state(scenario.vulnerability, scenario.adjustment)
    found = []
    for component in study.catalogue.components:
        members = [place for place, unseen in enumerate(study.catalogue.unseens) if unseen.component == component.id]
        loss = band(scenario.loss[:, members].sum(axis=1) / study.years)
        static = scenario.static[:, members].mean(axis=0)
        weights = static / static.sum() if static.sum() > 0.0 else np.full(len(members), 1.0 / max(1, len(members)))
        inputs = tuple(unseens[place].trace for place in members)
        found.append(
            ComponentContribution(
                id=component.id,
                expected_annual_loss_eur=loss.mid,
                low=loss.low,
                high=loss.high,
                static_annual_loss_eur=float(static.sum()) / study.years,
                trace=naming.node(f"{component.id}/expected-annual-loss", loss.mid, "EUR/year", "sum", inputs),
                adaptive_capacity=float(weights @ state.carrying_capacity[members]),
                cvar95_share=_worst_share(naming, component.id, [unseens[place] for place in members]),
            )
        )
    return tuple(found)


def _worst_share(naming: Naming, component: str, members: Sequence[UnseenContribution]) -> float | None:
    """Return a component's share of CVaR95 at the centre: the sum of its Unseens'."""
    shares = [one.cvar95_share for one in members if one.cvar95_share is not None]
    if not shares:
        return None
    total = float(sum(shares))
    naming.node(f"{component}/cvar95-share", total, "1", "sum", tuple(f"{naming.name}/{one.id}/cvar95-share" for one in members))
    return total


def _totals(naming: Naming, scenario: Scenario, components: tuple[ComponentContribution, ...]) -> dict[str, str]:
    years = float(naming.study.years)
    dynamic, static = float(scenario.loss.sum(axis=1).mean()), float(scenario.static.sum(axis=1).mean())
    parts = tuple(component.trace for component in components)
    still = tuple(f"{naming.name}/{unseen.id}/static-annual-loss" for unseen in naming.study.catalogue.unseens)
    ids = {
        "annual": naming.node("expected-annual-loss", dynamic / years, "EUR/year", "sum", parts),
        "dynamic": naming.node("dynamic-vulnerability", dynamic, "EUR", "sum", parts, factor=years),
        "static": naming.node("static-risk", static, "EUR", "sum", still, factor=years),
    }
    pair = (ids["static"], ids["dynamic"])
    ids["value"] = naming.node("adaptive-capacity-value", static - dynamic, "EUR", "difference", pair)
    resilience = (static - dynamic) / static if static > 0.0 else 0.0
    ids["resilience"] = naming.node("resilience", resilience, "1", "share", (ids["value"], ids["static"]))
    return ids


def _quantile_band(naming: Naming, scenario: Scenario, what: str) -> Band:
    by_point = scenario.predictive.var95_eur if what == "var95" else scenario.predictive.cvar95_eur
    mixed = scenario.predictive.mixed
    mid = mixed.var(0.95) if what == "var95" else mixed.cvar(0.95)
    return band(by_point, mid, naming.node(what, mid, "EUR", what, naming.sources()))


def _chance(naming: Naming, chance: Chance | None, which: str) -> Band | None:
    if chance is None:
        return None
    inputs = (*naming.sources(), f"company.{which}_eur", "company.free_cash_flow_eur_per_year")
    node = TraceNode(
        id=f"{naming.name}/existential-{which}",
        value=chance.simulated,
        unit="1",
        operation="first-passage",
        inputs=inputs,
        parameters=(("standard_error", chance.error),),
    )
    return band(chance.by_point, chance.simulated, naming.study.trace.add(node))


def _resilience(static: Floats, total: Floats, trace: str) -> Band | None:
    if float(static.mean()) <= 0.0:
        return None
    return band(1.0 - total / np.maximum(static, 1e-9), 1.0 - float(total.mean()) / float(static.mean()), trace)


def _curve(scenario: Scenario) -> tuple[ExceedancePoint, ...]:
    mixed = scenario.predictive.mixed
    end = mixed.var(CURVE_END)
    at = np.linspace(0.0, max(end, mixed.step_eur), CURVE_POINTS + 1)[1:]
    middle, points = mixed.exceedance(at), scenario.predictive.exceedance(at)
    low, high = np.percentile(points, (LOW, HIGH), axis=0)
    return tuple(
        ExceedancePoint(eur=float(eur), probability=float(mid), low=float(below), high=float(above))
        for eur, mid, below, above in zip(at, middle, low, high, strict=True)
    )
