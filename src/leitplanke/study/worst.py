"""The worst 5 % of a firm at its central figures, split by Unseen and by chain."""

from leitplanke.risk.decomposition import TailContributions, tail_contributions
from leitplanke.risk.distribution import GridTooShortError
from leitplanke.risk.model import RiskModel
from leitplanke.risk.spectral import InaccurateResultError

TAIL_POINTS = 2**11
"""Grid points for the split of the worst 5 %; shares are right to 1e-6."""


def worst(model: RiskModel) -> TailContributions | None:
    """Return who makes CVaR95; None if there is no loss or no grid holds it."""
    try:
        found = tail_contributions(model, points=TAIL_POINTS)
    except (GridTooShortError, InaccurateResultError):
        return None
    return found if found.cvar_eur > 0.0 else None
