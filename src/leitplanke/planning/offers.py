"""Measures at given starts, as numbers by year that bound what any choice among them does to each parameter.

What helps is told as amounts, minus the logarithm of the factor: they add up and are >= 0. Families diminish by rank; ranked anew in each
year by what their members do in it, they do at least as much as ranked once, and the more members the less one more brings. Axes: N
measures, T years, C cells (a parameter of a target), G families on one cell with up to K members, J Unseens.
"""

from dataclasses import dataclass

import numpy as np

from leitplanke.planning.effects import share_of_year
from leitplanke.planning.measures import FAMILY_POWER, FAVOURABLE_FLOOR, PARAMETERS, Bools, Floats, Ints, MeasureSet
from leitplanke.planning.schedule import Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """What each of N measures brings and harms."""

    helps: Floats
    """(N, T, C) of effects that share their cell with no other of their family, >= 0."""
    harms: Floats
    """(N, T, C) logarithms of side effects."""
    family_cell: Floats
    """(G, C) 1 where a family works."""
    family_member: Ints
    """(G, K, T) members, those first that do most in that year; N stands for none."""
    family_helps: Floats
    """(G, K, T) what they do, >= 0."""
    shrunk: Floats
    """(N, T, J) by which bases shrink, <= 0."""
    grown: Floats
    """(N, T, J) by which bases grow, >= 0."""

    @classmethod
    def of(cls, measures: MeasureSet, starts: Schedule, years: int, latest: Schedule | None = None) -> "Offers":
        """Return what measures do that start then; if they may start as late as `latest`, what they help at most and harm at least."""
        early, late = _Timed.of(measures, starts, years), _Timed.of(measures, latest or starts, years)
        helping, alone = ~measures.effect_adverse[early.row], measures.effect_group[early.row] < 0
        amount = np.where(helping[:, None], np.maximum(0.0, -early.logarithm), 0.0)
        family_cell, family_member, family_helps = _families(measures, early, amount)
        return cls(
            helps=early.by_cell(measures, amount, helping & alone),
            harms=late.by_cell(measures, late.logarithm, ~helping),
            family_cell=family_cell,
            family_member=family_member,
            family_helps=family_helps,
            shrunk=np.minimum(_moved(measures, starts, years), 0.0),
            grown=np.maximum(_moved(measures, latest or starts, years), 0.0),
        )

    def favourable(self, members: Floats) -> Floats:
        """Return the product of the factors that help of each set's members (P, N), shape (P, T, C), never below a fifth."""
        return np.maximum(FAVOURABLE_FLOOR, np.exp(-self.amounts(members)))

    def amounts(self, members: Floats) -> Floats:
        """Return minus the logarithm of that product, shape (P, T, C), before it ends at a fifth."""
        total = np.tensordot(members, self.helps, axes=1)
        if len(self.family_cell):
            picked = np.concatenate([members, np.zeros((len(members), 1))], axis=1)[:, self.family_member]
            rank = np.cumsum(picked, axis=2) - picked
            each = (picked * FAMILY_POWER**rank * self.family_helps).sum(axis=2)
            total += each.swapaxes(1, 2) @ self.family_cell
        return np.asarray(total)

    def adverse(self, chosen: Floats, undecided: Floats) -> Floats:
        """Return the product of the side effects of the chosen (P, N) and at least of what is undecided, shape (P, T, C)."""
        return np.exp(np.tensordot(chosen, self.harms, axes=1) + np.tensordot(undecided, np.minimum(self.harms, 0.0), axes=1))

    def base(self, chosen: Floats, members: Floats) -> Floats:
        """Return the factor on each base: what shrinks it for all members, what lets it grow for the chosen, (P, T, J)."""
        return np.maximum(0.0, 1.0 + np.tensordot(members, self.shrunk, axes=1) + np.tensordot(chosen, self.grown, axes=1))


@dataclass(frozen=True, slots=True)
class _Timed:
    """The effect rows of measures at their starts."""

    item: Ints
    """(R,) place of the measure."""
    row: Ints
    """(R,) row of the measure set."""
    logarithm: Floats
    """(R, T) of the factor of each year."""
    items: int

    @classmethod
    def of(cls, measures: MeasureSet, starts: Schedule, years: int) -> "_Timed":
        """Take the effects of the measures that start."""
        place = {one.measure: number for number, one in enumerate(starts)}
        quarter = {one.measure: one.start_quarter for one in starts}
        row = np.flatnonzero(np.isin(measures.effect_measure, list(place)))
        owner = measures.effect_measure[row]
        begin = measures.first_months(owner, np.array([quarter[one] for one in owner.tolist()], dtype=np.int64))
        share = share_of_year(begin, np.where(measures.effect_adverse[row], 0.0, measures.ramp_months[owner]), years)
        logarithm = np.log1p(share * (measures.central_factors[row, None] - 1.0))
        return cls(np.array([place[one] for one in owner.tolist()], dtype=np.int64), row, logarithm, len(starts))

    def by_cell(self, measures: MeasureSet, values: Floats, chosen: Bools) -> Floats:
        """Return the sums of some rows' values, (R, T), by measure, year and cell, shape (N, T, C)."""
        cells = cells_of(measures)
        found = np.zeros((self.items, values.shape[1], cells))
        at = _cell(measures)[self.row[chosen]]
        np.add.at(found, (self.item[chosen, None], np.arange(values.shape[1]), at[:, None]), values[chosen])
        return found


def cells_of(measures: MeasureSet) -> int:
    """Return the number of cells C: for each parameter as many as there are Unseens or capacity factors, whichever is more."""
    return len(PARAMETERS) * max(measures.unseens, measures.capacities)


def _cell(measures: MeasureSet) -> Ints:
    return np.asarray(measures.effect_parameter * max(measures.unseens, measures.capacities) + measures.effect_target)


def _families(measures: MeasureSet, timed: _Timed, amount: Floats) -> tuple[Floats, Ints, Floats]:
    """Return cell, members by strength in each year, and their strength, of every family with a member on offer."""
    group = measures.effect_group[timed.row]
    names = np.unique(group[group >= 0])
    size = max((int((group == name).sum()) for name in names), default=0)
    years = amount.shape[1]
    cell = np.zeros((names.size, cells_of(measures)))
    member, helps = np.full((names.size, size, years), timed.items), np.zeros((names.size, size, years))
    for number, name in enumerate(names.tolist()):
        rows = np.flatnonzero(group == name)
        cell[number, _cell(measures)[timed.row[rows[0]]]] = 1.0
        order = np.argsort(-amount[rows], axis=0, kind="stable")
        member[number, : rows.size] = timed.item[rows][order]
        helps[number, : rows.size] = np.take_along_axis(amount[rows], order, axis=0)
    return cell, member, helps


def _moved(measures: MeasureSet, starts: Schedule, years: int) -> Floats:
    """Return by how much each measure moves each base, (N, T, J)."""
    found = np.zeros((len(starts), years, measures.unseens))
    for number, one in enumerate(starts):
        rows = np.flatnonzero(measures.moved_measure == one.measure)
        begin = measures.first_months(np.array([one.measure]), np.array([one.start_quarter]))
        share = share_of_year(begin, np.zeros(1), years)[0]
        np.add.at(found[number].T, measures.moved_unseen[rows], measures.moved_share[rows, None] * share)
    return found
