"""What a firm wants of its plan, beside its limits."""

from dataclasses import dataclass
from typing import Literal

ObjectiveName = Literal["cvar", "existence", "net-benefit", "target"]
"""Lowest CVaR95 plus cost; lowest chance of exhausting liquidity; highest net benefit; a small enough chance for least money."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the plan is to achieve and how much is to be said about it."""

    objective: ObjectiveName = "cvar"
    gains: bool | None = None
    """Whether gains count against cost; None: only for the net benefit. Without a meaning for chances."""
    target: float = 0.01
    """The largest chance of exhausting liquidity, for ``target``."""
    last_start: str | None = None
    """The last quarter (``2028-Q4``) in which a measure that is not fixed may start; None: any within the horizon."""
    thorough: bool = False
    """Whether to give the front of plans and a bound too."""

    @property
    def count_gains(self) -> bool:
        """Whether gains count against cost; never where a chance is to be low, for the two have no common unit."""
        if self.objective in {"existence", "target"}:
            return False
        return self.objective == "net-benefit" if self.gains is None else self.gains


CVAR = Wish()
