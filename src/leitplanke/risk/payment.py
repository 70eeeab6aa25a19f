"""How much of one loss falls into each year, and what it is worth today.

An event pays in its year. An onset of year t pays its yearly flow from the middle of t for its duration or to the end of the
horizon (method.md section 3).
"""

import numpy as np

from leitplanke.risk.model import Floats, RiskModel


def overlap(model: RiskModel) -> Floats:
    """Return the years' parts of a loss: for a loss of threat j in year t, the multiple of its size paid in year u.

    Returns
    -------
    Floats
        Shape (T, J, T), axes t, j, u; >= 0.
    """
    onset = _onset(model.duration)
    event = np.broadcast_to(np.eye(model.years)[:, None, :], onset.shape)
    return np.asarray(np.where(model.onset[None, :, None], onset, event))


def _onset(duration: Floats) -> Floats:
    """Return the years' parts of onsets that last so long, shape (..., T, K) to (..., T, K, T)."""
    years = duration.shape[-2]
    start = np.arange(years)[:, None, None] + 0.5
    end = start + duration[..., None]
    year = np.arange(years)[None, None, :]
    return np.asarray(np.clip(np.minimum(end, year + 1.0) - np.maximum(start, year), 0.0, None))


def discount(model: RiskModel) -> Floats:
    """Return the present value of one euro paid in the middle of each year, shape (T,)."""
    return np.asarray((1.0 + model.discount_rate) ** -(np.arange(model.years) + 0.5))


def multiple(model: RiskModel, *, until: int | None = None, discounted: bool = True) -> Floats:
    """Return what a loss of threat j in year t costs in all, as multiple of min(size, cap): scale x years' parts x discount.

    Parameters
    ----------
    until
        Count only what is paid in the first `until` years (default: all).

    Returns
    -------
    Floats
        Shape (T, J), >= 0.
    """
    worth = discount(model) if discounted else np.ones(model.years)
    if until is not None:
        worth = np.where(np.arange(model.years) < until, worth, 0.0)
    # An event pays in its own year; only what onsets pay has to be laid out over the years.
    paid = np.empty(np.broadcast_shapes(model.scale.shape, model.duration.shape))
    paid[...] = worth[:, None]
    onsets = np.flatnonzero(model.onset)
    paid[..., onsets] = _onset(model.duration[..., onsets]) @ worth
    paid *= model.scale
    return paid
