"""A made-up result: every figure is invented for the tests of the report, none was computed by the engine."""

import math
from collections.abc import Callable
from datetime import date
from functools import cache

import pytest

from leitplanke.catalogue.compiled import read
from leitplanke.catalogue.entries import Catalogue
from leitplanke.company.reasons import Remark
from leitplanke.exchange import examples
from leitplanke.primitives.origin import Origin
from leitplanke.primitives.trace import RatingGroup, TraceNode
from leitplanke.study.result import (
    AssumedFigure,
    Band,
    CapacityFactor,
    CompanyFacts,
    ComponentContribution,
    Disagreement,
    ExceedancePoint,
    ExistentialProbability,
    MissingAnswer,
    Path,
    PlannedMeasureResult,
    PlanResult,
    QuarterLoad,
    RiskResult,
    SmeStatus,
    Stamp,
    StudyResult,
    UnseenContribution,
)

COMPONENTS = {
    "iot": "component.iot-data",
    "network": "component.value-networks",
    "platform": "component.platforms",
    "cloud": "component.cloud",
    "org": "component.organisation",
    "staff": "component.employees",
    "finance": "component.cross",
    "support": "component.cross",
    "cyber": "component.cross",
}
LOSSES = {
    "iot.unused-data": 3100.0,
    "iot.product-substituted": 8300.0,
    "iot.model-misaligned": 2200.0,
    "network.extended-workbench": 6400.0,
    "network.knowhow-drain": 3900.0,
    "network.replaceable": 9200.0,
    "network.standard-lock-in": 1900.0,
    "network.price-pressure": 7500.0,
    "network.new-competitor": 3300.0,
    "platform.customer-interface": 900.0,
    "platform.commission": 0.0,
    "platform.rules": 0.0,
    "platform.competitor": 0.0,
    "platform.transparency": 0.0,
    "platform.switching": 0.0,
    "cloud.lock-in": 1800.0,
    "cloud.location": 400.0,
    "cloud.misuse": 500.0,
    "cloud.competence-loss": 1300.0,
    "cloud.outage": 700.0,
    "org.project-failure": 5200.0,
    "org.decision-bottleneck": 2600.0,
    "org.missed-window": 5400.0,
    "org.data-law-breach": 600.0,
    "staff.vacancy": 4100.0,
    "staff.obsolescence": 2900.0,
    "staff.rejection": 1700.0,
    "staff.key-person": 2500.0,
    "finance.gap": 1600.0,
    "support.missing": 1500.0,
    "cyber.incident": 3700.0,
}
FACTORS = ("openness", "scope", "slack", "delegation", "it", "financing", "support", "legal")


def band(mid: float, spread: float = 1.6, trace: str = "") -> Band:
    return Band(low=mid / spread, mid=mid, high=mid * spread, trace=trace)


def exceedance(scale: float) -> tuple[ExceedancePoint, ...]:
    points = []
    for step in range(25):
        eur = step * 100_000.0
        mid = 0.99 * math.exp(-((eur / (330_000.0 * scale)) ** 0.85))
        points.append(ExceedancePoint(eur=eur, probability=mid, low=mid**1.5, high=mid**0.65))
    return tuple(points)


