"""Several models of one firm on the same chances: all are thinned out of one that has every loss any of them has.

A Poisson process whose losses are kept independently with probability a is a Poisson process of a times the rate; given its gamma
factor that also holds under a common shock, and a link that hits with probability q out of p hits with q. So a loss that two models
both have is the same loss, and what a measure prevents is left out of what would have happened without it. Source: Lewis and Shedler
(1979), simulation of Poisson processes by thinning; common random numbers: Glasserman, Monte Carlo Methods in Financial Engineering,
section 4.2.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from leitplanke.risk.model import Bools, Floats, RiskModel
from leitplanke.risk.trials import Generation, Layout, parts

SAME = ("onset", "median_eur", "sigma", "cap_eur", "link_from", "link_to", "group", "group_variance")
"""What models on the same chances have in common; rates, link probabilities, scales, durations and balances may differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """What one model keeps of the losses of the model above it."""

    keep: Floats
    """(C,) probability that a primary loss of each cell is kept."""
    hit: Floats
    """(K,) the model's own probability of each link."""
    part: Floats
    """(T, C) what is paid so many years after the loss, as multiple of its size."""


def above(models: Sequence[RiskModel]) -> RiskModel:
    """Return a model with every loss that any of the models has: the highest rates and link probabilities.

    Raises
    ------
    ValueError
        If the models differ in more than rates, link probabilities, scales, durations and balances.
    """
    first = models[0]
    for model in models[1:]:
        if any(not np.array_equal(getattr(model, name), getattr(first, name)) for name in SAME):
            message = "models on the same chances must have the same threats, sizes, links and groups"
            raise ValueError(message)
    return replace(
        first,
        rate=np.max([model.rate for model in models], axis=0),
        link_probability=np.max([model.link_probability for model in models], axis=0),
    )


def variant(model: RiskModel, layout: Layout) -> Variant:
    """Return what `model` keeps of a layout of the model above it."""
    highest = layout.model.rate[layout.year, layout.threat]
    own = model.rate[layout.year, layout.threat]
    return Variant(
        keep=np.divide(own, highest, out=np.ones_like(own), where=highest > 0.0),
        hit=model.link_probability.ravel()[layout.link],
        part=parts(model, layout.year, layout.threat),
    )


def alive(kept: Variant, generation: Generation, before: Bools | None) -> Bools:
    """Return which losses of a generation a model has, shape (N,), from those it has of the generation before."""
    if generation.parent is None or before is None:
        return np.asarray(generation.mark < np.repeat(kept.keep, generation.count))
    return np.asarray(before[generation.parent] & (generation.mark < np.repeat(kept.hit, generation.hits)))
