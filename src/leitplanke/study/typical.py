"""How much each assumption of the catalogue weighs in a typical result: the mean over a few firms.

Two outcomes: the expected loss of the horizon without measures, and the benefit of the plan the firm would get (avoided expected
loss + gain - cost). The weight is the share of the outcome's variance that the figure's own error carries, to first order, as in
`study.grounds`; the error that our figures have in common stands apart.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from leitplanke.assessment.index import SIDES_NODE
from leitplanke.catalogue.assumed import AssumedFigure, assumed
from leitplanke.catalogue.entries import Catalogue
from leitplanke.planning import benefit, pert
from leitplanke.planning.effects import adjust, share_of_year, yearly_cost
from leitplanke.planning.losses import worth
from leitplanke.planning.measures import MeasureSet
from leitplanke.planning.schedule import MONTHS_PER_QUARTER, Schedule
from leitplanke.primitives.interval import Floats
from leitplanke.risk.expectation import expected_loss
from leitplanke.risk.vulnerability import assemble
from leitplanke.study import figures
from leitplanke.study.compile import CompiledStudy, compile_study
from leitplanke.study.grounds import gradient
from leitplanke.study.inputs import StudyInputs
from leitplanke.study.parameters import LEANING
from leitplanke.study.planned import Planner

Standing = Literal["drawn", "unplanned", "certain", "unused"]
"""``drawn``: it has a weight. ``unplanned``: a measure that is in none of the plans. ``certain``: the calculation uses it without a
range. ``unused``: it explains other figures, or what others decide."""
PERT_DEGREES = 252.0
"""A PERT distribution is Beta(a, 6 - a) on its width: variance = width squared a (6 - a) / (36 x 7)."""

_ALWAYS_DRAWN = frozenset({"rate", "severity", "duration", "probability", "variance"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """Shares of the variance, 0-1, in the expected loss and in the benefit of the plan."""

    loss: float
    benefit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedFigure:
    """One assumption and its weight in a typical result."""

    figure: AssumedFigure
    standing: Standing
    weight: Weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Typical:
    """All assumptions, heaviest first, and who carries the rest: with `figures` these shares add up to 1.

    Parameters
    ----------
    firms
        Number of firms the mean is taken over.
    common
        The error that our figures have in common.
    answers
        What the firms answered, left open or estimated themselves.
    sourced
        Figures of the catalogue that a published source states.
    """

    firms: int
    figures: tuple[WeighedFigure, ...]
    common: Weight
    answers: Weight
    sourced: Weight

    def carried(self, by: str) -> Weight:
        """Return what ``common``, ``figures`` (all of them together), ``answers`` or ``sourced`` carry."""
        if by == "figures":
            rows = [row.weight for row in self.figures]
            return Weight(loss=sum(one.loss for one in rows), benefit=sum(one.benefit for one in rows))
        return {"common": self.common, "answers": self.answers, "sourced": self.sourced}[by]


@dataclass(frozen=True, slots=True)
class _Shares:
    """Shares of one outcome's variance: each figure's own error, and the common error."""

    own: dict[str, float]
    common: float


def typical(catalogue: Catalogue, firms: Sequence[StudyInputs], progress: Callable[[float], None] = lambda _share: None) -> Typical:
    """Return every assumption of `catalogue` with its mean weight over `firms`; takes some seconds for each firm.

    Raises
    ------
    ValueError
        If there are no firms.
    """
    if not firms:
        message = "no firms"
        raise ValueError(message)
    found = []
    for place, inputs in enumerate(firms):
        progress(place / len(firms))
        found.append(_of_firm(catalogue, inputs))
    progress(1.0)
    loss, money = (_mean([pair[side] for pair in found]) for side in (0, 1))
    return _told(catalogue, len(firms), loss, money)


def _told(catalogue: Catalogue, firms: int, loss: _Shares, money: _Shares) -> Typical:
    listed = assumed(catalogue)
    names = {figure.id for figure in listed}
    published = _published(catalogue, names)
    others = (loss.own.keys() | money.own.keys()) - names - published
    rows = tuple(
        WeighedFigure(
            figure=figure,
            standing=_standing(figure, figure.id in loss.own or figure.id in money.own),
            weight=_sum([figure.id], loss, money),
        )
        for figure in listed
    )
    return Typical(
        firms=firms,
        figures=tuple(sorted(rows, key=lambda row: (-max(row.weight.loss, row.weight.benefit), row.figure.id))),
        common=Weight(loss=loss.common, benefit=money.common),
        answers=_sum(others, loss, money),
        sourced=_sum(published, loss, money),
    )


def _sum(names: Iterable[str], loss: _Shares, money: _Shares) -> Weight:
    ordered = sorted(names)
    return Weight(loss=sum(loss.own.get(one, 0.0) for one in ordered), benefit=sum(money.own.get(one, 0.0) for one in ordered))


def _published(catalogue: Catalogue, listed: set[str]) -> set[str]:
    """Return the drawn figures of the catalogue that are not in the list of assumptions."""
    parts = ("rate", "severity", "duration")
    return {f"{unseen.id}/{part}" for unseen in catalogue.unseens for part in parts} - listed


def _standing(figure: AssumedFigure, drawn: bool) -> Standing:  # noqa: FBT001 - read as a sentence at its only call
    part = figure.part.partition("/")[0]
    if drawn or part in _ALWAYS_DRAWN:  # with an own estimate of each firm in its place it weighs nothing, but has its range
        return "drawn"
    if figure.kind == "measure" and part in {"once", "yearly", "effect", "gain"}:
        return "unplanned"
    return "unused" if figure.kind in {"lever", "rule", "programme", "assumption"} else "certain"


def _mean(firms: Sequence[_Shares]) -> _Shares:
    names = sorted({name for one in firms for name in one.own})
    own = {name: sum(one.own.get(name, 0.0) for one in firms) / len(firms) for name in names}
    return _Shares(own, sum(one.common for one in firms) / len(firms))


def _of_firm(catalogue: Catalogue, inputs: StudyInputs) -> tuple[_Shares, _Shares]:
    """Return the shares in the expected loss and in the benefit of the firm's plan."""
    study = compile_study(catalogue, inputs)
    planner = Planner.of(study, (study.central(),), np.zeros(1), seed=0)
    schedule = planner.choose(lambda _share: None)
    names = [_name(study, parameter.id) for parameter in study.space.parameters]
    sign, side = study.space.sign, study.space.side
    before = gradient(study)
    avoided = before - gradient(study, planner.adjustment(schedule))
    effects, helped = _effects(planner, schedule)
    leaning = (np.concatenate([avoided, helped]), np.concatenate([sign, np.ones(len(effects))]))
    money = [_money(planner.measures, schedule, study.years, planner.central.discount_rate, part) for part in ("cost", "gain")]
    blocks = _with_sides(_own_and_common([*names, *effects], *leaning, LEANING), avoided, side)
    blocks += [_own_and_common(known, spread, np.ones(len(known)), benefit.COMMON_SHARE) for known, spread in money]
    return _shares(_with_sides(_own_and_common(names, before, sign, LEANING), before, side)), _shares(blocks)


