"""The measures as arrays for one firm: what they change, cost, ask for and earn.

Axes: M measures, R effect rows (sorted by measure), B rows of moved bases, J Unseens, F capacity factors.
Source: method.md section 5, content/measures.md section 1.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from leitplanke.planning import funding, pert
from leitplanke.planning.funding import Grant
from leitplanke.planning.schedule import MONTHS_PER_QUARTER, effective_quarter

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

PARAMETERS = ("exposure", "sensitivity", "severity", "coping_gap", "capacity_gap")
"""What an effect multiplies; the position is the code in `MeasureSet.effect_parameter`."""
ROLES = ("owner", "management", "it", "staff")
"""Whose days a measure takes; the position is the column of all arrays by role."""
FAVOURABLE_FLOOR = 0.2
"""However many measures help, a fifth of what they work on remains (content/measures.md section 1; assumption)."""
FAMILY_POWER = 0.6
"""Of several measures of one family the strongest counts in full, the next to the power 0.6, then 0.36 ... (assumption)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureSet:
    """All measures of a catalogue, priced for one firm."""

    ids: tuple[str, ...]
    unseens: int
    capacities: int
    effect_measure: Ints
    """(R,) ascending."""
    effect_target: Ints
    """(R,) index of an Unseen, or of a capacity factor where the parameter is the capacity gap."""
    effect_parameter: Ints
    """(R,) position in `PARAMETERS`."""
    effect_mu: Floats
    """(R,) mean of the logarithm of the factor; its exponential is the central factor."""
    effect_sigma: Floats
    """(R,) standard deviation of the logarithm of the factor, >= 0."""
    effect_adverse: Bools
    """(R,) True for side effects: no ramp, no diminishing in the family, no floor."""
    effect_group: Ints
    """(R,) favourable effects with the same number share family, target and parameter; -1 for all that share with none."""
    cost_once_eur: Floats
    """(M, 3) PERT minimum, mode, maximum before funding (`own_once_eur`: after)."""
    cost_yearly_eur: Floats
    """(M, 3) EUR a year."""
    days_once: Floats
    """(M, 4) own person-days by role."""
    days_yearly: Floats
    """(M, 4) own person-days a year by role."""
    lead_months: Floats
    """(M,) from start to first effect."""
    ramp_months: Floats
    """(M,) from first to full effect."""
    needs: tuple[tuple[tuple[int, ...], ...], ...]
    """For each measure groups of measures; every group needs one of its members."""
    excludes: Bools
    """(M, M) symmetric, True where two measures rule each other out."""
    moved_measure: Ints
    """(B,)"""
    moved_unseen: Ints
    """(B,) Unseen whose economic base moves."""
    moved_share: Floats
    """(B,) change of that base as a share of today's base; several measures add up."""
    gain_eur_per_year: Floats
    """(M, 3) PERT minimum, mode, maximum of what the measure earns beside avoided loss, EUR a year at full effect."""
    grants: tuple[Grant, ...] = ()
    """Funding that lowers the own one-off cost of measures."""
    held_effects: tuple[tuple[int, int], ...] = ()
    """Measure and quarter: it cannot work before, however early it starts (something is delivered then)."""

    @property
    def count(self) -> int:
        """Number of measures M."""
        return len(self.ids)

    @property
    def central_factors(self) -> Floats:
        """The centre of every effect factor, shape (R,)."""
        return np.exp(self.effect_mu)

    @property
    def own_once_eur(self) -> Floats:
        """The expected one-off cost of each measure after funding, shape (M,), EUR."""
        return np.asarray(pert.mean(self.cost_once_eur) - funding.expected(self.grants, self.cost_once_eur))

    def first_months(self, measure: Ints, quarter: Ints) -> Floats:
        """Return the month in which each measure begins to work if it starts in that quarter; both of one shape."""
        begin = quarter * float(MONTHS_PER_QUARTER) + self.lead_months[measure]
        for held, earliest in self.held_effects:
            begin = np.where(measure == held, np.maximum(begin, earliest * float(MONTHS_PER_QUARTER)), begin)
        return np.asarray(begin)

    def works_in(self, measure: int, quarter: int) -> int:
        """Return the first quarter that begins when a measure that starts in `quarter` works."""
        held = max((earliest for one, earliest in self.held_effects if one == measure), default=0)
        return max(effective_quarter(quarter, float(self.lead_months[measure])), held)

    def without_need(self, done: Iterable[str]) -> "MeasureSet":
        """Return the set in which nothing waits for the measures that are in place: a group that names one of them is met."""
        have = {self.ids.index(one) for one in done}
        return replace(self, needs=tuple(tuple(group for group in groups if have.isdisjoint(group)) for groups in self.needs))

    def factors_at(self, z: Floats) -> Floats:
        """Return the effect factors at standard normal `z`, shape (..., R); above 0 means less help, or more harm."""
        return np.exp(self.effect_mu + self.effect_sigma * z)


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectRow:
    """One effect before it becomes a row of arrays."""

    measure: int
    parameter: str
    target: int
    mu: float
    sigma: float
    adverse: bool
    family: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectArrays:
    """The effect rows of a measure set, sorted by measure; fields as in `MeasureSet`."""

    effect_measure: Ints
    effect_target: Ints
    effect_parameter: Ints
    effect_mu: Floats
    effect_sigma: Floats
    effect_adverse: Bools
    effect_group: Ints


def stack(effects: Sequence[EffectRow]) -> EffectArrays:
    """Return the effect rows as arrays, sorted by measure, with the groups in which effects diminish."""
    rows = sorted(effects, key=lambda row: row.measure)
    return EffectArrays(
        effect_measure=np.array([row.measure for row in rows], dtype=np.int64),
        effect_target=np.array([row.target for row in rows], dtype=np.int64),
        effect_parameter=np.array([PARAMETERS.index(row.parameter) for row in rows], dtype=np.int64),
        effect_mu=np.array([row.mu for row in rows], dtype=np.float64),
        effect_sigma=np.array([row.sigma for row in rows], dtype=np.float64),
        effect_adverse=np.array([row.adverse for row in rows], dtype=np.bool_),
        effect_group=_groups(rows),
    )


def _groups(rows: Sequence[EffectRow]) -> Ints:
    keys = [None if row.adverse or row.family is None else (row.family, row.target, row.parameter) for row in rows]
    shared = {key for key in keys if key is not None and keys.count(key) > 1}
    numbers = {key: number for number, key in enumerate(sorted(shared))}
    return np.array([-1 if key is None else numbers.get(key, -1) for key in keys], dtype=np.int64)
