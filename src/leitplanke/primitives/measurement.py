"""A figure that was measured instead of rated or assumed, and what it was measured from."""

from dataclasses import dataclass
from typing import Literal

from leitplanke.primitives.bounds import Note

MeasuredFrom = Literal["postings", "settlement", "records", "contract", "test"]
"""Bookkeeping, the settlement file of a platform, the firm's own records, a contract, a tested export."""
MeasuredTarget = Literal[
    "base.main-buyer-revenue",
    "base.platform-revenue",
    "base.cloud-spend",
    "indicator.network.largest-buyer",
    "indicator.network.notice-months",
    "indicator.platform.turnover-share",
    "indicator.platform.largest-share",
    "indicator.platform.cost-share",
    "indicator.platform.payout-days",
    "indicator.platform.own-brand-overlap",
    "indicator.platform.own-contact",
    "indicator.cloud.export-age",
    "indicator.cloud.open-interfaces",
]
"""What files can measure: economic bases and questions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One measured figure.

    Parameters
    ----------
    target
        The economic base or the indicator that it sets.
    amount
        In EUR a year, or in the unit of the indicator.
    basis
        What it was measured from.
    year
        The year it is true of; None where it has none.
    """

    target: MeasuredTarget
    amount: float
    basis: MeasuredFrom
    year: int | None = None

    @property
    def said(self) -> tuple[tuple[str, float], ...]:
        """What its trace node carries: the amount, and under the name of the basis the year (0 where there is none)."""
        return (("amount", self.amount), (self.basis, float(self.year or 0)))


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedFirst:
    """A figure for which what the firm states or answers goes before what its files say, and why."""

    target: MeasuredTarget
    reason: Note
