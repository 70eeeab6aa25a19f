"""Which of the firm's own decisions and limits cannot hold together: a smallest set, and if there is none what they need beside them.

Whether the measures that are fixed in, with the prerequisites they still lack, fit budget and days is a small integer programme, solved
by HiGHS. If it has no solution, conditions are left out one by one as long as it still has none (deletion filter: Chinneck and Dravnieks
(1991), Locating minimal infeasible constraint sets in linear programs): what stays cannot hold together, and without any one of it the
rest can.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import optimize, sparse

from leitplanke.planning import pert
from leitplanke.planning.constraints import SLACK, Constraints, Window, days_of
from leitplanke.planning.effects import yearly_cost
from leitplanke.planning.measures import ROLES, Floats, MeasureSet
from leitplanke.planning.schedule import PlannedMeasure, Schedule, ordered

Kind = Literal["fixed-in", "fixed-out", "budget", "days", "needs", "excludes", "last-start", "not-before", "not-after", "works-from"]
NEVER = 2
"""What HiGHS answers where there is no solution (scipy.optimize.milp)."""
MOST_TOLD, MOST_FOUND = 5, 10
"""Sets told at once, and sets looked for, so that the others can be counted: each takes the solver about half a second."""
EARLY = 1e-3
"""EUR that a quarter of delay counts for: of prerequisites that cost the same the early start wins."""


class UndecidedError(Exception):
    """The solver could not tell whether the conditions hold together."""


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Condition:
    """One decision or limit of the firm, or one rule between measures.

    ``fixed-in`` and ``fixed-out`` (`measure`, the former from `period`), ``budget`` (year `period`, `limit` EUR), ``days`` (quarter
    `period`, `role`, `limit` days), ``needs`` (`measure` needs one of `others` before), ``excludes`` (`measure` and one of `others`),
    ``last-start`` (`period`: the last quarter in which anything not fixed may start), ``not-before`` and ``not-after`` (`measure` may
    start from quarter `period` on, or up to it), ``works-from`` (`measure` cannot work before quarter `period`).
    """

    kind: Kind
    measure: int | None = None
    others: tuple[int, ...] = ()
    period: int | None = None
    role: str | None = None
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of the programme: coefficients, at most `upper`."""

    matrix: sparse.csr_array
    upper: Floats


