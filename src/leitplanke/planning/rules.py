"""What a firm can carry, for measures whose starts are given: linear terms of a choice, and how little may come of what they allow.

Every limit is a row: what the chosen measures ask for adds up to so much at most. Bounds take all cuts at once: for one point v the least
of their maximum, prices added, is a linear programme over the rows; its dual weights give valid bounds at all other points too, without
solving there (Lagrangean relaxation: Geoffrion, Lagrangean relaxation for integer programming, Mathematical Programming Study 2, 1974).
Axes: N measures, U of them undecided, K rows, V points.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from leitplanke.planning.constraints import SLACK, Constraints, load
from leitplanke.planning.measures import Floats, MeasureSet
from leitplanke.planning.proof import Bound, Cut
from leitplanke.planning.schedule import Schedule
from leitplanke.planning.values import Chosen

PROGRAMMES = 8
"""Linear programmes solved for one set; points that are left keep the bounds that others gave them."""
CUTS = 8
"""Cuts around sets that one bound takes together."""
LEAST_TAKEN = 1e-6
Groups = tuple[Chosen, ...]
Decided = tuple[Schedule, Schedule]
"""What may be chosen, and what of it is fixed in."""
Ready = Callable[[int, int], bool]
"""Whether of two measures the other works when the one starts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rows of N measures and what they add to the figure that is to be low."""

    price: Floats
    """(N,) EUR."""
    fixed: Chosen
    """What must be chosen."""
    groups: tuple[Groups, ...]
    """Of each measure: groups of which it needs one."""
    excluded: tuple[frozenset[int], ...]
    """Of each measure: which it rules out."""
    asked: Floats
    """(K, N) of what is limited."""
    limit: Floats
    """(K,)"""
    rows: Floats
    """(K', N) the same with rows for needs and exclusions."""
    most: Floats
    """(K',)"""

    @classmethod
    def at(cls, measures: MeasureSet, constraints: Constraints, starts: Schedule, price: Floats) -> "Rules":
        """Return the rules for measures that start in given quarters."""
        loads = [load(measures, (one,), constraints) for one in starts]
        asked = np.array([np.concatenate([one.cost_eur, one.days.ravel()]) for one in loads]).reshape(len(starts), -1).T
        works = [measures.works_in(one.measure, one.start_quarter) for one in starts]

        def ready(one: int, other: int) -> bool:
            return works[other] <= starts[one].start_quarter

        groups = _groups(measures, starts, ready)
        limit = np.concatenate([constraints.budget_eur, constraints.days.ravel()])
        return cls._of(measures, (starts, constraints.fixed_in), price, groups, asked, limit)

    @classmethod
    def whenever(cls, measures: MeasureSet, constraints: Constraints, latest: Schedule, price: Floats) -> "Rules":
        """Return rules that hold whenever measures start, up to `latest`, when they ask for least: of the whole horizon's sums."""
        loads = [load(measures, (one,), constraints) for one in latest]
        asked = np.array([np.r_[one.cost_eur.sum(), one.days.sum(axis=0)] for one in loads]).reshape(len(latest), -1).T
        groups = _groups(measures, latest, lambda _one, _other: True)
        limit = np.r_[constraints.budget_eur.sum(), constraints.days.sum(axis=0)]
        return cls._of(measures, (latest, constraints.fixed_in), price, groups, asked, limit)

    @classmethod
    def _of(
        cls, measures: MeasureSet, decided: Decided, price: Floats, groups: tuple[Groups, ...], asked: Floats, limit: Floats
    ) -> "Rules":
        starts, fixed = decided
        chosen = [one.measure for one in starts]
        excludes = measures.excludes[np.ix_(chosen, chosen)]
        needs = [_row(len(chosen), [one], group) for one, each in enumerate(groups) for group in each]
        apart = [_row(len(chosen), pair, ()) for pair in np.argwhere(np.triu(excludes)).tolist()]
        binding = asked.clip(min=0.0).sum(axis=1) > limit
        return cls(
            price=price,
            fixed=tuple(number for number, one in enumerate(starts) if one in fixed),
            groups=groups,
            excluded=tuple(frozenset(np.flatnonzero(row).tolist()) for row in excludes),
            asked=asked[binding],
            limit=limit[binding] * (1.0 + SLACK) + SLACK,
            rows=np.array([*asked[binding], *needs, *apart]).reshape(-1, len(chosen)),
            most=np.array([*(limit[binding] * (1.0 + SLACK) + SLACK), *([0.0] * len(needs)), *([1.0] * len(apart))]),
        )

    @property
    def kept(self) -> int:
        """All that one bound can take."""
        return CUTS

    def allowed(self, chosen: Chosen) -> bool:
        """Return whether a set keeps all rules."""
        members = np.zeros(len(self.price))
        members[list(chosen)] = 1.0
        return set(self.fixed) <= set(chosen) and bool((self.rows @ members <= self.most).all())

    def settle(self, fixed: Chosen, undecided: Chosen) -> tuple[Chosen, Chosen] | None:
        """Return what is chosen and what is open after all that follows at once; None if nothing is allowed."""
        chosen, left = {*fixed, *self.fixed}, {*undecided} - {*self.fixed}
        while True:
            room = self.limit - self.asked[:, sorted(chosen)].sum(axis=1)
            out = {one for one in left if self._lost(one, chosen, left, room)}
            left -= out
            if (room < 0.0).any() or any(self.excluded[one] & chosen for one in chosen):
                return None
            forced = set[int]()
            for group in (group for one in chosen for group in self.groups[one] if chosen.isdisjoint(group)):
                ready = left.intersection(group)
                if not ready:
                    return None
                forced |= ready if len(ready) == 1 else set()
            if not forced and not out:
                return tuple(sorted(chosen)), tuple(sorted(left))
            chosen |= forced
            left -= forced

    def _lost(self, one: int, chosen: set[int], left: set[int], room: Floats) -> bool:
        """Return whether an open measure can no longer come."""
        if self.excluded[one] & chosen or (self.asked[:, one] > room).any():
            return True
        return any(chosen.isdisjoint(group) and left.isdisjoint(group) for group in self.groups[one])

    def promising(self, fixed: Chosen, undecided: Chosen, bound: Bound) -> Chosen:
        """Return the undecided measures of an allowed set near what the bound would choose."""
        chosen, left = fixed, tuple(one for one, share in zip(undecided, bound.taken, strict=False) if share > LEAST_TAKEN)
        for place in np.argsort(-bound.taken, kind="stable").tolist():
            if undecided[place] in left:
                rest = tuple(one for one in left if one != undecided[place])
                settled = self.settle(tuple(sorted((*chosen, undecided[place]))), rest)
                chosen, left = settled or (chosen, rest)
        return tuple(one for one in undecided if one in chosen)

    def bound(self, cuts: Sequence[Cut], fixed: Chosen, undecided: Chosen, *, known: Floats, limit: float) -> Bound:
        """Return the least that may still come: at the lowest points by a programme, at the others by its dual weights."""
        chosen, best = list(undecided), known.copy()
        base = np.array([cut.base for cut in cuts]) + self.price[list(fixed)].sum()
        if not chosen:
            return Bound(np.maximum(best, base.max(axis=0)), np.zeros(0))
        slope = np.array([cut.slope[chosen] for cut in cuts])
        programme = _Programme.of(self, fixed, chosen)
        done, steep, taken = np.zeros(best.size, dtype=np.bool_), np.zeros(len(chosen)), np.zeros(len(chosen))
        for _ in range(PROGRAMMES):
            at = int(best.argmin())
            if done[at] or best[at] >= limit:
                break
            found = programme.solve(base[:, at], slope[:, :, at])
            if found is None:
                return Bound(np.full_like(best, np.inf), steep, taken)
            weight, price, spent, taken = found
            mixed = np.tensordot(weight, slope, axes=1)
            best = np.maximum(best, weight @ base - spent - np.maximum(mixed - price[:, None], 0.0).sum(axis=0))
            done[at], steep = True, np.asarray(mixed[:, at], dtype=np.float64)
        return Bound(best, steep, taken)


@dataclass(frozen=True, slots=True)
class _Programme:
    """What undecided measures may still ask for."""

    price: Floats
    """(U,)"""
    rows: Floats
    """(K, U)"""
    room: Floats
    """(K,)"""

    @classmethod
    def of(cls, rules: Rules, fixed: Chosen, undecided: list[int]) -> "_Programme":
        """Leave out rows that cannot bind."""
        rows, room = rules.rows[:, undecided], rules.most - rules.rows[:, list(fixed)].sum(axis=1)
        binding = rows.clip(min=0.0).sum(axis=1) > room
        scale = np.abs(rows[binding]).max(axis=1, initial=1e-12)
        return cls(rules.price[undecided], rows[binding] / scale[:, None], room[binding] / scale)

    def solve(self, base: Floats, slope: Floats) -> tuple[Floats, Floats, float, Floats] | None:
        """Return the weights of cuts, what measures cost with the worth of what they ask for, what all room is worth, and what is taken.

        None if nothing is allowed.

        Parameters
        ----------
        base
            (C,) of the cuts.
        slope
            (C, U)
        """
        from scipy.optimize import linprog  # noqa: PLC0415 - slow to load, and an analysis needs no proof

        scale, cuts, size = max(float(np.abs(base).max()), 1e-9), len(base), len(self.price)
        matrix = np.zeros((cuts + len(self.rows), 1 + size))
        matrix[:cuts, 0], matrix[:cuts, 1:], matrix[cuts:, 1:] = -1.0, -slope / scale, self.rows
        found = linprog(
            np.r_[1.0, self.price / scale],
            A_ub=matrix,
            b_ub=np.r_[-base / scale, self.room],
            bounds=[(None, None), *[(0.0, 1.0)] * size],
            method="highs",
        )
        if found.status == 2:  # noqa: PLR2004 - infeasible
            return None
        if found.x is None:
            weight, dual, taken = np.full(cuts, 1.0 / cuts), np.zeros(len(self.rows)), np.zeros(size)
        else:
            shares = np.maximum(-found.ineqlin.marginals, 0.0)
            weight, dual, taken = shares[:cuts] / shares[:cuts].sum(), shares[cuts:] * scale, found.x[1:]
        return weight, self.price + dual @ self.rows, float(dual @ self.room), taken


def _groups(measures: MeasureSet, starts: Schedule, ready: Ready) -> tuple[Groups, ...]:
    place = {one.measure: number for number, one in enumerate(starts)}
    return tuple(
        tuple(
            tuple(place[other] for other in group if other in place and ready(number, place[other]))
            for group in measures.needs[one.measure]
        )
        for number, one in enumerate(starts)
    )


def _row(size: int, more: Sequence[int], less: Sequence[int]) -> Floats:
    row = np.zeros(size)
    row[list(more)], row[list(less)] = 1.0, -1.0
    return row