def _name(study: CompiledStudy, parameter: str) -> str:
    """Return under what name a drawn figure counts: the catalogue's own if it is the catalogue's, else one of the firm."""
    node = study.trace.nodes[parameter]
    if node.operation in {"own-estimate", "own-share", "measured"}:
        return f"own {parameter}"
    if parameter in {figures.COPING_FACTOR, figures.ADAPTATION}:
        return f"{parameter}/figure"
    return f"{parameter.removesuffix('-factor')}" if parameter.endswith("/severity-factor") else parameter


_Block = tuple[list[str], Floats, float]
"""Names, variance of each own error, variance of the common error."""


def _own_and_common(names: list[str], slopes: Floats, sign: Floats, common_share: float) -> _Block:
    own = np.where(sign == 0.0, 1.0, 1.0 - common_share) * slopes**2
    return names, own, common_share * float(sign @ slopes) ** 2


def _with_sides(block: _Block, slopes: Floats, side: Floats) -> list[_Block]:
    """Return the block with which side is right taken out of its first figures' own errors, and that as one of the answers."""
    names, own, common = block
    taken = np.zeros(own.size)
    taken[: slopes.size] = side**2 * slopes**2
    return [(names, own - taken, common), ([SIDES_NODE], np.array([float(side @ slopes) ** 2]), 0.0)]


def _shares(blocks: Sequence[_Block]) -> _Shares:
    total = max(sum(float(own.sum()) + common for _, own, common in blocks), 1e-300)
    own: dict[str, float] = {}
    for names, variances, _ in blocks:
        for name, variance in zip(names, variances.tolist(), strict=True):
            own[name] = own.get(name, 0.0) + variance / total
    return _Shares(own, sum(common for _, _, common in blocks) / total)


def _effects(planner: Planner, schedule: Schedule) -> tuple[list[str], Floats]:
    """Return the effects of the planned measures, and how much one standard deviation of each moves the avoided loss, EUR."""
    measures, chosen = planner.measures, {planned.measure for planned in schedule}
    rows = np.flatnonzero(np.isin(measures.effect_measure, sorted(chosen)))
    first = np.searchsorted(measures.effect_measure, measures.effect_measure[rows])
    names = [f"{measures.ids[measures.effect_measure[row]]}/effect/{row - start}" for row, start in zip(rows, first, strict=True)]
    slopes = np.zeros(rows.size)
    for place, row in enumerate(rows):
        score = np.zeros(measures.effect_mu.size)
        ends = []
        for score[row] in (-1.0, 1.0):
            changed = adjust(measures, schedule, planner.study.years, measures.factors_at(score))
            ends.append(float(expected_loss(assemble(planner.central, changed)).sum()))
        slopes[place] = -(ends[1] - ends[0]) / 2.0
    return names, slopes


def _money(measures: MeasureSet, schedule: Schedule, years: int, discount_rate: float, part: str) -> tuple[list[str], Floats]:
    """Return the costs or gains of the planned measures, and the standard deviation of each over the horizon, EUR."""
    value, chosen = worth(years, discount_rate), [planned.measure for planned in schedule]
    names = [measures.ids[one] for one in chosen]
    if part == "gain":
        begin = np.array([planned.start_quarter * float(MONTHS_PER_QUARTER) for planned in schedule]) + measures.lead_months[chosen]
        times = share_of_year(begin, measures.ramp_months[chosen], years) @ value
        return [f"{name}/gain" for name in names], _deviation(measures.gain_eur_per_year[chosen]) * times
    ones, zeros = np.ones(measures.count), np.zeros(measures.count)
    once = _deviation(measures.cost_once_eur[chosen]) * (yearly_cost(schedule, years, ones, zeros) @ value)
    yearly = _deviation(measures.cost_yearly_eur[chosen]) * (yearly_cost(schedule, years, zeros, ones) @ value)
    return [f"{name}/{when}" for when in ("once", "yearly") for name in names], np.concatenate([once, yearly])


def _deviation(figure: Floats) -> Floats:
    alpha, beta = pert.shape(figure)
    return np.asarray((figure[..., 2] - figure[..., 0]) * np.sqrt(alpha * beta / PERT_DEGREES))
