"""What makes the range wide, and what to find out next: all uncertain figures grouped by Unseen and kind.

A group's score is the weighted sum of its figures' own errors, weighted by what each does to the expected loss. What errors of our
figures have in common is a score of its own: nobody can find it out figure by figure. So is which side is right where people disagree
throughout.
Source: method.md section 3 (rank regression over the outer points, ties shown, errors lean together).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from leitplanke.planning.losses import expected_losses
from leitplanke.primitives.interval import Floats
from leitplanke.risk.vulnerability import Adjustment, assemble, together
from leitplanke.study import figures
from leitplanke.study.compile import CompiledStudy
from leitplanke.study.parameters import LEANING, Draws
from leitplanke.study.regression import HIGH, LEAST_POINTS, LOW, POINTS_PER_SCORE, RankFit, fit, tied_ranks
from leitplanke.study.result import Band, Driver, DriverKind, Drivers

MOST_GROUPS = 20
"""Groups looked at one by one, largest effect first; all others are one score together."""
BUMP = 1e-3
REPLICATE_SEED = 4

Group = tuple[DriverKind, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scores:
    """Groups looked at one by one, then (if any are left) all others together, which side is right (if any), and what all have in common.

    `companion` has one row for each of the last two that is there.
    """

    names: tuple[Group, ...]
    figures: tuple[tuple[str, ...], ...]
    values: Floats
    companion: Floats

    @property
    def sided(self) -> bool:
        """Whether which side is right moves anything."""
        return len(self.companion) > 1


def drivers(study: CompiledStudy, gradient: Floats, draws: Draws, outputs: Sequence[tuple[str, Floats]], seed: int) -> tuple[Drivers, ...]:
    """Return for each output what makes it vary over the points.

    Parameters
    ----------
    gradient
        (D,) change of the expected loss for one standard deviation of each figure, see `grounds.gradient`.
    outputs
        Name and values (P,) of each figure of the result; one that is the same at all points has no drivers.
    seed
        Of the bootstrap.
    """
    points = draws.values.shape[0]
    if points < LEAST_POINTS or not gradient.any():
        return ()
    scores = _scores(study, gradient, draws)
    return tuple(
        _told(name, fit(values, scores.values, scores.companion, np.random.default_rng([seed, REPLICATE_SEED])), scores)
        for name, values in outputs
        if np.unique(values).size > points // 2
    )


def _told(name: str, found: RankFit, scores: _Scores) -> Drivers:
    shown = len(scores.names)
    ranks = tied_ranks(found.narrowing[:shown], found.narrowing_replicates[:, :shown])
    rows = [
        Driver(
            kind=kind,
            subject=subject,
            figures=scores.figures[place],
            rank=ranks[place],
            narrowing=_band(found.narrowing[place], found.narrowing_replicates[:, place]),
            share=_band(found.share[place], found.share_replicates[:, place]),
        )
        for place, (kind, subject) in enumerate(scores.names)
    ]
    others = shown < found.share.size - len(scores.companion)
    return Drivers(
        figure=name,
        explained=found.explained,
        common=_band(found.share[-1], found.share_replicates[:, -1]),
        sides=_band(found.share[-2], found.share_replicates[:, -2]) if scores.sided else None,
        others=_band(found.share[shown], found.share_replicates[:, shown]) if others else Band(low=0.0, mid=0.0, high=0.0),
        rows=tuple(sorted(rows, key=lambda one: (-one.narrowing.mid, one.kind, one.subject))),
    )


def _band(value: float, replicates: Floats) -> Band:
    low, high = (float(end) for end in np.percentile(replicates, (LOW, HIGH)))
    return Band(low=min(low, float(value)), mid=float(value), high=max(high, float(value)))


def _scores(study: CompiledStudy, gradient: Floats, draws: Draws) -> _Scores:
    """Collect the figures of each group into one score, the groups of largest effect first; figures of the firm always stand alone."""
    space = study.space
    own = gradient * np.sqrt(space.own())
    sided = bool((gradient * space.side).any())
    shared = np.array([*([gradient * space.side] if sided else []), gradient * space.sign * math.sqrt(LEANING)])
    members: dict[Group, list[int]] = {}
    for place, group in enumerate(groups(study)):
        members.setdefault(group, []).append(place)
    size = {group: float(np.linalg.norm(own[places]) + np.abs(shared[:, places].sum(axis=1)).sum()) for group, places in members.items()}
    always = [group for group in members if group[0] == "firm"]
    largest = sorted((group for group in members if group[0] != "firm" and size[group] > 0.0), key=lambda group: (-size[group], group))
    most = max(1, min(MOST_GROUPS, draws.values.shape[0] // POINTS_PER_SCORE) - len(always) - 1 - len(shared))
    names = largest[:most] + always
    rest = [place for group in largest[most:] for place in members[group]]
    sets = [members[group] for group in names] + ([rest] if rest else [])
    values = [_score(draws.own[:, places], own[places]) for places in sets]
    common = [*([draws.side] if sided else []), draws.common]
    ids = [parameter.id for parameter in space.parameters]
    return _Scores(
        names=tuple(names),
        figures=tuple(tuple(ids[place] for place in sorted(members[group], key=lambda one: (-abs(gradient[one]), one))) for group in names),
        values=np.column_stack([*values, *common]),
        companion=np.array([[*(_companion(own[places], moved[places]) for places in sets), *[0.0] * len(shared)] for moved in shared]),
    )


def _companion(own: Floats, moved: Floats) -> float:
    """Return how much of a common score moves with figures, as multiple of what they do on their own."""
    norm = float(np.linalg.norm(own))
    return float(moved.sum()) / norm if norm > 0.0 else 0.0


def _score(errors: Floats, weight: Floats) -> Floats:
    norm = float(np.linalg.norm(weight))
    return np.asarray(errors @ weight / norm if norm > 0.0 else errors.sum(axis=1) / math.sqrt(weight.size))


def groups(study: CompiledStudy) -> tuple[Group, ...]:
    """Return for each uncertain figure of the study what it tells about: kind and Unseen, capacity factor or own id."""
    found = _catalogue_groups(study) | _answer_groups(study)
    return tuple(found.get(parameter.id, ("firm", parameter.id)) for parameter in study.space.parameters)


def _catalogue_groups(study: CompiledStudy) -> dict[str, Group]:
    catalogue = study.catalogue
    found: dict[str, Group] = {}
    for unseen in catalogue.unseens:
        found[figures.rate_id(unseen.id)] = ("frequency", unseen.id)
        found[figures.severity_factor_id(unseen.id)] = ("size", unseen.id)
        found[figures.duration_id(unseen.id)] = ("duration", unseen.id)
        found[figures.coping_max_id(unseen.id)] = ("size", unseen.id)
    found |= {figures.probability_id(link.id): ("cascade", link.cause) for link in catalogue.links}
    found |= {figures.variance_id(shock.id): ("shock", shock.id) for shock in catalogue.shocks}
    return found | {figures.COPING_FACTOR: ("coping", figures.COPING_FACTOR), figures.ADAPTATION: ("coping", figures.ADAPTATION)}


def _answer_groups(study: CompiledStudy) -> dict[str, Group]:
    """Return for each answer (or what no question covers) the index through which it moves the expected loss most."""
    indices, catalogue = study.indices, study.catalogue
    unseens, capacities = [one.id for one in catalogue.unseens], [one.id for one in catalogue.capacities]
    rows: list[Group] = [("exposure", name) for name in unseens]
    rows += [("sensitivity", name) for name in unseens]
    rows += [("coping", name) for name in capacities]
    slope = study.layout.constants.sensitivity_at_1 - study.layout.constants.sensitivity_at_0
    by_index = _slopes(study)
    by_index[len(unseens) : 2 * len(unseens)] *= slope
    coefficients = np.vstack([indices.exposure.coefficients, indices.sensitivity.coefficients, indices.capacity.coefficients])
    # Where the loss does not depend on any of them (a running Unseen), the weight alone decides.
    effect = np.abs(coefficients) * (np.abs(by_index) + 1e-9 * np.abs(by_index).max(initial=1.0))[:, None]
    strongest = effect.argmax(axis=0)
    return {variable.id: rows[int(row)] for variable, row in zip(indices.variables, strongest, strict=True)}


def _slopes(study: CompiledStudy) -> Floats:
    """Return the change of the expected loss with each exposure (J), sensitivity (J) and capacity (F), at the centre, shape (2J + F,)."""
    central = study.central()
    adjustment = Adjustment.neutral(study.years, central.exposure.size, central.capacity.size)

    moved = [replace(central, exposure=row) for row in central.exposure + BUMP * np.eye(central.exposure.size)]
    moved += [replace(central, sensitivity=row) for row in central.sensitivity + BUMP * np.eye(central.sensitivity.size)]
    moved += [replace(central, capacity=row) for row in central.capacity + BUMP * np.eye(central.capacity.size)]
    losses = expected_losses(assemble(together([central, *moved]), adjustment)).sum(axis=1)
    return np.asarray((losses[1:] - losses[0]) / BUMP)