def complete(measures: MeasureSet, constraints: Constraints) -> Schedule | None:
    """Return what is fixed in with the cheapest prerequisites it still lacks, early where that costs nothing; None if nothing fits.

    Raises
    ------
    UndecidedError
        If the solver cannot tell.
    """
    programme = _Programme(measures, constraints)
    return programme.solve(programme.conditions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflicts:
    """What cannot hold together."""

    sets: tuple[tuple[Condition, ...], ...]
    """Sets of conditions that cannot hold together, of which none can be left out; each stands without the limits of the others."""
    further: int = 0
    """Sets found beyond those told."""
    all_found: bool = True
    """Whether there are no others; False: at least one more."""
    enough_eur: float | None = None
    """The smallest yearly budget, the same in all years, that pays for everything as soon as all else is mended; None where no budget
    is too small, or days are."""


def conflicts(measures: MeasureSet, constraints: Constraints) -> Conflicts:
    """Return all that cannot hold together: every set of decisions and rules, and one each about money and about days.

    Raises
    ------
    UndecidedError
        If the solver cannot tell.
    """
    programme = _Programme(measures, constraints)
    left, found = programme.conditions, list[tuple[Condition, ...]]()
    while one := _smallest(programme, left) if len(found) < MOST_FOUND else ():
        found.append(one)
        amounts = {each.kind for each in one} & {"budget", "days"}
        mended = set() if amounts else _mended(one)
        kept = tuple(each for each in left if each not in mended and each.kind not in amounts)
        if len(kept) == len(left):
            break
        left = kept
    short = any(each.kind == "budget" for one in found for each in one)
    return Conflicts(
        sets=tuple(found[:MOST_TOLD]),
        further=len(found[MOST_TOLD:]),
        all_found=len(found) < MOST_FOUND or programme.solve(left) is not None,
        enough_eur=programme.least_budget(left) if short else None,
    )


def _mended(conflict: Sequence[Condition]) -> set[Condition]:
    """Return what is left out to see what else is in the way: the firm's own entries, for rules stay; where only rules are, these."""
    rules = {one for one in conflict if one.kind in {"needs", "excludes"}}
    return {one for one in conflict if one.kind != "fixed-in"} - rules or rules


def smallest_conflict(measures: MeasureSet, constraints: Constraints) -> tuple[Condition, ...]:
    """Return conditions that cannot hold together, of which none can be left out; empty if all hold together.

    Raises
    ------
    UndecidedError
        If the solver cannot tell.
    """
    programme = _Programme(measures, constraints)
    return _smallest(programme, programme.conditions)


def _smallest(programme: "_Programme", conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
    if programme.solve(conditions) is not None:
        return ()
    left = list(conditions)
    # Whole kinds first, then parts of what is left of them, then single ones: most go at once. Measures go first, so that few are blamed.
    for size in (len(left), 16, 4, 1):
        for group in [group for kind in _KINDS for group in _groups(left, kind, size)]:
            without = [one for one in left if one not in group]
            if programme.solve(without) is None:
                left = without
    return tuple(sorted(left, key=lambda one: (_KINDS.index(one.kind), one.measure or 0, one.period or 0)))


_KINDS: tuple[Kind, ...] = (
    "fixed-in",
    "needs",
    "excludes",
    "fixed-out",
    "budget",
    "days",
    "last-start",
    "not-before",
    "not-after",
    "works-from",
)


def _groups(conditions: Sequence[Condition], kind: Kind, size: int) -> Iterator[tuple[Condition, ...]]:
    """Yield the conditions of a kind, so many at a time; late periods first, so that the earliest is the one that is told."""
    chosen = sorted((one for one in conditions if one.kind == kind), key=lambda one: -(one.period or 0))
    for start in range(0, len(chosen), size):
        yield tuple(chosen[start : start + size])


class _Programme:
    """One 0/1 variable for each measure that may be needed and each quarter in which it may start."""

    def __init__(self, measures: MeasureSet, constraints: Constraints) -> None:
        self.measures, self.constraints = measures, constraints
        needed = _closure(measures, [one.measure for one in constraints.fixed_in])
        self.starts = [PlannedMeasure(measure, quarter) for measure in needed for quarter in range(constraints.quarters)]
        self.owner = np.array([one.measure for one in self.starts], dtype=np.int64)
        self.quarter = np.array([one.start_quarter for one in self.starts], dtype=np.int64)
        once, yearly = measures.own_once_eur, pert.mean(measures.cost_yearly_eur)
        self.cost = yearly_cost(tuple(self.starts), constraints.years, once, yearly)
        self.days = np.array([days_of(measures, one, constraints.quarters) for one in self.starts])
        self.rows = dict(self._conditions())

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All conditions."""
        return tuple(self.rows)

    def solve(self, conditions: Sequence[Condition]) -> Schedule | None:
        """Return the cheapest schedule under these conditions; None if there is none."""
        if not self.starts:
            return ()
        found = self._solved(self.cost.sum(axis=1) + EARLY * self.quarter, self._rows(conditions))
        if found is None:
            return None
        return ordered(tuple(one for one, taken in zip(self.starts, found, strict=False) if taken > 0.5))  # noqa: PLR2004 - 0 or 1

    def least_budget(self, conditions: Sequence[Condition]) -> float | None:
        """Return the smallest yearly budget with which something holds under these conditions; None if no budget is large enough.

        It is one more unknown that no year's cost may be above, and it is made as small as can be.
        """
        rows = [
            replace(one, matrix=sparse.hstack([one.matrix, sparse.csr_array((one.matrix.shape[0], 1))])) for one in self._rows(conditions)
        ]
        years = self.cost.shape[1]
        rows.append(_Rows(sparse.csr_array(np.column_stack([self.cost.T, -np.ones(years)])), np.zeros(years)))
        found = self._solved(np.r_[np.zeros(len(self.starts)), 1.0], rows)
        return None if found is None else float(found[-1])

    def _rows(self, conditions: Sequence[Condition]) -> "list[_Rows]":
        """Return the rows of some conditions, and that each measure starts once at most."""
        each = sparse.csr_array((np.ones(len(self.starts)), (np.unique(self.owner, return_inverse=True)[1], np.arange(len(self.starts)))))
        held = frozenset(one.measure for one in conditions if one.kind == "works-from" and one.measure is not None)
        waiting = [self._waits(one.measure, one.others, held) for one in conditions if one.kind == "needs" and one.measure is not None]
        return [
            _Rows(each, np.ones(each.shape[0])),
            *waiting,
            *(self.rows[one] for one in conditions if one.kind not in {"needs", "works-from"}),
        ]

    def _solved(self, price: Floats, rows: "Sequence[_Rows]") -> Floats | None:
        """Return the cheapest solution: 0 or 1 for each start, and a further unknown >= 0 where there is one; None if there is none."""
        size = len(self.starts)
        whole = np.arange(price.size) < size
        found = optimize.milp(
            price,
            integrality=whole.astype(np.int64),
            bounds=optimize.Bounds(0.0, np.where(whole, 1.0, np.inf)),
            constraints=optimize.LinearConstraint(
                sparse.vstack([one.matrix for one in rows]), -np.inf, np.concatenate([one.upper for one in rows])
            ),
        )
        if found.x is not None:
            return np.asarray(found.x)
        if found.status == NEVER:
            return None
        raise UndecidedError(found.message)

    def _conditions(self) -> Iterator[tuple[Condition, _Rows]]:
        yield from self._decisions()
        yield from self._limits()
        for measure in np.unique(self.owner).tolist():
            yield from self._rules(measure)

    def _decisions(self) -> Iterator[tuple[Condition, _Rows]]:
        held = self.constraints
        for one in held.fixed_in:
            taken = (self.owner == one.measure) & (self.quarter == one.start_quarter)
            yield Condition(kind="fixed-in", measure=one.measure, period=one.start_quarter), _row(-1.0 * taken, -1.0)
        for measure in sorted({*self.owner.tolist()} & {*held.fixed_out}):
            yield Condition(kind="fixed-out", measure=measure), _row(self.owner == measure, 0.0)
        late = np.array([one.start_quarter > held.latest and one not in held.fixed_in for one in self.starts], dtype=np.bool_)
        if late.any():
            yield Condition(kind="last-start", period=held.latest), _row(late, 0.0)
        for window in held.windows:
            yield from self._window(window)
        for measure, quarter in self.measures.held_effects:
            if (self.owner == measure).any():
                yield Condition(kind="works-from", measure=measure, period=quarter), _NONE

    def _window(self, window: Window) -> Iterator[tuple[Condition, _Rows]]:
        free = (self.owner == window.measure) & np.array([one not in self.constraints.fixed_in for one in self.starts], dtype=np.bool_)
        last = self.constraints.quarters if window.last is None else window.last
        early, late = free & (self.quarter < window.first), free & (self.quarter > last)
        if early.any():
            yield Condition(kind="not-before", measure=window.measure, period=window.first), _row(early, 0.0)
        if late.any():
            yield Condition(kind="not-after", measure=window.measure, period=last), _row(late, 0.0)

    def _limits(self) -> Iterator[tuple[Condition, _Rows]]:
        held = self.constraints
        for year, limit in enumerate(held.budget_eur.tolist()):
            yield Condition(kind="budget", period=year, limit=limit), _row(self.cost[:, year], _room(limit))
        for quarter, role in np.argwhere(self.days.any(axis=0)).tolist():
            limit = float(held.days[quarter, role])
            found = Condition(kind="days", period=quarter, role=ROLES[role], limit=limit)
            yield found, _row(self.days[:, quarter, role], _room(limit))

    def _rules(self, measure: int) -> Iterator[tuple[Condition, _Rows]]:
        for group in self.measures.needs[measure]:
            # What waits for what depends on when effects are held to begin: these rows are made as they are asked for.
            yield Condition(kind="needs", measure=measure, others=group), _NONE
        for other in np.flatnonzero(self.measures.excludes[measure]).tolist():
            if measure < other and (self.owner == other).any():
                yield Condition(kind="excludes", measure=measure, others=(other,)), _row(np.isin(self.owner, (measure, other)), 1.0)

    def _waits(self, measure: int, group: tuple[int, ...], held: frozenset[int]) -> _Rows:
        """Return the rows by which each start of a measure waits until one of the group works; only effects of some are held back."""
        some = replace(self.measures, held_effects=tuple(one for one in self.measures.held_effects if one[0] in held))
        works = np.array([some.works_in(one.measure, one.start_quarter) for one in self.starts])
        rows = np.flatnonzero(self.owner == measure)
        matrix = np.zeros((rows.size, len(self.starts)))
        for number, row in enumerate(rows.tolist()):
            matrix[number, np.isin(self.owner, group) & (works <= self.quarter[row])] = -1.0
            matrix[number, row] += 1.0
        return _Rows(sparse.csr_array(matrix), np.zeros(rows.size))


_NONE = _Rows(sparse.csr_array((0, 0)), np.zeros(0))


def _row(coefficients: npt.ArrayLike, upper: float) -> _Rows:
    return _Rows(sparse.csr_array(np.asarray(coefficients, dtype=np.float64)[None, :]), np.array([upper]))


def _room(limit: float) -> float:
    return limit * (1.0 + SLACK) + SLACK


def _closure(measures: MeasureSet, fixed: Sequence[int]) -> list[int]:
    """Return what is fixed in and all that may be needed for it, directly or not."""
    found, new = set(fixed), list(fixed)
    while new:
        for group in measures.needs[new.pop()]:
            new += [one for one in group if one not in found]
            found.update(group)
    return sorted(found)
