"""The three sample firms with which the default figures were checked (published with them)."""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from leitplanke.catalogue import compiled
from leitplanke.company.profile import Company
from leitplanke.risk.model import RiskModel
from leitplanke.risk.vulnerability import Adjustment, Vulnerability, assemble, together
from leitplanke.study.compile import CompiledStudy, compile_study
from leitplanke.study.inputs import StudyInputs


@dataclass(frozen=True)
class Case:
    """Exposure and capacity are set for all Unseens and factors; sensitivity stays in the middle."""

    exposure: float
    capacity: float


MIDDLING, GOOD, BAD = Case(0.5, 0.5), Case(0.3, 0.8), Case(0.8, 0.2)

FIRMS = {
    "a": Company(
        name="Präzisionsteile",
        sector="metal",
        staff=38,
        turnover_eur=5_200_000.0,
        value_added_eur=2_340_000.0,
        equity_eur=900_000.0,
        liquidity_eur=450_000.0,
        free_cash_flow_eur_per_year=150_000.0,
        payroll_eur_per_year=1_748_000.0,
        largest_buyer_eur=2_392_000.0,
        platform_revenue_eur=0.0,
        cloud_spend_eur_per_year=30_000.0,
        digital_budget_eur_per_year=60_000.0,
    ),
    "b": Company(
        name="Hersteller am Marktplatz",
        sector="wood",
        staff=12,
        turnover_eur=1_600_000.0,
        value_added_eur=720_000.0,
        equity_eur=150_000.0,
        liquidity_eur=120_000.0,
        free_cash_flow_eur_per_year=60_000.0,
        payroll_eur_per_year=480_000.0,
        largest_buyer_eur=80_000.0,
        platform_revenue_eur=1_136_000.0,
        cloud_spend_eur_per_year=14_000.0,
        digital_budget_eur_per_year=20_000.0,
    ),
    "c": Company(
        name="Maschinenbau",
        sector="machines",
        staff=220,
        turnover_eur=41_000_000.0,
        value_added_eur=15_580_000.0,
        equity_eur=12_000_000.0,
        liquidity_eur=5_000_000.0,
        free_cash_flow_eur_per_year=1_600_000.0,
        payroll_eur_per_year=11_880_000.0,
        largest_buyer_eur=6_150_000.0,
        platform_revenue_eur=820_000.0,
        cloud_spend_eur_per_year=400_000.0,
        digital_budget_eur_per_year=400_000.0,
    ),
}


@cache
def study(firm: str) -> CompiledStudy:
    return compile_study(compiled.read(), StudyInputs(company=FIRMS[firm], start="2027-Q1"))


def posed(vulnerability: Vulnerability, case: Case) -> Vulnerability:
    return replace(
        vulnerability,
        exposure=np.full_like(vulnerability.exposure, case.exposure),
        capacity=np.full_like(vulnerability.capacity, case.capacity),
    )


def drawn(firm: str, case: Case, points: int, seed: int) -> list[Vulnerability]:
    """All figures drawn independently, as the published check did; sensitivity indices held at one half."""
    return [posed(one, case) for one in _unposed(firm, points, seed)]


@cache
def _unposed(firm: str, points: int, seed: int) -> tuple[Vulnerability, ...]:
    compiled_study = study(firm)
    values = compiled_study.space.draw(points, seed, leaning=0.0).values
    values[:, compiled_study.layout.latent] = 0.5
    return compiled_study.vulnerabilities(values)


def model(vulnerabilities: list[Vulnerability], *, static: bool = False) -> RiskModel:
    """Return one model that holds all points."""
    first = vulnerabilities[0]
    neutral = Adjustment.neutral(first.years, first.exposure.size, first.capacity.size)
    return assemble(together(vulnerabilities), neutral, coping=not static, adaptation=not static)


def models(vulnerabilities: list[Vulnerability], *, static: bool = False) -> list[RiskModel]:
    first = vulnerabilities[0]
    neutral = Adjustment.neutral(first.years, first.exposure.size, first.capacity.size)
    return [assemble(one, neutral, coping=not static, adaptation=not static) for one in vulnerabilities]
