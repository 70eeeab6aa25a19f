"""What disagreement is worth in euros: the risk if all had given the mean answer, and if one side alone were right.

Whoever averages answers gets the first of these results; the study's own keeps the disagreement and draws once which side is right.
All use the same draws.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from leitplanke import __version__
from leitplanke.assessment.picture import LEADING
from leitplanke.assessment.pooling import grouped
from leitplanke.assessment.rating import Moments
from leitplanke.catalogue.entries import Catalogue
from leitplanke.planning.losses import expected_losses
from leitplanke.primitives.interval import Floats
from leitplanke.risk.predictive import Predictive, predict
from leitplanke.risk.vulnerability import Adjustment, Vulnerability, assemble, together
from leitplanke.study.compile import CompiledStudy, compile_study
from leitplanke.study.digest import input_hash
from leitplanke.study.inputs import StudyInputs
from leitplanke.study.readings import DisagreementEffect, EuroMove, Reading, ReadingName
from leitplanke.study.result import ExceedancePoint, StudyResult
from leitplanke.study.summary import HIGH, LOW, band
from leitplanke.study.upgrade import settle

REACH = 0.1
"""An answer is moved so far up and down (values 0-1) to see what it does to the loss; less at the ends."""
LEVEL_STEPS = 4
"""Steps between the five levels."""
TOGETHER = 64


class OtherStudyError(Exception):
    """The result was not made from these inputs and this catalogue, or by another engine, which drew otherwise."""


def averaged(moments: Sequence[Moments]) -> tuple[Moments, ...]:
    """Return the answers as they would be if everybody had given the mean of all: same people, no disagreement.

    What one person's answer is worth (measurement) and who does not know stay as they are.
    """
    found = []
    for groups in grouped(moments).values():
        answered = [group for group in groups if group.count]
        weight = math.fsum(group.weight for group in answered)
        mean = math.fsum(group.weight * group.mean for group in answered) / weight if weight else 0.0
        found += [replace(group, mean=mean, square=mean**2) if group.count else group for group in groups]
    return tuple(found)


def one_side(moments: Sequence[Moments], *, leading: bool) -> tuple[Moments, ...]:
    """Return the answers with one side alone wherever both answered: those who lead the firm, or all others."""
    found: list[Moments] = []
    for groups in grouped(moments).values():
        mine = [group for group in groups if (group.group in LEADING) is leading]
        both = 0 < sum(group.count for group in mine) < sum(group.count for group in groups)
        found += mine if both else groups
    return tuple(found)


def disagreement_effect(
    catalogue: Catalogue, inputs: StudyInputs, result: StudyResult, *, progress: Callable[[str, float], None] | None = None
) -> DisagreementEffect:
    """Return what a study would have said if everybody had given the mean answer, or one side alone were right.

    Parameters
    ----------
    result
        The study's own result, made of these inputs.

    Raises
    ------
    OtherStudyError
        If it was not.
    InaccurateResultError, SupercriticalCascadeError
        See `risk.spectral`.
    """
    tell = progress or (lambda _stage, _share: None)
    study = compile_study(catalogue, inputs)
    stamp = result.study
    made_of = stamp.input_hash, stamp.catalogue_version, stamp.engine_version
    if (input_hash(study.inputs, study.moments), study.catalogue.version, __version__) != made_of:
        raise OtherStudyError
    sides = {"leading": one_side(study.moments, leading=True), "others": one_side(study.moments, leading=False)}
    ways: dict[ReadingName, tuple[Moments, ...]] = {"averaged": averaged(study.moments)}
    if sides["leading"] != sides["others"]:
        ways |= {"leading": sides["leading"], "others": sides["others"]}
    settled, readings = settle(catalogue, inputs).inputs, []
    for place, (name, moments) in enumerate(ways.items()):
        tell("risk", place / len(ways))
        readings.append(_read(compile_study(catalogue, replace(settled, raters=(), answers=(), moments=moments)), name, result))
    return DisagreementEffect(input_hash=stamp.input_hash, readings=tuple(readings), moves=_moves(study, _neutral(study)))


def _read(study: CompiledStudy, name: ReadingName, result: StudyResult) -> Reading:
    vulnerabilities = study.vulnerabilities(study.space.draw(result.study.outer_points, result.study.seed).values)
    neutral = _neutral(study)
    predictive = predict([assemble(one, neutral) for one in vulnerabilities], assemble(study.central(), neutral))
    return Reading(
        name=name,
        expected_annual_loss_eur=band(_expected(vulnerabilities, neutral) / study.years),
        cvar95_eur=band(predictive.cvar95_eur, predictive.mixed.cvar(0.95)),
        exceedance=_curve(predictive, np.array([point.eur for point in result.risk.exceedance])),
    )


def _neutral(study: CompiledStudy) -> Adjustment:
    return Adjustment.neutral(study.years, len(study.catalogue.unseens), len(study.catalogue.capacities))


def _expected(vulnerabilities: Sequence[Vulnerability], neutral: Adjustment) -> Floats:
    """Return the expected loss of the horizon at each of P points, shape (P,)."""
    blocks = [vulnerabilities[start : start + TOGETHER] for start in range(0, len(vulnerabilities), TOGETHER)]
    return np.concatenate([expected_losses(assemble(together(block), neutral)).sum(axis=1) for block in blocks])


def _curve(predictive: Predictive, at: Floats) -> tuple[ExceedancePoint, ...]:
    middle, points = predictive.mixed.exceedance(at), predictive.exceedance(at)
    low, high = np.percentile(points, (LOW, HIGH), axis=0)
    rows = zip(at.tolist(), middle.tolist(), low.tolist(), high.tolist(), strict=True)
    return tuple(ExceedancePoint(eur=eur, probability=mid, low=below, high=above) for eur, mid, below, above in rows)


def _moves(study: CompiledStudy, neutral: Adjustment) -> tuple[EuroMove, ...]:
    """Return what one level more of each answer does; levels of one question count as equally far apart."""
    levels = {one.id: one.levels for one in study.catalogue.indicators}
    names = [variable.indicator for variable in study.indices.variables if variable.indicator]
    if not names:
        return ()
    places, centre = study.space.index(names), study.space.centre()
    ends = [np.clip(centre[places] + step, 0.0, 1.0) for step in (-REACH, REACH)]
    loss = [_expected(study.vulnerabilities(_replaced(centre, places, end)), neutral) / study.years for end in ends]
    slopes = (loss[1] - loss[0]) / (ends[1] - ends[0])
    span = np.array([levels[name][-1].value - levels[name][0].value for name in names])
    return tuple(
        EuroMove(indicator=name, eur_per_level=eur) for name, eur in zip(names, (slopes * span / LEVEL_STEPS).tolist(), strict=True)
    )


def _replaced(centre: Floats, places: "np.ndarray[tuple[int], np.dtype[np.int64]]", values: Floats) -> Floats:
    """Return one row a place, in which that place alone has its new value."""
    rows = np.tile(centre, (len(places), 1))
    rows[np.arange(len(places)), places] = values
    return rows
