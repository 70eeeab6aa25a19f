"""Other readings of the answers against whole analyses of just these answers."""

from dataclasses import replace

import numpy as np
import pytest

from leitplanke.assessment.picture import LEADING
from leitplanke.assessment.pooling import pool
from leitplanke.assessment.rating import Answer, Moments, Rater
from leitplanke.assessment.scale import standing
from leitplanke.catalogue import compiled
from leitplanke.exchange import examples
from leitplanke.planning.losses import expected_losses
from leitplanke.risk.vulnerability import Adjustment, assemble, together
from leitplanke.study.compile import compile_study
from leitplanke.study.disagreement import REACH, OtherStudyError, averaged, disagreement_effect, one_side
from leitplanke.study.inputs import DaysPerQuarter, Limits, StudyInputs
from leitplanke.study.readings import DisagreementEffect
from leitplanke.study.result import RiskResult, StudyResult
from leitplanke.study.run import analyse

CATALOGUE = compiled.read()
NOBODY_FREE = Limits(budget_eur_per_year=0.0, person_days_per_quarter=DaysPerQuarter(owner=0.0, management=0.0, it=0.0, staff=0.0))
"""No plan is looked for: what people say is read without one."""
FIRM = replace(examples.read("precision-parts", CATALOGUE), raters=(), answers=(), moments=(), limits=NOBODY_FREE)
POINTS, HISTORIES = 32, 2**10


def told(people: dict[str, int]) -> StudyInputs:
    """Return a firm of which each of the people (by role) gives one level to all questions."""
    raters = tuple(Rater(id=f"{role}-1", role=role) for role in ("owner", "management", "it", "staff") if role in people)
    answers = tuple(
        Answer(rater=rater.id, indicator=indicator.id, level=people[rater.role])
        for rater in raters
        for indicator in CATALOGUE.indicators
        if indicator.sets_base is None
    )
    return replace(FIRM, raters=raters, answers=answers)


def evaluated(inputs: StudyInputs) -> StudyResult:
    return analyse(CATALOGUE, inputs, seed=3, outer_points=POINTS, histories=HISTORIES)


@pytest.fixture(scope="module")
def opposed() -> StudyInputs:
    """Return a firm whose owner and staff see the opposite in everything."""
    return told({"owner": 4, "staff": 0})


@pytest.fixture(scope="module")
def result(opposed: StudyInputs) -> StudyResult:
    return evaluated(opposed)


@pytest.fixture(scope="module")
def effect(opposed: StudyInputs, result: StudyResult) -> DisagreementEffect:
    return disagreement_effect(CATALOGUE, opposed, result)


def assert_same(found: DisagreementEffect, name: str, risk: RiskResult) -> None:
    reading = next(one for one in found.readings if one.name == name)
    for mine, theirs in ((reading.expected_annual_loss_eur, risk.expected_annual_loss_eur), (reading.cvar95_eur, risk.cvar95_eur)):
        assert (mine.low, mine.mid, mine.high) == pytest.approx((theirs.low, theirs.mid, theirs.high), rel=1e-9)


def test_one_person_disagrees_with_nobody() -> None:
    alone = told({"owner": 2})
    own = evaluated(alone)
    found = disagreement_effect(CATALOGUE, alone, own)
    assert [one.name for one in found.readings] == ["averaged"]
    assert_same(found, "averaged", own.risk)
    mine, theirs = found.readings[0].exceedance, own.risk.exceedance
    assert [one.eur for one in mine] == [one.eur for one in theirs]
    assert [one.probability for one in mine] == pytest.approx([one.probability for one in theirs], abs=1e-9)


def test_each_side_alone_is_what_an_analysis_of_its_answers_says(effect: DisagreementEffect) -> None:
    assert [one.name for one in effect.readings] == ["averaged", "leading", "others"]
    assert_same(effect, "leading", evaluated(told({"owner": 4})).risk)
    assert_same(effect, "others", evaluated(told({"staff": 0})).risk)


def test_disagreement_widens_the_euros(effect: DisagreementEffect, result: StudyResult) -> None:
    kept, even = result.risk.expected_annual_loss_eur, effect.readings[0].expected_annual_loss_eur
    assert kept.high - kept.low > 1.05 * (even.high - even.low)


def seeing(people: dict[str, int]) -> StudyInputs:
    """Return a firm that each of the people (by role) sees so well placed in everything, 0 to 4."""
    inputs = told(people)
    better = {one.id: standing(one) for one in CATALOGUE.indicators}
    answers = (
        replace(one, level=one.level if better[one.indicator] > 0 else 4 - (one.level or 0))
        for one in inputs.answers
        if better[one.indicator]
    )
    return replace(inputs, answers=tuple(answers))


@pytest.mark.parametrize(("best", "worst"), [(4, 0), (3, 1)])
def test_the_range_holds_what_either_side_says_throughout(best: int, worst: int) -> None:
    """Drawn answer by answer, the two would even out over all questions: the range would be a fraction as wide."""
    apart = seeing({"owner": best, "staff": worst})
    study = compile_study(CATALOGUE, apart)
    whole = analyse(CATALOGUE, apart, seed=3, outer_points=128, histories=HISTORIES)
    effect = disagreement_effect(CATALOGUE, apart, whole)
    kept = whole.risk.expected_annual_loss_eur
    averaged, leading, others = (one.expected_annual_loss_eur for one in effect.readings)
    assert kept.low < leading.mid < averaged.mid < others.mid < kept.high
    alone = replace(study.space, parameters=tuple(replace(one, side=0.0) for one in study.space.parameters))
    neutral = Adjustment.neutral(study.years, len(study.catalogue.unseens), len(study.catalogue.capacities))
    drawn_alone = expected_losses(assemble(together(study.vulnerabilities(alone.draw(128, 3).values)), neutral)).sum(axis=1) / study.years
    low, high = np.percentile(drawn_alone, (5, 95))
    assert kept.high / kept.low > 2.0 * high / low
    assert best < 4 or leading.mid < low < high < others.mid
    drivers = whole.drivers[0]
    assert drivers.sides is not None
    assert drivers.sides.mid > drivers.common.mid


