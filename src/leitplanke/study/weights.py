"""What counts how much for whom: the firm's own weights of goals, and assumed ones where it gave none.

Points from 0 to 10 become shares of 1 within a group. Assumed points are uncertain: PERT between the bounds of the catalogue.
"""

from collections.abc import Sequence
from typing import cast

import numpy as np
from scipy.special import ndtr

from leitplanke.catalogue.aims import Stakeholder, bare
from leitplanke.catalogue.entries import Catalogue
from leitplanke.planning import pert
from leitplanke.primitives.interval import Floats
from leitplanke.study.inputs import StakeholderGroup, StakeholderWeight
from leitplanke.study.reviewed import GoalWeight, Group

DRAWS = 400


def weighted(catalogue: Catalogue, own: Sequence[StakeholderWeight]) -> tuple[Group, ...]:
    """Return the groups with their weights, own ones in place of assumed ones; they add up to 1 for each group.

    A group for which nothing counts has weights of 0.
    """
    return tuple(_group(catalogue, one, own) for one in catalogue.stakeholders)


def points(catalogue: Catalogue, group: Stakeholder, own: Sequence[StakeholderWeight]) -> dict[str, float]:
    """Return the points that a group gives each goal, own ones in place of assumed ones."""
    assumed = {bare(one.aim): one.mode for one in group.weights}
    stated: dict[str, float] = {one.goal: one.weight for one in own if f"stakeholder.{one.group}" == group.id}
    return {bare(aim.id): stated.get(bare(aim.id), assumed.get(bare(aim.id), 0.0)) for aim in catalogue.aims}


def _group(catalogue: Catalogue, group: Stakeholder, own: Sequence[StakeholderWeight]) -> Group:
    name = cast("StakeholderGroup", bare(group.id))
    stated = {one.goal for one in own if one.group == name}
    given = points(catalogue, group, own)
    total = sum(given.values())
    weights = tuple(
        GoalWeight(goal=goal, weight=one / total if total > 0.0 else 0.0, assumed=goal not in stated) for goal, one in given.items()
    )
    return Group(id=name, weights=weights)


def drawn_weights(catalogue: Catalogue, own: Sequence[StakeholderWeight], aims: Sequence[str]) -> Floats:
    """Return weights as plausible as each other, shape (`DRAWS`, S, G), for the goals `aims`; what the firm said itself stays.

    The same catalogue gives the same draws.
    """
    rng = np.random.default_rng([4])
    drawn = np.empty((DRAWS, len(catalogue.stakeholders), len(aims)))
    for place, group in enumerate(catalogue.stakeholders):
        said = {f"aim.{one.goal}": one.weight for one in own if f"stakeholder.{one.group}" == group.id}
        bounds = {one.aim: (one.low, one.mode, one.high) for one in group.weights}
        figures = np.array([(said[aim],) * 3 if aim in said else bounds.get(aim, (0.0, 0.0, 0.0)) for aim in aims])
        drawn[:, place] = pert.quantile(figures, ndtr(rng.standard_normal((DRAWS, len(aims)))))
    return drawn
