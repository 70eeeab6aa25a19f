"""Chains of losses: what comes by itself, what one loss sets off, and what goes on from there.

Every euro is booked once: to the threat that came by itself, to a chain of two (what the second loses when the first sets it off), or
to a chain of three (what the third loses, and all that follows from it). So the parts add up to the whole.
"""

import numpy as np

from leitplanke.risk.cascade import progeny
from leitplanke.risk.expectation import loss_of_one
from leitplanke.risk.model import Floats, Ints, RiskModel


def follow_ups(link_from: Ints, link_to: Ints) -> tuple[tuple[int, int], ...]:
    """Return all pairs of links of which the second starts where the first ends.

    Examples
    --------
    >>> follow_ups(np.array([0, 1, 1]), np.array([1, 2, 0]))
    ((0, 1), (0, 2), (2, 0))
    """
    return tuple((first, second) for first, end in enumerate(link_to.tolist()) for second in np.flatnonzero(link_from == end).tolist())


def chains(link_from: Ints, link_to: Ints) -> tuple[tuple[int, ...], ...]:
    """Return the threats of each chain: one of two for each link, then one of three for each pair of `follow_ups`.

    Examples
    --------
    >>> chains(np.array([0, 1]), np.array([1, 2]))
    ((0, 1), (1, 2), (0, 1, 2))
    """
    twos = tuple(zip(link_from.tolist(), link_to.tolist(), strict=True))
    return (*twos, *((*twos[first], twos[second][1]) for first, second in follow_ups(link_from, link_to)))


def expected_by_chain(model: RiskModel) -> Floats:
    """Return the expected discounted loss of the horizon without chain, then along each of `chains`, EUR, shape (1 + chains,).

    Raises
    ------
    SupercriticalCascadeError
        If losses cause each other without end.
    """
    return by_chain(model, np.einsum("tjk,tk->tj", progeny(model), loss_of_one(model)))


def by_chain(model: RiskModel, chain_cost: Floats) -> Floats:
    """Return the same of one or many models, shape (..., 1 + chains), from the cost of a loss with all it causes, shape (..., T, J)."""
    cost = np.broadcast_to(loss_of_one(model), model.rate.shape)
    first, second = np.array(follow_ups(model.link_from, model.link_to), dtype=np.int64).reshape(-1, 2).T
    onward = chain_cost[..., model.link_to]
    arriving = model.rate[..., model.link_from] * model.link_probability
    twos = (arriving * cost[..., model.link_to]).sum(axis=-2)
    threes = (arriving[..., first] * (model.link_probability * onward)[..., second]).sum(axis=-2)
    return np.concatenate([(model.rate * cost).sum(axis=(-2, -1))[..., None], twos, threes], axis=-1)
