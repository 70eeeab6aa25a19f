"""What a firm says about itself; None means not given, and a default marked as assumed takes its place."""

from dataclasses import dataclass
from typing import Literal

Relation = Literal["linked", "partner"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedFirm:
    """Another firm that counts for the EU size rule (method.md section 8); `share` is the greater of capital and votes, 0-1."""

    name: str
    relation: Relation
    share: float
    staff: float
    turnover_eur: float
    balance_sheet_eur: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """The profile of one firm.

    `staff` are annual work units without apprentices. `liquidity_eur` is cash plus undrawn committed credit. `equity_eur` may be
    negative; None means unknown. `free_cash_flow_eur_per_year` is what is kept after tax, withdrawals, repayments and investment.
    """

    name: str
    sector: str
    region: str = ""
    legal_form: str = ""
    owner_led: bool | None = None
    staff: float
    turnover_eur: float
    balance_sheet_eur: float | None = None
    value_added_eur: float | None = None
    equity_eur: float | None = None
    liquidity_eur: float | None = None
    free_cash_flow_eur_per_year: float | None = None
    payroll_eur_per_year: float | None = None
    largest_buyer_eur: float | None = None
    platform_revenue_eur: float | None = None
    cloud_spend_eur_per_year: float | None = None
    digital_budget_eur_per_year: float | None = None
    linked_firms: tuple[LinkedFirm, ...] = ()
