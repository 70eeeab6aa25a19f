"""A way of selling: what is left of it after what it costs, and how hard the operator can hit the firm.

Model: users.md section 3. Sales to consumers and to firms stay apart (L234-240): they have scales of their own in words.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from annotated_types import Ge, Le

from leitplanke.primitives.bounds import Amount, Count, Days, LevelNumber, Line, Name, Share

ChannelKind = Literal["b2c", "b2b"]
Basis = Literal["settlement", "records", "estimate"]
"""Where the figures come from: a settlement file, the firm's own records, or an estimate. An estimate measures nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A time in which the operator blocked the account or the main offers."""

    on: date
    days: Days
    reason: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One channel in one year; amounts are net of VAT and belong to `year`.

    Parameters
    ----------
    operator
        Who runs it; channels of one operator count as one. Empty: the channel's own name.
    own
        The firm's own shop or direct sale: it counts for no platform, but shows what another way leaves.
    revenue_net_eur
        Sales before refunds.
    refunds_eur
        What went back to buyers; where it is not known, `returns_share` of the sales stands in.
    commission_eur, ads_eur, fulfilment_eur
        What the operator charges for selling, for advertising, and for storage and shipping.
    goods_eur
        What the goods sold cost the firm. Without it what is left is no contribution yet, and the result says so.
    contact_share
        Buyers whom the firm may address itself.
    data_export
        0 no sales data to 4 all sales as a file with leave to address the buyers.
    own_brand_share
        Articles for which the operator offers something similar itself.
    ranking_control
        0 buyers search for the firm by name to 4 the operator sets the place alone.
    parity_clause
        Whether the firm may not sell cheaper elsewhere.
    payout_days
        From a sale to the money.
    reroute_days
        Working days until the offer sells elsewhere.
    """

    name: Name
    type: ChannelKind
    operator: Line = ""
    own: bool = False
    basis: Basis = "estimate"
    year: Annotated[int, Ge(2000), Le(2100)] | None = None
    revenue_net_eur: Amount
    refunds_eur: Amount | None = None
    returns_share: Share | None = None
    orders: Count | None = None
    commission_eur: Amount = 0.0
    ads_eur: Amount = 0.0
    fulfilment_eur: Amount = 0.0
    goods_eur: Amount | None = None
    contact_share: Share | None = None
    data_export: LevelNumber | None = None
    own_brand_share: Share | None = None
    ranking_control: LevelNumber | None = None
    parity_clause: bool | None = None
    payout_days: Days | None = None
    reroute_days: Days | None = None
    blocked_events: tuple[Block, ...] = ()

    @property
    def run_by(self) -> str:
        """Who runs it."""
        return self.operator or self.name

    @property
    def measured(self) -> bool:
        """Whether its figures are counted rather than estimated."""
        return self.basis != "estimate"

    @property
    def refunded_eur(self) -> float:
        """What went back to buyers, EUR a year."""
        if self.refunds_eur is not None:
            return self.refunds_eur
        return (self.returns_share or 0.0) * self.revenue_net_eur

    @property
    def charges_eur(self) -> float:
        """What the operator charges, EUR a year."""
        return self.commission_eur + self.ads_eur + self.fulfilment_eur

    @property
    def left_eur(self) -> float:
        """What is left after refunds, charges and, where known, goods; EUR a year, may be negative."""
        return self.revenue_net_eur - self.refunded_eur - self.charges_eur - (self.goods_eur or 0.0)
