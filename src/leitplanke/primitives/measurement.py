"""A figure that was measured instead of rated or assumed, and what it was measured from."""

from dataclasses import dataclass
from typing import Literal

MeasuredFrom = Literal["postings", "settlement", "records", "contract", "test"]
"""Bookkeeping, the settlement file of a platform, the firm's own records, a contract, a tested export."""


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

    target: str
    amount: float
    basis: MeasuredFrom
    year: int | None = None

    @property
    def said(self) -> tuple[tuple[str, float], ...]:
        """What its trace node carries: the amount, and under the name of the basis the year (0 where there is none)."""
        return (("amount", self.amount), (self.basis, float(self.year or 0)))