def risk(scale: float) -> RiskResult:
    unseens = tuple(
        UnseenContribution(
            id=f"unseen.{name}",
            expected_annual_loss_eur=loss * scale,
            low=loss * scale * 0.5,
            high=loss * scale * 1.9,
            static_annual_loss_eur=loss * 1.28,
            component=COMPONENTS[name.split(".")[0]],
            exposure=0.3 + 0.4 * (position % 3) / 2,
            sensitivity=0.25 + 0.1 * (position % 5),
            coping=0.2 + 0.03 * (position % 7),
            loss_rate_per_year=0.02 + 0.01 * (position % 9),
            running=name == "cloud.lock-in",
            causes_eur=loss * scale * (0.8 + 0.05 * (position % 9)),
            trace=f"unseen.{name}/expected-annual-loss",
        )
        for position, (name, loss) in enumerate(LOSSES.items())
    )
    total = sum(one.expected_annual_loss_eur for one in unseens)
    components = tuple(
        ComponentContribution(
            id=component,
            expected_annual_loss_eur=sum(one.expected_annual_loss_eur for one in unseens if one.component == component),
            low=sum(one.low for one in unseens if one.component == component),
            high=sum(one.high for one in unseens if one.component == component),
            static_annual_loss_eur=sum(one.static_annual_loss_eur for one in unseens if one.component == component),
            adaptive_capacity=0.32 + 0.06 * position,
        )
        for position, component in enumerate(dict.fromkeys(COMPONENTS.values()))
    )
    dynamic, static = total * 5, sum(one.static_annual_loss_eur for one in unseens) * 5
    return RiskResult(
        expected_annual_loss_eur=Band(low=total * 0.62, mid=total, high=total * 1.7, trace="risk/expected-annual-loss"),
        var95_eur=band(1_090_000.0 * scale),
        cvar95_eur=Band(low=960_000.0 * scale, mid=1_480_000.0 * scale, high=2_300_000.0 * scale, trace="risk/cvar95"),
        existential_probability=ExistentialProbability(
            liquidity=Band(low=0.009 * scale, mid=0.041 * scale**2, high=0.074 * scale, trace="risk/existential-liquidity"),
            equity=Band(low=0.002, mid=0.014 * scale**2, high=0.034, trace="risk/existential-equity"),
        ),
        static_risk_eur=band(static, 1.5, "risk/static"),
        dynamic_vulnerability_eur=band(dynamic, 1.5, "risk/dynamic"),
        adaptive_capacity_value_eur=band(static - dynamic, 1.7, "risk/capacity-value"),
        resilience=Band(low=0.14, mid=1 - dynamic / static, high=0.31, trace="risk/resilience"),
        assumed_share=0.63,
        components=components,
        unseens=unseens,
        exceedance=exceedance(scale),
        error_bound_relative=0.0007,
    )


def planned(name: str, start: str, effective: str, cost: float, avoided: float, gain: float = 0.0) -> PlannedMeasureResult:
    return PlannedMeasureResult(
        id=f"measure.{name}",
        start_quarter=start,
        effective_quarter=effective,
        cost_eur=band(cost, 1.7, f"measure.{name}/cost"),
        avoided_loss_eur=band(avoided, 2.1, f"measure.{name}/avoided-loss"),
        avoided_cvar95_eur=avoided * 3.2,
        gain_eur=band(gain, 2.5),
        person_days_once=14.5,
        person_days_per_year=6.0,
        lowers=("unseen.network.replaceable", "unseen.network.price-pressure"),
        raises=("unseen.cyber.incident",) if gain else (),
    )


MEASURES = (
    planned("network.disclosure-tiers", "2027-Q1", "2027-Q3", 6_500.0, 21_000.0),
    planned("cloud.independent-backup", "2027-Q1", "2027-Q2", 9_800.0, 12_000.0),
    planned("network.customer-mix", "2027-Q2", "2028-Q1", 38_000.0, 47_000.0, 60_000.0),
    planned("org.decision-delegation", "2027-Q4", "2028-Q2", 12_000.0, 15_500.0),
    planned("iot.order-machine-join", "2028-Q1", "2028-Q4", 31_000.0, 18_000.0, 52_000.0),
)


def load(position: int) -> QuarterLoad:
    return QuarterLoad(
        quarter=f"{2027 + position // 4}-Q{position % 4 + 1}",
        cost_eur=(9_000.0, 12_500.0, 3_000.0, 6_000.0)[position % 4] * (0.6 if position > 7 else 1.0),
        budget_eur=15_500.0,
        owner_days=(4.0, 6.5, 2.0, 3.0)[position % 4],
        management_days=(5.0, 7.0, 3.5, 6.0)[position % 4],
        it_days=(3.0, 2.0, 1.0, 2.5)[position % 4],
        staff_days=(6.0, 10.0, 4.0, 5.0)[position % 4],
        owner_limit=8.0,
        management_limit=10.0,
        it_limit=4.0,
        staff_limit=15.0,
    )


def assumption(name: str, value: float, unit: str) -> TraceNode:
    return TraceNode(
        id=name,
        value=value,
        unit=unit,
        operation="figure",
        parameters=(("low", value / 3.0), ("mode", value), ("high", value * 3.0)),
        origin=Origin(tag="assumption", confidence="L", checked_on=date(2026, 11, 22)),
    )