def test_people_of_one_side_do_not_even_it_out() -> None:
    """Ten of each say what one of each said: sides as before, and nothing else between people."""
    one, ten = seeing({"owner": 3, "staff": 1}), seeing({"owner": 3, "staff": 1})
    raters = tuple(replace(rater, id=f"{rater.id}-{n}") for rater in ten.raters for n in range(10))
    answers = tuple(replace(answer, rater=f"{answer.rater}-{n}") for answer in ten.answers for n in range(10))
    first, second = (compile_study(CATALOGUE, inputs) for inputs in (one, replace(ten, raters=raters, answers=answers)))
    assert first.space.draw(8, 1).values == pytest.approx(second.space.draw(8, 1).values, rel=1e-9)


def test_the_same_errors_are_drawn_however_people_answer() -> None:
    alone, apart = (compile_study(CATALOGUE, inputs).space for inputs in (told({"owner": 2}), seeing({"owner": 3, "staff": 1})))
    first, second = (space.draw(16, 7) for space in (alone, apart))
    assert (first.common == second.common).all()
    assert (first.side == second.side).all()
    ours = alone.sign != 0.0
    assert (first.values[:, ours] == second.values[:, apart.sign != 0.0]).all()
    assert not alone.side.any()
    assert apart.side.any()


def test_all_answers_are_the_mean_and_nobody_is_lost() -> None:
    apart = (
        Moments(indicator="a", group="owner", count=1, weight=2.0, mean=1.0, square=1.0),
        Moments(indicator="a", group="staff", count=4, unknown=1, weight=4.0, mean=0.25, square=0.2, not_applicable=2),
        Moments(indicator="b", group="staff", count=0, weight=0.0, mean=0.5, square=0.25, not_applicable=3),
    )
    found = averaged(apart)
    assert [(one.mean, one.square) for one in found] == [(0.5, 0.25)] * 3
    assert [(one.count, one.unknown, one.weight, one.not_applicable) for one in found] == [
        (one.count, one.unknown, one.weight, one.not_applicable) for one in apart
    ]
    before, after = pool("a", apart[:2]), pool("a", found[:2])
    assert before is not None
    assert after is not None
    assert (after.mean, after.spread) == (before.mean, 0.0)
    assert after.variance < before.variance


def test_one_side_speaks_only_where_both_answered() -> None:
    both = (
        Moments(indicator="a", group="management", count=1, weight=1.0, mean=1.0, square=1.0),
        Moments(indicator="a", group="owner", count=1, weight=1.0, mean=0.5, square=0.25),
        Moments(indicator="a", group="staff", count=1, weight=1.0, mean=0.0, square=0.0),
    )
    single = (
        Moments(indicator="b", group="staff", count=1, weight=1.0, mean=0.0, square=0.0),
        Moments(indicator="c", group="owner", count=0, weight=0.0, mean=0.5, square=0.25, not_applicable=1),
        Moments(indicator="c", group="staff", count=1, weight=1.0, mean=0.0, square=0.0),
    )
    assert {one.group for one in both[:2]} == LEADING
    assert set(one_side(both + single, leading=True)) == {*both[:2], *single}
    assert set(one_side(both + single, leading=False)) == {*both[2:], *single}


def test_a_level_moves_what_the_model_says_for_answers_that_much_higher_and_lower(effect: DisagreementEffect) -> None:
    """Built anew from answers: means of .5 plus and minus the reach, with the variance of a single answer."""
    for name in ("indicator.cloud.own-skill", "indicator.organisation.cyber-basics"):
        indicator = next(one for one in CATALOGUE.indicators if one.id == name)
        ends = []
        for mean in (0.5 - REACH, 0.5 + REACH):
            moment = Moments(indicator=name, group="owner", count=1, weight=1.0, mean=mean, square=mean**2)
            others = averaged(compile_study(CATALOGUE, told({"owner": 4, "staff": 0})).moments)
            study = compile_study(CATALOGUE, replace(FIRM, moments=(moment, *(one for one in others if one.indicator != name))))
            neutral = Adjustment.neutral(study.years, len(study.catalogue.unseens), len(study.catalogue.capacities))
            ends.append(float(expected_losses(assemble(together([study.central()]), neutral)).sum()) / study.years)
        span = indicator.levels[-1].value - indicator.levels[0].value
        move = next(one for one in effect.moves if one.indicator == name)
        assert move.eur_per_level == pytest.approx((ends[1] - ends[0]) / (2.0 * REACH) * span / 4.0, rel=0.02)
        assert move.eur_per_level < 0.0
    assert np.isfinite([one.eur_per_level for one in effect.moves]).all()


def test_a_result_of_other_answers_is_refused(result: StudyResult) -> None:
    with pytest.raises(OtherStudyError):
        disagreement_effect(CATALOGUE, told({"owner": 3}), result)


def test_a_result_of_another_engine_is_refused(opposed: StudyInputs, result: StudyResult) -> None:
    """An engine before 0.5 evened sides out: its range beside ours would mislead."""
    with pytest.raises(OtherStudyError):
        disagreement_effect(CATALOGUE, opposed, replace(result, study=replace(result.study, engine_version="0.4.0")))
