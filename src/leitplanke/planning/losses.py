"""Expected losses of many schedules at once, in closed form, and the present value of cost.

Axes: N models (schedules), T years, J Unseens. The figures equal those of `risk.expectation`, model by model.
"""

from functools import lru_cache

import numpy as np

from leitplanke.planning.measures import Bools, Floats
from leitplanke.risk.cascade import order
from leitplanke.risk.expectation import loss_of_one
from leitplanke.risk.model import RiskModel


def worth(years: int, discount_rate: float) -> Floats:
    """Return the present value of one euro paid in the middle of each year, shape (T,); cost is discounted like losses."""
    return np.asarray((1.0 + discount_rate) ** -(np.arange(years) + 0.5))


def losses_per_year(model: RiskModel) -> Floats:
    """Return the expected losses a year of many models, caused ones included, shape (N, T, J); inf where cascades do not end."""
    links = _links(tuple(model.link_from.tolist()), tuple(model.link_to.tolist()))
    probability = _leading(model.link_probability)
    found = _leading(model.rate)
    ends = np.ones(found.shape[1:], dtype=np.bool_)
    for threats, inside, outside in reversed(links):
        if inside:
            ends &= _closed(found, threats, [(effect, cause, probability[link]) for link, cause, effect in inside])
        for link, cause, effect in outside:
            found[effect] += probability[link] * found[cause]
    return _unless_endless(found, ends)


def chain_costs(model: RiskModel) -> Floats:
    """Return the expected cost of a loss with all that it causes, of many models, shape (N, T, J), EUR; inf where cascades do not end."""
    links = _links(tuple(model.link_from.tolist()), tuple(model.link_to.tolist()))
    probability = _leading(model.link_probability)
    found = _leading(np.broadcast_to(loss_of_one(model), model.rate.shape))
    ends = np.ones(found.shape[1:], dtype=np.bool_)
    for threats, inside, outside in links:
        for link, cause, effect in outside:
            found[cause] += probability[link] * found[effect]
        if inside:
            ends &= _closed(found, threats, [(cause, effect, probability[link]) for link, cause, effect in inside])
    return _unless_endless(found, ends)


Link = tuple[int, int, int]
"""Number, cause and effect."""


@lru_cache(maxsize=64)
def _links(link_from: tuple[int, ...], link_to: tuple[int, ...]) -> tuple[tuple[tuple[int, ...], list[Link], list[Link]], ...]:
    """Return the threats that cause anything in parts, effects first, each with the links inside (loops) and those that lead on."""
    every = list(zip(range(len(link_from)), link_from, link_to, strict=True))
    parts = order(max((*link_from, *link_to), default=-1) + 1, np.array(link_from, dtype=np.int64), np.array(link_to, dtype=np.int64))
    found = []
    for part in parts:
        own = [link for link in every if link[1] in part]
        found.append((part, [link for link in own if link[2] in part], [link for link in own if link[2] not in part]))
    return tuple(one for one in found if one[1] or one[2])


def _leading(array: Floats) -> Floats:
    """Return a copy with the last axis first, so that each threat's or link's figures lie together."""
    return np.array(np.moveaxis(array, -1, 0), order="C")


def _closed(found: Floats, threats: tuple[int, ...], links: list[tuple[int, int, Floats]]) -> Bools:
    """Solve x = found + Q x for the threats of a loop in place; return where it ends.

    Elimination without pivoting: I - Q is an M-matrix exactly where all its pivots are positive, that is where the spectral radius of Q
    is below 1 (Berman and Plemmons, Nonnegative Matrices in the Mathematical Sciences, chapter 6).
    """
    place = {threat: row for row, threat in enumerate(threats)}
    system = np.zeros((len(threats), len(threats) + 1, *found.shape[1:]))
    for threat, row in place.items():
        system[row, row] = 1.0
        system[row, -1] = found[threat]
    for row, column, probability in links:
        system[place[row], place[column]] -= probability
    ends = np.ones(found.shape[1:], dtype=np.bool_)
    for pivot in range(len(threats)):
        ends &= system[pivot, pivot] > 0.0
        system[pivot] /= np.where(ends, system[pivot, pivot], 1.0)
        for row in range(len(threats)):
            if row != pivot:
                system[row] -= system[row, pivot] * system[pivot]
    found[list(threats)] = system[:, -1]
    return ends


def _unless_endless(found: Floats, ends: Bools) -> Floats:
    result = np.moveaxis(found, 0, -1)
    return result if ends.all() else np.where(np.asarray(ends.all(axis=-1))[..., None, None], result, np.inf)


def expected_losses(model: RiskModel) -> Floats:
    """Return the expected discounted loss of the horizon of many models, booked where it is lost, shape (N, J), EUR."""
    return np.asarray((losses_per_year(model) * loss_of_one(model)).sum(axis=-2))


def expected_losses_by_cause(model: RiskModel) -> Floats:
    """Return the same booked where the chain began, shape (N, J), EUR."""
    return np.asarray((model.rate * chain_costs(model)).sum(axis=-2))
