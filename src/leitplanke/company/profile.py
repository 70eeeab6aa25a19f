"""What a firm says about itself; None means not given, and a default marked as assumed takes its place."""

from dataclasses import dataclass
from typing import Literal

from leitplanke.primitives.bounds import Amount, Line, Money, Name, Share, Staff, Turnover

Relation = Literal["linked", "partner"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedFirm:
    """Another firm that counts for the EU size rule (method.md section 8); `share` is the greater of capital and votes, 0-1."""

    name: Name
    relation: Relation
    share: Share
    staff: Amount
    turnover_eur: Amount
    balance_sheet_eur: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """The profile of one firm.

    `staff` are annual work units without apprentices. `liquidity_eur` is cash plus undrawn committed credit. `equity_eur` may be
    negative; None means unknown. `free_cash_flow_eur_per_year` is what is kept after tax, withdrawals, repayments and investment.
    """

    name: Name
    sector: Line
    region: Line = ""
    legal_form: Line = ""
    owner_led: bool | None = None
    staff: Staff
    turnover_eur: Turnover
    balance_sheet_eur: Amount | None = None
    value_added_eur: Amount | None = None
    equity_eur: Money | None = None
    liquidity_eur: Money | None = None
    free_cash_flow_eur_per_year: Money | None = None
    payroll_eur_per_year: Amount | None = None
    largest_buyer_eur: Amount | None = None
    platform_revenue_eur: Amount | None = None
    cloud_spend_eur_per_year: Amount | None = None
    digital_budget_eur_per_year: Amount | None = None
    linked_firms: tuple[LinkedFirm, ...] = ()