def trace() -> tuple[TraceNode, ...]:
    return (
        TraceNode(id="company.turnover_eur", value=5_200_000.0, unit="EUR", operation="given"),
        assumption("unseen.iot.product-substituted/rate", 0.06, "1/year"),
        assumption("unseen.network.replaceable/severity", 0.158, "1"),
        TraceNode(
            id="indicator.network.replace-months/value",
            value=0.62,
            unit="1",
            operation="pool",
            ratings=(RatingGroup(group="owner", count=1), RatingGroup(group="staff", count=3)),
        ),
        TraceNode(
            id="risk/expected-annual-loss",
            value=sum(LOSSES.values()),
            unit="EUR/year",
            operation="sum",
            inputs=tuple(f"unseen.{name}/expected-annual-loss" for name in LOSSES),
        ),
        *(
            TraceNode(id=f"unseen.{name}/expected-annual-loss", value=loss, unit="EUR/year", operation="engine")
            for name, loss in LOSSES.items()
        ),
    )


def stamp() -> Stamp:
    return Stamp(
        input_hash="3f9a2c71e0b84d55",
        catalogue_version="0.1.0",
        engine_version="1",
        seed=20261122,
        horizon_years=5,
        start="2027-Q1",
        outer_points=256,
        histories=100_000,
    )


def company() -> CompanyFacts:
    return CompanyFacts(
        name="Präzisionsteile Übermüller & Söhne GmbH (erfunden)",
        sector="Präzisionsteile",
        staff=38.0,
        turnover_eur=5_200_000.0,
        liquidity_eur=420_000.0,
        equity_eur=1_100_000.0,
        free_cash_flow_eur_per_year=150_000.0,
        sme_status=SmeStatus(
            eu="small",
            ifm="small",
            source="in-focus",
            reasons=(Remark(code="partner", firm="Nachbar GmbH", share=0.3), Remark(code="ceiling-staff", size="micro")),
        ),
    )


def made_up_result() -> StudyResult:
    """Return a plausible supplier with 38 staff; every figure is made up."""
    after = risk(0.74)
    return StudyResult(
        study=stamp(),
        company=company(),
        risk=risk(1.0),
        capacities=tuple(
            CapacityFactor(id=f"capacity.{name}", index=Band(low=0.2, mid=0.3 + 0.05 * position, high=0.8))
            for position, name in enumerate(FACTORS)
        ),
        paths=(
            Path(unseens=("unseen.network.knowhow-drain", "unseen.network.replaceable"), expected_annual_loss_eur=1_450.0),
            Path(
                unseens=("unseen.network.knowhow-drain", "unseen.network.replaceable", "unseen.finance.gap"), expected_annual_loss_eur=640.0
            ),
            Path(unseens=("unseen.staff.vacancy", "unseen.org.project-failure"), expected_annual_loss_eur=610.0),
        ),
        plan=PlanResult(
            objective="cvar95-plus-cost",
            measures=MEASURES,
            quarters=tuple(load(position) for position in range(20)),
            cost_eur=band(97_300.0, 1.4),
            gain_eur=band(112_000.0, 2.2),
            after=after,
        ),
        assumptions=(
            AssumedFigure(trace="unseen.iot.product-substituted/rate", weight=0.19),
            AssumedFigure(trace="unseen.network.replaceable/severity", weight=0.14),
        ),
        missing=(
            MissingAnswer(id="indicator.network.replace-months", narrowing=0.12),
            MissingAnswer(id="company.equity_eur", narrowing=0.05),
        ),
        disagreements=(Disagreement(indicator="indicator.network.replace-months", spread=0.31, count=4),),
        answers=87,
        facts=14,
        trace=trace(),
    )


@pytest.fixture(scope="session")
def result() -> StudyResult:
    return made_up_result()


@cache
def whole_catalogue() -> Catalogue:
    return read()


@pytest.fixture(scope="session", params=examples.names())
def real(request: pytest.FixtureRequest, analysed: Callable[[str, int], StudyResult]) -> StudyResult:
    """Return a real run of an example, with just enough points that no chapter is left out; its figures are rough."""
    return analysed(request.param, 32)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return whole_catalogue()
