"""The risk model: arrays only.

Axes: T years of the horizon, J threats (in the product: Unseens), L links between them, G groups of common shocks.
Source: method.md section 3.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What the firm has against losses; None where unknown."""

    liquidity_eur: float | None
    equity_eur: float | None
    cash_flow_eur: Floats
    """Shape (T,): free cash flow minus measure cost of each year, EUR, undiscounted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskModel:
    """One firm at one parameter point, ready to be evaluated by either engine.

    Loss of an event of threat j in year t: ``min(median_j * exp(sigma_j * normal), cap_j) * scale_tj`` EUR at (1+i)^-(t-1/2).
    An onset of j in year t costs that much *a year* from the middle of year t for `duration_tj` years or to the end.
    """

    onset: Bools
    """(J,) True for onsets, False for events."""
    rate: Floats
    """(T, J) primary losses a year, Poisson mean given the year's shock, >= 0."""
    median_eur: Floats
    """(J,) median loss before cap and scale, > 0."""
    sigma: Floats
    """(J,) standard deviation of the logarithm of the loss, >= 0."""
    cap_eur: Floats
    """(J,) largest loss before scale; inf for none."""
    scale: Floats
    """(T, J) factor on the loss after the cap, >= 0: (1 - coping) for events, severity factors of measures."""
    duration: Floats
    """(T, J) years an onset of year t lasts; ignored for events."""
    link_from: Ints
    """(L,) threat whose loss causes another."""
    link_to: Ints
    """(L,) threat that is caused."""
    link_probability: Floats
    """(T, L) probability that a loss of `link_from` causes a loss of `link_to` in the same year, in [0, 1]."""
    group: Ints
    """(J,) index of the shock group, -1 for none."""
    group_variance: Floats
    """(G,) variance of the yearly gamma factor with mean 1, >= 0."""
    discount_rate: float
    balance: Balance

    @property
    def years(self) -> int:
        """Length of the horizon T."""
        return int(self.rate.shape[-2])

    @property
    def threats(self) -> int:
        """Number of threats J."""
        return int(self.rate.shape[-1])
