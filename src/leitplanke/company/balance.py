"""What a firm has against losses: liquidity, equity and the cash it keeps each year."""

from dataclasses import dataclass

from leitplanke.company import defaults
from leitplanke.company.bases import EconomicBases
from leitplanke.company.profile import Company
from leitplanke.primitives.interval import ThreePoint
from leitplanke.primitives.trace import TraceBuilder, TraceNode

LIQUIDITY = "company.liquidity_eur"
EQUITY = "company.equity_eur"
CASH_FLOW = "company.free_cash_flow_eur_per_year"


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceFigures:
    """Liquidity, equity (None: unknown) and free cash flow kept a year, in EUR.

    A range is given where the firm did not state the figure: 90 % of such firms lie in it by our assumption.
    """

    liquidity_eur: float
    liquidity_range: ThreePoint | None
    equity_eur: float | None
    free_cash_flow_eur_per_year: float
    free_cash_flow_range: ThreePoint | None


def fill(company: Company, bases: EconomicBases, trace: TraceBuilder) -> BalanceFigures:
    """Return the balance with assumed figures in place of what is open; equity is never assumed.

    Trace nodes: `LIQUIDITY`, `EQUITY`, `CASH_FLOW`.
    """
    liquidity = _stated(LIQUIDITY, company.liquidity_eur, "EUR") or _liquidity(bases)
    cash_flow = _stated(CASH_FLOW, company.free_cash_flow_eur_per_year, "EUR/year") or _cash_flow(bases)
    trace.add(liquidity)
    trace.add(TraceNode(id=EQUITY, value=company.equity_eur, unit="EUR", operation="given"))
    trace.add(cash_flow)
    return BalanceFigures(
        liquidity_eur=liquidity.value or 0.0,
        liquidity_range=_range(liquidity, "months"),
        equity_eur=company.equity_eur,
        free_cash_flow_eur_per_year=cash_flow.value or 0.0,
        free_cash_flow_range=_range(cash_flow, "share"),
    )


def _stated(node: str, eur: float | None, unit: str) -> TraceNode | None:
    return None if eur is None else TraceNode(id=node, value=eur, unit=unit, operation="given")


def _liquidity(bases: EconomicBases) -> TraceNode:
    low, high = defaults.LIQUIDITY_MONTHS_RANGE
    months = defaults.LIQUIDITY_MONTHS
    return TraceNode(
        id=LIQUIDITY,
        value=months / 12.0 * bases.of("base.value-added"),
        unit="EUR",
        operation="default-months",
        inputs=("base.value-added",),
        parameters=(("months", months), ("low", low), ("high", high)),
        origin=defaults.OWN_JUDGEMENT,
    )


def _cash_flow(bases: EconomicBases) -> TraceNode:
    low, high = defaults.CASH_FLOW_SHARE_RANGE
    share = defaults.CASH_FLOW_SHARE
    return TraceNode(
        id=CASH_FLOW,
        value=share * bases.of("base.turnover"),
        unit="EUR/year",
        operation="default-share",
        inputs=("base.turnover",),
        parameters=(("share", share), ("low", low), ("high", high)),
        origin=defaults.OWN_JUDGEMENT,
    )


def _range(node: TraceNode, centre: str) -> ThreePoint | None:
    # A default that is a share of nothing is nothing, and has no range.
    if node.operation == "given" or not node.value:
        return None
    parameters = dict(node.parameters)
    scale = node.value / parameters[centre]
    return ThreePoint(parameters["low"] * scale, node.value, parameters["high"] * scale)
