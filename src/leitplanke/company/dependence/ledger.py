"""What a firm's bookkeeping says about whom it sells to and buys from: net volumes by partner and business year."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen

from leitplanke.primitives.bounds import Line, Money

BusinessYear = Annotated[int, Ge(1900), Le(2999)]
"""The calendar year in which a business year begins."""
Postings = Annotated[int, Ge(0), Le(1_000_000_000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearVolume:
    """Net EUR of one business year: invoices less credit notes, discounts and reversals, without value-added tax; may be negative."""

    year: BusinessYear
    net_eur: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerVolume:
    """What passed between the firm and one personal account.

    `parent` is the group the partner belongs to, None if it stands alone or nobody said. A `collective` account stands for many
    small partners: it counts in the total, never as one large partner. `name` is empty if no file gave one.
    """

    account: Annotated[str, MinLen(1), MaxLen(64)]
    name: Line = ""
    parent: Line | None = None
    collective: bool = False
    years: tuple[YearVolume, ...] = ()

    @property
    def net_eur(self) -> float:
        """EUR over all years."""
        return round(sum(one.net_eur for one in self.years), 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One file of postings that was counted; `digest` is the SHA-256 of its bytes, `created` what its header says, or empty.

    `fingerprint` is the same for two files with the same postings, whatever their bytes; empty: not known.
    `year` is the business year it belongs to, by the calendar year that it begins in; None for lists, whose years are calendar years.
    """

    digest: Annotated[str, MinLen(64), MaxLen(64)]
    created: Annotated[str, MaxLen(40)] = ""
    fingerprint: Annotated[str, MaxLen(64)] = ""
    begins: date
    ends: date
    postings: Postings
    year: BusinessYear | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Both sides of the bookkeeping between two days, both included.

    `sales_unassigned_eur` and `purchases_unassigned_eur` are revenue and expense against cash or bank, in net EUR: they have no
    personal account, so no partner is known.
    """

    begins: date
    ends: date
    customers: tuple[PartnerVolume, ...] = ()
    suppliers: tuple[PartnerVolume, ...] = ()
    batches: tuple[Batch, ...] = ()
    sales_unassigned_eur: Money = 0.0
    purchases_unassigned_eur: Money = 0.0
