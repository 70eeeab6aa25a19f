"""What a firm says about itself; None means not given, and a default marked as assumed takes its place."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import MaxLen

from leitplanke.primitives.bounds import Amount, Line, Money, Name, Share, Staff, Turnover

Relation = Literal["linked", "partner", "same-owners"]
Side = Literal["owner", "holding"]
Size = Literal["micro", "small", "medium", "large"]
FirmKind = Literal[
    "enterprise",
    "public-body",
    "public-investment",
    "venture-capital",
    "business-angels",
    "university",
    "institutional",
    "small-local-authority",
]
"""Who holds shares; the last six are investors that the EU's size rule exempts up to 50 %.

`business-angels` have invested less than 1.25 M EUR together; a `small-local-authority` has a yearly budget under 10 M EUR and
fewer than 5,000 inhabitants; `university` stands for non-profit research too, `institutional` for regional funds too.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedFirm:
    """Another firm that may count for the EU size rule (Recommendation 2003/361/EC, Annex, Articles 3 and 6).

    `share` is the greater of capital and votes, 0-1, together with what firms linked to the holder hold. `relation` None: the share
    decides; ``linked`` also means dominant influence without a majority; ``same-owners``: the same persons, acting jointly, control
    both, and it counts if both are active in the same or in `adjacent_markets`. `side`: whether it owns shares or is held; None
    counts as owner. `linked_firms` are its own owners and holdings. Figures that are None are unknown.
    """

    name: Name
    relation: Relation | None = None
    share: Share | None = None
    staff: Amount | None = None
    turnover_eur: Amount | None = None
    balance_sheet_eur: Amount | None = None
    side: Side | None = None
    kind: FirmKind = "enterprise"
    adjacent_markets: bool | None = None
    linked_firms: "tuple[LinkedFirm, ...]" = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The figures of an earlier accounting period, together with the firms that counted then."""

    staff: Amount
    turnover_eur: Amount
    balance_sheet_eur: Amount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeHistory:
    """What the EU's two-year rule asks about the time before.

    `earlier` are the one or two accounting periods before the last, the latest first; `former_size` is the status before the oldest
    of them. `ownership_changed`: others took the firm over, or it left a group, since the accounts were closed. `newly_founded`:
    no accounts are closed yet, the figures are an estimate.
    """

    earlier: Annotated[tuple[Period, ...], MaxLen(2)] = ()
    former_size: Size | None = None
    ownership_changed: bool = False
    newly_founded: bool = False


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
    size_history: SizeHistory = SizeHistory()
